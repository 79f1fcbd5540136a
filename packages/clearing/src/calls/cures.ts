import { PlimsollError } from 'plimsoll'
import { absolute } from '../ledger/fill.js'
import type { Listing } from '../ledger/listing.js'
import { assess } from '../risk/assess.js'
import { withMoney, withTrade } from '../risk/hypothetical.js'
import { markOf, notional } from '../risk/marks.js'
import type { AccountRecord, Cures, LotsCure } from '../state/records.js'
import type { State } from '../state/state.js'

/** A way to change an account, by how much. */
type Remedy = (amount: bigint) => AccountRecord

/**
 * What would bring an account back to its initial requirement: the least deposit of an asset, the smallest position to close, the smallest
 * future to trade against what it holds. Each is found by valuing the account as it would be, and is there only if it cures.
 */
export function curesOf(state: State, id: string, account: AccountRecord, asset: string): Cures {
  const deposit = leastDeposit(state, id, account, asset)
  const close = smallest(state, closings(state, id, account))
  const hedge = smallest(state, hedges(state, id, account))
  return {
    ...(deposit === undefined ? {} : { deposit: { asset, amount: deposit } }),
    ...(close === undefined ? {} : { close }),
    ...(hedge === undefined ? {} : { hedge }),
  }
}

/** Doublings of a deposit before it is said that no deposit cures. */
const doublingsMax = 100

/** The least amount of an asset that cures; nothing where the asset does not count as collateral. */
export function leastDeposit(state: State, id: string, account: AccountRecord, asset: string): bigint | undefined {
  const remedy: Remedy = (amount) => withMoney(account, asset, amount)
  let enough = 1n
  for (let doubling = 0; doubling < doublingsMax; doubling++) {
    if (isCured(state, id, remedy(enough))) return leastCuring(state, id, remedy, enough)
    enough *= 2n
  }
  return undefined
}

/** Closing so much of one position. */
function closings(state: State, id: string, account: AccountRecord): readonly LotsCure[] {
  return Object.entries(account.positions).flatMap(([instrument, { lots }]) => {
    const listing = state.listings.get(instrument)!
    return tradeCures(state, id, account, listing, lots > 0n ? -1n : 1n, absolute(lots))
  })
}

/** Trading a future or perpetual whose underlying the account has positions on, either way. */
function hedges(state: State, id: string, account: AccountRecord): readonly LotsCure[] {
  const underlyings = new Set(
    Object.keys(account.positions).map((instrument) => state.listings.get(instrument)!.instrument.underlying),
  )
  return state.listings.keys().flatMap((instrument) => {
    const listing = state.listings.get(instrument)!
    const { kind, underlying } = listing.instrument
    if (listing.status !== 'open' || !underlyings.has(underlying) || (kind !== 'perpetual' && kind !== 'future'))
      return []
    if (account.positions[instrument] !== undefined) return []
    const most = lotsOfAll(state, account, underlying, listing)
    return [1n, -1n].flatMap((side) => tradeCures(state, id, account, listing, side, most))
  })
}

/** The smallest trade in one of the named futures, of at most so many lots, that cures. */
export function hedgesWith(
  state: State,
  id: string,
  account: AccountRecord,
  instruments: readonly string[],
  most: bigint,
): LotsCure | undefined {
  const cures = instruments.flatMap((instrument) => {
    const listing = state.listings.get(instrument)!
    if (listing.status !== 'open') return []
    return [1n, -1n].flatMap((side) => tradeCures(state, id, account, listing, side, most))
  })
  return smallest(state, cures)
}

/** So many lots of a future as there are contracts of any kind on the underlying: more is no hedge. */
function lotsOfAll(state: State, account: AccountRecord, underlying: string, { lotDecimals }: Listing): bigint {
  let sum = 0n
  for (const [instrument, { lots }] of Object.entries(account.positions)) {
    const listing = state.listings.get(instrument)!
    if (listing.instrument.underlying !== underlying) continue
    const shift = lotDecimals - listing.lotDecimals
    sum += shift >= 0 ? absolute(lots) * 10n ** BigInt(shift) : absolute(lots) / 10n ** BigInt(-shift)
  }
  return sum
}

function tradeCures(
  state: State,
  id: string,
  account: AccountRecord,
  listing: Listing,
  side: bigint,
  most: bigint,
): readonly LotsCure[] {
  const mark = markOf(state, listing)
  if (mark === undefined || most === 0n) return []
  const remedy: Remedy = (amount) => withTrade(account, listing, side * amount, mark)
  // The largest trade need not be the best one, but one that does not cure at its half nor whole is not offered.
  const enough = [most, most / 2n].find((amount) => amount > 0n && isCured(state, id, remedy(amount)))
  if (enough === undefined) return []
  return [{ instrument: listing.instrument.id, lots: side * leastCuring(state, id, remedy, enough) }]
}

/** The smallest amount that cures between nothing and one that does, by halving. */
function leastCuring(state: State, id: string, remedy: Remedy, enough: bigint): bigint {
  let short = 0n
  let cured = enough
  while (cured - short > 1n) {
    const middle = (short + cured) / 2n
    if (isCured(state, id, remedy(middle))) cured = middle
    else short = middle
  }
  return cured
}

function isCured(state: State, id: string, account: AccountRecord): boolean {
  try {
    const { slowEquity, initial, equity, maintenance } = assess(state, id, account)
    return slowEquity >= initial && equity >= maintenance
  } catch (error) {
    if (error instanceof PlimsollError) return false
    throw error
  }
}

/** The one of the least size in money. */
function smallest(state: State, cures: readonly LotsCure[]): LotsCure | undefined {
  const sizeOf = ({ instrument, lots }: LotsCure): number => notional(state, state.listings.get(instrument)!, lots)
  let best: LotsCure | undefined
  for (const cure of cures) if (best === undefined || sizeOf(cure) < sizeOf(best)) best = cure
  return best
}
