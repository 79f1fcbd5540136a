import { logRatio } from '../elementary/logRatio.js'
import { timeValue } from './timeValue.js'

/**
 * Undiscounted Black-76 price of a European option on a forward.
 *
 * The out-of-the-money side is computed as F·φ(d1)·(Y(h − t) − Y(h + t)), Y the Mills ratio, h = |ln(F/K)|/v, t = v/2, and
 * the other side follows by put–call parity. Absolute error below 1e-15·F (5e-16·F seen), relative error of
 * the out-of-the-money price below 1e-12 down to 1e-30·F (4e-13 seen) and below 2e-12 down to 1e-300·F. Black, J. Financial Economics 3 (1976).
 *
 * @param forward forward price, ≥ 0
 * @param strike ≥ 0
 * @param totalVolatility σ√T; 0 gives the intrinsic value, Infinity gives the forward (call) or the strike (put)
 * @returns price in units of the forward; NaN for a negative or NaN argument
 *
 * @example
 * import { black76 } from '@plimsoll/kernel'
 * black76(100, 90, 0, true) // => 10
 * black76(100, 90, Infinity, false) // => 90
 */
export function black76(forward: number, strike: number, totalVolatility: number, isCall: boolean): number {
  if (!(forward >= 0 && strike >= 0 && totalVolatility >= 0)) return Number.NaN
  if (totalVolatility === Infinity) return isCall ? forward : strike
  if (forward === 0 || strike === 0) return isCall ? forward : strike
  const d = isCall ? forward - strike : strike - forward
  return timeValue(logRatio(forward, strike), forward, totalVolatility) + 0.5 * (d + Math.abs(d))
}
