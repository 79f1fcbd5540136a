import type { MarginSpec, SurfaceSlice } from 'plimsoll'
import type { Refusal } from '../error/refusal.js'
import type { Listing } from '../ledger/listing.js'
import type { LiquidationRules } from '../liquidation/rules.js'
import type { DeleveragingPolicy } from '../loss/deleveraging/policy.js'
import type { FundRule, FundWatch } from '../loss/waterfall/fundWatch.js'
import type { SharedDraws, SliceRule } from '../loss/waterfall/sharedSlice.js'
import type { FeedState } from '../oracle/feedState.js'
import type { FeedTerms } from '../oracle/feedTerms.js'
import type { SurfaceConfig } from '../oracle/surfaceMark.js'
import type { RateRules } from './doorRecords.js'

/** How far an account's money reaches: the rule book that applies to it. */
export type MarginMode = 'isolated' | 'cross' | 'portfolio'

/** Lots of one instrument and what was paid for them, in the listing's fine units (0 for what is paid at once). */
export interface PositionRecord {
  readonly lots: bigint
  readonly cost: bigint
}

export interface OrderRecord {
  readonly instrument: string
  /** > 0 buys, < 0 sells. */
  readonly lots: bigint
  /** Units of the listing's price. */
  readonly price: bigint
  readonly reduceOnly: boolean
  /** Milliseconds; beyond it the order is not filled. Absent: it rests until it is cancelled. */
  readonly expiresAt?: number
}

/** A sub-account: the unit that is margined, called and liquidated. */
export interface AccountRecord {
  /** Who owns it; limits and add-ons count all accounts of one owner together. */
  readonly owner: string
  readonly mode: MarginMode
  /** Smallest units by asset; negative = borrowed. Zero is absent. */
  readonly balances: Readonly<Record<string, bigint>>
  readonly positions: Readonly<Record<string, PositionRecord>>
  readonly orders: Readonly<Record<string, OrderRecord>>
  /** What came in from outside, by asset, less what left; a transfer takes it along first. What is above it is profit; below 0, profit that has left. */
  readonly contributed: Readonly<Record<string, bigint>>
  /** The instrument’s funding index up to which the account has paid or been paid, where it holds a perpetual that accrues. */
  readonly funded: Readonly<Record<string, bigint>>
  /** Profit and loss that became money, by instrument, in the settlement asset’s smallest unit: what was won survives closing and reopening. */
  readonly realised: Readonly<Record<string, bigint>>
  /** Money that is fetched when the account is called. */
  readonly topUp?: TopUp
  /** The hedge that is bought when the account is called. */
  readonly autoHedge?: AutoHedge
}

/** Another account of the same owner stands in, with so much at most. */
export interface TopUp {
  readonly from: string
  readonly asset: string
  /** What is left of the allowance, smallest units. */
  readonly most: bigint
}

/** The account lets the venue trade these futures against its positions. */
export interface AutoHedge {
  readonly instruments: readonly string[]
  /** Lots of each that may be traded at one call. */
  readonly most: bigint
  /** How much worse than the mark the order may be, parts per million. */
  readonly slippage: bigint
}

/**
 * Where an account stands: `warning` when too much of its value is in use, `call` when it is short of initial margin at slow prices,
 * `liquidation` when it is short of maintenance margin at fast ones.
 */
export type Level = 'safe' | 'warning' | 'call' | 'liquidation'

/** Where an account stands, since when, and what it was told. */
export interface LevelRecord {
  readonly level: Level
  readonly since: number
  /** Milliseconds; until when a called account has to be cured. After it, it may only reduce. */
  readonly deadline?: number
  readonly cures?: Cures
}

/** What would bring an account back to its initial requirement; each by itself. */
export interface Cures {
  readonly deposit?: { readonly asset: string; readonly amount: bigint }
  readonly close?: LotsCure
  readonly hedge?: LotsCure
}

/** A trade at the mark; lots > 0 buy. */
export interface LotsCure {
  readonly instrument: string
  readonly lots: bigint
}

export interface AssetRecord {
  readonly decimals: number
  /** The feed that says what one unit is worth in the reporting currency; absent: always 1. */
  readonly feed?: string
  /** The underlying whose moves carry the asset. */
  readonly underlying?: string
  /** It came to a venue that had customers: of it counts what the parameters' `collateralMax` says, and nothing before they do. */
  readonly isLate?: true
}

/** What all positions in one instrument have in common. */
export interface BookRecord {
  /** Sum of all long lots. */
  readonly openInterest: bigint
  /** What closed holdings left behind, fine units, ≤ 0; less than one unit of money. */
  readonly residue: bigint
}

/** A price as the machine uses it, in units of 10^−decimals of the reporting currency. */
export interface PriceRecord {
  readonly decimals: number
  /** What positions are valued at. */
  readonly fast: bigint
  /** What may be counted for initial margin and withdrawals: the lower for what is owned, the higher for what is owed. */
  readonly low: bigint
  readonly high: bigint
  readonly status: PriceStatus
  /** Milliseconds; when the price was last confirmed: by a quorum of a feed’s sources, where it has any. */
  readonly at: number
}

/** A change of a feed’s terms that was announced; it is in force from its `effectiveFrom`, if it passes the comparison then. */
export interface FeedChange {
  readonly announcedAt: number
  readonly terms: FeedTerms
  /** Somebody has seen both prices and wants the change although they are far apart. */
  readonly override: boolean
  /** What the feed would be under them: it hears whatever the feed hears. Of sources only; the others have it from their parts. */
  readonly shadow?: FeedState
}

/**
 * How far customers reach the venue, as its exchange sees it. `protected`: they do not; `cancel-only` and `post-only` are the way back to
 * `full`, in this order.
 */
export type Access = 'full' | 'post-only' | 'cancel-only' | 'protected'

export interface AccessRecord {
  readonly access: Access
  /** Milliseconds. */
  readonly since: number
}

/** How a venue opens again, and how liquidations begin again with it. */
export interface ReopeningRules {
  /** Milliseconds that customers may cancel and pay in, at least, before they may place orders again. */
  readonly cancelOnly: number
  /** Milliseconds for which orders only rest, at least, before anything is traded. */
  readonly postOnly: number
  /** Milliseconds after the venue is fully open for which liquidations begin slowly. */
  readonly restart: number
  /** Liquidations that begin in any second from the closing until then, worst first. */
  readonly begunMax: number
}

export type PriceStatus = 'VALID' | 'UNCERTAIN' | 'STALE' | 'HALT'

/** What an instrument's market can take; parts per million and lots. */
export interface DepthRecord {
  /** One standard deviation of the underlying over a day, in ppm of its index. */
  readonly dailyMove: bigint
  readonly stressVolumeLots: bigint
  /** What liquidations of all accounts together may ask for within the pace of their steps. */
  readonly executableLots: bigint
  /** No liquidation order is priced further from the mark, in ppm. */
  readonly band: bigint
}

/** How much of an asset its markets take: what selling collateral costs. */
export interface AssetDepthRecord {
  /** One standard deviation of its price over a day, in ppm. */
  readonly dailyMove: bigint
  /** Volume of a day under stress, smallest units. */
  readonly stressVolume: bigint
}

/** What size costs. All accounts of one owner count together. */
export interface SizeRules {
  /** Y of the square-root law of impact, in ppm: the cost of closing is added to both requirements; 0 adds nothing. */
  readonly impactPpm: bigint
  /** Assets whose value as collateral is cut by what selling them would cost. */
  readonly assets: Readonly<Record<string, AssetDepthRecord>>
  /** Lots of an instrument, resting orders counted as if filled, beyond which an owner may not go; absent: no limit. */
  readonly ownerMax: Readonly<Record<string, bigint>>
  /**
   * Open interest of an instrument, in lots, from which opening and withdrawing ask for a part of the position’s size, rising in a
   * straight line to all of it at `to`.
   */
  readonly openInterest: Readonly<Record<string, { readonly from: bigint; readonly to: bigint }>>
}

/** What all accounts of one owner hold together, kept as a sum. */
export interface OwnerRecord {
  /** Lots by instrument, both sides apart; zeros are absent. */
  readonly long: Readonly<Record<string, bigint>>
  readonly short: Readonly<Record<string, bigint>>
  /** Lots of resting orders that do not only reduce. */
  readonly buying: Readonly<Record<string, bigint>>
  readonly selling: Readonly<Record<string, bigint>>
  /** Positive balances of assets that have a price, smallest units. */
  readonly assets: Readonly<Record<string, bigint>>
}

/** The rule book of each mode. */
export type Specs = Readonly<Record<MarginMode, MarginSpec>>

/** The parameters that requirements follow from. */
export type RiskRules = Pick<ParameterRecord, 'specs' | 'size' | 'depth'>

/** Rates in parts per million, money in smallest units: everything that the machine's rules leave open. */
export interface ParameterRecord {
  readonly specs: Specs
  /** What size adds to the rule books. */
  readonly size: SizeRules
  /** Requirements that are being left: their part falls in a straight line to nothing. */
  readonly leaving?: RiskRules & { readonly from: number; readonly until: number }
  /** Milliseconds between the announcement of a change and its effect, at least; changes that only protect are immediate. */
  readonly changeDelay: number
  /** Milliseconds over which new rule books, depths and size rules take the place of the old ones. */
  readonly rampTime: number
  /** No account's requirement may rise by more than this part through one change of rule books, in ppm. */
  readonly riseMax: bigint
  /** No minute of a ramp may take more accounts than this below maintenance, at the prices of the announcement; absent: any number. */
  readonly pushedMax?: number
  /** Of each asset at most this part of what customers hold may leave within an hour, in ppm. */
  readonly outflowMax: bigint
  readonly currency: string
  /** Milliseconds for which answers are remembered; a command that was sent longer ago is refused. Fixed when the venue is set up. */
  readonly commandMemory: number
  /** An account may withdraw down to this part of its gross notional, in ppm. */
  readonly withdrawalFloor: bigint
  /** Fees are at most this part of a trade's value, in ppm. */
  readonly feeMax: bigint
  /** A trade's price may be so far from the mark, in ppm of it. */
  readonly tradeBand: bigint
  /** Utilisation from which an account is warned, in ppm. */
  readonly warning: bigint
  /** Milliseconds that a called account has to be cured. */
  readonly callTime: number
  /** The asset in which a notice names the deposit that would cure. */
  readonly callAsset: string
  /** Length of the window before expiry whose average index is the delivery price, milliseconds. */
  readonly deliveryWindow: number
  /** How accounts are liquidated; money in it is of `callAsset`. */
  readonly liquidation: LiquidationRules
  /** Accounts that are looked at in one `advance`, worst first. */
  readonly liquidationsMax: number
  /** Absent: a venue that was closed opens at once, and liquidations begin as ever. */
  readonly reopening?: ReopeningRules
  readonly depth: Readonly<Record<string, DepthRecord>>
  /** The account that takes positions over, and how much of each underlying at most, in smallest units of `callAsset`. */
  readonly backstop?: { readonly account: string; readonly most: Readonly<Record<string, bigint>> }
  /**
   * Accounts that have agreed to stand in for losses before winners do, and how much of each market's at most within the window of the
   * fund's slice, in smallest units of `callAsset`.
   */
  readonly providers?: readonly { readonly account: string; readonly most: Readonly<Record<string, bigint>> }[]
  readonly deleveraging: { readonly policy: DeleveragingPolicy; readonly roundCapPpm: bigint }
  /** The fund `shared`: when it is said to be drawn down and what follows, and how much of it one market may draw. */
  readonly fund: { readonly rule: FundRule; readonly slice: SliceRule }
  /** Of an asset, on one account, counts as collateral at most so much, in smallest units; absent: all of it, or nothing where it came late. */
  readonly collateralMax?: Readonly<Record<string, bigint>>
  /**
   * Of underlyings whose price may be zero or below, whole units of the reporting currency: the price of which sizes, bands and a day's
   * move are taken at least.
   */
  readonly leastPrice?: Readonly<Record<string, bigint>>
  /** Most open interest of each listed market in lots; absent: no limit. */
  readonly openInterestMax: Readonly<Record<string, bigint>>
  /**
   * Opening and withdrawing look at the rule books’ grids so many times as closely: what a book may lose between two moves is asked for
   * before it is held; absent: at the moves alone.
   */
  readonly gridTimes?: number
  /** Opening and withdrawing count a bought option at what somebody bids; a bid is one for so many milliseconds. Absent: at the model’s price. */
  readonly bidTime?: number
  /** How much may be ordered within a second; absent: there is no switch. */
  readonly rates?: RateRules
  /** A change of a feed’s terms that moves its price further than this, in ppm, needs somebody’s word. */
  readonly feedMoveMax: bigint
  /** How surfaces are judged before they are believed, by underlying; one without rules is taken at the venue’s word. */
  readonly surfaceRules: Readonly<Record<string, SurfaceConfig>>
}

export interface ClockRecord {
  /** Milliseconds; time of the last command. */
  readonly at: number
  /** Number of commands answered. */
  readonly sequence: number
  /** Raised by every event that may change a price or a parameter; numbers computed at another version are stale. */
  readonly marketVersion: number
  /** Milliseconds; when that version came to be, and hence the instant at which positions are valued. */
  readonly marketAt: number
}

export type ListingRecord = Listing

/** A change of parameters that was announced and is not yet in force. */
export interface PendingChange {
  readonly announcedAt: number
  readonly effectiveAt: number
  readonly change: ParameterChange
  /** Who would stand at another level if it were in force now. */
  readonly shadow: Shadow
}

/** Fields of the parameters that a change replaces. */
export type ParameterChange = Partial<Omit<ParameterRecord, 'leaving' | 'currency' | 'commandMemory'>>

/** Accounts under a change, by what it would do to them at present prices; sorted by name. */
export interface Shadow {
  /** Initial or maintenance requirement would rise. */
  readonly raised: readonly string[]
  readonly called: readonly string[]
  readonly liquidated: readonly string[]
  /** Largest rise of a requirement, ppm. */
  readonly rise: bigint
  /** Most accounts that one minute of the ramp takes below maintenance. */
  readonly pushed: number
}

/** What has left the venue of an asset in the present hour. */
export interface OutflowRecord {
  /** Milliseconds; when the hour began. */
  readonly from: number
  readonly amount: bigint
  /** What customers held when it began, and which part of it might leave: neither a deposit nor a change raises the limit of the same hour. */
  readonly held: bigint
  readonly most: bigint
}

/** Volatilities and the ratio of forwards to the index, by expiry, of one underlying. */
export interface SurfaceRecord {
  readonly model: 'black' | 'normal'
  /** Forward divided by index when the surface was made (a difference for the normal model). */
  readonly forwards: readonly { readonly expiry: number; readonly ratio: number }[]
  readonly slices: readonly SurfaceSlice[]
  readonly at: number
  /** What may be believed of it, and so of whatever is valued by it. */
  readonly status: PriceStatus
}

/** Funding that accrues on a perpetual between payments. */
export interface FundingRecord {
  /** Parts of 10⁹ of the position’s size that longs pay in an hour; negative: shorts pay. */
  readonly rate: bigint
  /** What one long lot has owed since the beginning: fine units · 10⁹ · milliseconds of an hour. */
  readonly index: bigint
  /** Milliseconds: up to when the index goes, and when it was last paid out to everybody. */
  readonly at: number
  readonly paidAt: number
}

/** What is remembered of the shared fund, or of a provider: its peaks, and which markets have drawn on it lately. */
export interface FundRecord {
  readonly watch: FundWatch
  readonly draws: SharedDraws['draws']
}

/** What a command was answered, kept for as long as the command could come again: the number of its last event, or why it was refused. */
export interface AnswerRecord {
  readonly sequence: number
  readonly refusal?: Refusal
}

/** Time-weighted sum of an index over the last minutes before an expiry, whose average is the delivery price. */
export interface AverageRecord {
  readonly underlying: string
  readonly expiry: number
  /** Milliseconds; where the window begins. */
  readonly from: number
  /** Up to where the sum goes. */
  readonly until: number
  /** Index units times milliseconds. */
  readonly sum: bigint
}
