import { absolute } from '../ledger/fill.js'
import { isPaid, type Listing } from '../ledger/listing.js'
import type { State } from '../state/state.js'
import { parametersOf } from './marketView.js'

/**
 * The price of which rates per million are taken, in the listing's units: its size, and of an underlying that may trade at zero and below
 * at least what the parameters say; a premium goes to zero and no further. A band of five per cent of nothing would let nobody close.
 */
export function ratedPrice(state: State, listing: Listing, mark: bigint): bigint {
  const { instrument, priceDecimals } = listing
  const least = isPaid(listing) ? 0n : (parametersOf(state).leastPrice?.[instrument.underlying] ?? 0n)
  const units = least * 10n ** BigInt(priceDecimals)
  return absolute(mark) > units ? absolute(mark) : units
}
