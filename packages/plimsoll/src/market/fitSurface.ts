import type { SviParameters } from '../pricing/svi.js'
import { fitSvi, type SviFit } from './fitSvi.js'
import { forwardAt } from './forwardAt.js'
import type { MarketSnapshot, SurfaceSlice, UnderlyingMarket } from './snapshot.js'
import { yearsBetween } from './time.js'

/** How one expiry of one underlying was fitted. */
export interface SurfaceFit {
  readonly underlying: string
  readonly expiry: number
  readonly quotes: number
  /** Absent where the quotes were kept, because there are fewer than five strikes. */
  readonly fit?: SviFit
}

const leastQuotes = 5

/**
 * The market with SVI slices in place of quoted ones: each expiry fitted in turn, free of butterfly arbitrage and of calendar
 * arbitrage against the expiry before it on its quoted range. Far strikes count less, by the inverse square of how many
 * standard deviations they are from the forward: their volatilities carry next to no price. Slices that are SVI already stay,
 * as do those of normal-model underlyings and of fewer than five strikes.
 *
 * @throws PlimsollError SURFACE_ARBITRAGE when an expiry admits no such slice
 *
 * @example
 * import { fitSurface } from 'plimsoll'
 * const year = 31_536_000_000
 * const slice = { kind: 'quotes', expiry: year, strikes: [60, 80, 100, 125, 160], vols: [0.8, 0.66, 0.6, 0.62, 0.7] }
 * const underlying = { index: 100, model: 'black', forwards: [{ expiry: year, price: 100 }], slices: [slice] }
 * const { market, fits } = fitSurface({ asOf: 0, underlyings: { BTC: underlying } })
 * market.underlyings.BTC.slices[0].kind // => 'svi'
 * fits[0].fit.butterfly.free // => true
 */
export function fitSurface(market: MarketSnapshot): {
  readonly market: MarketSnapshot
  readonly fits: readonly SurfaceFit[]
} {
  const fits: SurfaceFit[] = []
  const underlyings: Record<string, UnderlyingMarket> = {}
  for (const [id, underlying] of Object.entries(market.underlyings)) {
    underlyings[id] = underlying.model === 'black' ? fitted(underlying, id, market.asOf, fits) : underlying
  }
  return { market: Object.freeze({ ...market, underlyings: Object.freeze(underlyings) }), fits }
}

function fitted(underlying: UnderlyingMarket, id: string, asOf: number, fits: SurfaceFit[]): UnderlyingMarket {
  let previous: SviParameters | undefined
  const slices = underlying.slices.map((slice): SurfaceSlice => {
    if (slice.kind === 'svi') {
      previous = slice
      return slice
    }
    const { expiry, strikes, vols } = slice
    if (strikes.length < leastQuotes || expiry <= asOf) {
      fits.push({ underlying: id, expiry, quotes: strikes.length })
      return slice
    }
    const forward = forwardAt(underlying, id, asOf, expiry)
    const years = yearsBetween(asOf, expiry)
    const weights = strikes.map((strike, row) => weightOf(strike / forward - 1, vols[row]! * Math.sqrt(years)))
    const options = { arbitrageFree: true, weights }
    const fit = fitSvi(strikes, vols, forward, years, previous === undefined ? options : { ...options, previous })
    fits.push({ underlying: id, expiry, quotes: strikes.length, fit })
    previous = fit.parameters
    return Object.freeze({ kind: 'svi', expiry, ...fit.parameters })
  })
  return Object.freeze({ ...underlying, slices: Object.freeze(slices) })
}

function weightOf(distance: number, deviation: number): number {
  const deviations = distance / deviation
  return 1 / (1 + deviations * deviations)
}
