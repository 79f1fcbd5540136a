import { readList, readNumber } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'

/** How one number of a table is read, and refused. */
export type ReadEntry = (value: unknown, where: string) => number

const asymmetryMax = 1e-12

/** A square matrix of correlations: within ±1, symmetric, ones on the diagonal. */
export function readCorrelationMatrix(value: unknown, where: string, size: number): readonly (readonly number[])[] {
  const matrix = readSymmetric(value, where, size, readCorrelation)
  for (const [row, line] of matrix.entries()) {
    if (line[row] !== 1) refuse(`${where}[${row}][${row}]`, line[row], '1 on the diagonal')
  }
  return matrix
}

/** A square matrix whose two halves agree. */
export function readSymmetric(
  value: unknown,
  where: string,
  size: number,
  read: ReadEntry,
): readonly (readonly number[])[] {
  const list = readList(value, where)
  if (list.length !== size) refuse(where, list.length, `${size} rows`)
  const matrix = list.map((line, row) => readLine(line, `${where}[${row}]`, size, read))
  for (const [row, line] of matrix.entries()) {
    for (let column = 0; column < row; column++) {
      const other = matrix[column]![row]!
      if (Math.abs(line[column]! - other) <= asymmetryMax) continue
      refuse(`${where}[${row}][${column}]`, line[column], `${other}, as on the other side of the diagonal`)
    }
  }
  return matrix
}

/** A list of exactly `size` numbers. */
export function readLine(value: unknown, where: string, size: number, read: ReadEntry): readonly number[] {
  const list = readList(value, where)
  if (list.length !== size) refuse(where, list.length, `${size} numbers`)
  return list.map((entry, column) => read(entry, `${where}[${column}]`))
}

export function readCorrelation(value: unknown, where: string): number {
  const number = readNumber(value, where, 'a correlation, −1 to 1')
  if (number < -1 || number > 1) refuse(where, value, 'a correlation, −1 to 1')
  return number
}

/** A confidence that a quantile of loss can have. */
export function readConfidence(value: unknown, where: string): number {
  const number = readNumber(value, where, 'a confidence between 0.5 and 1')
  if (number <= 0.5 || number >= 1) refuse(where, value, 'a confidence between 0.5 and 1')
  return number
}

export function refuse(where: string, value: unknown, expected: string): never {
  throw new PlimsollError('INPUT_INVALID', { where, value, expected })
}
