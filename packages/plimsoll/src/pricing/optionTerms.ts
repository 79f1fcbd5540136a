import { PlimsollError } from '../error/plimsollError.js'
import { checkedNumber } from './checkedNumber.js'

/** What a European option's model price depends on, seen from the forward of its expiry. */
export interface OptionTerms {
  /** Forward price of the underlying for the option's expiry. */
  readonly forward: number
  readonly strike: number
  /** Time to expiry in years, ACT/365. */
  readonly years: number
  /** Annual volatility: a fraction (0.55) for `black`, units of the forward for `normal`. */
  readonly volatility: number
  readonly right: 'call' | 'put'
  /** Value today of one unit paid at expiry; 1 when absent. */
  readonly discount?: number
  /** `black` (Black-76, the default) or `normal` (Bachelier; forward and strike may be negative). */
  readonly model?: 'black' | 'normal'
}

/** The same terms with nothing left out. */
export interface CompleteTerms {
  readonly forward: number
  readonly strike: number
  readonly years: number
  readonly sqrtYears: number
  readonly volatility: number
  readonly isCall: boolean
  readonly discount: number
  readonly model: 'black' | 'normal'
}

/** Checks the terms (INPUT_INVALID) and fills in the defaults. */
export function completeTerms(terms: OptionTerms): CompleteTerms {
  const model = terms.model ?? 'black'
  if (model !== 'black' && model !== 'normal') {
    throw new PlimsollError('INPUT_INVALID', { where: 'model', value: model, expected: 'black or normal' })
  }
  const sign = model === 'black' ? 'positive' : 'any'
  return {
    forward: checkedNumber('forward', terms.forward, sign),
    strike: checkedNumber('strike', terms.strike, sign),
    years: checkedNumber('years', terms.years, 'notNegative'),
    sqrtYears: Math.sqrt(terms.years),
    volatility: checkedNumber('volatility', terms.volatility, 'notNegative'),
    isCall: isCallOf(terms.right),
    discount: checkedNumber('discount', terms.discount ?? 1, 'positive'),
    model,
  }
}

/** True for a call, false for a put, INPUT_INVALID for anything else. */
export function isCallOf(right: 'call' | 'put'): boolean {
  if (right !== 'call' && right !== 'put') {
    throw new PlimsollError('INPUT_INVALID', { where: 'right', value: right, expected: 'call or put' })
  }
  return right === 'call'
}
