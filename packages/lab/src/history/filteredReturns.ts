import { checkSameLength, checkSeries, type Series } from '../series/series.js'

/**
 * Returns in units of their own volatility: (r_t − μ_t)/σ_t, where `volatilities[t]` (and `means[t]`) must be what was
 * known before return t. NaN where the volatility is NaN or 0.
 */
export function devolatilise(returns: Series, volatilities: Series, means?: Series): Float64Array {
  checkSeries('returns', returns, 0)
  checkSameLength('volatilities', volatilities, returns.length)
  if (means !== undefined) checkSameLength('means', means, returns.length)
  return Float64Array.from(returns, (value, t) => {
    const volatility = volatilities[t]!
    return volatility > 0 ? (value - (means === undefined ? 0 : means[t]!)) / volatility : Number.NaN
  })
}

/**
 * Past returns at today's volatility: r_t·σ_now/σ_t (Hull and White 1998). The scenario returns of filtered historical
 * simulation with one factor; with several, each is scaled by its own ratio, which keeps the joint order of the
 * standardised returns.
 */
export function volatilityScaledReturns(returns: Series, volatilities: Series, current: number): Float64Array {
  return devolatilise(returns, volatilities).map((z) => z * current)
}

/**
 * Paths of filtered historical simulation (Barone-Adesi, Giannopoulos and Vosper 1999): standardised returns are drawn
 * one step after the other, and the variance is updated along the path with each return it makes. `draw` gives the
 * index of the next standardised return.
 *
 * @returns the sum of the returns of each path
 */
export function filteredPaths(options: {
  readonly standardised: Series
  readonly variance: number
  readonly horizon: number
  readonly paths: number
  /** The variance after a return of the path, e.g. a GARCH step. */
  readonly next: (variance: number, made: number) => number
  readonly draw: (path: number, step: number) => number
}): Float64Array {
  return Float64Array.from({ length: options.paths }, (_, path) => {
    let variance = options.variance
    let sum = 0
    for (let step = 0; step < options.horizon; step++) {
      const made = options.standardised[options.draw(path, step)]! * Math.sqrt(variance)
      sum += made
      variance = options.next(variance, made)
    }
    return sum
  })
}
