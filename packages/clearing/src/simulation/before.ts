import type { Episode } from '../liquidation/episode.js'
import type { AccountRecord, FundRecord } from '../state/records.js'
import type { State } from '../state/state.js'
import type { Table } from '../state/table.js'

/** What stood before a command, to be compared with. */
export interface Before {
  readonly at: number
  readonly accounts: ReadonlyMap<string, AccountRecord>
  readonly episodes: ReadonlyMap<string, Episode>
  /** Money of the house’s ledger accounts: `name asset`. */
  readonly houses: ReadonlyMap<string, bigint>
  /** What markets had drawn on the shared fund. */
  readonly draws: FundRecord['draws']
}

export function remember(state: State): Before {
  return {
    at: state.clock.get('clock')?.at ?? 0,
    accounts: copied(state.accounts),
    episodes: copied(state.episodes),
    houses: copied(state.houses),
    draws: state.funds.get('shared')?.draws ?? [],
  }
}

function copied<Value>(table: Table<Value>): ReadonlyMap<string, Value> {
  const copy = new Map<string, Value>()
  for (const key of table.keys()) copy.set(key, table.get(key)!)
  return copy
}
