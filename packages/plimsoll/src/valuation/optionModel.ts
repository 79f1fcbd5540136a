import { bachelier, black76 } from '@plimsoll/kernel'
import { formatInstant } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { EuropeanOption } from '../instrument/instrument.js'
import { forwardAt } from '../market/forwardAt.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { yearsBetween } from '../market/time.js'
import { volatilityAt } from '../market/volatilityAt.js'
import { underlyingOf } from './lookup.js'

/** What the model needs to price one option now. */
export interface OptionModel {
  readonly forward: number
  readonly years: number
  readonly volatility: number
  readonly model: 'black' | 'normal'
}

/** Forward, time and volatility of an option; refuses an expired one, a missing forward or a missing volatility. */
export function optionModel(option: EuropeanOption, market: MarketSnapshot): OptionModel {
  requireAlive(option.id, option.expiry, market.asOf)
  const underlying = underlyingOf(market, option.underlying, option.id)
  if (underlying.model === 'black' && !(option.strike > 0)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: `${option.id}.strike`,
      value: option.strike,
      expected: 'a strike above 0',
    })
  }
  const forward = forwardAt(underlying, option.underlying, market.asOf, option.expiry)
  return {
    forward,
    years: yearsBetween(market.asOf, option.expiry),
    volatility: volatilityAt(underlying, option.underlying, market.asOf, option.expiry, option.strike, forward),
    model: underlying.model,
  }
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

/** Undiscounted price in the quote currency for one unit of the underlying. */
export function modelPrice(option: EuropeanOption, model: OptionModel): number {
  const deviation = model.volatility * Math.sqrt(model.years)
  const isCall = option.right === 'call'
  return model.model === 'black'
    ? black76(model.forward, option.strike, deviation, isCall)
    : bachelier(model.forward, option.strike, deviation, isCall)
}
