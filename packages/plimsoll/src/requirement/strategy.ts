import { strategyMargin } from '../strategy/strategyMargin.js'
import type { StrategyLeg } from '../strategy/strategyBook.js'
import { assetOf, underlyingOf } from '../valuation/lookup.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Valuation } from '../valuation/valuation.js'
import { netted } from './cells.js'
import type { Context } from './context.js'
import type { Exposure } from './exposure.js'
import type { LegPart, NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Strategy = Extract<Requirement, { node: 'strategy' }>

const millisecondsPerDay = 86_400_000

/**
 * Strategy-based margin of each underlying. The rule counts what short options were sold for as cash; here they stand with
 * their value in the account's value, so that the requirement is the rule's less the premiums of the short options.
 */
export function strategy(node: Strategy, context: Context): NodeResult {
  const { valuation } = context.scene
  const children = netted(context.members, 'underlying').map(([cell, members]) => underlyingNode(node, cell, members, valuation))
  let value = 0
  for (const child of children) value += child.value
  return { kind: 'strategy', label: node.label ?? 'strategies', value, counts: children.map(() => 1), children }
}

function underlyingNode(node: Strategy, cell: string, members: readonly Exposure[], valuation: Valuation): NodeResult {
  const { market } = valuation
  const legs = members.flatMap((member) => legOf(member, valuation))
  if (legs.length === 0) return { kind: 'cell', label: cell, value: 0, children: [] }
  const { index } = underlyingOf(market, cell, cell)
  const book = { day: market.asOf / millisecondsPerDay, underlyingPrice: index, legs }
  const result = strategyMargin(book, node.rule)
  const premiums = new Map(legs.map((leg) => [leg.id, premiumOf(leg)]))
  const parts: LegPart[] = result.parts.map(({ leg, part }) => ({ leg, part: part - (premiums.get(leg) ?? 0) }))
  const children = result.strategies.map(({ kind, quantity, legs: used, requirementExcludingPremium }): NodeResult => {
    const names = used.map((leg) => leg.leg).join(', ')
    return { kind: 'strategy-formed', label: `${quantity} × ${kind}: ${names}`, value: requirementExcludingPremium, children: [] }
  })
  const label = result.exact ? cell : `${cell} (least total not proven; at least ${result.lowerBound})`
  return {
    kind: 'cell',
    label,
    value: result.requirementExcludingPremium,
    legs: parts,
    counts: children.map(() => 0),
    children,
  }
}

/** What a short option was sold for, at its mark. */
function premiumOf(leg: StrategyLeg): number {
  return leg.kind === 'option' && leg.quantity < 0 ? -leg.quantity * leg.multiplier * leg.premium : 0
}

function legOf(member: Exposure, valuation: Valuation): readonly StrategyLeg[] {
  if (member.kind === 'asset') return []
  const { instrument, quantity } = member
  const { market } = valuation
  const quote = valuation.quote(instrument)
  switch (instrument.kind) {
    case 'option': {
      const { expiry, strike, right, contractSize } = instrument
      return [
        {
          kind: 'option',
          id: member.leg,
          right,
          strike,
          expiryDay: expiry / millisecondsPerDay,
          multiplier: contractSize,
          premium: Math.max(quote.value / contractSize, 0),
          quantity,
        },
      ]
    }
    case 'spot':
      return [{ kind: 'stock', id: member.leg, quantity, price: quote.mark }]
    case 'perpetual':
    case 'future': {
      const { index } = underlyingOf(market, instrument.underlying, instrument.id)
      const price = assetOf(market, settlementAsset(instrument), instrument.id).price
      const units = instrument.settlement.kind === 'inverse' ? instrument.contractSize / index : instrument.contractSize
      return [{ kind: 'stock', id: member.leg, quantity: quantity * units, price: instrument.settlement.kind === 'inverse' ? index : quote.mark * price }]
    }
    case 'amm':
      return []
  }
}
