import { impliedNormalStdDev, impliedTotalVolatility } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { checkedNumber } from './checkedNumber.js'
import { isCallOf } from './optionTerms.js'

export interface QuotedOption {
  /** Price today, in the currency of the forward (for a coin quote: coin price times the forward). */
  readonly price: number
  readonly forward: number
  readonly strike: number
  /** Time to expiry in years, ACT/365. */
  readonly years: number
  readonly right: 'call' | 'put'
  /** Value today of one unit paid at expiry; 1 when absent. */
  readonly discount?: number
  /** `black` (default) or `normal`. */
  readonly model?: 'black' | 'normal'
}

/**
 * Annual volatility at which the model gives the option's price; 0 for a price that is exactly the intrinsic value.
 *
 * @throws PlimsollError PRICE_UNATTAINABLE below the intrinsic value or at or above the bound (the discounted forward of a
 * call, the discounted strike of a put; the normal model has no upper bound); INPUT_INVALID for terms that no option has,
 * an option without time left included
 *
 * @example
 * import { impliedVolatility } from 'plimsoll'
 * impliedVolatility({ price: 7.965567455405804, forward: 100, strike: 100, years: 1, right: 'call' }).toFixed(12) // => '0.200000000000'
 */
export function impliedVolatility(quote: QuotedOption): number {
  const model = quote.model ?? 'black'
  const sign = model === 'black' ? 'positive' : 'any'
  const forward = checkedNumber('forward', quote.forward, sign)
  const strike = checkedNumber('strike', quote.strike, sign)
  const years = checkedNumber('years', quote.years, 'positive')
  const discount = checkedNumber('discount', quote.discount ?? 1, 'positive')
  const price = checkedNumber('price', quote.price, 'any') / discount
  const isCall = isCallOf(quote.right)
  const implied = model === 'black' ? impliedTotalVolatility : impliedNormalStdDev
  const total = implied(price, forward, strike, isCall)
  if (Number.isNaN(total)) {
    const lowest = discount * Math.max(0, isCall ? forward - strike : strike - forward)
    const bound = model === 'normal' ? '' : ` and below ${discount * (isCall ? forward : strike)}`
    throw new PlimsollError('PRICE_UNATTAINABLE', {
      where: 'price',
      value: quote.price,
      expected: `a price of at least ${lowest}${bound}`,
    })
  }
  return total / Math.sqrt(years)
}
