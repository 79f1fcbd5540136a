import { timeValues } from '../price/timeValues.js'

/**
 * One option in `count` scenarios of its underlying and expiry: its profit and loss,
 * `out[s] = (time value + intrinsic)·discount − base`.
 *
 * @param logMoneyness ln(F0/K) before the scenarios
 * @param logForwardMoves r_s = ln(F_s/F0)
 * @param forwards F_s
 * @param totalVols σ_s·√T_s; zero and huge values are allowed
 * @param inverseTotalVols 1/totalVols
 * @param discount factor from payment to today, the same in every scenario
 * @param base price today, which the row is measured against
 * @param isPut 1 for a put, 0 for a call
 * @param out receives `count` values; may not overlap the inputs
 *
 * @example
 * import { logRatio, optionRow } from '@plimsoll/kernel'
 * const moves = new Float64Array([0, logRatio(120, 100)])
 * const [forwards, vols, out] = [new Float64Array([100, 120]), new Float64Array(2), new Float64Array(2)]
 * const inverse = vols.map((v) => 1 / v)
 * optionRow(2, logRatio(100, 90), 90, moves, forwards, vols, inverse, 1, 10, 0, out)
 * Array.from(out) // => [0, 20]
 */
export function optionRow(
  count: number,
  logMoneyness: number,
  strike: number,
  logForwardMoves: Float64Array,
  forwards: Float64Array,
  totalVols: Float64Array,
  inverseTotalVols: Float64Array,
  discount: number,
  base: number,
  isPut: 0 | 1,
  out: Float64Array,
): void {
  timeValues(count, logMoneyness, logForwardMoves, forwards, totalVols, inverseTotalVols, out)
  const sign = 1 - 2 * isPut
  for (let s = 0; s < count; s++) {
    const d = sign * (forwards[s]! - strike)
    out[s] = (out[s]! + 0.5 * (d + Math.abs(d))) * discount - base
  }
}
