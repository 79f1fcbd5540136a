import type { Listing } from '../ledger/listing.js'
import { fineValue } from '../ledger/listing.js'
import { actionTable } from '../oracle/actionTable.js'
import { fundingDue } from '../risk/fundingDue.js'
import { markOf } from '../risk/marks.js'
import { instrumentStatus } from '../risk/statusOf.js'
import { type Draft, move } from './draft.js'
import { accountIn, listingIn } from './lookup.js'

/** What has accrued is paid to everybody so often, milliseconds. */
const period = 3_600_000

/** Brings the index of a perpetual to now, at its present mark; nothing accrues at a price that is not of now. */
export function accrueFunding({ state, at, emit }: Draft, instrument: string): void {
  const funding = state.fundings.get(instrument)
  if (funding === undefined || funding.at === at) return
  const listing = listingIn(state, instrument)
  const mark = markOf(state, listing)
  const isPriced = mark !== undefined && actionTable.settle[instrumentStatus(state, instrument)] !== 'no'
  const rise = isPriced ? sizeOf(listing, mark) * funding.rate * BigInt(at - funding.at) : 0n
  emit({ kind: 'funding-set', instrument, funding: { ...funding, index: funding.index + rise, at } })
}

/** Of an inverse contract value falls as the price rises; its size in coin is the same number with the other sign. */
function sizeOf(listing: Listing, mark: bigint): bigint {
  const value = fineValue(listing, 1n, mark)
  return listing.valuation === 'quotient' ? -value : value
}

/** Accrues what is under way, and pays it out where an hour has passed since it was. */
export function accrueFundings(draft: Draft): void {
  for (const instrument of draft.state.fundings.keys()) {
    accrueFunding(draft, instrument)
    const { paidAt } = draft.state.fundings.get(instrument)!
    if (draft.at >= paidAt + period) payAccrued(draft, instrument)
  }
}

/** Pays what has accrued to everybody; what rounding leaves is the house's. */
export function payAccrued(draft: Draft, instrument: string): void {
  const { state, at } = draft
  const listing = listingIn(state, instrument)
  for (const account of state.accounts.keys()) settleFunding(draft, account, listing)
  const name = `funding:${instrument}` as const
  move(draft, name, 'rounding', listing.asset, state.houses.get(`${name} ${listing.asset}`) ?? 0n, 'rounding')
  draft.emit({ kind: 'funding-set', instrument, funding: { ...state.fundings.get(instrument)!, paidAt: at } })
}

/** An account pays, or is paid, what has accrued on its holding: what is paid is rounded up, what is received down. */
export function settleFunding(draft: Draft, account: string, listing: Listing): void {
  const { state } = draft
  const { id } = listing.instrument
  const due = fundingDue(state, accountIn(state, account), id)
  if (due === undefined) return
  move(draft, `account:${account}`, `funding:${id}`, listing.asset, due, 'funding')
  draft.emit({ kind: 'funding-settled', account, instrument: id })
}
