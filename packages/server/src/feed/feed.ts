import type { MarketSnapshot } from 'plimsoll'

/** Why a feed sends nothing any more. */
export interface FeedHalt {
  /** `ended`: nothing is left to send. `failed`: it cannot go on. */
  readonly reason: 'ended' | 'failed'
  /** In words, for whoever looks at a market that stands still. */
  readonly message: string
}

/**
 * Where markets come from: a simulator, a recorded file, an exchange. A feed pushes whole snapshots, each the market
 * of one instant, never older than the one before it (a seek excepted). It owns its connection and its timers; whoever
 * listens owns nothing.
 *
 * A live exchange adapter implements the same port: `start` subscribes and reconnects by itself, it ticks when it has
 * a consistent snapshot, and it halts only when it has given up. What it cannot do, it leaves out (`seek`, `range`) or
 * refuses (`setSpeed`).
 */
export interface MarketFeed {
  readonly kind: 'simulated' | 'replay' | 'live'
  /** What it reads, in words. */
  readonly name: string
  /** Market seconds per wall second. */
  readonly speed: number
  readonly paused: boolean
  /** Set once the feed has halted; a seek or a new start clears it. */
  readonly halt: FeedHalt | undefined
  /**
   * Promise of the feed while it is neither paused nor halted: a tick arrives at least this often in wall time. A
   * market older than that is STALE.
   */
  readonly staleAfterMilliseconds: number
  /** First and last instant of a feed that knows its end. */
  readonly range?: { readonly from: number; readonly to: number }
  /** Position in the range, 0 to 1. */
  readonly progress?: number
  /** Begins to tick; the first tick may come before this returns. Starting a running feed is refused. */
  start(onTick: (market: MarketSnapshot) => void, onHalt?: (halt: FeedHalt) => void): void
  /** Ends all ticks; the feed may be started again, and goes on where it stopped. */
  stop(): void
  /** Holds the market's clock; `resume` lets it go on from there. */
  pause(): void
  resume(): void
  /** @throws PlimsollError INPUT_INVALID for a speed that the feed cannot run at */
  setSpeed(speed: number): void
  /** Goes to a position in the range, 0 to 1, and ticks at once when started. */
  seek?(progress: number): void
}
