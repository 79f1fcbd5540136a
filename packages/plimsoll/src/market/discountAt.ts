import { exp } from '@plimsoll/kernel'
import { lastExpiryNotAbove } from './bracket.js'
import type { ForwardPoint, UnderlyingMarket } from './snapshot.js'
import { yearsBetween } from './time.js'

/**
 * Factor from a payment at an expiry to today: exp(−max(rate, 0)·τ), 1 where no rate is listed. Between two listed
 * expiries the rate is linear in time; before the first and beyond the last it is flat.
 *
 * @param asOf milliseconds since 1970
 * @param expiry milliseconds since 1970
 * @param passedDays how much of the time to the expiry has passed when the factor is asked for; 0 unless told
 *
 * @example
 * import { discountAt } from 'plimsoll'
 * const year = 31_536_000_000
 * const market = { index: 100, model: 'black', forwards: [{ expiry: year, price: 104, rate: 0.05 }], slices: [] }
 * discountAt(market, 0, year).toFixed(6) // => '0.951229'
 */
export function discountAt(underlying: UnderlyingMarket, asOf: number, expiry: number, passedDays: number = 0): number {
  const rate = rateAt(underlying, expiry)
  const years = yearsBetween(asOf, expiry) - passedDays / 365
  return rate > 0 && years > 0 ? exp(-rate * years) : 1
}

/** Continuously compounded annual rate at an expiry; 0 where none is listed. */
export function rateAt({ forwards }: UnderlyingMarket, expiry: number): number {
  const below = lastExpiryNotAbove(forwards, expiry)
  const left = forwards[below]
  const right = forwards[below + 1]
  if (left === undefined || right === undefined || left.expiry === expiry) return rateOf(left ?? right)
  const share = (expiry - left.expiry) / (right.expiry - left.expiry)
  return rateOf(left) + (rateOf(right) - rateOf(left)) * share
}

function rateOf(point: ForwardPoint | undefined): number {
  return Math.max(point?.rate ?? 0, 0)
}
