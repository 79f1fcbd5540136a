import { PlimsollError } from '../error/plimsollError.js'
import type { Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { type Decimal, formatDecimal } from '../money/decimal.js'
import { underlyingOf } from '../valuation/lookup.js'

/**
 * Refuses a price at which the instrument cannot trade: an option's may not be negative, any other's must be above zero
 * unless its underlying's own price may be negative (normal model).
 */
export function requirePrice(instrument: Instrument, price: Decimal, market: MarketSnapshot, where: string): void {
  if (price.units > 0n || (instrument.kind === 'option' && price.units === 0n)) return
  const mayBeNegative =
    (instrument.kind === 'perpetual' || instrument.kind === 'future') &&
    instrument.settlement.kind !== 'inverse' &&
    underlyingOf(market, instrument.underlying, where).model === 'normal'
  if (mayBeNegative) return
  throw new PlimsollError('INPUT_INVALID', {
    where,
    value: formatDecimal(price),
    expected: instrument.kind === 'option' ? 'a price of 0 or more' : 'a price above 0',
  })
}
