import { exp } from '../elementary/exp.js'
import { millsDescent, millsRatio } from '../normal/millsRatio.js'
import { normalPdf } from '../normal/normalPdf.js'

/** Below this total volatility the difference of two Mills ratios would cancel; a series in v takes over. */
export const smallestDirectVolatility = 0.015625
/**
 * Arguments of the rational Mills ratio in the loops. It is good down to −1, but its polynomials cancel there and would
 * cost 4e-15 of the forward; at −½ the price keeps 6e-16. Up to 37.5 the density stays a normal number.
 */
export const lowestArgument = -0.5
export const highestArgument = 37.5

/** Past this argument the density is below 1e-330 and every price vanishes. */
const vanishingArgument = 39

/**
 * Undiscounted value of the out-of-the-money side of a Black-76 option, for every total volatility; the time value that
 * call and put share. The loops compute the common part of the domain in a straight line and come here for the rest.
 *
 * With k = |x|, h = k/v, t = v/2, a = h − t, b = h + t and L = min(F, K):
 * - v below 2^-6: L·φ(a)·(Y(a) − Y(b)) with the difference as its Taylor series in t about h, four terms;
 * - a < −½: L·(1 − φ(a)(Y(−a) + Y(b)));
 * - else L·φ(a)·(Y(a) − Y(b)).
 *
 * @param x ln(forward/strike)
 * @param forward forward price
 * @param v total volatility σ√T; 0 gives 0, Infinity gives L, negative or NaN gives NaN
 */
export function timeValueAnywhere(x: number, forward: number, v: number): number {
  if (!(v >= 0) || Number.isNaN(x)) return Number.NaN
  if (v === 0) return 0
  const low = x > 0 ? forward * exp(-x) : forward
  if (v === Infinity) return low
  const h = Math.abs(x) / v
  const t = 0.5 * v
  const a = h - t
  if (a > vanishingArgument) return 0
  const b = h + t
  if (v < smallestDirectVolatility) {
    const y1 = -millsDescent(h)
    const y2 = millsRatio(h) + h * y1
    const y3 = h * y2 + 2 * y1
    const y4 = h * y3 + 3 * y2
    const y5 = h * y4 + 4 * y3
    const y6 = h * y5 + 5 * y4
    const y7 = h * y6 + 6 * y5
    const square = t * t
    const series = y1 + square * (y3 / 6 + square * (y5 / 120 + (square * y7) / 5040))
    return low * normalPdf(a) * (-v * series)
  }
  if (a < lowestArgument) return low * (1 - normalPdf(a) * (millsRatio(-a) + millsRatio(b)))
  return low * (normalPdf(a) * (millsRatio(a) - millsRatio(b)))
}
