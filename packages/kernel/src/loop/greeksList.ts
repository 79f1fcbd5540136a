import { logRatio } from '../elementary/logRatio.js'
import { millsDenominator, millsNumerator } from '../normal/millsRational.js'
import { normalCdf } from '../normal/normalCdf.js'
import { normalPdf } from '../normal/normalPdf.js'
import { hotExp2 } from '../price/hotExp2.js'
import { highestArgument } from '../price/timeValueAnywhere.js'
import { halfLog2ENegative, oneOverRootTwoPi } from '../price/timeValues.js'
import { priceList } from './priceList.js'

/**
 * Prices and Greeks of `count` independent Black-76 options. `outPrice` has the bits of `priceList`.
 *
 * - delta: ∂price/∂forward
 * - gamma: ∂²price/∂forward²
 * - vega: ∂price/∂volatility, per 1.00
 * - theta: change of the price per year of passing time, forward and volatility held: rate·price − discount·F·φ(d1)·σ/(2√T)
 *
 * At zero total volatility delta is that of the intrinsic value (½ at the money), gamma and vega are 0 and theta is
 * rate·price.
 *
 * @example
 * import { greeksList } from '@plimsoll/kernel'
 * const one = (x) => new Float64Array([x])
 * const [price, delta, gamma, vega, theta] = [0, 0, 0, 0, 0].map(one)
 * greeksList(1, one(100), one(100), one(0.2), one(1), one(1), one(0), one(0), price, delta, gamma, vega, theta)
 * delta[0].toFixed(6) // => '0.539828'
 * vega[0].toFixed(4) // => '39.6953'
 */
export function greeksList(
  count: number,
  forwards: Float64Array,
  strikes: Float64Array,
  vols: Float64Array,
  sqrtTimes: Float64Array,
  discounts: Float64Array,
  isPut: Float64Array,
  rates: Float64Array,
  outPrice: Float64Array,
  outDelta: Float64Array,
  outGamma: Float64Array,
  outVega: Float64Array,
  outTheta: Float64Array,
): void {
  priceList(count, forwards, strikes, vols, sqrtTimes, discounts, isPut, outPrice)
  for (let i = 0; i < count; i++) {
    const forward = forwards[i]!
    const sqrtTime = sqrtTimes[i]!
    const discount = discounts[i]!
    const v = vols[i]! * sqrtTime
    const x = logRatio(forward, strikes[i]!)
    const d1 = x / v + 0.5 * v
    const size = Math.abs(d1)
    let density: number
    let aboveD1: number
    if (size <= highestArgument) {
      density = oneOverRootTwoPi * hotExp2(d1 * d1 * halfLog2ENegative)
      const tail = (density * millsNumerator(size)) / millsDenominator(size)
      aboveD1 = d1 > 0 ? 1 - tail : tail
    } else if (v === 0 && x === 0) {
      density = 0
      aboveD1 = 0.5
    } else {
      density = normalPdf(d1)
      aboveD1 = normalCdf(d1)
    }
    const vega = discount * forward * density * sqrtTime
    const gamma = (discount * density) / (forward * v)
    const decay = (0.5 * vega * vols[i]!) / (sqrtTime * sqrtTime)
    outDelta[i] = discount * (aboveD1 - isPut[i]!)
    outGamma[i] = v === 0 ? 0 : gamma
    outVega[i] = vega
    outTheta[i] = rates[i]! * outPrice[i]! - (v === 0 ? 0 : decay)
  }
}
