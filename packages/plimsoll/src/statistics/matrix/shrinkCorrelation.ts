import { PlimsollError } from '../../error/plimsollError.js'
import { type Matrix, requireCorrelations, symmetricOf } from './matrix.js'
import { correlationOf } from './sampleCorrelation.js'
import { matrixMeans, requireTable } from './sampleCovariance.js'

/** Correlations drawn towards their own average, which short samples estimate far better than each single one. */
export interface ShrunkCorrelation {
  readonly matrix: Matrix
  /** Weight of the average, 0 to 1. */
  readonly intensity: number
  readonly average: number
}

/**
 * Draws every correlation to the average one: (1 − intensity)·ρᵢⱼ + intensity·ρ̄. Positive semi-definite where the matrix is
 * and ρ̄ ≥ −1/(n − 1), which the average of such a matrix always is.
 *
 * @param intensity 0 changes nothing, 1 leaves one correlation for all
 * @throws PlimsollError INPUT_INVALID for a matrix that is no correlation matrix or an intensity outside [0, 1]
 *
 * @example
 * import { shrinkCorrelation } from 'plimsoll'
 * shrinkCorrelation([[1, 0.5, 1], [0.5, 1, 0], [1, 0, 1]], 0.5).matrix[0] // => [1, 0.5, 0.75]
 */
export function shrinkCorrelation(correlations: Matrix, intensity: number): ShrunkCorrelation {
  requireCorrelations(correlations, 'correlations')
  if (!(intensity >= 0 && intensity <= 1)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'intensity', value: intensity, expected: 'a number from 0 to 1' })
  }
  const average = averageOf(correlations)
  return {
    matrix: symmetricOf(correlations.length, (row, column) =>
      row === column ? 1 : (1 - intensity) * correlations[row]![column]! + intensity * average,
    ),
    intensity,
    average,
  }
}

/**
 * Sample correlations shrunk with the intensity that is best in the mean square for the covariances: Ledoit and Wolf, "Honey,
 * I shrunk the sample covariance matrix", The Journal of Portfolio Management 30 (2004), appendix A and B; covariances with
 * 1/n, as there.
 *
 * @param returns one row an instant, one column a variable
 * @throws PlimsollError INPUT_INVALID for fewer than two rows or ragged rows
 *
 * @example
 * import { ledoitWolfCorrelation } from 'plimsoll'
 * ledoitWolfCorrelation([[1, 2], [2, 4], [3, 6]]).matrix // => [[1, 1], [1, 1]]
 */
export function ledoitWolfCorrelation(returns: Matrix): ShrunkCorrelation {
  const columns = requireTable(returns)
  const means = matrixMeans(returns, columns)
  const centred = returns.map((row) => row.map((value, column) => value - means[column]!))
  const mean = (of: (row: readonly number[]) => number): number => {
    let sum = 0
    for (const row of centred) sum += of(row)
    return sum / centred.length
  }
  const covariance = symmetricOf(columns, (i, j) => mean((row) => row[i]! * row[j]!))
  const correlations = correlationOf(covariance)
  const average = averageOf(correlations)
  const deviations = covariance.map((row, index) => Math.sqrt(row[index]!))

  // In the paper's letters: π, the variances of the sample covariances; ρ, their covariance with the target; γ, its error.
  let pi = 0
  let rho = 0
  let gamma = 0
  for (let i = 0; i < columns; i++) {
    for (let j = 0; j < columns; j++) {
      const s = covariance[i]![j]!
      const variance = mean((row) => square(row[i]! * row[j]! - s))
      pi += variance
      if (i === j) {
        rho += variance
        continue
      }
      gamma += square(average * deviations[i]! * deviations[j]! - s)
      if (!(deviations[i]! > 0)) continue
      const own = covariance[i]![i]!
      const theta = mean((row) => (row[i]! * row[i]! - own) * (row[i]! * row[j]! - s))
      rho += average * (deviations[j]! / deviations[i]!) * theta
    }
  }
  const best = gamma > 0 ? (pi - rho) / gamma / centred.length : 0
  return shrinkCorrelation(correlations, Math.min(1, Math.max(0, best)))
}

function averageOf(correlations: Matrix): number {
  let sum = 0
  for (let row = 0; row < correlations.length; row++) {
    for (let column = 0; column < row; column++) sum += correlations[row]![column]!
  }
  const pairs = (correlations.length * (correlations.length - 1)) / 2
  return pairs > 0 ? sum / pairs : 0
}

function square(value: number): number {
  return value * value
}
