import { refuse } from '../../error/refusal.js'
import { absolute, fillFuture, premium } from '../../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../../ledger/listing.js'
import { markOf } from '../../risk/assess.js'
import { parametersOf } from '../../risk/marketView.js'
import type { PositionRecord } from '../../state/records.js'
import type { CommandOf, TradeSide } from '../commands.js'
import { type Draft, move } from '../draft.js'
import type { LedgerName } from '../events.js'
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
  changeSide(draft, buyer, listing, lots, price)
  changeSide(draft, seller, listing, -lots, price)
  if (isPaid(listing)) payPremium(draft, listing, command)
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
  if (lots > 0n ? price > order.price : price < order.price) {
    refuse('COMMAND_MALFORMED', 'price', price, `no worse than the order’s ${order.price}`)
  }
  if (left === 0n) draft.emit({ kind: 'order-removed', account, id, why: 'filled' })
  else draft.emit({ kind: 'order-reduced', account, id, lots: left })
}

function changeSide(draft: Draft, { account }: TradeSide, listing: Listing, lots: bigint, price: bigint): void {
  const held = accountIn(draft.state, account).positions[listing.instrument.id]?.lots ?? 0n
  if (listing.status !== 'open' && absolute(held + lots) > absolute(held)) {
    refuse('INSTRUMENT_CLOSED', 'instrument', listing.instrument.id, 'a trade that reduces both sides')
  }
  changePosition(draft, account, listing, lots, price)
}

/** Changes a position by lots at a price, and turns what is realised into money. */
export function changePosition(draft: Draft, account: string, listing: Listing, lots: bigint, price: bigint): void {
  const id = listing.instrument.id
  const held = accountIn(draft.state, account).positions[id] ?? none
  if (isPaid(listing)) {
    draft.emit({ kind: 'position-changed', account, instrument: id, lots, cost: 0n, residue: 0n })
    return
  }
  const filled = fillFuture(listing, held, lots, price)
  draft.emit({
    kind: 'position-changed',
    account,
    instrument: id,
    lots,
    cost: filled.cost - held.cost,
    residue: filled.residue,
  })
  move(draft, variationOf(listing), `account:${account}`, listing.asset, filled.realised, 'realised')
  sweepResidue(draft, listing)
}

const none: PositionRecord = { lots: 0n, cost: 0n }

export function variationOf(listing: Listing): LedgerName {
  return `variation:${listing.instrument.id}`
}

/** What closed holdings left behind becomes the house's as soon as it makes a unit of money. */
export function sweepResidue(draft: Draft, listing: Listing): void {
  const instrument = listing.instrument.id
  const unit = fineUnit(listing)
  const whole = -draft.state.books.get(instrument)!.residue / unit
  if (whole === 0n) return
  draft.emit({ kind: 'residue-swept', instrument, residue: whole * unit })
  move(draft, variationOf(listing), 'rounding', listing.asset, whole, 'rounding')
}

function payPremium(draft: Draft, listing: Listing, { lots, price, buyer, seller }: CommandOf<'trade'>): void {
  const { paid, received } = premium(listing, lots, price)
  move(draft, `account:${buyer.account}`, 'rounding', listing.asset, paid, 'premium')
  move(draft, 'rounding', `account:${seller.account}`, listing.asset, received, 'premium')
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
