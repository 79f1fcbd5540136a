import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { parametersOf } from './marketView.js'
import { notional } from './marks.js'

/**
 * What opening and withdrawing ask of an account in crowded markets, in the reporting currency: of each position the part of its size that
 * the market's open interest says, however small the position is. Nobody is called by it.
 */
export function crowdFloor(state: State, { positions }: AccountRecord): number {
  const { openInterest } = parametersOf(state).size
  let floor = 0
  for (const [instrument, range] of Object.entries(openInterest)) {
    const held = positions[instrument]
    if (held === undefined) continue
    const part = crowding(state.books.get(instrument)!.openInterest, range)
    if (part > 0) floor += part * notional(state, state.listings.get(instrument)!, held.lots)
  }
  return floor
}

function crowding(lots: bigint, { from, to }: { readonly from: bigint; readonly to: bigint }): number {
  return Math.min(1, Math.max(0, Number(lots - from) / Number(to - from)))
}
