import { type Matrix, matrixOf, requireSymmetric } from './matrix.js'

/** Part of the diagonal below which a pivot is rounding, for each row. */
const roundingOfPivot = 4e-16

/**
 * The lower triangle L with L·Lᵀ = A, or undefined when the symmetric matrix A is not positive definite, or so nearly
 * singular that doubles cannot tell (a perfect correlation, for one): its root is then found by `repairCorrelation`.
 *
 * @throws PlimsollError INPUT_INVALID when the matrix is not square, symmetric and finite
 *
 * @example
 * import { cholesky } from 'plimsoll'
 * cholesky([[4, 2], [2, 10]]) // => [[2, 0], [1, 3]]
 * cholesky([[1, 2], [2, 1]]) // => undefined
 */
export function cholesky(matrix: Matrix): number[][] | undefined {
  requireSymmetric(matrix, 'matrix')
  const size = matrix.length
  const lower = matrixOf(size, () => 0)
  for (let column = 0; column < size; column++) {
    const diagonal = matrix[column]![column]!
    const pivot = diagonal - product(lower[column]!, lower[column]!, column)
    if (!(pivot > roundingOfPivot * size * Math.abs(diagonal))) return undefined
    const root = Math.sqrt(pivot)
    lower[column]![column] = root
    for (let row = column + 1; row < size; row++) {
      lower[row]![column] = (matrix[row]![column]! - product(lower[row]!, lower[column]!, column)) / root
    }
  }
  return lower
}

function product(left: readonly number[], right: readonly number[], length: number): number {
  let sum = 0
  for (let index = 0; index < length; index++) sum += left[index]! * right[index]!
  return sum
}
