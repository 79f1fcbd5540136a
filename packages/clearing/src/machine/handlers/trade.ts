import { refuse } from '../../error/refusal.js'
import { absolute } from '../../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../../ledger/listing.js'
import { isFillable } from '../../oracle/readFeed.js'
import { indexFeed, markFeed, parametersOf } from '../../risk/marketView.js'
import { markOf } from '../../risk/marks.js'
import { ratedPrice } from '../../risk/ratedPrice.js'
import type { OwnerRecord } from '../../state/records.js'
import { requireAccess } from '../access.js'
import type { CommandOf, TradeSide } from '../commands.js'
import { type Draft, move } from '../draft.js'
import { exchangeLots } from '../exchangeLots.js'
import { countOrder, requireSwitchedOn } from '../killSwitch.js'
import { accountIn, listingIn, orderIn, requireBounded, requireName, requirePositive } from '../lookup.js'

export function placeOrder(draft: Draft, command: CommandOf<'place-order'>): void {
  const { account, order: id, instrument, lots, price, reduceOnly, expiresAt } = command
  requireAccess(draft, 'place-order')
  const { orders } = accountIn(draft.state, account)
  const listing = openListing(draft, instrument, reduceOnly)
  if (!reduceOnly) requireSwitchedOn(draft, account)
  requireName(id, 'order')
  requirePositive(absolute(lots), 'lots')
  requirePrice(listing, price)
  if (orders[id] !== undefined) refuse('ORDER_EXISTS', 'order', id, 'an id that no open order of the account has')
  if (!reduceOnly && draft.state.episodes.get(account)?.open === true) {
    refuse('ACCOUNT_IN_LIQUIDATION', 'reduceOnly', reduceOnly, 'true while the account is in liquidation')
  }
  requireUnexpired(draft, id, expiresAt)
  const order = { instrument, lots, price, reduceOnly, ...(expiresAt === undefined ? {} : { expiresAt }) }
  draft.emit({ kind: 'order-placed', account, id, order })
  if (reduceOnly) return
  requireOwnerRoom(draft, account, instrument)
  countOrder(draft, account, listing, lots)
}

/** A trade that the exchange has matched: positions, premium and fees change hands together or not at all. */
export function trade(draft: Draft, command: CommandOf<'trade'>): void {
  const { instrument, lots, price, buyer, seller } = command
  requireAccess(draft, 'trade')
  requirePositive(lots, 'lots')
  const listing = openListing(draft, instrument, true)
  requirePrice(listing, price)
  requireInBand(draft, listing, price)
  requireConfirmed(draft, listing, command)
  if (buyer.account === seller.account)
    refuse('COMMAND_MALFORMED', 'seller', seller.account, 'another account than the buyer’s')
  requireFees(draft, command, listing)
  takeOrder(draft, command, buyer, lots)
  takeOrder(draft, command, seller, -lots)
  requireOpen(draft, buyer, listing, lots)
  requireOpen(draft, seller, listing, -lots)
  countRisk(draft, listing, [
    { ...buyer, lots },
    { ...seller, lots: -lots },
  ])
  exchangeLots(draft, listing, { buyer: buyer.account, seller: seller.account, lots, price })
  requireOpenInterest(draft, instrument)
  requireOwnerRoom(draft, buyer.account, instrument)
  requireOwnerRoom(draft, seller.account, instrument)
  for (const { account, fee } of [buyer, seller]) move(draft, `account:${account}`, 'fees', listing.asset, fee, 'fee')
}

function openListing(draft: Draft, instrument: string, reducing: boolean): Listing {
  const listing = listingIn(draft.state, instrument)
  const { instrument: terms, status } = listing
  const isOver = 'expiry' in terms && terms.expiry <= draft.at
  if (status === 'settled' || isOver || (status === 'reduce-only' && !reducing)) {
    refuse('INSTRUMENT_CLOSED', 'instrument', instrument, 'one that is open')
  }
  return listing
}

/** Of a linear future the price may be anything; what is divided by it, and a premium, is above zero. */
function requirePrice(listing: Listing, price: bigint): void {
  requireBounded(price, 'price')
  if (price <= 0n && (listing.valuation === 'quotient' || isPaid(listing))) {
    refuse('COMMAND_MALFORMED', 'price', price, 'a price above 0')
  }
}

function requireInBand(draft: Draft, listing: Listing, price: bigint): void {
  if (isPaid(listing)) return
  const mark = markOf(draft.state, listing)
  if (mark === undefined) refuse('PRICE_UNAVAILABLE', 'instrument', listing.instrument.id, 'an instrument with a mark')
  const band = (ratedPrice(draft.state, listing, mark) * parametersOf(draft.state).tradeBand) / million
  if (absolute(price - mark) > band)
    refuse('PRICE_OUT_OF_BAND', 'price', price, `from ${mark - band} to ${mark + band}`)
}

const million = 1_000_000n

/** A fill at the venue's own price is refused until that price has been confirmed after the order came: nobody chooses an old one. */
function requireConfirmed({ state }: Draft, { instrument }: Listing, { buyer, seller }: CommandOf<'trade'>): void {
  const price = state.prices.get(markFeed(instrument.id)) ?? state.prices.get(indexFeed(instrument.underlying))
  for (const [side, { receivedAt }] of Object.entries({ buyer, seller })) {
    if (receivedAt === undefined || (price !== undefined && isFillable({ publishedAt: price.at }, receivedAt))) continue
    refuse('PRICE_UNAVAILABLE', `${side}.receivedAt`, receivedAt, `an order from ${price?.at} or before`)
  }
}

function requireFees(draft: Draft, { lots, price, buyer, seller }: CommandOf<'trade'>, listing: Listing): void {
  const { feeMax } = parametersOf(draft.state)
  const most = (absolute(fineValue(listing, lots, price)) * feeMax) / (million * fineUnit(listing)) + 1n
  for (const [side, { fee }] of Object.entries({ buyer, seller })) {
    if (fee > most) refuse('COMMAND_MALFORMED', `${side}.fee`, fee, `at most ${most}`)
  }
  // A rebate is paid out of the other side's fee, never out of the house.
  if (buyer.fee + seller.fee < 0n) refuse('COMMAND_MALFORMED', 'fee', buyer.fee + seller.fee, 'a sum of at least 0')
}

/** A fill that was decided in time and arrives too late is too late: the price that it was meant for may be gone. */
function requireUnexpired(draft: Draft, id: string, expiresAt: number | undefined): void {
  if (expiresAt !== undefined && draft.at > expiresAt) {
    refuse('ORDER_EXPIRED', `order ${id}: expiresAt`, expiresAt, `at least ${draft.at}`)
  }
}

/** Takes the traded lots off the resting order that was hit. */
function takeOrder(
  draft: Draft,
  { instrument, price }: CommandOf<'trade'>,
  { account, order: id }: TradeSide,
  lots: bigint,
): void {
  const record = accountIn(draft.state, account)
  if (id === undefined) return
  const order = orderIn(record, id)
  const left = order.lots - lots
  requireUnexpired(draft, id, order.expiresAt)
  if (order.instrument !== instrument) refuse('COMMAND_MALFORMED', 'order', id, `an order of ${instrument}`)
  if (order.lots > 0n !== lots > 0n || (left !== 0n && left > 0n !== lots > 0n)) {
    refuse('COMMAND_MALFORMED', 'lots', lots, `at most the ${order.lots} of the order`)
  }
  const held = record.positions[instrument]?.lots ?? 0n
  if (order.reduceOnly && (held > 0n === lots > 0n || absolute(lots) > absolute(held))) {
    refuse('COMMAND_MALFORMED', 'lots', lots, `at most the ${held} that the order may only reduce`)
  }
  if (lots > 0n ? price > order.price : price < order.price) {
    refuse('COMMAND_MALFORMED', 'price', price, `no worse than the order’s ${order.price}`)
  }
  if (left === 0n) draft.emit({ kind: 'order-removed', account, id, why: 'filled' })
  else draft.emit({ kind: 'order-reduced', account, id, lots: left })
}

/** Of what is being wound down nobody may hold more than before. */
function requireOpen(draft: Draft, { account }: TradeSide, listing: Listing, lots: bigint): void {
  const held = accountIn(draft.state, account).positions[listing.instrument.id]?.lots ?? 0n
  if (listing.status !== 'open' && absolute(held + lots) > absolute(held)) {
    refuse('INSTRUMENT_CLOSED', 'instrument', listing.instrument.id, 'a trade that reduces both sides')
  }
}

/** Who makes risk has to be switched on, before anything is counted; an order that has rested was counted when it was placed. */
function countRisk(draft: Draft, listing: Listing, sides: readonly (TradeSide & { readonly lots: bigint })[]): void {
  const riskier = sides.filter(({ account, lots }) => {
    const held = accountIn(draft.state, account).positions[listing.instrument.id]?.lots ?? 0n
    return absolute(held + lots) > absolute(held)
  })
  for (const { account } of riskier) requireSwitchedOn(draft, account)
  for (const { account, order, lots } of riskier) if (order === undefined) countOrder(draft, account, listing, lots)
}

function requireOpenInterest(draft: Draft, instrument: string): void {
  const most = parametersOf(draft.state).openInterestMax[instrument]
  if (most === undefined) return
  const { openInterest } = draft.state.books.get(instrument)!
  const before = draft.state.books.before(instrument)?.openInterest ?? openInterest
  if (openInterest > most && openInterest > before) {
    refuse('POSITION_LIMIT', 'lots', openInterest, `at most ${most} lots of open interest`)
  }
}

/** What an owner would hold with every resting order filled, on either side, beyond its limit and more than before. */
function requireOwnerRoom({ state }: Draft, account: string, instrument: string): void {
  const most = parametersOf(state).size.ownerMax[instrument]
  if (most === undefined) return
  const { owner } = accountIn(state, account)
  const now = worstFill(state.owners.get(owner), instrument)
  const before = worstFill(state.owners.before(owner), instrument)
  if (now > most && now > before) {
    refuse('POSITION_LIMIT', `lots of ${instrument}, all accounts and orders of ${owner}`, now, `at most ${most}`)
  }
}

function worstFill(owner: OwnerRecord | undefined, instrument: string): bigint {
  if (owner === undefined) return 0n
  const bought = (owner.long[instrument] ?? 0n) + (owner.buying[instrument] ?? 0n)
  const sold = (owner.short[instrument] ?? 0n) + (owner.selling[instrument] ?? 0n)
  return bought > sold ? bought : sold
}
