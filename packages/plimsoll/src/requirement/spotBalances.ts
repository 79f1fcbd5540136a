import type { Spot } from '../instrument/instrument.js'
import { settlementAsset } from '../valuation/settlementAsset.js'
import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
import type { Exposure, OrderExposure } from './exposure.js'
import type { LegPart, NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type SpotBalances = Extract<Requirement, { node: 'spot-balances' }>

/** One asset under the rule: units without what orders have reserved, and the worth of one unit on either side of 0. */
interface AssetSide {
  free: number
  /** Everything that open orders could pay in this asset. */
  payable: number
  readonly heldPrice: number
  readonly owedPrice: number
  readonly held: number
  readonly owed: number
}

/** Reserved funds of one spot instrument as if all were exchanged one way. */
interface Reserved {
  readonly leg: string
  readonly asset: string
  readonly currency: string
  readonly asAsset: number
  readonly asCurrency: number
}

/**
 * Balances with open spot orders at their worse outcome (the health of Mango v4, `health/cache.rs`, in general terms). What an
 * order has reserved belongs to no balance until the order is done, so it is taken out, and counts as what adds less.
 */
export function spotBalances(node: SpotBalances, context: Context, evaluate: Evaluate): NodeResult {
  const orders = spotOrders(context.members)
  const assets = assetSides(node, orders, context, evaluate)
  const reserved = [...orders].map(([spot, open]) => reservedFunds(spot, open, assets))
  for (const { asset, currency, asAsset, asCurrency } of reserved) {
    assets.get(asset)!.payable += asAsset
    assets.get(currency)!.payable += asCurrency
  }
  const legs: LegPart[] = []
  for (const [asset, side] of assets) {
    const worth = side.free >= 0 ? side.free * side.held : side.free * side.owed
    const part = node.side === 'held' ? Math.max(worth, 0) : Math.max(-worth, 0)
    if (part !== 0) legs.push({ leg: `balance:${asset}`, part })
  }
  if (node.side === 'held') {
    for (const { leg, asset, currency, asAsset, asCurrency } of reserved) {
      const part = Math.min(added(asAsset, assets.get(asset)!), added(asCurrency, assets.get(currency)!))
      if (part !== 0) legs.push({ leg, part })
    }
  }
  let value = 0
  for (const { part } of legs) value += part
  return { kind: node.node, label: node.label ?? `balances ${node.side}`, value, legs, children: [] }
}

type SpotOrder = OrderExposure & { readonly instrument: Spot }

/** Open orders by spot instrument, in the order in which they stand. */
function spotOrders(members: readonly Exposure[]): ReadonlyMap<Spot, readonly SpotOrder[]> {
  const orders = new Map<Spot, SpotOrder[]>()
  for (const member of members) {
    if (!isSpotOrder(member)) continue
    const open = orders.get(member.instrument)
    if (open === undefined) orders.set(member.instrument, [member])
    else open.push(member)
  }
  return orders
}

function isSpotOrder(member: Exposure): member is SpotOrder {
  return member.kind === 'order' && member.instrument.kind === 'spot'
}

function assetSides(
  node: SpotBalances,
  orders: ReadonlyMap<Spot, readonly SpotOrder[]>,
  context: Context,
  evaluate: Evaluate,
): ReadonlyMap<string, AssetSide> {
  const cells = new Map(netted(context.members, 'asset'))
  const currencies = [...orders.keys()].flatMap(({ asset, currency }) => [asset, currency])
  const sides = new Map<string, AssetSide>()
  for (const asset of [...new Set([...cells.keys(), ...currencies])].sort()) {
    const members = cells.get(asset) ?? []
    const within: Context = {
      ...context,
      // An asset of which nothing is held still has a price.
      members: members.some((member) => member.kind === 'asset') ? members : [...members, nothingOf(asset, context)],
      scope: 'asset',
      cell: asset,
      path: `${context.path}/asset, held or not ${asset}`,
    }
    const value = (amount: SpotBalances['balance']): number => evaluate(amount, within).value
    const heldPrice = value(node.heldPrice)
    const owedPrice = value(node.owedPrice)
    sides.set(asset, {
      free: value(node.balance) - reservedOf(asset, orders),
      payable: 0,
      heldPrice,
      owedPrice,
      held: value(node.heldWeight) * heldPrice,
      owed: value(node.owedWeight) * owedPrice,
    })
  }
  return sides
}

function nothingOf(asset: string, { scene }: Context): Exposure {
  const underlying = scene.valuation.market.assets[asset]?.underlying
  return { kind: 'asset', leg: `balance:${asset}`, asset, underlying, amount: 0 }
}

/** A sale has reserved the asset, a purchase its price in the currency. */
function reservedOf(asset: string, orders: ReadonlyMap<Spot, readonly SpotOrder[]>): number {
  let units = 0
  for (const [spot, open] of orders) {
    for (const { quantity, price } of open) {
      if (quantity < 0 && settlementAsset(spot) === asset) units -= quantity
      if (quantity > 0 && spot.currency === asset) units += quantity * price
    }
  }
  return units
}

function reservedFunds(spot: Spot, open: readonly SpotOrder[], assets: ReadonlyMap<string, AssetSide>): Reserved {
  const asset = settlementAsset(spot)
  const base = assets.get(asset)!
  const quote = assets.get(spot.currency)!
  let sold = 0
  let paid = 0
  let lowestSale = Number.MAX_VALUE
  let highestPurchase = 0
  for (const { quantity, price } of open) {
    if (quantity < 0) {
      sold -= quantity
      lowestSale = Math.min(lowestSale, price)
    } else {
      paid += quantity * price
      highestPurchase = Math.max(highestPurchase, price)
    }
  }
  const bought = Math.min(quotient(paid * quote.heldPrice, base.owedPrice), quotient(paid, highestPurchase))
  const received = Math.min(quotient(sold * base.heldPrice, quote.owedPrice), sold === 0 ? 0 : sold * lowestSale)
  return { leg: open[0]!.leg, asset, currency: spot.currency, asAsset: sold + bought, asCurrency: paid + received }
}

/** What cannot be exchanged at a price of 0 gives nothing. */
function quotient(amount: number, price: number): number {
  return price > 0 ? amount / price : 0
}

/** What an amount adds as the last to a balance: first to what is owed, the rest to what is held. */
function added(amount: number, { free, payable, held, owed }: AssetSide): number {
  const balance = free + payable
  const above = Math.min(Math.max(balance, 0), amount)
  return above * held + (amount - above) * owed
}
