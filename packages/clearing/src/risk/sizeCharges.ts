import { PlimsollError } from 'plimsoll'
import { impactCost } from '../liquidation/impact.js'
import type { AccountRecord, OwnerRecord, RiskRules } from '../state/records.js'
import type { State } from '../state/state.js'
import { assetValue, instrumentMove } from './lotValues.js'

/** What an account's size costs it, in the reporting currency. */
export interface SizeCharges {
  /** Added to maintenance: its part of the cost of closing what its owner holds. */
  readonly positions: number
  /** Added to the initial requirement: the same, with its owner's resting orders filled on the dearer side. */
  readonly withOrders: number
  /** Taken off the value: its part of the cost of selling what its owner has of each asset. */
  readonly assets: number
}

type Sums = OwnerRecord

const none: Sums = { long: {}, short: {}, buying: {}, selling: {}, assets: {} }

/**
 * The square-root law of impact on an owner's lots of a side, shared among its accounts in proportion to their lots: many small
 * accounts of one owner are charged as one large one, and a position against another of the owner's accounts nets nothing, because
 * each may have to be closed while the other stays.
 *
 * @throws PlimsollError for an instrument whose mark, or an asset whose price, is not there, and for a market of unknown depth
 */
export function sizeCharges(state: State, id: string, account: AccountRecord, rules: RiskRules): SizeCharges {
  const { impactPpm } = rules.size
  if (impactPpm === 0n) return { positions: 0, withOrders: 0, assets: 0 }
  const own = sumsOf(account)
  const others = othersOf(state, id, account)
  const names = new Set([own.long, own.short, own.buying, own.selling].flatMap((amounts) => Object.keys(amounts)))
  let positions = 0
  let withOrders = 0
  for (const name of names) {
    const terms = termsOf(state, name, rules)
    const charge = (lots: bigint, other: bigint): number =>
      shareOf(lots, other, (all) => impactCost(terms, all, impactPpm))
    const of = (side: 'long' | 'short' | 'buying' | 'selling', sums: Sums): bigint => sums[side][name] ?? 0n
    const held = charge(of('long', own), of('long', others)) + charge(of('short', own), of('short', others))
    const lots = of('long', own) - of('short', own)
    const bought = charge(positive(lots + of('buying', own)), of('long', others) + of('buying', others))
    const sold = charge(positive(of('selling', own) - lots), of('short', others) + of('selling', others))
    positions += held
    withOrders += Math.max(held, bought, sold)
  }
  return { positions, withOrders, assets: assetCharges(state, own, others, rules) }
}

/** What selling the account's part would cost, and never more than the part is worth. */
function assetCharges(state: State, own: Sums, others: Sums, { size }: RiskRules): number {
  let charges = 0
  for (const [asset, amount] of Object.entries(own.assets)) {
    const depth = size.assets[asset]
    if (depth === undefined) continue
    const unit = assetValue(state, asset)
    const terms = { dailyMove: (unit * Number(depth.dailyMove)) / 1e6, stressVolumeLots: depth.stressVolume }
    const cost = shareOf(amount, others.assets[asset] ?? 0n, (all) => impactCost(terms, all, size.impactPpm))
    charges += Math.min(cost, unit * Number(amount))
  }
  return charges
}

function shareOf(own: bigint, other: bigint, cost: (all: bigint) => number): number {
  return own === 0n ? 0 : cost(own + other) * (Number(own) / Number(own + other))
}

function termsOf(
  state: State,
  name: string,
  { depth: depths }: RiskRules,
): { readonly dailyMove: number; readonly stressVolumeLots: bigint } {
  const depth = depths[name] ?? depths[state.listings.get(name)!.instrument.underlying]
  if (depth === undefined) {
    throw new PlimsollError('FACT_MISSING', {
      where: `depth of ${name}`,
      value: undefined,
      expected: 'what its market takes',
    })
  }
  return {
    dailyMove: (instrumentMove(state, name) * Number(depth.dailyMove)) / 1e6,
    stressVolumeLots: depth.stressVolumeLots,
  }
}

/** What an account holds, as the sums over accounts count it. */
function sumsOf({ positions, orders, balances }: AccountRecord): Sums {
  const sums = { long: {}, short: {}, buying: {}, selling: {}, assets: {} } as Record<
    keyof Sums,
    Record<string, bigint>
  >
  const add = (side: keyof Sums, key: string, amount: bigint): void => {
    sums[side][key] = (sums[side][key] ?? 0n) + amount
  }
  for (const [name, { lots }] of Object.entries(positions))
    add(lots > 0n ? 'long' : 'short', name, lots > 0n ? lots : -lots)
  for (const { instrument, lots, reduceOnly } of Object.values(orders)) {
    if (!reduceOnly) add(lots > 0n ? 'buying' : 'selling', instrument, lots > 0n ? lots : -lots)
  }
  for (const [asset, amount] of Object.entries(balances)) if (amount > 0n) add('assets', asset, amount)
  return sums
}

/** What the owner's other accounts hold; the account itself may be one that is only thought of. */
function othersOf(state: State, id: string, { owner }: AccountRecord): Sums {
  const all = state.owners.get(owner) ?? none
  const present = state.accounts.get(id)
  if (present === undefined) return all
  const own = sumsOf(present)
  const less = (side: keyof Sums): Readonly<Record<string, bigint>> =>
    Object.fromEntries(Object.entries(all[side]).map(([key, amount]) => [key, amount - (own[side][key] ?? 0n)]))
  return {
    long: less('long'),
    short: less('short'),
    buying: less('buying'),
    selling: less('selling'),
    assets: less('assets'),
  }
}

function positive(lots: bigint): bigint {
  return lots > 0n ? lots : 0n
}
