import { cholesky } from './cholesky.js'
import { type Matrix, requireCorrelations } from './matrix.js'
import { repairCorrelation } from './repairCorrelation.js'

/** An eigenvalue this close to zero, for each row, is zero: some variable is a combination of others. */
const roundingOfEigenvalue = 1e-14

/** Loadings that give independent standard factors the correlations of a matrix. */
export interface CorrelationRoot {
  readonly matrix: Matrix
  readonly root: Matrix
  /** Whether the matrix had to be changed because no variables can have the correlations that were asked for. */
  readonly repaired: boolean
}

/**
 * A root of a correlation matrix: its Cholesky triangle, or for singular and impossible matrices the spectral one of
 * {@link repairCorrelation}.
 *
 * @throws PlimsollError INPUT_INVALID when the matrix is not symmetric with unit diagonal and entries from −1 to 1
 *
 * @example
 * import { correlationRoot } from 'plimsoll'
 * correlationRoot([[1, 0.6], [0.6, 1]]).root // => [[1, 0], [0.6, 0.8]]
 * correlationRoot([[1, 0.9, 0.7], [0.9, 1, 0.3], [0.7, 0.3, 1]]).repaired // => true
 */
export function correlationRoot(matrix: Matrix): CorrelationRoot {
  requireCorrelations(matrix, 'correlations')
  const lower = cholesky(matrix)
  if (lower !== undefined) return { matrix, root: lower, repaired: false }
  const repair = repairCorrelation(matrix)
  const singular = repair.leastEigenvalue >= -roundingOfEigenvalue * matrix.length
  return { matrix: singular ? matrix : repair.matrix, root: repair.root, repaired: !singular }
}
