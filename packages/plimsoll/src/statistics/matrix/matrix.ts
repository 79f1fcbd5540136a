import { PlimsollError } from '../../error/plimsollError.js'

/** A matrix by rows. */
export type Matrix = readonly (readonly number[])[]

/** Refuses what is no square, symmetric, finite matrix. */
export function requireSymmetric(matrix: Matrix, where: string): void {
  for (let row = 0; row < matrix.length; row++) {
    const entries = matrix[row]!
    if (entries.length !== matrix.length) {
      throw new PlimsollError('INPUT_INVALID', {
        where: `${where}[${row}]`,
        value: `${entries.length} entries`,
        expected: `${matrix.length}, as many as there are rows`,
      })
    }
    for (let column = 0; column <= row; column++) {
      const value = entries[column]
      if (Number.isFinite(value) && value === matrix[column]![row]) continue
      throw new PlimsollError('INPUT_INVALID', {
        where: `${where}[${row}][${column}]`,
        value,
        expected: `a finite number equal to entry [${column}][${row}]`,
      })
    }
  }
}

/** Refuses what is no correlation matrix by its entries: unit diagonal, nothing outside [−1, 1]. */
export function requireCorrelations(matrix: Matrix, where: string): void {
  requireSymmetric(matrix, where)
  for (let row = 0; row < matrix.length; row++) {
    for (let column = 0; column <= row; column++) {
      const value = matrix[row]![column]!
      if (row === column ? value === 1 : value >= -1 && value <= 1) continue
      throw new PlimsollError('INPUT_INVALID', {
        where: `${where}[${row}][${column}]`,
        value,
        expected: row === column ? '1' : 'a correlation from −1 to 1',
      })
    }
  }
}

/** The matrix of a function of row and column. */
export function matrixOf(size: number, entry: (row: number, column: number) => number): number[][] {
  return Array.from({ length: size }, (_, row) => Array.from({ length: size }, (__, column) => entry(row, column)))
}

/** The symmetric matrix whose lower triangle is a function of row ≥ column. */
export function symmetricOf(size: number, entry: (row: number, column: number) => number): number[][] {
  const matrix = matrixOf(size, () => 0)
  for (let row = 0; row < size; row++) {
    for (let column = 0; column <= row; column++) {
      const value = entry(row, column)
      matrix[row]![column] = value
      matrix[column]![row] = value
    }
  }
  return matrix
}
