import { fillFuture } from '../ledger/fill.js'
import { fineUnit, fineValue, isPaid, type Listing } from '../ledger/listing.js'
import type { AccountRecord } from '../state/records.js'

/** The account as it would be after `lots` more (signed) at a price, without fees. */
export function withTrade(account: AccountRecord, listing: Listing, lots: bigint, price: bigint): AccountRecord {
  const id = listing.instrument.id
  const held = account.positions[id] ?? { lots: 0n, cost: 0n }
  const paid = isPaid(listing)
  const filled = paid
    ? { lots: held.lots + lots, cost: 0n, realised: -(fineValue(listing, lots, price) / fineUnit(listing)) }
    : fillFuture(listing, held, lots, fineValue(listing, lots, price))
  const { [id]: _held, ...others } = account.positions
  return {
    ...account,
    balances: withMoney(account, listing.asset, filled.realised).balances,
    positions: filled.lots === 0n ? others : { ...others, [id]: { lots: filled.lots, cost: filled.cost } },
  }
}

/** The account as it would be with so much more of an asset. */
export function withMoney(account: AccountRecord, asset: string, amount: bigint): AccountRecord {
  return { ...account, balances: { ...account.balances, [asset]: (account.balances[asset] ?? 0n) + amount } }
}
