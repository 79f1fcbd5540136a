import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'
import type { Episode } from '../liquidation/episode.js'
import type { FeedState } from '../oracle/feedState.js'
import type { FeedTerms } from '../oracle/feedTerms.js'
import type { RedemptionState } from '../oracle/redemptionRate.js'
import type { SurfaceState } from '../oracle/surfaceMark.js'
import { decode, encode } from './codec.js'
import type { BidRecord, RateRecord } from './doorRecords.js'
import type {
  AccessRecord,
  AccountRecord,
  AnswerRecord,
  AssetRecord,
  AverageRecord,
  BookRecord,
  ClockRecord,
  FeedChange,
  FundingRecord,
  FundRecord,
  LevelRecord,
  ListingRecord,
  OutflowRecord,
  OwnerRecord,
  ParameterRecord,
  PendingChange,
  PriceRecord,
  SurfaceRecord,
} from './records.js'
import { createTable, type Table } from './table.js'

/** Everything that the machine remembers. Only `evolve` writes, and only inside a draft. */
export interface State {
  /** One record, under the key `clock`. */
  readonly clock: Table<ClockRecord>
  /** How far customers reach the venue: one record, under the key `access`; none before it was ever closed. */
  readonly access: Table<AccessRecord>
  /** One record, under the key `parameters`. */
  readonly parameters: Table<ParameterRecord>
  /** Announced changes of parameters that have not taken effect, by name. */
  readonly pending: Table<PendingChange>
  readonly assets: Table<AssetRecord>
  readonly listings: Table<ListingRecord>
  readonly books: Table<BookRecord>
  readonly accounts: Table<AccountRecord>
  /** Sums over the accounts of each owner. */
  readonly owners: Table<OwnerRecord>
  /** Liquidations, the last of each account. */
  readonly episodes: Table<Episode>
  /** Withdrawals of the present hour, by asset. */
  readonly outflows: Table<OutflowRecord>
  /** What was ordered within the last second, and whose switch is off: `owner NAME`, `venue`. */
  readonly rates: Table<RateRecord>
  /** Where accounts stand that are not safe. */
  readonly levels: Table<LevelRecord>
  /** Money of the house's own ledger accounts: `name asset`. */
  readonly houses: Table<bigint>
  /** Funding of perpetuals that accrues, by instrument. */
  readonly fundings: Table<FundingRecord>
  /** What is remembered of the insurance fund, under `shared`. */
  readonly funds: Table<FundRecord>
  /** What prices are made of that nobody may set, by feed. */
  readonly feeds: Table<FeedTerms>
  /** What the oracle remembers of feeds of sources, as of their last event. */
  readonly feedStates: Table<FeedState>
  readonly redemptions: Table<RedemptionState>
  readonly feedChanges: Table<FeedChange>
  /** Prices by feed: `index BTC`, `mark BTC-PERP`. */
  readonly prices: Table<PriceRecord>
  /** Who would buy an option now, by instrument. */
  readonly bids: Table<BidRecord>
  /** What the oracle remembers of surfaces that are judged, by underlying. */
  readonly surfaceStates: Table<SurfaceState>
  readonly surfaces: Table<SurfaceRecord>
  /** Averages that expiries will settle at: `underlying expiry`. */
  readonly averages: Table<AverageRecord>
  /** What was answered to a command, by when and by its id. */
  readonly answers: Table<AnswerRecord>
}

const tables = [
  'clock',
  'access',
  'parameters',
  'pending',
  'assets',
  'listings',
  'books',
  'accounts',
  'owners',
  'levels',
  'episodes',
  'outflows',
  'rates',
  'houses',
  'funds',
  'fundings',
  'feeds',
  'feedStates',
  'redemptions',
  'feedChanges',
  'prices',
  'bids',
  'surfaceStates',
  'surfaces',
  'averages',
  'answers',
] as const satisfies readonly (keyof State)[]

export function createState(): State {
  return {
    clock: createTable(),
    access: createTable(),
    parameters: createTable(),
    pending: createTable(),
    assets: createTable(),
    listings: createTable(),
    books: createTable(),
    accounts: createTable(),
    owners: createTable(),
    levels: createTable(),
    episodes: createTable(),
    outflows: createTable(),
    rates: createTable(),
    houses: createTable(),
    funds: createTable(),
    fundings: createTable(),
    feeds: createTable(),
    feedStates: createTable(),
    redemptions: createTable(),
    feedChanges: createTable(),
    prices: createTable(),
    bids: createTable(),
    surfaceStates: createTable(),
    surfaces: createTable(),
    averages: createTable(),
    answers: createTable(),
  }
}

export function commit(state: State): void {
  for (const name of tables) state[name].commit()
}

export function rollback(state: State): void {
  for (const name of tables) state[name].rollback()
}

/** A second state as it is now, which stays so while the first one goes on: costs a pointer for each record. Not while a draft is open. */
export function forkState(state: State): State {
  return Object.fromEntries(tables.map((name) => [name, state[name].fork()])) as unknown as State
}

/** The lines of {@link saveState}, one at a time. */
export function* stateLines(state: State): Generator<string, void, void> {
  for (const name of tables) {
    const table: Table<unknown> = state[name]
    for (const key of table.keys()) yield encode([name, key, table.get(key)])
  }
}

/** The whole state as canonical text, a line for each record. */
export function saveState(state: State): string {
  return [...stateLines(state)].join('\n')
}

/** The state that {@link saveState} wrote. */
export function loadState(text: string): State {
  const state = createState()
  for (const line of text.split('\n')) {
    if (line === '') continue
    const [name, key, value] = decode(line) as [keyof State, string, never]
    state[name].set(key, value)
  }
  commit(state)
  return state
}

/** SHA-256 of the canonical text: equal states, and only they, have equal hashes. */
export function stateHash(state: State): string {
  return bytesToHex(sha256(utf8ToBytes(saveState(state))))
}
