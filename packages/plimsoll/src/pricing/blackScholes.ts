import { exp, logRatio, normalCdf } from '@plimsoll/kernel'
import { checkedNumber } from './checkedNumber.js'
import { optionGreeks } from './optionGreeks.js'
import { isCallOf } from './optionTerms.js'

export interface BlackScholesTerms {
  readonly spot: number
  readonly strike: number
  /** Continuously compounded annual interest rate. */
  readonly rate: number
  /** Continuously compounded annual dividend yield (or foreign rate); 0 when absent. */
  readonly dividend?: number
  readonly years: number
  /** Annual volatility as a fraction. */
  readonly volatility: number
  readonly right: 'call' | 'put'
}

/** Price and Greeks with respect to the spot, in the textbook's units. */
export interface BlackScholesGreeks {
  readonly price: number
  /** ∂price/∂spot. */
  readonly delta: number
  readonly gamma: number
  /** Per 1.00 of volatility. */
  readonly vega: number
  /** Change of the price per year of passing time, spot, rates and volatility held. */
  readonly theta: number
  /** ∂price/∂rate, per 1.00. */
  readonly rho: number
  /** ∂price/∂dividend yield, per 1.00. */
  readonly dividendRho: number
  /** ∂²price/∂spot∂volatility. */
  readonly vanna: number
  readonly volga: number
}

/**
 * Black–Scholes–Merton price and Greeks of a European option on a spot price: Black-76 on the forward S·e^((r−q)T), with the
 * derivatives carried over to the spot. Haug, The Complete Guide to Option Pricing Formulas (1998), pp. 2–16.
 *
 * @throws PlimsollError INPUT_INVALID
 *
 * @example
 * import { blackScholes } from 'plimsoll'
 * const call = blackScholes({ spot: 60, strike: 65, rate: 0.08, years: 0.25, volatility: 0.3, right: 'call' })
 * call.price.toFixed(4) // => '2.1334'
 */
export function blackScholes(terms: BlackScholesTerms): BlackScholesGreeks {
  const spot = checkedNumber('spot', terms.spot, 'positive')
  const rate = checkedNumber('rate', terms.rate, 'any')
  const dividend = checkedNumber('dividend', terms.dividend ?? 0, 'any')
  const years = checkedNumber('years', terms.years, 'notNegative')
  const { strike, volatility, right } = terms
  const isCall = isCallOf(right)
  const growth = exp((rate - dividend) * years)
  const discount = exp(-rate * years)
  const forward = spot * growth
  const onForward = optionGreeks({ forward, strike, years, volatility, right, discount })
  const delta = onForward.delta * growth
  const v = volatility * Math.sqrt(years)
  const d2 = logRatio(forward, strike) / v - 0.5 * v
  const decay = years === 0 ? 0 : (0.5 * onForward.vega * volatility) / years
  // At zero volatility 0/0 is the one case without a limit; the rest follow from ±Infinity.
  const exercised = Number.isNaN(d2) ? 0.5 : normalCdf(isCall ? d2 : -d2)
  return {
    price: onForward.price,
    delta,
    gamma: onForward.gamma * growth * growth,
    vega: onForward.vega,
    theta: rate * onForward.price - decay - (rate - dividend) * spot * delta,
    rho: (isCall ? 1 : -1) * strike * years * discount * exercised,
    dividendRho: -years * spot * delta,
    vanna: onForward.vanna * growth,
    volga: onForward.volga,
  }
}
