import { absolute } from '../ledger/fill.js'
import { fineUnit, isPaid, type Listing } from '../ledger/listing.js'
import type { Command, CommandOf } from '../machine/commands.js'
import type { Event } from '../machine/events.js'
import { markOf } from '../risk/marks.js'
import type { State } from '../state/state.js'
import type { Before } from './before.js'
import type { BrokenInvariant } from './brokenInvariant.js'
import { costs, type Deal } from './deals.js'

/** What was asked to change hands at which price. */
export interface Exchange {
  readonly instrument: string
  readonly buyer: string
  readonly seller: string
  readonly lots: bigint
  readonly price: bigint
}

/** The exchanges that a command asks for, in its order. */
export function exchangesAsked(command: Command): readonly Exchange[] | undefined {
  if (command.kind === 'trade') {
    const { instrument, lots, price, buyer, seller } = command
    return [{ instrument, buyer: buyer.account, seller: seller.account, lots, price }]
  }
  if (command.kind !== 'liquidation-filled') return undefined
  return command.trades.map(({ instrument, lots, price, counterparty }) =>
    lots > 0n
      ? { instrument, buyer: command.account, seller: counterparty, lots, price }
      : { instrument, buyer: counterparty, seller: command.account, lots: -lots, price },
  )
}

/** What was asked for is what changed hands: two sides, these lots, this price, and of premiums no fraction for the customers. */
export function checkExchanges(
  state: State,
  asked: readonly Exchange[],
  deals: readonly Deal[],
  events: readonly Event[],
): readonly BrokenInvariant[] {
  const broken: BrokenInvariant[] = []
  const sides = asked.flatMap(({ instrument, buyer, seller, lots, price }) => [
    { instrument, account: buyer, lots, price },
    { instrument, account: seller, lots: -lots, price },
  ])
  if (sides.length !== deals.length) broken.push({ invariant: 'I2', what: `${deals.length} sides of ${sides.length}` })
  const premiums = events.filter((event) => event.kind === 'moved' && event.why === 'premium')
  for (const [row, { instrument, account, lots, price }] of sides.entries()) {
    const deal = deals[row]
    const listing = state.listings.get(instrument)!
    if (deal?.account !== account || deal.instrument !== instrument || deal.lots !== lots) {
      broken.push({ invariant: 'I2', what: `${account} did not get ${lots} of ${instrument}` })
    } else if (isPaid(listing)) {
      if (!premiums.some((event) => pays(event, account, listing, lots, price))) {
        broken.push({ invariant: 'I17', what: `${account} pays another premium than ${lots} at ${price}` })
      }
    } else if (!costs(listing, lots, price, deal.value)) {
      broken.push({ invariant: 'I2', what: `${lots} of ${instrument} at ${price} cost ${account} ${deal.value}` })
    }
  }
  return broken
}

/** A buyer’s premium is rounded up, a seller’s down. */
function pays(event: Event, account: string, listing: Listing, lots: bigint, price: bigint): boolean {
  if (event.kind !== 'moved') return false
  const exact = absolute(lots) * price * listing.unit
  const paid = event.amount * fineUnit(listing)
  if (lots > 0n) return event.from === `account:${account}` && paid >= exact && paid - exact < fineUnit(listing)
  return event.to === `account:${account}` && paid <= exact && exact - paid < fineUnit(listing)
}

/** Limits of a trade that the machine accepted: band, open interest, what is wound down, prices, the resting order. */
export function checkTradeLimits(
  state: State,
  command: CommandOf<'trade'>,
  before: Before,
): readonly BrokenInvariant[] {
  const { instrument, price, lots, buyer, seller } = command
  const { tradeBand, openInterestMax } = state.parameters.get('parameters')!
  const listing = state.listings.get(instrument)!
  const broken: BrokenInvariant[] = []
  const mark = markOf(state, listing)
  if (!isPaid(listing) && (mark === undefined || absolute(price - mark) * 1_000_000n > absolute(mark) * tradeBand)) {
    broken.push({ invariant: 'I9', what: `a trade at ${price}, the mark is ${mark}` })
  }
  const sizeOf = (id: string, when: 'before' | 'after'): bigint => {
    const record = when === 'before' ? before.accounts.get(id) : state.accounts.get(id)
    return absolute(record?.positions[instrument]?.lots ?? 0n)
  }
  const sides = [buyer, seller].map(({ account }) => account)
  const grown = sides.filter((id) => sizeOf(id, 'after') > sizeOf(id, 'before'))
  if (listing.status !== 'open' && grown.length > 0) {
    broken.push({ invariant: 'I19', what: `${grown.join(' and ')} hold more of ${instrument}, which is wound down` })
  }
  const most = openInterestMax[instrument]
  const interest = state.accounts.keys().reduce((sum, id) => sum + long(state, id, instrument), 0n)
  if (most !== undefined && interest > most && grown.length === 2) {
    broken.push({ invariant: 'I19', what: `open interest of ${instrument} has risen to ${interest}, above ${most}` })
  }
  for (const [{ account, order }, traded] of [[buyer, lots] as const, [seller, -lots] as const]) {
    const rested = order === undefined ? undefined : before.accounts.get(account)?.orders[order]
    if (rested === undefined) continue
    const left = state.accounts.get(account)!.orders[order!]?.lots ?? 0n
    if (left !== rested.lots - traded)
      broken.push({ invariant: 'I18', what: `order ${order} of ${account}: ${left} left` })
  }
  return broken
}

function long(state: State, id: string, instrument: string): bigint {
  const lots = state.accounts.get(id)!.positions[instrument]?.lots ?? 0n
  return lots > 0n ? lots : 0n
}
