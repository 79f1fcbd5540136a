import type { Instrument } from 'plimsoll'
import type { OwnBook } from '../oracle/applyOwnBook.js'
import type { FeedTerms } from '../oracle/feedTerms.js'
import type { MarkedSlice } from '../oracle/surfaceMark.js'
import type { HeardTick } from '../oracle/tick.js'
import type {
  Access,
  AssetRecord,
  AutoHedge,
  MarginMode,
  ParameterChange,
  ParameterRecord,
  SurfaceRecord,
  TopUp,
} from '../state/records.js'

/** What every command carries. */
interface Envelope {
  /** Chosen by the sender; a second command of the same id has no effect and gets the first one's answer. */
  readonly id: string
  /** Milliseconds since 1970; the machine's time is the largest that it has seen. */
  readonly at: number
  /** The command is refused when the machine's time is beyond it; absent: it waits as long as it must. */
  readonly deadline?: number
}

/** One side of a trade. */
export interface TradeSide {
  readonly account: string
  /** The resting order that was hit; absent for an order that did not rest. */
  readonly order?: string
  /** Smallest units of the settlement asset; negative for a rebate. */
  readonly fee: bigint
  /** When the order came, of a venue that fills at its own price: the trade is refused at a price that is older. Absent: two orders met. */
  readonly receivedAt?: number
}

export interface LiquidationTrade {
  readonly instrument: string
  readonly lots: bigint
  readonly price: bigint
  readonly counterparty: string
}

/** What can be asked of each kind, money in smallest units, quantities in lots, prices in units of the listing's price. */
export interface CommandBodies {
  'set-up': { readonly parameters: ParameterRecord }
  'list-asset': { readonly asset: string; readonly record: AssetRecord }
  'list-instrument': {
    readonly instrument: Instrument
    readonly lotDecimals: number
    readonly priceDecimals: number
    readonly market: string
  }
  'wind-down': { readonly instrument: string }
  /** How far customers reach the venue: it closes at once, and opens again a state at a time. */
  'set-access': { readonly access: Access }
  'open-account': { readonly account: string; readonly owner: string; readonly mode: MarginMode }
  'close-account': { readonly account: string }
  'change-mode': { readonly account: string; readonly mode: MarginMode }
  deposit: { readonly account: string; readonly asset: string; readonly amount: bigint }
  withdraw: { readonly account: string; readonly asset: string; readonly amount: bigint }
  transfer: { readonly from: string; readonly to: string; readonly asset: string; readonly amount: bigint }
  /** A gift to the insurance fund of a market. */
  contribute: { readonly account: string; readonly asset: string; readonly amount: bigint; readonly market: string }
  /** Absent: no longer. */
  'set-top-up': { readonly account: string; readonly topUp?: TopUp }
  /** Absent: no longer. */
  'set-auto-hedge': { readonly account: string; readonly autoHedge?: AutoHedge }
  'place-order': {
    readonly account: string
    readonly order: string
    readonly instrument: string
    readonly lots: bigint
    readonly price: bigint
    readonly reduceOnly: boolean
    /** Milliseconds; beyond it the order is not filled, however late a fill arrives. */
    readonly expiresAt?: number
  }
  'cancel-order': { readonly account: string; readonly order: string }
  trade: {
    readonly instrument: string
    /** > 0. */
    readonly lots: bigint
    readonly price: bigint
    readonly buyer: TradeSide
    readonly seller: TradeSide
  }
  /** The price of a feed without terms, at the venue’s word. */
  price: {
    readonly feed: string
    readonly decimals: number
    readonly fast: bigint
    readonly low: bigint
    readonly high: bigint
    readonly status: 'VALID' | 'UNCERTAIN' | 'STALE' | 'HALT'
  }
  surface: { readonly underlying: string; readonly surface: Omit<SurfaceRecord, 'at' | 'status'> }
  /**
   * What a feed’s price is made of, from `effectiveFrom` on. The first of a feed is in force at once; a later one waits beside it as its
   * shadow and is refused where its price is another, unless `override`. What only asks more of sources is in force at once.
   */
  'set-feed': { readonly terms: FeedTerms; readonly override: boolean }
  'withdraw-feed-change': { readonly feed: string }
  /** What sources have said, of one feed or of several: all of it is heard before anything is judged by it. */
  tick: { readonly ticks: readonly HeardTick[] }
  /** The venue’s own book of the instrument that a feed is the mark of. */
  'own-book': { readonly feed: string; readonly book: OwnBook }
  /** Volatilities of an underlying whose surface is judged. */
  'mark-surface': { readonly underlying: string; readonly slices: readonly MarkedSlice[]; readonly publishedAt: number }
  /** The best bid for an option that can be hit, and for how many lots; nothing: 0 lots. */
  'see-bid': { readonly instrument: string; readonly price: bigint; readonly lots: bigint }
  /** Funding of a perpetual: longs pay `rate` (10^−9 of notional; negative: shorts pay). */
  'pay-funding': { readonly instrument: string; readonly rate: bigint }
  /** From now on funding accrues on a perpetual: longs pay `rate` (10^−9 of notional an hour); every hour, and with every trade, it is paid. */
  'set-funding': { readonly instrument: string; readonly rate: bigint }
  /** Interest on negative balances of an asset, 10^−9 of the amount owed. */
  'charge-interest': { readonly asset: string; readonly rate: bigint }
  /** Ends an expired instrument at the average of its index over the delivery window. */
  settle: { readonly instrument: string }
  'announce-change': { readonly name: string; readonly change: ParameterChange; readonly effectiveAt: number }
  'withdraw-change': { readonly name: string }
  /** Lets an owner who was switched off go on; absent: the venue. */
  'release-switch': { readonly owner?: string }
  /**
   * What came of a liquidation's orders: every trade that was made of them, or none. `lots` > 0 were bought for the account; the other side
   * is an account like any other.
   */
  'liquidation-filled': {
    readonly account: string
    readonly epoch: number
    readonly trades: readonly LiquidationTrade[]
  }
  /** Buys a share of what an account's auction has on sale, for no more than the limit (smallest units of the call asset). */
  bid: { readonly bidder: string; readonly account: string; readonly share: bigint; readonly limit: bigint }
  /** The machine runs again after it was down: what prices it remembers are of before. */
  resume: Record<never, never>
  /** Time has passed. */
  advance: Record<never, never>
}

export type CommandKind = keyof CommandBodies

export type CommandOf<Kind extends CommandKind> = Envelope & { readonly kind: Kind } & CommandBodies[Kind]

/** The closed list of what a machine can be asked. */
export type Command = { readonly [Kind in CommandKind]: CommandOf<Kind> }[CommandKind]

/**
 * What a kind of command has to leave behind.
 * - `relief`: every account that it touched has no less of anything, no other positions and no more orders; so it needs no valuation.
 * - `voluntary`: every account that it touched is healthy, or strictly less short than before.
 * - `departure`: as `voluntary` for those who only receive; whoever gives is healthy, with what may not leave left behind.
 * - `takeover`: as `voluntary`, but an account in liquidation is judged by its maintenance shortfall, which strictly falls.
 * - `obligation`: what prices, contracts and rules demand: it is done, and whoever is short of margin afterwards is called or liquidated.
 */
export type Duty = 'relief' | 'voluntary' | 'departure' | 'takeover' | 'obligation'

/** A new kind of command does not compile before it stands here. */
export const duties: { readonly [Kind in CommandKind]: Duty } = {
  'set-up': 'obligation',
  'list-asset': 'relief',
  'list-instrument': 'relief',
  'wind-down': 'relief',
  'set-access': 'relief',
  'open-account': 'relief',
  'close-account': 'relief',
  'change-mode': 'departure',
  deposit: 'relief',
  withdraw: 'departure',
  transfer: 'departure',
  contribute: 'departure',
  'set-top-up': 'relief',
  'set-auto-hedge': 'relief',
  'place-order': 'voluntary',
  'cancel-order': 'relief',
  trade: 'voluntary',
  price: 'obligation',
  surface: 'obligation',
  'set-feed': 'relief',
  'withdraw-feed-change': 'relief',
  tick: 'obligation',
  'own-book': 'obligation',
  'mark-surface': 'obligation',
  'see-bid': 'obligation',
  'pay-funding': 'obligation',
  'set-funding': 'obligation',
  'charge-interest': 'obligation',
  settle: 'obligation',
  'announce-change': 'relief',
  'withdraw-change': 'relief',
  'release-switch': 'relief',
  'liquidation-filled': 'takeover',
  bid: 'takeover',
  resume: 'obligation',
  advance: 'obligation',
}
