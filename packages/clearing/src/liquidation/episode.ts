import type { Lots, Prices } from './account.js'
import type { AuctionState } from './auction/auctionState.js'

/**
 * What is remembered of one liquidation of one account, from the tick that found it short to its release. Plain data: whole numbers,
 * bigints and records of them.
 */
export interface Episode {
  /** Rises with every episode of the account; every order carries it, and a fill of another epoch is refused. */
  readonly epoch: number
  readonly open: boolean
  readonly startedAt: number
  /** Index of the stage in the rules. It never falls. */
  readonly stage: number
  readonly stageAt: number
  readonly steps: number
  readonly lastStepAt: number | null
  /** Lots that the last step asked for and, once it is answered, those that traded: what it has taken of the market. Absent before the first. */
  readonly lastLots?: Lots
  /** The step whose orders are out. */
  readonly pending: PendingStep | null
  /** Net lots traded, by instrument: bought > 0. An instrument is never on both sides. */
  readonly traded: Lots
  /** Of these, what was opened as a hedge: it stays in the account, and its owner is told. */
  readonly hedges: Lots
  /** Instruments that brought nothing and are left alone for the rest of the episode. */
  readonly retired: readonly string[]
  /** Shortfall that steps have taken away, in the smallest unit. */
  readonly freed: bigint
  /** Fees charged, and what the rate comes to, in millionths of the smallest unit: clips pay what one step would have paid. */
  readonly fees: bigint
  readonly feeMillionths: bigint
  readonly auction: AuctionState | null
}

/** What must be known of a step to book its fills. */
export interface PendingStep {
  readonly kind: 'leg' | 'pair' | 'hedge' | 'whole'
  /** Asked for, by instrument; bought > 0. */
  readonly lots: Lots
  /** Worst price of each order, in ticks: no fill is booked beyond it. Absent in what was kept before there were any. */
  readonly limits?: Prices
  readonly feePpm: bigint
}

/**
 * A new episode of an account, whose last one (open or not) is given so that epochs never repeat.
 *
 * @example
 * import { startEpisode } from '@plimsoll/clearing'
 * startEpisode(undefined, 1_000).epoch // => 1
 * startEpisode(startEpisode(undefined, 1_000), 5_000).epoch // => 2
 */
export function startEpisode(previous: Episode | undefined, now: number): Episode {
  return {
    epoch: (previous?.epoch ?? 0) + 1,
    open: true,
    startedAt: now,
    stage: 0,
    stageAt: now,
    steps: 0,
    lastStepAt: null,
    pending: null,
    traded: {},
    hedges: {},
    retired: [],
    freed: 0n,
    fees: 0n,
    feeMillionths: 0n,
    auction: null,
  }
}

/** The episode is over: nothing that is still on its way may be filled. */
export function closeEpisode(episode: Episode): Episode {
  return { ...episode, open: false, pending: null }
}

/**
 * Whether a fill that carries this epoch may still be booked: an order that was on its way when the account was released comes too
 * late, and so does the second answer to one order.
 *
 * @example
 * import { acceptsFill, closeEpisode, startEpisode } from '@plimsoll/clearing'
 * const asked = { kind: 'leg', lots: { 'BTC-PERPETUAL': -5n }, feePpm: 0n }
 * const episode = { ...startEpisode(undefined, 1_000), pending: asked }
 * acceptsFill(episode, 1) // => true
 * acceptsFill(closeEpisode(episode), 1) // => false
 */
export function acceptsFill(episode: Episode, epoch: number): boolean {
  return episode.epoch === epoch && episode.pending !== null
}

/** The episode at a later stage; what it has traded and charged stays. */
export function enterStage(episode: Episode, stage: number, now: number): Episode {
  return stage === episode.stage ? episode : { ...episode, stage, stageAt: now, auction: null }
}

/** Lots of two records together. */
export function addLots(a: Lots, b: Lots): Lots {
  const sum: Record<string, bigint> = { ...a }
  for (const [name, lots] of Object.entries(b)) sum[name] = (sum[name] ?? 0n) + lots
  return sum
}
