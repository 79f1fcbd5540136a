import { fineUnit, isPaid, type Listing } from '../ledger/listing.js'
import type { Event } from '../machine/events.js'
import type { PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'

/** Lots that an account got (gave, if negative), and what they cost it, read off the events. */
export interface Deal {
  readonly account: string
  readonly instrument: string
  readonly lots: bigint
  /** Fine units; of what is paid at once 0. */
  readonly value: bigint
  /** What it held before. */
  readonly held: PositionRecord
}

/**
 * The deal that a change of a position is. What the lots cost is not in the event: it follows from what the change did to the cost of the holding, from
 * what was realised of it in the event after, and from what a closed holding left behind.
 */
export function dealOf(
  state: State,
  event: Extract<Event, { kind: 'position-changed' }>,
  next: Event | undefined,
  held: PositionRecord,
): Deal {
  const { account, instrument, lots, cost, residue } = event
  const listing = state.listings.get(instrument)!
  const realised = isPaid(listing) ? 0n : realisedBy(event, next)
  return { account, instrument, lots, value: cost + residue - realised * fineUnit(listing), held }
}

function realisedBy(
  { account, instrument }: { readonly account: string; readonly instrument: string },
  next: Event | undefined,
): bigint {
  if (next?.kind !== 'moved' || next.why !== 'realised') return 0n
  if (next.from === `variation:${instrument}` && next.to === `account:${account}`) return next.amount
  if (next.to === `variation:${instrument}` && next.from === `account:${account}`) return -next.amount
  return 0n
}

/** Whether lots at a price cost this much, up to the fraction of a fine unit that a division leaves. */
export function costs({ valuation, unit }: Listing, lots: bigint, price: bigint, value: bigint): boolean {
  if (valuation === 'product') return value === lots * price * unit
  const off = value * price + lots * unit
  return off < price && -off < price
}

/** How much more than at the mark the lots have cost, as a number of units of the settlement asset. */
export function aboveMark({ unit, fineDecimals, valuation }: Listing, { lots, value }: Deal, mark: bigint): number {
  const fine =
    valuation === 'product' ? Number(value - lots * mark * unit) : Number(value * mark + lots * unit) / Number(mark)
  return fine / 10 ** fineDecimals
}
