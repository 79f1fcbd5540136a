import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { lastExpiryNotAbove } from './bracket.js'
import { forwardAt } from './forwardAt.js'
import { sliceVolatility } from './sliceVolatility.js'
import type { SurfaceSlice, UnderlyingMarket } from './snapshot.js'
import { yearsBetween } from './time.js'

/**
 * Annual volatility of an option (0.55 = 55 %; price units for a `normal` underlying).
 *
 * On a listed expiry the slice answers ({@link sliceVolatility}). Between two expiries total variance σ²T is linear in
 * time at equal moneyness K / F (K − F for the normal model), which keeps calendar arbitrage out where the slices have
 * none. Before the first and beyond the last expiry the volatility of equal moneyness is flat in time.
 *
 * @param underlyingId name used in errors
 * @param forward the snapshot's own forward of `expiry`, from `forwardAt`. The smile of a market that has moved is
 *   asked for through the strike: sticky-moneyness after F → F′ is the volatility of the strike K·F / F′.
 * @throws PlimsollError VOLATILITY_MISSING when no slice outlives `asOf`, or an SVI slice has no positive variance
 *   there
 *
 * @example
 * import { volatilityAt } from 'plimsoll'
 * const year = 31_536_000_000
 * const slice = { kind: 'quotes', expiry: year, strikes: [80, 100, 125], vols: [0.6, 0.5, 0.55] }
 * const market = { index: 100, model: 'black', forwards: [{ expiry: year, price: 100 }], slices: [slice] }
 * volatilityAt(market, 'BTC', 0, year, 80, 100) // => 0.6
 * volatilityAt(market, 'BTC', 0, year, 200, 100) // => 0.55
 */
export function volatilityAt(
  underlying: UnderlyingMarket,
  underlyingId: string,
  asOf: number,
  expiry: number,
  strike: number,
  forward: number,
): number {
  const { slices, model } = underlying
  const below = lastExpiryNotAbove(slices, expiry)
  let left = slices[below]
  if (left !== undefined && left.expiry <= asOf) left = undefined
  const right = slices[below + 1]
  let volatility: number
  if (left !== undefined && left.expiry === expiry) {
    volatility = sliceVolatility(left, model, strike, forward, yearsBetween(asOf, expiry))
  } else if (left === undefined && right === undefined) {
    volatility = Number.NaN
  } else if (left === undefined || right === undefined) {
    volatility = atEqualMoneyness(underlying, underlyingId, asOf, (left ?? right)!, strike, forward)
  } else {
    const leftYears = yearsBetween(asOf, left.expiry)
    const rightYears = yearsBetween(asOf, right.expiry)
    const years = yearsBetween(asOf, expiry)
    const leftVol = atEqualMoneyness(underlying, underlyingId, asOf, left, strike, forward)
    const rightVol = atEqualMoneyness(underlying, underlyingId, asOf, right, strike, forward)
    const leftVariance = leftVol * leftVol * leftYears
    const share = (years - leftYears) / (rightYears - leftYears)
    const variance = leftVariance + (rightVol * rightVol * rightYears - leftVariance) * share
    volatility = Math.sqrt(variance / years)
  }
  if (volatility > 0) return volatility
  throw new PlimsollError('VOLATILITY_MISSING', {
    where: `${underlyingId} option, strike ${strike}, expiry ${formatInstant(expiry)}`,
    expected: `a slice of positive variance in underlyings.${underlyingId}.slices that expires after ${formatInstant(asOf)}`,
  })
}

/** Volatility of a slice of another expiry at the strike that is as far from its own forward. */
function atEqualMoneyness(
  underlying: UnderlyingMarket,
  underlyingId: string,
  asOf: number,
  slice: SurfaceSlice,
  strike: number,
  forward: number,
): number {
  const own = forwardAt(underlying, underlyingId, asOf, slice.expiry)
  const moved = underlying.model === 'black' ? strike * (own / forward) : strike - forward + own
  return sliceVolatility(slice, underlying.model, moved, own, yearsBetween(asOf, slice.expiry))
}
