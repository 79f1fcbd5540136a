import { logRatio } from '../elementary/logRatio.js'
import { timeValues } from '../price/timeValues.js'

/** Options priced between two visits to the scratch arrays: small enough to stay in the first-level cache. */
const blockLength = 256
const logs = new Float64Array(blockLength)
const totalVols = new Float64Array(blockLength)
const inverseVols = new Float64Array(blockLength)
const blockForwards = new Float64Array(blockLength)
const values = new Float64Array(blockLength)

/**
 * Black-76 prices of `count` independent options: `out[i] = black76(F, K, σ√T)·discount`, with the bits of the scalar
 * function. Allocation-free. Nothing is checked: a negative forward, strike or volatility gives NaN.
 *
 * @param vols annual volatilities
 * @param sqrtTimes √(years to expiry)
 * @param isPut 1 for a put, 0 for a call
 *
 * @example
 * import { priceList } from '@plimsoll/kernel'
 * const one = (x) => new Float64Array([x])
 * const out = one(0)
 * priceList(1, one(100), one(90), one(0.5), one(0), one(0.5), one(0), out)
 * out[0] // => 5
 */
export function priceList(
  count: number,
  forwards: Float64Array,
  strikes: Float64Array,
  vols: Float64Array,
  sqrtTimes: Float64Array,
  discounts: Float64Array,
  isPut: Float64Array,
  out: Float64Array,
): void {
  for (let start = 0; start < count; start += blockLength) {
    const length = count - start < blockLength ? count - start : blockLength
    for (let j = 0; j < length; j++) {
      const i = start + j
      const v = vols[i]! * sqrtTimes[i]!
      blockForwards[j] = forwards[i]!
      logs[j] = logRatio(forwards[i]!, strikes[i]!)
      totalVols[j] = v
      inverseVols[j] = 1 / v
    }
    timeValues(length, 0, logs, blockForwards, totalVols, inverseVols, values)
    for (let j = 0; j < length; j++) {
      const i = start + j
      const d = (1 - 2 * isPut[i]!) * (forwards[i]! - strikes[i]!)
      out[i] = (values[j]! + 0.5 * (d + Math.abs(d))) * discounts[i]!
    }
  }
}
