import { type Matrix, requireSymmetric, symmetricOf } from './matrix.js'
import { symmetricEigen } from './symmetricEigen.js'

/** A positive semi-definite matrix and a root of it: matrix = root·rootᵀ. */
export interface RepairedMatrix {
  readonly matrix: Matrix
  /** Row i holds the loadings of variable i on independent factors. */
  readonly root: Matrix
  /** The least eigenvalue before; negative where there was something to repair. */
  readonly leastEigenvalue: number
}

/**
 * The spectral repair of a symmetric matrix that should be a correlation (or covariance) matrix and is not: negative
 * eigenvalues become zero and every row of the root is rescaled so that the diagonal stays what it was (Rebonato and Jäckel,
 * The Journal of Risk 2 (1999), §3). Correlations stated pair by pair, or estimated over different windows, need it.
 *
 * @throws PlimsollError INPUT_INVALID when the matrix is not square, symmetric and finite
 *
 * @example
 * import { repairCorrelation } from 'plimsoll'
 * const { matrix } = repairCorrelation([[1, 0.9, 0.7], [0.9, 1, 0.3], [0.7, 0.3, 1]])
 * Math.round(matrix[0][1] * 1e9) / 1e9 // => 0.894024409
 */
export function repairCorrelation(matrix: Matrix): RepairedMatrix {
  requireSymmetric(matrix, 'matrix')
  const { values, vectors } = symmetricEigen(matrix)
  const size = matrix.length
  const root = matrix.map((row, variable) => {
    const loadings = values.map((value, factor) => Math.sqrt(Math.max(value, 0)) * vectors[factor]![variable]!)
    const square = dot(loadings, loadings)
    const diagonal = Math.max(row[variable]!, 0)
    // A positive diagonal is a sum of eigenvalues times squares: one of them is positive, and the square with it.
    const scale = square > 0 ? Math.sqrt(diagonal / square) : 0
    return loadings.map((loading) => loading * scale)
  })
  return {
    matrix: symmetricOf(size, (row, column) =>
      row === column
        ? matrix[row]![row]!
        : between(dot(root[row]!, root[column]!), matrix[row]![row]!, matrix[column]![column]!),
    ),
    root,
    leastEigenvalue: values[size - 1] ?? 0,
  }
}

/** No rounding may carry a correlation beyond one. */
function between(value: number, left: number, right: number): number {
  const limit = Math.sqrt(Math.max(left * right, 0))
  return Math.min(limit, Math.max(-limit, value))
}

function dot(left: readonly number[], right: readonly number[]): number {
  let sum = 0
  for (let index = 0; index < left.length; index++) sum += left[index]! * right[index]!
  return sum
}
