import { refuse } from '../../error/refusal.js'
import { absolute } from '../../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../../ledger/listing.js'
import { markOf } from '../../risk/assess.js'
import { parametersOf } from '../../risk/marketView.js'
import type { CommandOf, TradeSide } from '../commands.js'
import { type Draft, move } from '../draft.js'
import { exchangeLots } from '../exchangeLots.js'
import { accountIn, listingIn, orderIn, requireBounded, requireName, requirePositive } from '../lookup.js'

export function placeOrder(draft: Draft, command: CommandOf<'place-order'>): void {
  const { account, order: id, instrument, lots, price, reduceOnly } = command
  const { orders } = accountIn(draft.state, account)
  const listing = openListing(draft, instrument, reduceOnly)
  requireName(id, 'order')
  requirePositive(absolute(lots), 'lots')
  requirePrice(listing, price)
  if (orders[id] !== undefined) refuse('ORDER_EXISTS', 'order', id, 'an id that no open order of the account has')
  draft.emit({ kind: 'order-placed', account, id, order: { instrument, lots, price, reduceOnly } })
}

/** A trade that the exchange has matched: positions, premium and fees change hands together or not at all. */
export function trade(draft: Draft, command: CommandOf<'trade'>): void {
  const { instrument, lots, price, buyer, seller } = command
  requirePositive(lots, 'lots')
  const listing = openListing(draft, instrument, true)
  requirePrice(listing, price)
  requireInBand(draft, listing, price)
  if (buyer.account === seller.account)
    refuse('COMMAND_MALFORMED', 'seller', seller.account, 'another account than the buyer’s')
  requireFees(draft, command, listing)
  takeOrder(draft, command, buyer, lots)
  takeOrder(draft, command, seller, -lots)
  requireOpen(draft, buyer, listing, lots)
  requireOpen(draft, seller, listing, -lots)
  exchangeLots(draft, listing, { buyer: buyer.account, seller: seller.account, lots, price })
  requireOpenInterest(draft, instrument)
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
  const band = (absolute(mark) * parametersOf(draft.state).tradeBand) / million
  if (absolute(price - mark) > band)
    refuse('PRICE_OUT_OF_BAND', 'price', price, `from ${mark - band} to ${mark + band}`)
}

const million = 1_000_000n

function requireFees(draft: Draft, { lots, price, buyer, seller }: CommandOf<'trade'>, listing: Listing): void {
  const { feeMax } = parametersOf(draft.state)
  const most = (absolute(fineValue(listing, lots, price)) * feeMax) / (million * fineUnit(listing)) + 1n
  for (const [side, { fee }] of Object.entries({ buyer, seller })) {
    if (fee > most) refuse('COMMAND_MALFORMED', `${side}.fee`, fee, `at most ${most}`)
  }
  // A rebate is paid out of the other side's fee, never out of the house.
  if (buyer.fee + seller.fee < 0n) refuse('COMMAND_MALFORMED', 'fee', buyer.fee + seller.fee, 'a sum of at least 0')
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

function requireOpenInterest(draft: Draft, instrument: string): void {
  const most = parametersOf(draft.state).openInterestMax[instrument]
  if (most === undefined) return
  const { openInterest } = draft.state.books.get(instrument)!
  const before = draft.state.books.before(instrument)?.openInterest ?? openInterest
  if (openInterest > most && openInterest > before) {
    refuse('POSITION_LIMIT', 'lots', openInterest, `at most ${most} lots of open interest`)
  }
}
