import { divideDirected } from 'plimsoll'
import { fineUnit } from '../ledger/listing.js'
import type { AccountRecord } from '../state/records.js'
import type { State } from '../state/state.js'

/** Parts of 10⁹ of an hour in milliseconds: what an index is divided by. */
const scale = 1_000_000_000n * 3_600_000n

/** What an account owes of funding that has accrued on an instrument, smallest unit, rounded up; negative: it is owed. Nothing where none accrues. */
export function fundingDue(state: State, { positions, funded }: AccountRecord, instrument: string): bigint | undefined {
  const funding = state.fundings.get(instrument)
  const held = positions[instrument]
  if (funding === undefined || held === undefined) return undefined
  const since = funding.index - (funded[instrument] ?? 0n)
  return divideDirected(held.lots * since, scale * fineUnit(state.listings.get(instrument)!), 'up')
}
