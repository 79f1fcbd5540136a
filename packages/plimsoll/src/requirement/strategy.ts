import type { StrategyLeg } from '../strategy/strategyBook.js'
import { strategyMargin } from '../strategy/strategyMargin.js'
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

/** Up to so many open orders of an underlying are taken as filled or not in every way; each doubles the work. */
const ordersTriedMost = 3

/**
 * Strategy-based margin of each underlying. The rule counts what short options and shares were sold for as cash that is held
 * against them; here they stand at their mark, below 0, in the account's value, so that the requirement is the rule's less
 * those proceeds. Nothing is taken off for an option bought: its value is in the account's value, and asked for. A future sold
 * brings no proceeds and owes no value: the difference, the rate beyond 100 %, is the same.
 *
 * Open orders: the worst way of their being filled or not, or where there are many, each by itself: no division of a book
 * needs more than its parts alone.
 */
export function strategy(node: Strategy, context: Context): NodeResult {
  const { valuation } = context.scene
  const children = netted(context.members, 'underlying').map(([cell, members]) =>
    underlyingNode(node, cell, members, valuation),
  )
  let value = 0
  for (const child of children) value += child.value
  return { kind: 'strategy', label: node.label ?? 'strategies', value, counts: children.map(() => 1), children }
}

function underlyingNode(node: Strategy, cell: string, members: readonly Exposure[], valuation: Valuation): NodeResult {
  const held = members.filter((member) => member.kind === 'position')
  const orders = members.filter((member) => member.kind === 'order')
  if (held.length + orders.length === 0) return { kind: 'cell', label: cell, value: 0, children: [] }
  if (orders.length > ordersTriedMost) return separately(node, cell, held, orders, valuation)
  let worst: NodeResult | undefined
  for (let fills = 0; fills < 2 ** orders.length; fills++) {
    const filled = orders.filter((_, row) => Math.floor(fills / 2 ** row) % 2 === 1)
    const result = bookNode(node, cell, [...held, ...filled], valuation)
    if (worst === undefined || result.value > worst.value) worst = result
  }
  return worst!
}

function separately(
  node: Strategy,
  cell: string,
  held: readonly Exposure[],
  orders: readonly Exposure[],
  valuation: Valuation,
): NodeResult {
  const books = [
    bookNode(node, cell, held, valuation),
    // An order that would lower the total may stay unfilled.
    ...orders.map((order) => bookNode(node, cell, [order], valuation)).filter(({ value }) => value > 0),
  ]
  let value = 0
  for (const book of books) value += book.value
  return { kind: 'cell', label: cell, value, counts: books.map(() => 1), children: books }
}

/** Positions and filled orders of one underlying as one book. */
function bookNode(node: Strategy, cell: string, members: readonly Exposure[], valuation: Valuation): NodeResult {
  const { market } = valuation
  const legs = seriesOf(members.flatMap((member) => legOf(member, valuation)))
  let fillLoss = 0
  for (const member of members) if (member.kind === 'order') fillLoss -= member.fillLoss
  if (legs.length === 0) return { kind: 'cell', label: cell, value: fillLoss, children: [] }
  const { index } = underlyingOf(market, cell, cell)
  const book = { day: market.asOf / millisecondsPerDay, underlyingPrice: index, legs }
  const result = strategyMargin(book, node.rule)
  const proceeds = new Map(legs.map((leg) => [leg.id, proceedsOf(leg)]))
  const parts: LegPart[] = result.parts.map(({ leg, part }) => ({ leg, part: part - (proceeds.get(leg) ?? 0) }))
  for (const member of members) {
    if (member.kind === 'order' && member.fillLoss < 0) parts.push({ leg: member.leg, part: -member.fillLoss })
  }
  let value = 0
  for (const { part } of parts) value += part
  const children = result.strategies.map(({ kind, quantity, legs: used, requirement }): NodeResult => {
    const names = used.map((leg) => leg.leg).join(', ')
    return { kind: 'strategy-formed', label: `${quantity} × ${kind}: ${names}`, value: requirement, children: [] }
  })
  const label = result.exact ? cell : `${cell} (least total not proven; at least ${result.lowerBound})`
  return { kind: 'cell', label, value, legs: parts, counts: children.map(() => 0), children }
}

/** What a short leg was sold for, at its mark. */
function proceedsOf(leg: StrategyLeg): number {
  if (leg.quantity >= 0) return 0
  return -leg.quantity * (leg.kind === 'option' ? leg.multiplier * leg.premium : leg.price)
}

/** Legs of one series as one: a filled order closes what it is opposite to. */
function seriesOf(legs: readonly (StrategyLeg & { readonly series: string })[]): readonly StrategyLeg[] {
  const bySeries = new Map<string, StrategyLeg>()
  for (const { series, ...leg } of legs) {
    const known = bySeries.get(series)
    bySeries.set(series, known === undefined ? leg : { ...known, quantity: known.quantity + leg.quantity })
  }
  return [...bySeries.values()]
}

function legOf(member: Exposure, valuation: Valuation): readonly (StrategyLeg & { readonly series: string })[] {
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
          series: instrument.id,
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
      return [{ kind: 'stock', id: member.leg, series: instrument.id, quantity, price: quote.mark }]
    case 'perpetual':
    case 'future': {
      const { index } = underlyingOf(market, instrument.underlying, instrument.id)
      const price = assetOf(market, settlementAsset(instrument), instrument.id).price
      const units = instrument.settlement.kind === 'inverse' ? instrument.contractSize / index : instrument.contractSize
      return [
        {
          kind: 'stock',
          id: member.leg,
          series: instrument.id,
          quantity: quantity * units,
          price: instrument.settlement.kind === 'inverse' ? index : quote.mark * price,
        },
      ]
    }
    case 'amm':
      return []
  }
}
