import { timeValues } from '../price/timeValues.js'

/**
 * Call and put of one strike in `count` scenarios, both from one evaluation by put–call parity; each row has the bits that
 * `optionRow` gives it. Parameters as for `optionRow`.
 *
 * @example
 * import { logRatio, optionPairRow } from '@plimsoll/kernel'
 * const one = (x) => new Float64Array([x])
 * const [call, put] = [one(0), one(0)]
 * optionPairRow(1, logRatio(100, 90), 90, one(0), one(100), one(0), one(Infinity), 1, 8, 1, call, put)
 * [call[0], put[0]] // => [2, -1]
 */
export function optionPairRow(
  count: number,
  logMoneyness: number,
  strike: number,
  logForwardMoves: Float64Array,
  forwards: Float64Array,
  totalVols: Float64Array,
  inverseTotalVols: Float64Array,
  discount: number,
  baseCall: number,
  basePut: number,
  outCall: Float64Array,
  outPut: Float64Array,
): void {
  timeValues(count, logMoneyness, logForwardMoves, forwards, totalVols, inverseTotalVols, outPut)
  for (let s = 0; s < count; s++) {
    const d = forwards[s]! - strike
    const size = Math.abs(d)
    const timeValue = outPut[s]!
    outCall[s] = (timeValue + 0.5 * (d + size)) * discount - baseCall
    outPut[s] = (timeValue + 0.5 * (size - d)) * discount - basePut
  }
}
