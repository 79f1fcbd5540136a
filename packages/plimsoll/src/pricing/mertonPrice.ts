import { black76, exp, expm1 } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { checkedNumber } from './checkedNumber.js'
import { completeTerms, type OptionTerms } from './optionTerms.js'

/** Jumps in the logarithm of the price: a Poisson number a year, of normal sizes. */
export interface JumpTerms {
  readonly intensityPerYear: number
  /** Mean and standard deviation of a jump’s logarithmic size. */
  readonly mean: number
  readonly deviation: number
}

const jumpsMostExpected = 500
/** Further counts of jumps weigh less than the rounding of the sum. */
const deviationsMost = 12

/**
 * Price of a European option whose underlying diffuses and jumps (R. C. Merton, Option pricing when underlying stock returns are
 * discontinuous, Journal of Financial Economics 3, 1976): a Poisson-weighted sum of Black-76 prices, the forward compensated
 * for the mean jump. `terms.volatility` is that of the diffusion alone.
 *
 * @throws PlimsollError INPUT_INVALID, also where more than 500 jumps are expected before the expiry
 *
 * @example
 * import { mertonPrice, priceOption } from 'plimsoll'
 * const terms = { forward: 100, strike: 100, years: 0.25, volatility: 0.3, right: 'call' }
 * mertonPrice(terms, { intensityPerYear: 0, mean: 0, deviation: 0 }) === priceOption(terms) // => true
 * mertonPrice(terms, { intensityPerYear: 2, mean: -0.1, deviation: 0.1 }).toFixed(4) // => '6.9815'
 */
export function mertonPrice(terms: Omit<OptionTerms, 'model'>, jumps: JumpTerms): number {
  const { forward, strike, years, volatility, isCall, discount } = completeTerms({ ...terms, model: 'black' })
  const intensity = checkedNumber('jumps.intensityPerYear', jumps.intensityPerYear, 'notNegative')
  const mean = checkedNumber('jumps.mean', jumps.mean, 'any')
  const deviation = checkedNumber('jumps.deviation', jumps.deviation, 'notNegative')
  const expected = intensity * years
  if (expected > jumpsMostExpected) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'jumps.intensityPerYear',
      value: intensity,
      expected: `at most ${jumpsMostExpected} jumps before the expiry`,
    })
  }
  const growth = mean + 0.5 * deviation * deviation
  const compensation = expected * expm1(growth)
  const most = Math.ceil(expected + deviationsMost * Math.sqrt(expected) + 2 * deviationsMost)
  let weight = exp(-expected)
  let price = 0
  for (let count = 0; count <= most; count++) {
    const variance = volatility * volatility * years + count * deviation * deviation
    price += weight * black76(forward * exp(count * growth - compensation), strike, Math.sqrt(variance), isCall)
    weight *= expected / (count + 1)
  }
  return discount * price
}
