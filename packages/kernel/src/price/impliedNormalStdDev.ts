import { log } from '../elementary/log.js'
import { normalPdf } from '../normal/normalPdf.js'
import { normalTimeValue } from './bachelier.js'
import { normalMoneyness } from './normalMoneyness.js'

const rootTwoPi = 2.5066282746310007
const logRootTwoPi = 0.9189385332046728

/**
 * Total standard deviation σ√T at which the Bachelier model gives an undiscounted price.
 *
 * @returns 0 when the price is exactly the intrinsic value; NaN below it, for an infinite price and for NaN
 *
 * @example
 * import { bachelier, impliedNormalStdDev } from '@plimsoll/kernel'
 * impliedNormalStdDev(bachelier(100, 107, 4, true), 100, 107, true).toFixed(14) // => '4.00000000000000'
 */
export function impliedNormalStdDev(price: number, forward: number, strike: number, isCall: boolean): number {
  const d = isCall ? forward - strike : strike - forward
  const distance = Math.abs(d)
  const value = price - 0.5 * (d + distance)
  if (!(value >= 0 && value < Infinity)) return Number.NaN
  if (value === 0) return 0
  // value = s/√(2π) − d/2 + O(d²/s): exact to the last place where d is that small, and safe where d is subnormal.
  if (distance < 1e-10 * value) return (value + 0.5 * distance) * rootTwoPi
  let s = distance / normalMoneyness(log(value) - log(distance) + logRootTwoPi)
  // The moneyness was found on a logarithmic scale; these steps put the price itself right to the last places.
  for (let step = 0; step < 2; step++) {
    const slope = normalPdf(distance / s)
    if (slope > 0) s -= (normalTimeValue(distance, s) - value) / slope
  }
  return s
}
