import { bachelier, black76, log, logRatio, normalCdf, normalPdf } from '@plimsoll/kernel'
import type { InverseGreeks, OptionGreeks } from './greeks.js'
import { type CompleteTerms, completeTerms, type OptionTerms } from './optionTerms.js'

/**
 * Price and Greeks of a European option on the forward, Black-76 or Bachelier. Units and signs: see `OptionGreeks`.
 * Where total volatility is zero, delta is that of the discounted intrinsic value (one half at the money), theta is
 * rate·price, and gamma, vega, vanna and volga are zero. The rate that theta needs is −ln(discount)/years.
 *
 * @throws PlimsollError INPUT_INVALID
 *
 * @example
 * import { optionGreeks } from 'plimsoll'
 * const greeks = optionGreeks({ forward: 100, strike: 100, years: 1, volatility: 0.2, right: 'call' })
 * greeks.delta.toFixed(6) // => '0.539828'
 * greeks.vega.toFixed(4) // => '39.6953'
 */
export function optionGreeks(terms: OptionTerms): OptionGreeks {
  const complete = completeTerms(terms)
  if (complete.volatility === 0 || complete.years === 0) return settledGreeks(complete)
  return complete.model === 'black' ? blackGreeks(complete) : normalGreeks(complete)
}

/**
 * Price in coin and its Greeks for a coin-settled option. With c = P/F: delta = ∂c/∂F = ±D·K·N(±d2)/F² and so on, all with
 * respect to the quote-currency forward; theta is in coin per year. See `InverseGreeks` for the deltas in coins.
 *
 * @throws PlimsollError INPUT_INVALID
 *
 * @example
 * import { inverseOptionGreeks } from 'plimsoll'
 * const greeks = inverseOptionGreeks({ forward: 100, strike: 100, years: 1, volatility: 0.2, right: 'call' })
 * greeks.usdDelta.toFixed(6) // => '0.539828'
 * greeks.premiumAdjustedDelta.toFixed(6) // => '0.460172'
 */
export function inverseOptionGreeks(terms: Omit<OptionTerms, 'model'>): InverseGreeks {
  const { forward, strike, volatility, sqrtYears, discount, isCall } = completeTerms({ ...terms, model: 'black' })
  const linear = optionGreeks({ ...terms, model: 'black' })
  const v = volatility * sqrtYears
  const exercised =
    v === 0 ? (1 + signOf(forward - strike, isCall)) / 2 : exerciseProbability(forward, strike, v, isCall)
  const premiumAdjustedDelta = ((isCall ? 1 : -1) * discount * strike * exercised) / forward
  return {
    price: linear.price / forward,
    delta: premiumAdjustedDelta / forward,
    gamma: (linear.gamma - (2 * premiumAdjustedDelta) / forward) / forward,
    vega: linear.vega / forward,
    theta: linear.theta / forward,
    vanna: (linear.vanna - linear.vega / forward) / forward,
    volga: linear.volga / forward,
    usdDelta: linear.delta,
    premiumAdjustedDelta,
  }
}

/** N(±d2): probability of exercise under the forward measure. */
function exerciseProbability(forward: number, strike: number, v: number, isCall: boolean): number {
  const d2 = logRatio(forward, strike) / v - 0.5 * v
  return normalCdf(isCall ? d2 : -d2)
}

/** 1 in the money, −1 out of it, 0 at it. */
function signOf(difference: number, isCall: boolean): number {
  const d = isCall ? difference : -difference
  return d > 0 ? 1 : d < 0 ? -1 : 0
}

function rateOf({ discount, years }: CompleteTerms): number {
  return discount === 1 || years === 0 ? 0 : -log(discount) / years
}

function settledGreeks(terms: CompleteTerms): OptionGreeks {
  const { forward, strike, isCall, discount } = terms
  const sign = signOf(forward - strike, isCall)
  const price = discount * (sign > 0 ? Math.abs(forward - strike) : 0)
  const delta = ((isCall ? 1 : -1) * discount * (1 + sign)) / 2
  return { price, delta, gamma: 0, vega: 0, theta: rateOf(terms) * price, vanna: 0, volga: 0 }
}

function blackGreeks(terms: CompleteTerms): OptionGreeks {
  const { forward, strike, volatility, sqrtYears, isCall, discount } = terms
  const v = volatility * sqrtYears
  const x = logRatio(forward, strike)
  const d1 = x / v + 0.5 * v
  const d2 = x / v - 0.5 * v
  const density = discount * normalPdf(d1)
  const price = black76(forward, strike, v, isCall) * discount
  const vega = forward * density * sqrtYears
  return {
    price,
    delta: discount * (isCall ? normalCdf(d1) : -normalCdf(-d1)),
    gamma: density / (forward * v),
    vega,
    theta: rateOf(terms) * price - (0.5 * forward * density * volatility) / sqrtYears,
    vanna: (-density * sqrtYears * d2) / v,
    volga: (vega * d1 * d2) / volatility,
  }
}

function normalGreeks(terms: CompleteTerms): OptionGreeks {
  const { forward, strike, volatility, sqrtYears, isCall, discount } = terms
  const s = volatility * sqrtYears
  const h = (forward - strike) / s
  const density = discount * normalPdf(h)
  const price = bachelier(forward, strike, s, isCall) * discount
  const vega = density * sqrtYears
  return {
    price,
    delta: discount * (isCall ? normalCdf(h) : -normalCdf(-h)),
    gamma: density / s,
    vega,
    theta: rateOf(terms) * price - (0.5 * density * volatility) / sqrtYears,
    vanna: (-vega * h) / s,
    volga: (vega * h * h) / volatility,
  }
}
