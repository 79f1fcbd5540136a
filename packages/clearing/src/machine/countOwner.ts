import type { AccountRecord, OrderRecord, OwnerRecord, PositionRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import { plus } from './amounts.js'

const nothing: OwnerRecord = { long: {}, short: {}, buying: {}, selling: {}, assets: {} }

/** Brings the sums of an account's owner up to date after the account has changed; sums are kept so that one account can be judged alone. */
export function countOwner(state: State, before: AccountRecord, after: AccountRecord): void {
  const known = state.owners.get(after.owner) ?? nothing
  let sums = known
  if (before.positions !== after.positions) {
    sums = differing(before.positions, after.positions, sums, (record, id, position, sign) => ({
      ...record,
      ...bySide(record, 'long', 'short', id, position.lots, sign),
    }))
  }
  if (before.orders !== after.orders) {
    sums = differing(before.orders, after.orders, sums, (record, _id, order, sign) =>
      order.reduceOnly
        ? record
        : { ...record, ...bySide(record, 'buying', 'selling', order.instrument, order.lots, sign) },
    )
  }
  if (before.balances !== after.balances) {
    sums = differing(before.balances, after.balances, sums, (record, asset, amount, sign) =>
      amount <= 0n || state.assets.get(asset)?.feed === undefined
        ? record
        : { ...record, assets: plus(record.assets, asset, sign * amount) },
    )
  }
  if (sums === known) return
  if (Object.values(sums).every((amounts) => Object.keys(amounts).length === 0)) state.owners.delete(after.owner)
  else state.owners.set(after.owner, sums)
}

/** Takes entries that are gone or changed off the sums and adds those that came in their place. */
function differing<Entry extends bigint | OrderRecord | PositionRecord>(
  before: Readonly<Record<string, Entry>>,
  after: Readonly<Record<string, Entry>>,
  sums: OwnerRecord,
  count: (record: OwnerRecord, key: string, entry: Entry, sign: bigint) => OwnerRecord,
): OwnerRecord {
  let record = sums
  for (const [key, entry] of Object.entries(before)) if (after[key] !== entry) record = count(record, key, entry, -1n)
  for (const [key, entry] of Object.entries(after)) if (before[key] !== entry) record = count(record, key, entry, 1n)
  return record
}

function bySide<Side extends 'long' | 'short' | 'buying' | 'selling'>(
  record: OwnerRecord,
  above: Side,
  below: Side,
  id: string,
  lots: bigint,
  sign: bigint,
): Partial<OwnerRecord> {
  return lots > 0n
    ? { [above]: plus(record[above], id, sign * lots) }
    : { [below]: plus(record[below], id, -sign * lots) }
}
