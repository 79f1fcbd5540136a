import { bachelier, black76 } from '@plimsoll/kernel'
import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { DatedFuture, EuropeanOption } from '../instrument/instrument.js'
import { lastExpiryNotAbove } from '../market/bracket.js'
import { discountAt } from '../market/discountAt.js'
import { forwardAt } from '../market/forwardAt.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { yearsBetween } from '../market/time.js'
import { volatilityAt } from '../market/volatilityAt.js'
import { underlyingOf } from './lookup.js'

/** What the model needs to price one option now. */
export interface OptionModel {
  readonly forward: number
  readonly years: number
  /** 0 once the option's life is over. */
  readonly volatility: number
  readonly model: 'black' | 'normal'
  /** Factor from payment at the expiry to today; 1 where the market lists no rate. */
  readonly discount: number
}

/**
 * Forward, time, volatility and discount of an option; refuses an expired one, a missing forward or a missing volatility.
 * An option whose life is over but whose expiry is still listed with `settled` is worth its payoff there.
 */
export function optionModel(option: EuropeanOption, market: MarketSnapshot): OptionModel {
  requireValued(option, market)
  const underlying = underlyingOf(market, option.underlying, option.id)
  if (underlying.model === 'black' && !(option.strike > 0)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${option.id}.strike`,
      value: option.strike,
      expected: 'a strike above 0',
    })
  }
  const forward = forwardAt(underlying, option.underlying, market.asOf, option.expiry)
  const { asOf } = market
  const years = Math.max(yearsBetween(asOf, option.expiry), 0)
  return {
    forward,
    years,
    volatility:
      years === 0 ? 0 : volatilityAt(underlying, option.underlying, asOf, option.expiry, option.strike, forward),
    model: underlying.model,
    discount: discountAt(underlying, asOf, option.expiry),
  }
}

/** INSTRUMENT_EXPIRED when the instrument's life is over, unless its expiry is still listed as settling. */
export function requireValued(instrument: EuropeanOption | DatedFuture, market: MarketSnapshot): void {
  if (instrument.expiry > market.asOf) return
  const forwards = market.underlyings[instrument.underlying]?.forwards ?? []
  const point = forwards[lastExpiryNotAbove(forwards, instrument.expiry)]
  if (point?.expiry === instrument.expiry && point.settled !== undefined) return
  requireAlive(instrument.id, instrument.expiry, market.asOf)
}

/** INSTRUMENT_EXPIRED when the instrument's life is over at the market's instant. */
export function requireAlive(id: string, expiry: number, asOf: number): void {
  if (expiry > asOf) return
  throw new PlimsollError('INSTRUMENT_EXPIRED', {
    where: id,
    value: formatInstant(expiry),
    expected: `an expiry after the market's instant ${formatInstant(asOf)}`,
  })
}

/** Price today in the quote currency for one unit of the underlying, discounted where the market lists a rate. */
export function modelPrice(option: EuropeanOption, model: OptionModel): number {
  const deviation = model.volatility * Math.sqrt(model.years)
  const isCall = option.right === 'call'
  const price =
    model.model === 'black'
      ? black76(model.forward, option.strike, deviation, isCall)
      : bachelier(model.forward, option.strike, deviation, isCall)
  return price * model.discount
}
