import { PlimsollError } from '../error/plimsollError.js'

/** How the variance of the next step is told from the past ones. */
export type VolatilityFilter =
  /** σ² ← λσ² + (1 − λ)r². */
  | { readonly model: 'ewma'; readonly lambda: number }
  /** σ² ← ω + αr² + βσ². Without `omega`, ω = (1 − α − β)·mean r², each underlying's own (variance targeting). */
  | { readonly model: 'garch'; readonly omega?: number; readonly alpha: number; readonly beta: number }

/** σ² of the next step is `omega` + `alpha`·r² + `beta`·σ² of this one. */
interface Recursion {
  readonly omega: number
  readonly alpha: number
  readonly beta: number
  readonly start: number
}

/** Refuses a filter that describes no variance. */
export function checkFilter(filter: VolatilityFilter, where: string): void {
  const sound =
    filter.model === 'ewma'
      ? filter.lambda > 0 && filter.lambda < 1
      : filter.alpha >= 0 &&
        filter.beta >= 0 &&
        (filter.omega === undefined ? filter.alpha + filter.beta < 1 : filter.omega > 0 && filter.omega < Infinity) &&
        filter.alpha + filter.beta <= 1
  if (sound) return
  throw new PlimsollError('SPEC_INVALID', {
    where,
    value: filter,
    expected:
      filter.model === 'ewma'
        ? 'a lambda above 0 and below 1'
        : 'alpha and beta from 0, together at most 1 and below 1 without omega, and omega above 0',
  })
}

/**
 * Forecasts of the variance of each step, made before it, and last the one of the step that comes: one more than there are
 * returns. An EWMA starts from the mean square over its own memory, the first 1/(1 − λ) returns; GARCH from its long-run
 * variance, or where there is none from the mean square of all returns.
 */
export function varianceForecasts(returns: readonly number[], filter: VolatilityFilter): Float64Array {
  const { omega, alpha, beta, start } = recursionOf(returns, filter)
  const forecasts = new Float64Array(returns.length + 1)
  forecasts[0] = start
  for (let step = 0; step < returns.length; step++) {
    const square = returns[step]! * returns[step]!
    forecasts[step + 1] = omega + (alpha * square + beta * forecasts[step]!)
  }
  return forecasts
}

/**
 * What observed moves over `steps` steps are multiplied with to be moves of now: σ_now/σ_then, each the forecast for the
 * horizon that was made before it began (Hull and White, The Journal of Risk 1 (1998); Barone-Adesi, Giannopoulos and Vosper,
 * Journal of Futures Markets 19 (1999)). Entry i is for the move that begins at price i, the last one, 1, for that which
 * begins now. A price that stood still has nothing to scale: its ratio is 1.
 */
export function volatilityRatios(returns: readonly number[], filter: VolatilityFilter, steps: number): Float64Array {
  const rule = recursionOf(returns, filter)
  const persistence = rule.alpha + rule.beta
  const overHorizon = varianceForecasts(returns, filter).map((variance) => {
    let sum = 0
    let next = variance
    for (let step = 0; step < steps; step++) {
      sum += next
      next = rule.omega + persistence * next
    }
    return sum
  })
  const now = overHorizon.at(-1)!
  return overHorizon.map((then) => (then > 0 && now > 0 ? Math.sqrt(now / then) : 1))
}

function recursionOf(returns: readonly number[], filter: VolatilityFilter): Recursion {
  if (filter.model === 'ewma') {
    const memory = Math.ceil(1 / (1 - filter.lambda) - 1e-9)
    return { omega: 0, alpha: 1 - filter.lambda, beta: filter.lambda, start: meanSquare(returns.slice(0, memory)) }
  }
  const { alpha, beta } = filter
  const persistence = alpha + beta
  const omega = filter.omega ?? (1 - persistence) * meanSquare(returns)
  return { omega, alpha, beta, start: persistence < 1 ? omega / (1 - persistence) : meanSquare(returns) }
}

function meanSquare(returns: readonly number[]): number {
  let sum = 0
  for (const value of returns) sum += value * value
  return returns.length > 0 ? sum / returns.length : 0
}
