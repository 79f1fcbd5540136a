/**
 * Adds `quantity` times a row to a running sum, `out[s] += quantity·row[s]`, over the whole of `out`. Summation order is the
 * order of the calls, so that a sum over positions has one value only. Rows longer than `out` are read up to its length.
 *
 * @example
 * import { accumulate } from '@plimsoll/kernel'
 * const total = new Float64Array([1, 2])
 * accumulate(total, new Float64Array([10, -10]), 0.5)
 * Array.from(total) // => [6, -3]
 */
export function accumulate(out: Float64Array, row: Float64Array, quantity: number): void {
  for (let s = 0; s < out.length; s++) out[s] = out[s]! + quantity * row[s]!
}
