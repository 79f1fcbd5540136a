/** What may be believed of a feed; which actions each allows is said by `actionTable`. */
export type FeedStatus = 'VALID' | 'UNCERTAIN' | 'STALE' | 'HALT'

/** Why a feed is not VALID. */
export type StatusReason =
  /** Too few live groups, or not more than half of the configured weight. */
  | 'quorum'
  /** The live sources do not agree on one price. */
  | 'disputed'
  /** The median went further at once than the jump limit, and has not stood for long enough. */
  | 'jump'
  /** The price is back; liquidation waits until everybody could act, and until the sources have proved themselves. */
  | 'recovering'
  /** The dispersion is above the looser limit. */
  | 'too-wide'
  /** The dispersion is above the limit for opening. */
  | 'wide'
  /** A move band was left a short time ago. */
  | 'moved'
  /** The grace after an outage is over; liquidation is still paced. */
  | 'settling'
  | 'long-stale'
  | 'never-priced'
  /** A redemption rate rose faster than it may. */
  | 'growth'
  /** A redemption rate fell, and has not stayed there for long enough. */
  | 'fallen'
  /** What redemption gives and what the market pays are too far apart. */
  | 'deviation'
  /** The last word is older than it may be. */
  | 'late'

/** What a source's last tick is worth. */
export type SourceValidity =
  | 'valid'
  /** Further from the source's last confirmed price than the jump limit, and no other group says the same. */
  | 'jump'
  /** The heartbeat has passed. */
  | 'dead'
  /** One side of the market is not there. */
  | 'one-sided'
  | 'not-a-number'
  | 'non-positive'
  /** The bid is above the ask. */
  | 'crossed'
  | 'thin'
  /** At, near or beyond a bound of the feed. */
  | 'at-bound'

export interface SourceState {
  readonly sequence: number
  readonly publishedAt: number
  readonly signature: string
  readonly validity: SourceValidity
  /** Middle of the last tick's two sides, where they made a price. */
  readonly price?: bigint
  /** Half of the distance between the sides. */
  readonly halfSpread?: bigint
  /** The last price that was valid. */
  readonly confirmed?: bigint
  /** Valid ticks in a row. */
  readonly run: number
}

export interface IndexPrice {
  readonly price: bigint
  /** The larger of the median distance of the votes from the price and the median half spread. */
  readonly dispersion: bigint
  /** A quorum of groups said this at or after this instant. */
  readonly publishedAt: number
}

/** A price that stands at one instant and follows a sample from then on; `value` in fine units. */
export interface Average {
  readonly value: bigint
  readonly at: number
}

export interface SlowPrice {
  /** In fine units. */
  readonly price: bigint
  /** Its value at the begin of the clock hour, in fine units. */
  readonly hourPrice: bigint
}

export interface BandWindow {
  readonly start: number
  /** The index at the window's begin. */
  readonly from: bigint
  /** Until when the breaker acts or acted; absent while the band has not been left in this window. */
  readonly pausedUntil?: number
}

export interface Outage {
  readonly since: number
  readonly reason: 'quorum' | 'disputed' | 'jump'
}

/** The time after an outage; with `settleUntil` its second part. */
export interface Recovery {
  /** When the outage that is being recovered from began. */
  readonly outageSince: number
  readonly graceUntil: number
  readonly settleUntil?: number
}

/**
 * All that the oracle remembers of a feed: bigint prices, instants, counts, texts. What is absent has never been there; zero is a
 * price.
 */
export interface FeedState {
  /** The instant up to which time has passed for this feed. */
  readonly at: number
  readonly status: FeedStatus
  readonly reasons: readonly StatusReason[]
  readonly sources: Readonly<Record<string, SourceState>>
  /** The last good index; it is of now unless there is an outage. */
  readonly index?: IndexPrice
  /** An index that waits for confirmation. */
  readonly jump?: { readonly since: number; readonly up: boolean }
  readonly outage?: Outage
  readonly recovery?: Recovery
  readonly windows: readonly BandWindow[]
  /** Depth-qualified middle of the own book. */
  readonly ownMid?: bigint
  /** Average of own mid − index, and the sample that it follows. */
  readonly basis?: Average & { readonly sample?: bigint }
  /** The mark's own long average. */
  readonly ceiling?: Average
  /** The fast mark. */
  readonly mark?: bigint
  readonly slow?: SlowPrice
  /** Ticks that were refused, by reason. */
  readonly refused: Readonly<Partial<Record<TickRefusal, number>>>
}

/** Why a tick had no effect. */
export type TickRefusal =
  | 'wrong-feed'
  | 'unknown-source'
  /** An instant or a sequence number that is no safe integer from 0. */
  | 'malformed'
  | 'signature'
  /** The sequence number is not above the last one. */
  | 'replayed'
  /** Published before the last one. */
  | 'time-backwards'
  | 'future'
  /** The heartbeat of this tick has passed already. */
  | 'late'

/** Something changed that a person or the journal must know, at the instant at which it did. */
export type Transition =
  | {
      readonly kind: 'status'
      readonly at: number
      readonly from: FeedStatus
      readonly to: FeedStatus
      readonly reasons: readonly StatusReason[]
    }
  | {
      readonly kind: 'source'
      readonly at: number
      readonly source: string
      readonly from: SourceValidity | 'absent'
      readonly to: SourceValidity
    }

/**
 * A feed that has heard nothing yet: it has been without a price for ever, so its first grace is a whole one.
 *
 * @example
 * import { emptyFeed } from '@plimsoll/clearing'
 * emptyFeed(0).status // => 'HALT'
 */
export function emptyFeed(at: number): FeedState {
  const outage: Outage = { since: 0, reason: 'quorum' }
  return { at, status: 'HALT', reasons: ['never-priced'], sources: {}, outage, windows: [], refused: {} }
}
