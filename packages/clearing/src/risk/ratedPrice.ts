import { absolute } from '../ledger/fill.js'
import type { Listing } from '../ledger/listing.js'
import type { State } from '../state/state.js'
import { parametersOf } from './marketView.js'

/**
 * The price of which rates per million are taken, in the listing's units: its size, and of an underlying that may trade at zero and below
 * at least what the parameters say. A band of five per cent of nothing would let nobody close.
 */
export function ratedPrice(state: State, { instrument, priceDecimals }: Listing, mark: bigint): bigint {
  const least = parametersOf(state).leastPrice?.[instrument.underlying] ?? 0n
  const units = least * 10n ** BigInt(priceDecimals)
  return absolute(mark) > units ? absolute(mark) : units
}
