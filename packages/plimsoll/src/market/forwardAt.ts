import { exp, log } from '@plimsoll/kernel'
import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { lastExpiryNotAbove } from './bracket.js'
import type { UnderlyingMarket } from './snapshot.js'
import { yearsBetween } from './time.js'

/**
 * Forward price of an underlying for an expiry, in the snapshot's currency.
 *
 * A listed expiry gives its own forward, bit for bit. Between two listed expiries ln(forward / index) is linear in
 * time, and the index itself stands at time zero; beyond the last, the growth rate ln(forward / index) / years stays
 * what it is there. For a `normal` underlying, whose prices may be negative, the difference forward − index takes the
 * place of the logarithm. Points that expired at or before `asOf` say nothing and are passed over.
 *
 * @param underlyingId name used in errors
 * @param asOf milliseconds since 1970
 * @param expiry milliseconds since 1970; at or before `asOf` the forward is the index, or the price at which a listed
 *   expiry with `settled` has ended
 * @throws PlimsollError FORWARD_MISSING when no forward is listed after `asOf`: an index alone is not taken for a
 *   forward
 *
 * @example
 * import { forwardAt } from 'plimsoll'
 * const year = 31_536_000_000
 * const market = { index: 100, model: 'black', forwards: [{ expiry: year, price: 121 }], slices: [] }
 * forwardAt(market, 'BTC', 0, year) // => 121
 * Math.round(forwardAt(market, 'BTC', 0, year / 2) * 1e9) / 1e9 // => 110
 */
export function forwardAt(underlying: UnderlyingMarket, underlyingId: string, asOf: number, expiry: number): number {
  const { forwards, index } = underlying
  const below = lastExpiryNotAbove(forwards, expiry)
  const left = forwards[below]
  if (left !== undefined && left.expiry === expiry && (expiry > asOf || left.settled !== undefined)) return left.price
  const last = forwards.at(-1)
  if (last === undefined || last.expiry <= asOf) {
    throw new PlimsollError('FORWARD_MISSING', {
      where: `underlyings.${underlyingId}.forwards`,
      value: last === undefined ? 'no forwards' : `last of ${formatInstant(last.expiry)}`,
      expected: `a forward that expires after ${formatInstant(asOf)}, to read ${formatInstant(expiry)} from`,
    })
  }
  if (expiry <= asOf) return index
  const years = yearsBetween(asOf, expiry)
  const right = forwards[below + 1]
  const leftYears = left !== undefined && left.expiry > asOf ? yearsBetween(asOf, left.expiry) : 0
  const leftPrice = leftYears > 0 ? left!.price : index
  if (right === undefined) {
    const scale = years / leftYears
    return underlying.model === 'black'
      ? index * exp(log(leftPrice / index) * scale)
      : index + (leftPrice - index) * scale
  }
  const share = (years - leftYears) / (yearsBetween(asOf, right.expiry) - leftYears)
  return underlying.model === 'black'
    ? leftPrice * exp(log(right.price / leftPrice) * share)
    : leftPrice + (right.price - leftPrice) * share
}
