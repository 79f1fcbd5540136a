import { exp } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { checkedNumber } from './checkedNumber.js'
import { isCallOf } from './optionTerms.js'

export interface AmericanOptionTerms {
  readonly spot: number
  readonly strike: number
  /** Continuously compounded annual interest rate. */
  readonly rate: number
  /** Continuously compounded annual dividend yield; 0 when absent. */
  readonly dividend?: number
  /** Time to expiry in years, ACT/365. */
  readonly years: number
  /** Annual volatility as a fraction. */
  readonly volatility: number
  readonly right: 'call' | 'put'
  /** Steps of the tree: 1 to 5,000. Time grows with its square, the error falls with its inverse. */
  readonly steps: number
}

/**
 * Price of an American option on the binomial tree of Cox, Ross and Rubinstein, Option Pricing: A Simplified Approach (1979):
 * up factor e^(σ√Δt), down factor its inverse, risk-neutral probability (e^((r−q)Δt) − d)/(u − d), early exercise at every
 * node. Dividends are a yield; discrete ones are not known here. Where the volatility is so small beside the carry that the
 * probability would leave [0, 1] it is held at the bound, which prices the option along one path; more steps cure it.
 *
 * @throws PlimsollError INPUT_INVALID for terms that no option has
 *
 * @example
 * import { americanOptionPrice } from 'plimsoll'
 * const terms = { spot: 100, strike: 100, rate: 0.05, years: 1, volatility: 0.2, steps: 500 }
 * americanOptionPrice({ ...terms, right: 'call' }).toFixed(2) // => '10.45'
 * americanOptionPrice({ ...terms, right: 'put' }).toFixed(2) // => '6.09'
 */
export function americanOptionPrice(terms: AmericanOptionTerms): number {
  const spot = checkedNumber('spot', terms.spot, 'positive')
  const strike = checkedNumber('strike', terms.strike, 'positive')
  const rate = checkedNumber('rate', terms.rate, 'any')
  const dividend = checkedNumber('dividend', terms.dividend ?? 0, 'any')
  const years = checkedNumber('years', terms.years, 'notNegative')
  const volatility = checkedNumber('volatility', terms.volatility, 'notNegative')
  const steps = checkedSteps(terms.steps)
  const sign = isCallOf(terms.right) ? 1 : -1
  if (years === 0) return Math.max(0, sign * (spot - strike))

  const stepYears = years / steps
  const discount = exp(-rate * stepYears)
  const growth = exp((rate - dividend) * stepYears)
  const logUp = volatility * Math.sqrt(stepYears)
  // prices[k] stands for the node that is k − steps net moves up.
  const prices = Float64Array.from({ length: 2 * steps + 1 }, (_, k) => spot * exp((k - steps) * logUp))
  const up = exp(logUp)
  const down = exp(-logUp)
  const probability = up > down ? Math.min(1, Math.max(0, (growth - down) / (up - down))) : 0.5
  const weightUp = discount * probability
  const weightDown = discount * (1 - probability)
  const values = Float64Array.from({ length: steps + 1 }, (_, j) => Math.max(0, sign * (prices[2 * j]! - strike)))
  for (let step = steps - 1; step >= 0; step--) {
    for (let j = 0; j <= step; j++) {
      const held = weightUp * values[j + 1]! + weightDown * values[j]!
      values[j] = Math.max(held, sign * (prices[steps - step + 2 * j]! - strike))
    }
  }
  return values[0]!
}

/** Volatilities between which an implied one is sought. */
const volatilityRange = { least: 1e-4, most: 10 } as const

/**
 * Annual volatility at which the tree gives the option's price, by bisection between 0.0001 and 10 until the bracket is as
 * narrow as floating point allows (at most 80 halvings).
 *
 * @throws PlimsollError PRICE_UNATTAINABLE for a price outside the tree's prices at these two; INPUT_INVALID as for the price
 *
 * @example
 * import { americanImpliedVolatility } from 'plimsoll'
 * const quote = { spot: 97.73, strike: 100, rate: 0.05, years: 57 / 365, right: 'put', steps: 400, price: 3.18 }
 * americanImpliedVolatility(quote).toFixed(3) // => '0.143'
 */
export function americanImpliedVolatility(
  quote: Omit<AmericanOptionTerms, 'volatility'> & { readonly price: number },
): number {
  const price = checkedNumber('price', quote.price, 'any')
  checkedNumber('years', quote.years, 'positive')
  const priceAt = (volatility: number): number => americanOptionPrice({ ...quote, volatility })
  let low: number = volatilityRange.least
  let high: number = volatilityRange.most
  const [lowest, highest] = [priceAt(low), priceAt(high)]
  // A price that is all intrinsic value may miss the tree's by its rounding.
  const rounding = 1e-13 * (quote.spot + quote.strike)
  if (price < lowest - rounding || price > highest + rounding) {
    const expected = `a price between ${lowest} and ${highest}`
    throw new PlimsollError('PRICE_UNATTAINABLE', { where: 'price', value: quote.price, expected })
  }
  for (let halving = 0; halving < 80; halving++) {
    const middle = 0.5 * (low + high)
    if (middle <= low || middle >= high) break
    if (priceAt(middle) < price) low = middle
    else high = middle
  }
  return 0.5 * (low + high)
}

const stepsMax = 5000

function checkedSteps(steps: number): number {
  if (Number.isInteger(steps) && steps >= 1 && steps <= stepsMax) return steps
  throw new PlimsollError('INPUT_INVALID', {
    where: 'steps',
    value: steps,
    expected: `a whole number from 1 to ${stepsMax}`,
  })
}
