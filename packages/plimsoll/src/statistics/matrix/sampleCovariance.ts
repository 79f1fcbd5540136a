import { PlimsollError } from '../../error/plimsollError.js'
import { type Matrix, matrixOf, symmetricOf } from './matrix.js'

/** How observations are weighed: alike about their mean, or by age about zero. */
export interface CovarianceWeighting {
  /**
   * Decay λ of exponential weights: the newest observation weighs 1 − λ, the one before λ(1 − λ), … scaled to the sum 1, and
   * the mean is taken to be zero (RiskMetrics Technical Document, 1996, §5.2). Absent: equal weights, n − 1, sample mean.
   */
  readonly lambda?: number
}

/**
 * Covariances of the columns of a table of returns, one row an instant, the newest last.
 *
 * @throws PlimsollError INPUT_INVALID for fewer than two rows, ragged rows, or λ outside (0, 1)
 *
 * @example
 * import { sampleCovariance } from 'plimsoll'
 * sampleCovariance([[1, 2], [2, 4], [3, 6]]) // => [[1, 2], [2, 4]]
 */
export function sampleCovariance(returns: Matrix, weighting: CovarianceWeighting = {}): number[][] {
  const columns = requireTable(returns)
  const { lambda } = weighting
  if (lambda === undefined) {
    const means = matrixMeans(returns, columns)
    return symmetricOf(columns, (i, j) => {
      let sum = 0
      for (const row of returns) sum += (row[i]! - means[i]!) * (row[j]! - means[j]!)
      return sum / (returns.length - 1)
    })
  }
  if (!(lambda > 0 && lambda < 1)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'lambda',
      value: lambda,
      expected: 'a decay above 0 and below 1',
    })
  }
  const sums = matrixOf(columns, () => 0)
  let total = 0
  for (const row of returns) {
    total = lambda * total + (1 - lambda)
    for (let i = 0; i < columns; i++) {
      for (let j = 0; j <= i; j++) sums[i]![j] = lambda * sums[i]![j]! + (1 - lambda) * (row[i]! * row[j]!)
    }
  }
  return symmetricOf(columns, (i, j) => sums[i]![j]! / total)
}

/** The means of the columns. */
export function matrixMeans(table: Matrix, columns: number): number[] {
  return Array.from({ length: columns }, (_, column) => {
    let sum = 0
    for (const row of table) sum += row[column]!
    return sum / table.length
  })
}

/** Refuses a table of returns that has no covariances; its number of columns otherwise. */
export function requireTable(returns: Matrix): number {
  const columns = returns[0]?.length ?? 0
  if (returns.length < 2) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'returns',
      value: `${returns.length} rows`,
      expected: 'two or more',
    })
  }
  returns.forEach((row, index) => {
    if (row.length === columns && row.every(Number.isFinite)) return
    throw new PlimsollError('INPUT_INVALID', {
      where: `returns[${index}]`,
      value: row,
      expected: `${columns} finite numbers`,
    })
  })
  return columns
}
