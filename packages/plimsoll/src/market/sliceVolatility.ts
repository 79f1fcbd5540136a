import { log } from '@plimsoll/kernel'
import { sviTotalVariance } from '../pricing/svi.js'
import { lastNotAbove } from './bracket.js'
import type { SurfaceSlice } from './snapshot.js'

/**
 * Volatility of one slice at a strike.
 *
 * Quotes: a quoted strike gives its quote, bit for bit; between two strikes the volatility is linear in ln K (linear
 * in log-moneyness, since both ends have the same forward; linear in K for the normal model); beyond the ends it is
 * flat. SVI: √(w(k) / T) with k = ln(K / F), or k = K − F for the normal model. NaN when the slice's variance is not
 * positive.
 *
 * @param forward forward of the slice's own expiry
 * @param years time to the slice's own expiry
 */
export function sliceVolatility(
  slice: SurfaceSlice,
  model: 'black' | 'normal',
  strike: number,
  forward: number,
  years: number,
): number {
  if (slice.kind === 'svi') {
    const variance = sviTotalVariance(slice, model === 'black' ? log(strike / forward) : strike - forward)
    return variance > 0 ? Math.sqrt(variance / years) : Number.NaN
  }
  const { strikes, vols } = slice
  const below = lastNotAbove(strikes, strike)
  if (below < 0) return vols[0]!
  const left = strikes[below]!
  const leftVol = vols[below]!
  if (left === strike || below === strikes.length - 1) return leftVol
  const right = strikes[below + 1]!
  const share = model === 'black' ? log(strike / left) / log(right / left) : (strike - left) / (right - left)
  return leftVol + (vols[below + 1]! - leftVol) * share
}
