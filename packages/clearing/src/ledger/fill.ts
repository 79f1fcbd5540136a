import { divideDirected } from 'plimsoll'
import { fineUnit, fineValue, type Listing } from './listing.js'

/** Lots, and what was paid for them in fine units; both 0 when nothing is held. */
export interface Holding {
  readonly lots: bigint
  readonly cost: bigint
}

/** What a fill makes of a holding. */
export interface Filled extends Holding {
  /** Profit (or loss) that becomes money now, in the settlement asset's smallest unit; rounded down. */
  readonly realised: bigint
  /** Cost that a closed holding leaves behind, below one unit of money and never in the house's disfavour (≤ 0). */
  readonly residue: bigint
}

/**
 * A future's holding after `lots` (signed) that cost `value`: lots × price, in fine units. What increases it adds to its cost; what reduces it
 * realises its share of the profit, in whole units of money, rounded down; the fraction of a unit stays in the cost until the holding is
 * closed. The values of both sides of a trade sum to nothing, hence the sum of all costs changes by exactly what was realised.
 */
export function fillFuture(listing: Listing, held: Holding, lots: bigint, value: bigint): Filled {
  const reduces = held.lots !== 0n && held.lots > 0n !== lots > 0n
  if (!reduces) return { lots: held.lots + lots, cost: held.cost + value, realised: 0n, residue: 0n }
  const closes = absolute(lots) >= absolute(held.lots)
  const closing = closes ? -held.lots : lots
  const closingValue = (value * closing) / lots
  // The share of the cost is rounded up, which leaves less profit to be realised.
  const share = closes ? held.cost : divideDirected(held.cost * absolute(closing), absolute(held.lots), 'up')
  const unit = fineUnit(listing)
  const realised = divideDirected(-closingValue - share, unit, 'down')
  const left = held.cost + closingValue + realised * unit
  if (!closes) return { lots: held.lots + lots, cost: left, realised, residue: 0n }
  return { lots: held.lots + lots, cost: value - closingValue, realised, residue: left }
}

/** The premium of `lots` of a paid instrument: what its buyer pays, rounded up, and what its seller gets, rounded down. */
export function premium(
  listing: Listing,
  lots: bigint,
  price: bigint,
): { readonly paid: bigint; readonly received: bigint } {
  const value = absolute(fineValue(listing, lots, price))
  const unit = fineUnit(listing)
  return { paid: divideDirected(value, unit, 'up'), received: divideDirected(value, unit, 'down') }
}

export function absolute(value: bigint): bigint {
  return value < 0n ? -value : value
}
