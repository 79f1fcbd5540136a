import type { EuropeanOption } from '../instrument/instrument.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { settlementPrice } from '../valuation/quote.js'
import type { Context } from './context.js'
import type { LegPart, NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type WorstPayoff = Extract<Requirement, { node: 'worst-payoff' }>

interface Held {
  readonly leg: string
  readonly option: EuropeanOption
  /** Reporting currency per unit of the quote price that the option pays. */
  readonly units: number
}

/** The most that options owe when all settle at one price, over 0 and their strikes. */
export function worstPayoff(node: WorstPayoff, { members, scene }: Context): NodeResult {
  const label = node.label ?? 'worst payoff at expiry'
  const { market } = scene.valuation
  const held: Held[] = []
  for (const member of members) {
    if (member.kind === 'asset' || member.instrument.kind !== 'option') continue
    if (member.kind === 'order' && member.quantity > 0) continue
    held.push({
      leg: member.leg,
      option: member.instrument,
      units: member.quantity * unitOf(member.instrument, market),
    })
  }
  let value = 0
  let legs: readonly LegPart[] = []
  for (const price of new Set([0, ...held.map(({ option }) => option.strike)])) {
    let owed = 0
    for (const { option, units } of held) owed -= units * payoff(option, price)
    if (owed <= value) continue
    value = owed
    legs = held.map(({ leg, option, units }) => ({ leg, part: -units * payoff(option, price) }))
  }
  return { kind: 'worst-payoff', label, value, legs, children: [] }
}

function payoff({ right, strike }: EuropeanOption, price: number): number {
  return Math.max(right === 'call' ? price - strike : strike - price, 0)
}

function unitOf(option: EuropeanOption, market: MarketSnapshot): number {
  const { settlement, contractSize } = option
  // A coin of an inverse option is worth the settlement price itself.
  return settlement.kind === 'inverse' ? contractSize : contractSize * settlementPrice(settlement, market, option.id)
}
