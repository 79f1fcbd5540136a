import { decimal, decimalToNumber, PlimsollError } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import { fineValue, isPaid, type Listing } from '../ledger/listing.js'
import type { State } from '../state/state.js'
import { indexFeed, type MarketView, marketView, markFeed, parametersOf } from './marketView.js'

/** Size of lots in the reporting currency: of an option, of what it is on. */
export function notional(state: State, { instrument: { id } }: Listing, lots: bigint): number {
  const view = marketView(state)
  let known = sizes.get(view)
  if (known === undefined) {
    known = new Map()
    sizes.set(view, known)
  }
  let size = known.get(id)
  if (size === undefined) {
    size = lotSize(state, id)
    known.set(id, size)
  }
  return Number(absolute(lots)) * size
}

/** Sizes of one lot in each market. */
const sizes = new WeakMap<MarketView, Map<string, number>>()

function lotSize(state: State, id: string): number {
  const listing = state.listings.get(id)!
  const { instrument, lotDecimals } = listing
  const lot = decimalToNumber(decimal(1n, lotDecimals))
  const isInDollars = 'contractSize' in instrument && instrument.settlement.kind === 'inverse' && !isPaid(listing)
  const size = 'contractSize' in instrument ? lot * instrument.contractSize : lot
  return isInDollars ? size : size * sizePrice(state, instrument.underlying)
}

/** The index without its sign, and where it may be zero at least what the parameters say. */
export function sizePrice(state: State, underlying: string): number {
  const price = state.prices.get(indexFeed(underlying))
  if (price === undefined) return Number.NaN
  const least = Number(parametersOf(state).leastPrice?.[underlying] ?? 0n)
  return Math.max(Math.abs(decimalToNumber(decimal(price.fast, price.decimals))), least)
}

/**
 * Mark of an instrument in units of its own price: its feed's, a perpetual's index, or what the model makes of index and surface, to the
 * nearest unit. Nothing where there is no price.
 */
export function markOf(state: State, listing: Listing): bigint | undefined {
  const { instrument, priceDecimals } = listing
  const own = state.prices.get(markFeed(instrument.id))
  const feed = own ?? (instrument.kind === 'perpetual' ? state.prices.get(indexFeed(instrument.underlying)) : undefined)
  if (feed !== undefined) {
    const shift = priceDecimals - feed.decimals
    return shift >= 0 ? feed.fast * 10n ** BigInt(shift) : feed.fast / 10n ** BigInt(-shift)
  }
  try {
    const { mark } = marketView(state).quotes('fast').quote(instrument)
    const units = BigInt(Math.round(mark * Number(10n ** BigInt(priceDecimals))))
    return isPaid(listing) && units < 1n ? 1n : units
  } catch (error) {
    if (error instanceof PlimsollError) return undefined
    throw error
  }
}

/** What closing a holding at the mark would realise, fine units; of what is paid at once, its value. */
export function unrealised(
  listing: Listing,
  { lots, cost }: { readonly lots: bigint; readonly cost: bigint },
  mark: bigint,
): bigint {
  return isPaid(listing) ? fineValue(listing, lots, mark) : fineValue(listing, lots, mark) - cost
}
