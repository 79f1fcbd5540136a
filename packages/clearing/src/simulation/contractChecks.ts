import { fineUnit, isPaid, type Listing } from '../ledger/listing.js'
import type { CommandOf } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { markOf } from '../risk/marks.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { costs, type Deal } from './deals.js'

const billion = 1_000_000_000n

/** Every holder pays what is due, rounded up to a unit, or receives it, rounded down; nobody else pays. */
export function checkFunding(
  state: State,
  { instrument, rate }: CommandOf<'pay-funding'>,
  events: readonly Event[],
): readonly BrokenInvariant[] {
  const listing = state.listings.get(instrument)!
  const mark = markOf(state, listing)!
  const unit = billion * fineUnit(listing)
  // An inverse contract’s size in coins is a quotient, of which the machine leaves out the fraction: less than the rate’s part of a fine unit.
  const slack = listing.valuation === 'product' ? 0n : rate < 0n ? -rate : rate
  return state.accounts.keys().flatMap((id): BrokenInvariant[] => {
    const lots = state.accounts.get(id)!.positions[instrument]?.lots ?? 0n
    const size = listing.valuation === 'product' ? lots * mark * listing.unit : (lots * listing.unit) / mark
    const due = size * rate
    const paid = netPaid(events, id, 'funding') * unit
    if (paid >= due - slack && paid < due + unit + slack) return []
    return [{ invariant: 'I17', what: `funding: ${id} pays ${paid / unit}, due is ${due} of ${unit}` }]
  })
}

/** Whoever owes pays interest, rounded up, and nobody else. */
export function checkInterest(
  { asset, rate }: CommandOf<'charge-interest'>,
  events: readonly Event[],
  before: Before,
): readonly BrokenInvariant[] {
  return [...before.accounts].flatMap(([id, { balances }]): BrokenInvariant[] => {
    const balance = balances[asset] ?? 0n
    const due = balance < 0n ? -balance * rate : 0n
    const paid = netPaid(events, id, 'interest') * billion
    if (paid >= due && paid < due + billion) return []
    return [{ invariant: 'I17', what: `interest: ${id} pays ${paid / billion} for ${balance}` }]
  })
}

function netPaid(events: readonly Event[], id: string, why: 'funding' | 'interest'): bigint {
  let sum = 0n
  for (const event of events) {
    if (event.kind !== 'moved' || event.why !== why) continue
    if (event.from === `account:${id}`) sum += event.amount
    if (event.to === `account:${id}`) sum -= event.amount
  }
  return sum
}

/** At the delivery price no fraction of a unit goes to a customer, and no whole one to the house. */
export function checkSettlement(
  state: State,
  instrument: string,
  deals: readonly Deal[],
  events: readonly Event[],
): readonly BrokenInvariant[] {
  const listing = state.listings.get(instrument)!
  const { instrument: terms } = listing
  if (!('expiry' in terms)) return [{ invariant: 'I18', what: `${instrument} is settled and never expires` }]
  const { sum, from, until } = state.averages.get(`${terms.underlying} ${terms.expiry}`)!
  const price = sum / BigInt(until - from)
  return deals
    .filter((deal) => deal.instrument === instrument)
    .flatMap((deal): BrokenInvariant[] => {
      const isRight = isPaid(listing)
        ? settles(listing, deal, price, settlementOf(events, deal.account, listing, row(events, deal)))
        : delivers(listing, deal, price)
      return isRight
        ? []
        : [{ invariant: 'I17', what: `${instrument} is delivered to ${deal.account} beside ${price}` }]
    })
}

/** Index and contracts are counted in cents alike in the venue that is simulated. */
function delivers(listing: Listing, { lots, value }: Deal, price: bigint): boolean {
  if (listing.valuation === 'product') return costs(listing, lots, price, value)
  const off = value * price + lots * listing.unit
  return off >= 0n && off < price
}

/** Where in the events the deal stands. */
function row(events: readonly Event[], { account, instrument }: Deal): number {
  return events.findIndex(
    (event) => event.kind === 'position-changed' && event.account === account && event.instrument === instrument,
  )
}

/** What the account received by the event after its position’s end; negative: paid. */
function settlementOf(events: readonly Event[], account: string, { asset }: Listing, at: number): bigint {
  const next = events[at + 1]
  if (next?.kind !== 'moved' || next.why !== 'settlement' || next.asset !== asset) return 0n
  if (next.to === `account:${account}`) return next.amount
  return next.from === `account:${account}` ? -next.amount : 0n
}

/** An option’s worth at expiry, in exact arithmetic; strikes and contract sizes of the simulated venue are whole numbers. */
function settles(
  { instrument, lotDecimals, assetDecimals }: Listing,
  { lots }: Deal,
  price: bigint,
  paid: bigint,
): boolean {
  if (instrument.kind !== 'option') return false
  const above = price - BigInt(instrument.strike) * cents
  const gain = instrument.right === 'call' ? above : -above
  const held = -lots
  const worth = gain <= 0n ? 0n : held * BigInt(instrument.contractSize) * gain * 10n ** BigInt(assetDecimals)
  const per = 10n ** BigInt(lotDecimals) * (instrument.settlement.kind === 'inverse' ? price : cents)
  return paid * per <= worth && worth < (paid + 1n) * per
}

const cents = 100n
