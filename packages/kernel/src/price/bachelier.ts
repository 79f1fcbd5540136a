import { millsDescent } from '../normal/millsRatio.js'
import { normalPdf } from '../normal/normalPdf.js'

/** Past this moneyness in standard deviations the density underflows. */
const vanishingMoneyness = 39

/** Undiscounted Bachelier value of the out-of-the-money side at distance d ≥ 0 from the strike: s·φ(h)·(1 − hY(h)). */
export function normalTimeValue(distance: number, s: number): number {
  if (s === 0) return 0
  const h = distance / s
  if (h > vanishingMoneyness) return 0
  return s * (normalPdf(h) * millsDescent(h))
}

/**
 * Undiscounted price of a European option under the Bachelier (normal) model, relative accuracy of a few units in the last
 * place on the out-of-the-money side. Forward and strike may be negative. Bachelier, Théorie de la spéculation (1900).
 *
 * @param totalStdDev σ√T in units of the forward; 0 gives the intrinsic value
 * @returns price in units of the forward; NaN for a negative or NaN standard deviation
 *
 * @example
 * import { bachelier } from '@plimsoll/kernel'
 * bachelier(-5, -7, 0, true) // => 2
 */
export function bachelier(forward: number, strike: number, totalStdDev: number, isCall: boolean): number {
  if (!(totalStdDev >= 0)) return Number.NaN
  const d = isCall ? forward - strike : strike - forward
  return normalTimeValue(Math.abs(d), totalStdDev) + 0.5 * (d + Math.abs(d))
}
