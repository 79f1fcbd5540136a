import { fillFuture, premium } from '../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../ledger/listing.js'
import { markOf } from '../risk/marks.js'
import type { PositionRecord } from '../state/records.js'
import { type Draft, move } from './draft.js'
import type { LedgerName } from './events.js'
import { settleFunding } from './funding.js'
import { accountIn } from './lookup.js'

/** Lots that go from one account to another. */
export interface Exchange {
  readonly buyer: string
  readonly seller: string
  /** > 0. */
  readonly lots: bigint
  readonly price: bigint
}

/** An exchange in which the first account gets `lots`, signed. */
export function between(account: string, other: string, lots: bigint, price: bigint): Exchange {
  return lots > 0n
    ? { buyer: account, seller: other, lots, price }
    : { buyer: other, seller: account, lots: -lots, price }
}

/** Lots change hands at a price: what is paid at once is paid, of the rest profits are realised where a position is reduced. */
export function exchangeLots(draft: Draft, listing: Listing, { buyer, seller, lots, price }: Exchange): void {
  const value = fineValue(listing, lots, price)
  changePosition(draft, buyer, listing, lots, value)
  changePosition(draft, seller, listing, -lots, -value)
  if (!isPaid(listing)) return
  const { paid, received } = premium(listing, lots, price)
  move(draft, `account:${buyer}`, 'rounding', listing.asset, paid, 'premium')
  move(draft, 'rounding', `account:${seller}`, listing.asset, received, 'premium')
  countProfit(draft, buyer, listing, -paid)
  countProfit(draft, seller, listing, received)
}

/**
 * Lots (signed, of what is held) go to another account with their share of what they cost, so that nothing is realised by it. An option, which
 * has no cost, leaves as if sold at the mark: what was lost on it until then stays with whoever has lost it.
 */
export function handOver(draft: Draft, listing: Listing, from: string, to: string, lots: bigint): void {
  const held = accountIn(draft.state, from).positions[listing.instrument.id]!
  const cost = (held.cost * lots) / held.lots
  changePosition(draft, from, listing, -lots, -cost)
  changePosition(draft, to, listing, lots, cost)
  const mark = markOf(draft.state, listing)
  if (!isPaid(listing) || mark === undefined) return
  const value = fineValue(listing, lots, mark) / fineUnit(listing)
  countProfit(draft, from, listing, value)
  countProfit(draft, to, listing, -value)
}

/** Counts what an option has brought an account, or cost it, beside the money that moved for it. */
export function countProfit({ emit }: Draft, account: string, listing: Listing, amount: bigint): void {
  if (amount !== 0n) emit({ kind: 'profit-counted', account, instrument: listing.instrument.id, amount })
}

/** Changes a position by lots that cost a value in fine units, and turns what is realised into money. */
export function changePosition(draft: Draft, account: string, listing: Listing, lots: bigint, value: bigint): void {
  const id = listing.instrument.id
  settleFunding(draft, account, listing)
  const held = accountIn(draft.state, account).positions[id] ?? none
  if (isPaid(listing)) {
    draft.emit({ kind: 'position-changed', account, instrument: id, lots, cost: 0n, residue: 0n })
    return
  }
  const filled = fillFuture(listing, held, lots, value)
  const { cost, residue, realised } = filled
  draft.emit({ kind: 'position-changed', account, instrument: id, lots, cost: cost - held.cost, residue })
  move(draft, variationOf(listing), `account:${account}`, listing.asset, realised, 'realised')
  sweepResidue(draft, listing)
}

const none: PositionRecord = { lots: 0n, cost: 0n }

function variationOf(listing: Listing): LedgerName {
  return `variation:${listing.instrument.id}`
}

/** What closed holdings left behind becomes the house's as soon as it makes a unit of money. */
export function sweepResidue(draft: Draft, listing: Listing): void {
  const instrument = listing.instrument.id
  const unit = fineUnit(listing)
  const whole = -draft.state.books.get(instrument)!.residue / unit
  if (whole === 0n) return
  draft.emit({ kind: 'residue-changed', instrument, residue: whole * unit })
  move(draft, variationOf(listing), 'rounding', listing.asset, whole, 'rounding')
}
