import type { SystemState } from './account.js'

/**
 * How a venue liquidates, as data: stages in the order in which they are tried. One code reads all of them, and its safeguards (the
 * shortfall falls with every step, nothing is bought and sold in one episode, no order beyond the band) cannot be switched
 * off here. Fractions are parts per million unless a field says otherwise; money is in the smallest unit of the reporting
 * currency; times are milliseconds.
 */
export interface LiquidationRules {
  readonly id: string
  readonly title: string
  /** Day of the reading, YYYY-MM-DD. */
  readonly asOf: string
  readonly sources: readonly string[]
  /** What nobody published and was assumed, and where this engine does otherwise than the venue. */
  readonly notes: readonly string[]
  /** Decimal places of the reporting currency. */
  readonly decimals: number
  /** The episode ends when equity / maintenance is at least this. */
  readonly targetPpm: bigint
  /** Y of the impact law Y·σ·√(Q/ADV). */
  readonly impactPpm: bigint
  /** Health below which an account is near bankruptcy. */
  readonly nearBankruptcyPpm: bigint
  readonly modes: Modes
  readonly stages: readonly Stage[]
}

/** What may be done in each state of the system. */
export type Modes = Readonly<Record<SystemState, Mode>>

export interface Mode {
  /** Orders that could enlarge a position are cancelled. */
  readonly cancels: boolean
  /** Positions are touched. */
  readonly acts: 'yes' | 'near-bankruptcy' | 'no'
}

export type Stage = CancelStage | StepStage | AuctionStage | BackstopStage | DeleverageStage

interface AnyStage {
  /** Health below which the stages before this one are left at once; undefined where they must be spent first. */
  readonly belowPpm?: bigint
}

/** Orders that could enlarge a position go first; then the account is looked at again. */
export interface CancelStage extends AnyStage {
  readonly kind: 'cancel-orders'
}

/** `leg`: closes one position. `pair`: closes two that hedge each other. `hedge`: trades a future against the net delta, and may open it. */
export type CandidateKind = 'leg' | 'pair' | 'hedge'

/** Orders into the market, one step after another. */
export interface StepStage extends AnyStage {
  readonly kind: 'steps'
  /** Groups in the order in which they are tried: a later one only where an earlier one has nothing. */
  readonly candidates: readonly (readonly CandidateKind[])[]
  /** By requirement relieved per expected cost, or by what closing the whole position would relieve. */
  readonly rank: 'relief-per-cost' | 'largest-relief'
  readonly size: StepSize
  readonly price: StepPrice
  readonly fee: StepFee
  /** Least time between two steps. */
  readonly paceMilliseconds: number
  readonly stepsMax: number
  /** After this time in the stage it has not converged, and the next one takes over. */
  readonly timeMilliseconds: number
  /** A rest of less notional than this is closed with the step that would leave it, and is never worth a step of its own. */
  readonly dustNotional: bigint
}

export type StepSize =
  /** A part of what the market can take now, and no more than the target needs. */
  | { readonly kind: 'participation'; readonly partPpm: bigint }
  /** A position above the notional is first cut by a share, then sent whole; others at once. */
  | { readonly kind: 'share'; readonly firstPpm: bigint; readonly aboveNotional: bigint }
  /** A part of the position's notional, not less than one amount (or the whole) and not more than another. */
  | {
      readonly kind: 'portion'
      readonly partPpm: bigint
      readonly leastNotional: bigint
      readonly mostNotional: bigint
    }
  /** So many lots a step. */
  | { readonly kind: 'lots'; readonly futureLots: bigint; readonly otherLots: bigint }
  /** What covers the shortage at the stage's discount and fee, up to a part that grows with time. */
  | { readonly kind: 'cover'; readonly ramp: CoverRamp }

export interface CoverRamp {
  readonly initialPpm: bigint
  readonly durationMilliseconds: number
  /** A shortage below this is covered at once. */
  readonly wholeBelow: bigint
  /** Parts are counted in steps of this. */
  readonly resolutionPpm: bigint
}

export type StepPrice =
  /** To the edge of the band. */
  | { readonly kind: 'band' }
  /** A spread to the mark that grows as the account nears bankruptcy. */
  | { readonly kind: 'fillable'; readonly adjustmentPpm: bigint; readonly spreadPpm: bigint }
  /** A discount for whoever takes over the position, growing with time. */
  | { readonly kind: 'discount'; readonly discount: DiscountRamp }

/** A rate that stays for a while and then grows by the period up to a cap. */
export interface DiscountRamp {
  readonly basePpm: bigint
  readonly maxPpm: bigint
  readonly perPeriodPpm: bigint
  readonly periodMilliseconds: number
  readonly graceMilliseconds: number
}

/** Charged on the notional that traded, never so that the account's health falls. */
export type StepFee =
  | { readonly kind: 'rate'; readonly ratePpm: bigint }
  /** A part of what the requirement relieves beyond discount and shortage. */
  | { readonly kind: 'spare'; readonly maxPpm: bigint; readonly partPpm: bigint }

/** The whole portfolio, or a share of it, at a price that moves with time. */
export interface AuctionStage extends AnyStage {
  readonly kind: 'auction'
  /** Decimal places of the fractions of this stage. */
  readonly fractionDecimals: number
  readonly price: AuctionPrice
  /** `to-buffer`: no larger share than brings the account to its buffer. */
  readonly share: 'to-buffer' | 'whole'
  /** Fraction of maintenance that must be left above it. */
  readonly buffer: bigint
  /** A portfolio worth less than this is sold whole. */
  readonly wholeBelow: bigint
  /** Fraction of the value under which nothing is sold while the account has equity. */
  readonly floor: bigint
  /** How often the clock starts again when nobody has bid. */
  readonly restarts: number
  /** Without equity the bidder is paid, from nothing up to maintenance over this time; undefined: the next stage takes it. */
  readonly insolventMilliseconds?: number
  /** Of the value of the share on sale at the start; at most 10 %. */
  readonly feePpm: bigint
  /** Of what a bidder pays and of the fee. */
  readonly rounding: 'up' | 'down'
}

export type AuctionPrice =
  /** Straight lines one after the other, of the value of now. */
  | { readonly kind: 'legs'; readonly legs: readonly AuctionLeg[] }
  /** From a multiple of the value at the start, cut by a factor every period; stale after `tail` or below `cusp` of the start. */
  | {
      readonly kind: 'falling'
      readonly start: bigint
      readonly factor: bigint
      readonly periodMilliseconds: number
      readonly tailMilliseconds: number
      readonly cusp: bigint
    }
  /** A discount as deep as the violation: equity / maintenance, but not below `least`. */
  | { readonly kind: 'violation'; readonly least: bigint; readonly milliseconds: number }

export interface AuctionLeg {
  readonly from: bigint
  readonly to: bigint
  readonly milliseconds: number
}

/** A provider with a cap per market takes the positions over. */
export interface BackstopStage extends AnyStage {
  readonly kind: 'backstop'
  /** Part of maintenance that goes with the positions, out of what equity there is. */
  readonly compensationPpm: bigint
}

/** What is left is matched against the other side at the bankruptcy price. */
export interface DeleverageStage extends AnyStage {
  readonly kind: 'deleverage'
}
