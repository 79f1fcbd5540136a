import { timeValues } from '../price/timeValues.js'

/**
 * Call and put of one strike in `count` scenarios, both from one evaluation by put–call parity; each row has the bits that
 * `optionRow` gives it. Parameters as for `optionRow`.
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
