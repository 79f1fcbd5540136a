import type { OptionLeg, StockLeg } from './strategyBook.js'
import type { StrategyRule } from './strategyRule.js'

/**
 * Requirement of one short contract alone, premium included: premium + max(rate × price − out-of-the-money amount,
 * minimum rate × (price for a call, strike for a put)), per unit times the multiplier. Source: Cboe Rule 10.3(c)(5)(A),
 * FINRA Rule 4210(f)(2)(E).
 */
export function nakedRequirement(leg: OptionLeg, underlyingPrice: number, rule: StrategyRule): number {
  const { rate, minimumRate, leverage, perContractMinimum } = rule.shortOption
  const isCall = leg.right === 'call'
  const outOfTheMoney = Math.max(0, isCall ? leg.strike - underlyingPrice : underlyingPrice - leg.strike)
  const least = minimumRate * leverage * (isCall ? underlyingPrice : leg.strike)
  const risk = Math.max(rate * leverage * underlyingPrice - outOfTheMoney, least)
  return Math.max((leg.premium + risk) * leg.multiplier, perContractMinimum)
}

/** Requirement of one long contract alone: a fraction of its premium. */
export function longRequirement(leg: OptionLeg, day: number, rule: StrategyRule): number {
  const { rate, longDated } = rule.longOption
  const own = longDated !== null && leg.expiryDay - day > longDated.days ? longDated.rate : rate
  return own * leg.premium * leg.multiplier
}

/** Requirement of one long contract inside a strategy: its premium, no loan value. */
export function paidPremium(leg: OptionLeg, rule: StrategyRule): number {
  return rule.longOption.rate * leg.premium * leg.multiplier
}

/** Requirement of one unit of stock alone. */
export function stockRequirement(leg: StockLeg, rule: StrategyRule): number {
  return leg.price * (leg.quantity > 0 ? rule.stock.longRate : rule.stock.shortRate)
}

/** Requirement of one unit of stock that covers a short option of this strike; the option itself then needs nothing. */
export function coveringStock(leg: StockLeg, strike: number, rule: StrategyRule): number {
  const { longRate, shortRate, coveredInTheMoney } = rule.stock
  if (coveredInTheMoney === 'free') return stockRequirement(leg, rule)
  if (leg.quantity < 0) return shortRate * Math.max(leg.price, strike)
  return longRate * Math.min(leg.price, strike) + Math.max(0, leg.price - strike)
}
