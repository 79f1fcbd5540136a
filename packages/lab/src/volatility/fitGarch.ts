import { PlimsollError } from 'plimsoll'
import { checkSeries, mean as meanOf, type Series } from '../series/series.js'
import { solveLinear } from '../series/solveLinear.js'
import { type GarchParameters, type GarchStart, garchLogLikelihood, garchPersistence } from './garch.js'
import { type GarchVector, garchFromVector, garchScore } from './garchScore.js'
import { nelderMead } from './nelderMead.js'

export interface GarchFitOptions {
  /** Whether the mean is estimated or 0. */
  readonly mean: 'constant' | 'zero'
  readonly model: 'garch' | 'gjr'
  readonly start: GarchStart
}

export interface GarchFit {
  readonly parameters: Required<GarchParameters>
  readonly logLikelihood: number
  /**
   * Standard errors from the inverse Hessian; 0 for a parameter that was not estimated, NaN at a bound of the model.
   */
  readonly standardErrors: Required<GarchParameters>
  /** Whether the score vanishes there; false at a bound (α or γ = 0, persistence = 1). */
  readonly interior: boolean
}

const newtonStepsMax = 30

/**
 * Maximum-likelihood fit of GARCH(1,1) or GJR with normal surprises: a simplex from a fixed start, then Newton steps on
 * the analytic score until it vanishes, so that the estimate has about ten digits. Returns are scaled to unit variance
 * inside.
 *
 * @throws PlimsollError INPUT_INVALID for fewer than 20 returns or returns without variance
 */
export function fitGarch(returns: Series, options: GarchFitOptions): GarchFit {
  checkSeries('returns', returns, 20)
  const average = meanOf(returns)
  const centre = options.mean === 'constant' ? average : 0
  let squares = 0
  for (let t = 0; t < returns.length; t++) squares += (returns[t]! - centre) * (returns[t]! - centre)
  const scale = Math.sqrt(squares / returns.length)
  if (!(scale > 0)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'returns', value: scale, expected: 'returns that vary' })
  }
  const scaled = Float64Array.from(returns, (value) => value / scale)
  const start = typeof options.start === 'number' ? options.start / (scale * scale) : options.start
  const free = [options.mean === 'constant' ? [0] : [], [1, 2, 3], options.model === 'gjr' ? [4] : []].flat()
  const whole = (x: readonly number[]): GarchVector => {
    const vector = [0, 0, 0, 0, 0]
    free.forEach((k, i) => {
      vector[k] = x[i]!
    })
    return vector
  }
  const objective = (x: readonly number[]): number => {
    const parameters = garchFromVector(whole(x))
    return admissible(parameters) ? -garchLogLikelihood(scaled, parameters, start) : Infinity
  }
  const origin = [centre / scale, 0.05, 0.08, 0.87, 0.02]
  const steps = [0.02, 0.03, 0.04, -0.1, 0.02]
  const coarse = nelderMead(
    objective,
    free.map((k) => origin[k]!),
    free.map((k) => steps[k]!),
  ).at
  const { x, interior, hessian } = polish(coarse, objective, (at) => pick(garchScore(scaled, whole(at), start), free))
  const parameters = garchFromVector(unscale(whole(x), scale))
  const errors = free.map((_, i) => {
    const column = solveLinear(
      hessian,
      free.map((_k, j) => (i === j ? -1 : 0)),
    )
    return interior && column !== undefined ? Math.sqrt(column[i]!) : Number.NaN
  })
  return {
    parameters,
    logLikelihood: garchLogLikelihood(returns, parameters, options.start),
    standardErrors: garchFromVector(unscale(whole(errors), scale)),
    interior,
  }
}

function admissible(parameters: Required<GarchParameters>): boolean {
  const { omega, alpha, beta, gamma } = parameters
  return omega > 0 && alpha >= 0 && beta >= 0 && alpha + gamma >= 0 && garchPersistence(parameters) < 1
}

/** Back from returns of unit variance: the mean has their unit, ω its square, the rest none. */
function unscale(vector: GarchVector, scale: number): GarchVector {
  return [vector[0]! * scale, vector[1]! * scale * scale, vector[2]!, vector[3]!, vector[4]!]
}

function pick(vector: Float64Array, free: readonly number[]): number[] {
  return free.map((k) => vector[k]!)
}

/**
 * Newton's steps on the score, with its slope by central differences; a step that does not raise the likelihood ends
 * them.
 */
function polish(
  coarse: readonly number[],
  objective: (x: readonly number[]) => number,
  score: (x: readonly number[]) => number[],
): { readonly x: readonly number[]; readonly interior: boolean; readonly hessian: number[][] } {
  let x = coarse
  let value = objective(x)
  for (let step = 0; step < newtonStepsMax; step++) {
    const change = solveLinear(slopeOf(score, x), score(x))
    if (change === undefined) break
    const next = x.map((entry, i) => entry - change[i]!)
    const nextValue = objective(next)
    if (!(nextValue <= value + 1e-10 * (1 + Math.abs(value)))) break
    x = next
    value = nextValue
    if (change.every((entry, i) => Math.abs(entry) <= 1e-13 * (1e-2 + Math.abs(next[i]!)))) break
  }
  const hessian = slopeOf(score, x)
  const change = solveLinear(hessian, score(x))
  const interior = change?.every((entry) => Math.abs(entry) < 1e-6) ?? false
  return { x, interior, hessian }
}

function slopeOf(score: (x: readonly number[]) => number[], x: readonly number[]): number[][] {
  const columns = x.map((entry, i) => {
    const h = 1e-5 * Math.max(1e-2, Math.abs(entry))
    const moved = (by: number): number[] => score(x.map((other, j) => (i === j ? other + by : other)))
    const up = moved(h)
    const down = moved(-h)
    return up.map((high, k) => (high - down[k]!) / (2 * h))
  })
  return x.map((_, i) => x.map((_x, j) => 0.5 * (columns[j]![i]! + columns[i]![j]!)))
}
