import { decimalOfNumber, divideDirected, one } from 'plimsoll'
import { refuse } from '../../error/refusal.js'
import { absolute } from '../../ledger/fill.js'
import { deliveryValue, fineUnit, fineValue, isPaid, type Listing } from '../../ledger/listing.js'
import { actionTable } from '../../oracle/actionTable.js'
import { indexFeed } from '../../risk/marketView.js'
import { markOf } from '../../risk/marks.js'
import { instrumentStatus } from '../../risk/statusOf.js'
import { averageKey } from '../../state/averageKey.js'
import type { CommandOf } from '../commands.js'
import { type Draft, move } from '../draft.js'
import { changePosition, countProfit, sweepResidue } from '../exchangeLots.js'
import { accrueFunding } from '../funding.js'
import { assetIn, listingIn, requireBounded } from '../lookup.js'
import { accrueAverages } from './market.js'

/** Rates are parts of 10⁹. */
const billion = 1_000_000_000n

/** Moves funding between the two sides of a perpetual: what is paid is rounded up, what is received down. */
export function payFunding(draft: Draft, { instrument, rate }: CommandOf<'pay-funding'>): void {
  const listing = listingIn(draft.state, instrument)
  if (listing.instrument.kind !== 'perpetual') refuse('COMMAND_MALFORMED', 'instrument', instrument, 'a perpetual')
  requireBounded(rate, 'rate')
  const mark = markOf(draft.state, listing)
  if (mark === undefined) refuse('PRICE_UNAVAILABLE', 'instrument', instrument, 'a perpetual with a mark')
  requireSettling(draft, instrument)
  // Of an inverse contract value falls as the price rises; its size in coin is the same number with the other sign.
  const side = listing.valuation === 'quotient' ? -1n : 1n
  for (const account of draft.state.accounts.keys()) {
    const lots = draft.state.accounts.get(account)!.positions[instrument]?.lots ?? 0n
    const due = side * fineValue(listing, lots, mark) * rate
    const paid = divideDirected(due, billion * fineUnit(listing), 'up')
    move(draft, `account:${account}`, 'rounding', listing.asset, paid, 'funding')
  }
}

/** Funding accrues at a rate until another is set; what the last one has left is in the index. */
export function setFunding(draft: Draft, { instrument, rate }: CommandOf<'set-funding'>): void {
  const { state, at, emit } = draft
  const { instrument: terms, status } = listingIn(state, instrument)
  if (terms.kind !== 'perpetual') refuse('COMMAND_MALFORMED', 'instrument', instrument, 'a perpetual')
  if (status === 'settled') refuse('INSTRUMENT_CLOSED', 'instrument', instrument, 'one that is not settled')
  requireBounded(rate, 'rate')
  accrueFunding(draft, instrument)
  const known = state.fundings.get(instrument) ?? { index: 0n, at, paidAt: at }
  emit({ kind: 'funding-set', instrument, funding: { ...known, rate } })
  // Figures that were computed do not know what has accrued.
  emit({ kind: 'revalued' })
}

/** No money moves by a price that is not of now. */
function requireSettling({ state }: Draft, instrument: string): void {
  const status = instrumentStatus(state, instrument)
  if (actionTable.settle[status] === 'no') {
    refuse('PRICE_UNAVAILABLE', 'instrument', status, 'a price in a state that allows to settle')
  }
}

/** Interest on what accounts owe, rounded up, to the house's interest account. */
export function chargeInterest(draft: Draft, { asset, rate }: CommandOf<'charge-interest'>): void {
  assetIn(draft.state, asset)
  requireBounded(rate, 'rate')
  if (rate < 0n) refuse('COMMAND_MALFORMED', 'rate', rate, 'a rate of at least 0')
  for (const account of draft.state.accounts.keys()) {
    const balance = draft.state.accounts.get(account)!.balances[asset] ?? 0n
    if (balance >= 0n) continue
    move(draft, `account:${account}`, 'interest', asset, divideDirected(-balance * rate, billion, 'up'), 'interest')
  }
}

/** Pays what an expired instrument is worth at the average of its index over the delivery window; positions and orders are gone. */
export function settle(draft: Draft, { instrument }: CommandOf<'settle'>): void {
  const listing = listingIn(draft.state, instrument)
  const terms = listing.instrument
  if (listing.status === 'settled') refuse('INSTRUMENT_CLOSED', 'instrument', instrument, 'one that is not settled')
  if (!('expiry' in terms) || terms.expiry > draft.at) {
    refuse('INSTRUMENT_ALIVE', 'instrument', instrument, 'an instrument that has expired')
  }
  requireSettling(draft, instrument)
  accrueAverages(draft, draft.at)
  settleListing(draft, instrument)
}

function settleListing(draft: Draft, instrument: string): void {
  const listing = listingIn(draft.state, instrument)
  const terms = listing.instrument
  if (!('expiry' in terms)) throw new Error(`${instrument} does not expire`)
  const delivery = deliveryPrice(draft, terms.underlying, terms.expiry)
  if (delivery === undefined) {
    refuse('PRICE_UNAVAILABLE', `index of ${terms.underlying}`, 'none', 'an index over the whole delivery window')
  }
  let rounded = 0n
  for (const account of draft.state.accounts.keys()) rounded += settleAccount(draft, account, listing, delivery)
  // What rounding up has taken from both sides together, less than a fine unit each.
  if (rounded !== 0n) draft.emit({ kind: 'residue-changed', instrument, residue: -rounded })
  sweepResidue(draft, listing)
  draft.emit({ kind: 'instrument-status', id: instrument, status: 'settled' })
}

/** Settles what has expired, as far as there is a delivery price. */
export function settleDue(draft: Draft): void {
  for (const id of draft.state.listings.keys()) {
    const { instrument, status } = listingIn(draft.state, id)
    if (status === 'settled' || !('expiry' in instrument) || instrument.expiry > draft.at) continue
    if (actionTable.settle[instrumentStatus(draft.state, id)] === 'no') continue
    accrueAverages(draft, draft.at)
    if (deliveryPrice(draft, instrument.underlying, instrument.expiry) !== undefined) settleListing(draft, id)
  }
}

/** A price in units of 10^−decimals of the reporting currency. */
interface Delivery {
  readonly price: bigint
  readonly decimals: number
}

/** Average index over the window; what the division leaves is dropped. */
function deliveryPrice({ state }: Draft, underlying: string, expiry: number): Delivery | undefined {
  const average = state.averages.get(averageKey(underlying, expiry))
  const index = state.prices.get(indexFeed(underlying))
  if (average === undefined || index === undefined || average.until < expiry) return undefined
  return { price: average.sum / BigInt(average.until - average.from), decimals: index.decimals }
}

/** The value in fine units at which a future's position was closed. */
function settleAccount(draft: Draft, account: string, listing: Listing, delivery: Delivery): bigint {
  const id = listing.instrument.id
  const { positions, orders } = draft.state.accounts.get(account)!
  for (const order of Object.keys(orders).filter((name) => orders[name]!.instrument === id)) {
    draft.emit({ kind: 'order-removed', account, id: order, why: 'settled' })
  }
  const held = positions[id]
  if (held === undefined) return 0n
  if (!isPaid(listing)) {
    const value = deliveryValue(listing, -held.lots, rescaled(delivery, listing.priceDecimals))
    changePosition(draft, account, listing, -held.lots, value)
    return value
  }
  const payoff = payoffOf(listing, held.lots, delivery)
  draft.emit({ kind: 'position-changed', account, instrument: id, lots: -held.lots, cost: 0n, residue: 0n })
  move(draft, 'rounding', `account:${account}`, listing.asset, payoff, 'settlement')
  countProfit(draft, account, listing, payoff)
  return 0n
}

function rescaled({ price, decimals }: Delivery, to: number): bigint {
  return to >= decimals ? price * 10n ** BigInt(to - decimals) : price / 10n ** BigInt(decimals - to)
}

/** What lots of an option pay in the asset's smallest unit, rounded down: a short pays no less than its longs get. */
function payoffOf(listing: Listing, lots: bigint, delivery: Delivery): bigint {
  const { instrument, lotDecimals, assetDecimals } = listing
  if (instrument.kind !== 'option') throw new Error(`${instrument.id} is no option`)
  const strike = decimalOfNumber(instrument.strike, instrument.id)
  const scale = Math.max(strike.scale, delivery.decimals)
  const price = rescaled(delivery, scale)
  const above = price - strike.units * 10n ** BigInt(scale - strike.scale)
  const gain = instrument.right === 'call' ? above : -above
  if (gain <= 0n) return 0n
  const size = decimalOfNumber(instrument.contractSize, instrument.id)
  const { settlement } = instrument
  const factor = settlement.kind === 'quanto' ? decimalOfNumber(settlement.multiplier, instrument.id) : one
  const amount = lots * size.units * factor.units * gain * 10n ** BigInt(assetDecimals)
  const digits = 10n ** BigInt(size.scale + factor.scale + lotDecimals)
  // Inverse: gain divided by the delivery price, both of one scale.
  if (settlement.kind === 'inverse') return divideDirected(amount, digits * absolute(price), 'down')
  return divideDirected(amount, digits * 10n ** BigInt(scale), 'down')
}
