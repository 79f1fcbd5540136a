/**
 * Index of the smallest value, the first one if several are equal (0 and −0 are equal).
 *
 * @throws RangeError when the row is empty or holds NaN: a worst case that skips what could not be computed would be too
 * kind.
 *
 * @example
 * import { indexOfMin } from '@plimsoll/kernel'
 * indexOfMin(new Float64Array([3, -1, 2, -1])) // => 1
 */
export function indexOfMin(row: Float64Array): number {
  let index = -1
  let smallest = Infinity
  for (let s = 0; s < row.length; s++) {
    const value = row[s]!
    if (Number.isNaN(value)) throw new RangeError(`indexOfMin: NaN at ${s}`)
    if (value < smallest || index < 0) {
      smallest = value
      index = s
    }
  }
  if (index < 0) throw new RangeError('indexOfMin: empty row')
  return index
}
