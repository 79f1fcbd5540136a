import { bachelier, black76 } from '@plimsoll/kernel'
import { completeTerms, type OptionTerms } from './optionTerms.js'

/**
 * Price of a European option, in the currency of the forward per unit of the underlying: Black-76 or Bachelier on the
 * forward, times the discount factor. Zero time or volatility gives the discounted intrinsic value.
 *
 * @throws PlimsollError INPUT_INVALID for a number that no option can have
 *
 * @example
 * import { priceOption } from 'plimsoll'
 * priceOption({ forward: 100, strike: 90, years: 0, volatility: 0.5, right: 'call' }) // => 10
 */
export function priceOption(terms: OptionTerms): number {
  const { forward, strike, sqrtYears, volatility, isCall, discount, model } = completeTerms(terms)
  const value = model === 'black' ? black76 : bachelier
  return value(forward, strike, volatility * sqrtYears, isCall) * discount
}

/**
 * Price in coin of a coin-settled (inverse) option on one unit of the underlying: the Black-76 price divided by the forward,
 * as coin-margined venues quote it.
 *
 * @throws PlimsollError INPUT_INVALID, also for the `normal` model, under which a coin price has no meaning
 *
 * @example
 * import { priceInverseOption } from 'plimsoll'
 * priceInverseOption({ forward: 100, strike: 80, years: 0, volatility: 0.5, right: 'call' }) // => 0.2
 */
export function priceInverseOption(terms: Omit<OptionTerms, 'model'>): number {
  return priceOption({ ...terms, model: 'black' }) / terms.forward
}
