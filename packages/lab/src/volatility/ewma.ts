import { pow } from '@plimsoll/kernel'
import { checkRange, checkSeries, type Series } from '../series/series.js'

/** One step of the exponentially weighted variance: λσ² + (1 − λ)r² (RiskMetrics 1996). */
export function ewmaStep(variance: number, observed: number, lambda: number): number {
  return lambda * variance + (1 - lambda) * observed * observed
}

/**
 * Exponentially weighted variances by the infinite recursion: entry t is the variance for the step after return t, from
 * `initialVariance` before the first.
 *
 * @throws PlimsollError INPUT_INVALID for λ outside [0, 1], a negative start or a return that is not finite
 */
export function ewmaVariance(returns: Series, lambda: number, initialVariance: number): Float64Array {
  checkSeries('returns', returns, 0)
  checkRange('lambda', lambda, 0, 1)
  checkRange('initialVariance', initialVariance, 0, Number.MAX_VALUE)
  const variances = new Float64Array(returns.length)
  let variance = initialVariance
  for (let t = 0; t < returns.length; t++) {
    variance = ewmaStep(variance, returns[t]!, lambda)
    variances[t] = variance
  }
  return variances
}

/**
 * Weights of a truncated window, newest first: (1 − λ)λ^k/(1 − λ^window), k = 0, 1, …. A window that is not whole (a
 * look-back in days over the days of a margin period) has ⌊window⌋ weights and keeps the fraction in the normaliser, as
 * production code does; the weights then sum to slightly less than 1.
 */
export function ewmaWindowWeights(lambda: number, window: number): Float64Array {
  checkRange('lambda', lambda, 0, 1, 'excluded')
  checkRange('window', window, 1, 1e9)
  const newest = (1 - lambda) / (1 - pow(lambda, window))
  return Float64Array.from({ length: Math.floor(window) }, (_, age) => newest * pow(lambda, age))
}

/** Weighted averages over the window that ends at each entry; NaN before the first whole window. */
export function windowedAverage(series: Series, weights: Float64Array): Float64Array {
  const averages = new Float64Array(series.length).fill(Number.NaN)
  for (let t = weights.length - 1; t < series.length; t++) {
    let sum = 0
    for (let age = 0; age < weights.length; age++) sum += weights[age]! * series[t - age]!
    averages[t] = sum
  }
  return averages
}

export interface EwmaWindowOptions {
  readonly lambda: number
  /** Observations in the window. */
  readonly window: number
  /** Whether each return is measured from the average of its own window or from 0. */
  readonly about: 'own-mean' | 'zero'
}

/**
 * Averages and volatilities over a truncated window; NaN until enough returns are there (twice the window about the own
 * mean).
 */
export function windowedEwma(
  returns: Series,
  options: EwmaWindowOptions,
): { readonly means: Float64Array; readonly volatilities: Float64Array } {
  checkSeries('returns', returns, 0)
  const weights = ewmaWindowWeights(options.lambda, options.window)
  const means = windowedAverage(returns, weights)
  const squares = Float64Array.from(returns, (value, t) => {
    const distance = value - (options.about === 'zero' ? 0 : means[t]!)
    return distance * distance
  })
  return { means, volatilities: windowedAverage(squares, weights).map(Math.sqrt) }
}
