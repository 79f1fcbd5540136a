import { type Matrix, symmetricOf } from './matrix.js'
import { type CovarianceWeighting, sampleCovariance } from './sampleCovariance.js'

/**
 * Correlations of the columns of a table of returns, one row an instant, the newest last. A column that never moves is
 * taken to be uncorrelated with all others.
 *
 * @throws PlimsollError INPUT_INVALID as {@link sampleCovariance}
 *
 * @example
 * import { sampleCorrelation } from 'plimsoll'
 * sampleCorrelation([[1, 5], [2, 3], [3, 1]]) // => [[1, -1], [-1, 1]]
 */
export function sampleCorrelation(returns: Matrix, weighting: CovarianceWeighting = {}): number[][] {
  return correlationOf(sampleCovariance(returns, weighting))
}

/** The correlations of a covariance matrix; a variable without variance is uncorrelated. */
export function correlationOf(covariance: Matrix): number[][] {
  return symmetricOf(covariance.length, (row, column) => {
    if (row === column) return 1
    const variances = covariance[row]![row]! * covariance[column]![column]!
    return variances > 0 ? Math.max(-1, Math.min(1, covariance[row]![column]! / Math.sqrt(variances))) : 0
  })
}
