import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption, Instrument } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { type Decimal, decimalToNumber, formatDecimal } from '../money/decimal.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'

/** How many times the present price, or its inverse, a price may be before it is taken for one in another unit. */
const plausibleFactor = 5

/**
 * Refuses a price at which the instrument cannot trade: an option's may not be negative, any other's must be above zero unless
 * its underlying's own price may be negative (normal model).
 *
 * @throws PlimsollError INPUT_INVALID; PRICE_IMPLAUSIBLE for a price that is off by so much that it must be in another unit:
 * a future, perpetual or coin beyond a fifth or five times the index, a call above five times and a put above its strike, an
 * inverse option above one coin (a put: five times strike over index). An inverse option at 2,253 is dollars written for coin.
 */
export function requirePrice(instrument: Instrument, price: Decimal, market: MarketSnapshot, where: string): void {
  const normal = underlyingOf(market, instrument.underlying, where).model === 'normal'
  if (price.units < 0n || (price.units === 0n && instrument.kind !== 'option')) {
    const isFuture = instrument.kind === 'perpetual' || instrument.kind === 'future'
    if (normal && isFuture && instrument.settlement.kind !== 'inverse') return
    throw new PlimsollError('INPUT_INVALID', {
      where,
      value: formatDecimal(price),
      expected: instrument.kind === 'option' ? 'a price of 0 or more' : 'a price above 0',
    })
  }
  if (normal || instrument.kind === 'amm') return
  const [least, most] = plausiblePrices(instrument, market)
  const value = decimalToNumber(price)
  if (value >= least && value <= most) return
  const unit =
    instrument.kind === 'option' && instrument.settlement.kind === 'inverse'
      ? instrument.settlement.currency
      : market.currency
  throw new PlimsollError('PRICE_IMPLAUSIBLE', {
    where,
    value: formatDecimal(price),
    expected: `a price of ${instrument.id} in ${unit}, from ${shown(least)} to ${shown(most)}`,
  })
}

function plausiblePrices(instrument: Instrument, market: MarketSnapshot): readonly [least: number, most: number] {
  const { index } = underlyingOf(market, instrument.underlying, instrument.id)
  if (instrument.kind === 'option') return [0, mostForOption(instrument, index)]
  const now = instrument.kind === 'spot' ? assetOf(market, instrument.asset, instrument.id).price : index
  return [now / plausibleFactor, now * plausibleFactor]
}

function mostForOption(option: EuropeanOption, index: number): number {
  if (option.settlement.kind === 'inverse')
    return option.right === 'call' ? 1 : (plausibleFactor * option.strike) / index
  return option.right === 'call' ? plausibleFactor * index : option.strike
}

function shown(price: number): string {
  return String(Number(price.toPrecision(6)))
}
