export { type AmericanOptionTerms, americanImpliedVolatility, americanOptionPrice } from './americanOption.js'
export { type BlackScholesGreeks, type BlackScholesTerms, blackScholes } from './blackScholes.js'
export type { InverseGreeks, OptionGreeks } from './greeks.js'
export { impliedVolatility, type QuotedOption } from './impliedVolatility.js'
export { type JumpTerms, mertonPrice } from './mertonPrice.js'
export { inverseOptionGreeks, optionGreeks } from './optionGreeks.js'
export type { OptionTerms } from './optionTerms.js'
export { type PerpetualTerms, perpetualFuturePrice } from './perpetualFuturePrice.js'
export { priceInverseOption, priceOption } from './priceOption.js'
export {
  type SviDerivatives,
  type SviJumpWings,
  type SviParameters,
  sviDerivatives,
  sviDurrleman,
  sviJumpWings,
  sviTotalVariance,
} from './svi.js'
