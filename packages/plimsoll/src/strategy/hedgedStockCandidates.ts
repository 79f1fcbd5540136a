import type { Candidate, StrategyKind } from './candidate.js'
import { paidPremium, stockRequirement } from './legRequirement.js'
import type { OptionLeg, StockLeg, StrategyLeg } from './strategyBook.js'
import type { StrategyRule } from './strategyRule.js'

/**
 * Stock with an option bought against it, and with another sold: protective put and call, collar, conversion and its
 * reverse, where the rule gives relief. Source: FINRA Rule 4210(f)(2)(H)(v), maintenance requirements.
 */
export function hedgedStockCandidates(legs: readonly StrategyLeg[], rule: StrategyRule): Candidate[] {
  const found: Candidate[] = []
  legs.forEach((stock, s) => {
    if (stock.kind !== 'stock') return
    legs.forEach((bought, b) => {
      if (bought.kind !== 'option' || bought.quantity < 0 || (bought.right === 'put') !== stock.quantity > 0) return
      const units = bought.multiplier
      const premium = paidPremium(bought, rule)
      const alone = hedged(stock, bought, rule)
      if (alone === undefined) return
      const kind = bought.right === 'put' ? 'protective put' : 'protective call'
      found.push({ kind, legs: [s, b], amounts: [units, 1], parts: [alone * units, premium] })
      legs.forEach((sold, o) => {
        if (sold.kind !== 'option' || sold.quantity > 0) return
        const closed = locked(stock, bought, sold, rule)
        if (closed === undefined) return
        const [closedKind, perUnit] = closed
        found.push({ kind: closedKind, legs: [s, b, o], amounts: [units, 1, 1], parts: [perUnit * units, premium, 0] })
      })
    })
  })
  return found
}

/** Per unit of stock, the proceeds of stock owed included; undefined without relief. */
function hedged(stock: StockLeg, bought: OptionLeg, rule: StrategyRule): number | undefined {
  if (rule.hedgedStock === null) return undefined
  const gap = Math.max(0, stock.quantity > 0 ? stock.price - bought.strike : bought.strike - stock.price)
  const proceeds = stock.quantity > 0 ? 0 : stock.price
  return Math.min(stockRequirement(stock, rule), proceeds + rule.hedgedStock.strikeRate * bought.strike + gap)
}

function locked(
  stock: StockLeg,
  bought: OptionLeg,
  sold: OptionLeg,
  rule: StrategyRule,
): readonly [StrategyKind, number] | undefined {
  if (rule.hedgedStock === null || sold.right === bought.right) return undefined
  if (sold.expiryDay !== bought.expiryDay || sold.multiplier !== bought.multiplier) return undefined
  const perUnit = hedged(stock, bought, rule)!
  if (sold.strike === bought.strike) return [stock.quantity > 0 ? 'conversion' : 'reverse conversion', perUnit]
  if (stock.quantity < 0 || sold.strike < bought.strike) return undefined
  // Stock called away at the strike is worth no more than that.
  const calledAway = Math.max(0, stock.price - sold.strike)
  return ['collar', Math.min(perUnit, rule.hedgedStock.collarRate * sold.strike + calledAway)]
}
