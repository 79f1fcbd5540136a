/** What a price is a price of: one `base` costs so many `quote`. */
export interface PriceUnit {
  readonly base: string
  readonly quote: string
}

/** Somebody who publishes signed ticks. */
export interface SourceConfig {
  /** Unique within the feed. */
  readonly id: string
  /**
   * Economic group: sources whose prices have one cause (a venue and the pool that it dominates) share a group, and a group has one
   * vote.
   */
  readonly group: string
  /** Ed25519 public key, 64 lower-case hexadecimal digits. */
  readonly publicKey: string
  /** Weight before the cap, in units of its own; above 0. */
  readonly weight: bigint
  /** The source is dead at the instant `publishedAt + heartbeatMs` of its last tick. Each source has its own. */
  readonly heartbeatMs: number
  /** Lowest price that the source can say, in price units; a price at it is no price. Absent: it has no floor. */
  readonly floorPrice?: bigint
  /** Highest price that the source can say, in price units. Absent: it has no ceiling. */
  readonly ceilingPrice?: bigint
  /** Least depth on either side, in whole units of the quote asset. 0 for a source that publishes a price and its confidence. */
  readonly depthMin: bigint
}

/** Sources that vote on one price. */
export interface PanelConfig {
  readonly sources: readonly SourceConfig[]
  /** Least number of economic groups that must be live; not below `weightCap`. */
  readonly quorum: number
}

/** A breaker on how far the index goes within a window of the clock. It stops actions for a time; it never holds the price. */
export interface MoveBand {
  /** Windows begin at the multiples of this since 1970. */
  readonly windowMs: number
  /** Move since the window's begin beyond which the breaker acts, ppm. */
  readonly limitPpm: bigint
  /** How long it acts; once a window. */
  readonly pauseMs: number
}

export interface MarkConfig {
  /** Furthest distance of the mark from the index, ppm. */
  readonly bandPpm: bigint
  /** Time constant of the average of (own mid − index). */
  readonly basisMs: number
  /** The mark is never above so many times its own average over `ceilingMs`; for feeds of positive prices. */
  readonly ceilingMultiple: bigint
  /** Time constant of that average. */
  readonly ceilingMs: number
  /** Least depth on either side of the own book, in whole units of the quote asset. */
  readonly ownDepthMin: bigint
}

export interface SlowPriceConfig {
  /** Speed of the slow price, ppm of its value at the begin of the clock hour, a second. */
  readonly perSecondPpm: bigint
  /** Furthest that it goes within a clock hour, ppm of its value at the begin of the hour. */
  readonly perHourPpm: bigint
}

/**
 * Everything that decides how a feed is judged, as one dated record. Prices in it are in units of 10^−decimals of the quote asset,
 * fractions in parts per million (ppm), times in milliseconds. Relative figures are of max(|price|, leastSize), so that a price may be
 * zero or negative where `sign` allows it.
 */
export interface FeedConfig {
  readonly feed: string
  /** Instant from which this record is in force. */
  readonly effectiveFrom: number
  readonly unit: PriceUnit
  /** Decimal places of a price, 0 to 18. */
  readonly decimals: number
  /** `positive`: a price of 0 or below is no price. `any`: for instruments that may trade below zero. */
  readonly sign: 'positive' | 'any'
  /** Least size of a price that relative figures are taken of; above 0. */
  readonly leastSize: bigint
  readonly index: PanelConfig
  /** Perpetuals of other venues; their median is one of the mark's three inputs. */
  readonly perpetual?: PanelConfig
  /** No group counts for more than one part in so many of the live weight. */
  readonly weightCap: number
  /** Share of the live weight that must lie within `agreementBandPpm` of the median, ppm. */
  readonly agreementPpm: bigint
  readonly agreementBandPpm: bigint
  /** A source that moves further at once waits for a second group; an index that does, for `jumpConfirmMs`. */
  readonly jumpPpm: bigint
  readonly jumpConfirmMs: number
  /** A price so near to a source's floor or ceiling (ppm of the bound) is taken for the bound. */
  readonly boundMarginPpm: bigint
  /** How far ahead of the engine's time a tick may say that it was published. */
  readonly futureToleranceMs: number
  /** Dispersion (ppm of the index) above which the feed is UNCERTAIN. */
  readonly uncertainPpm: bigint
  /** Looser limit, above which nobody is liquidated. */
  readonly tooWidePpm: bigint
  /** An opening trade is taken at so many dispersions to the user's disadvantage, ppm. */
  readonly openDispersionsPpm: bigint
  readonly moveBands: readonly MoveBand[]
  /** Valid ticks in a row that each of a quorum of groups must have sent before an outage is over. */
  readonly recoveryTicks: number
  /** Longest time without liquidation after an outage; never longer than the outage was. */
  readonly graceMs: number
  /** Longest time of paced liquidation after the grace; never longer than the outage was. */
  readonly settleMs: number
  /** An outage of this length is a HALT. */
  readonly haltAfterMs: number
  readonly mark: MarkConfig
  readonly slow: SlowPriceConfig
}

/**
 * The record in force: the last whose `effectiveFrom` is not after `now`; undefined before the first.
 *
 * @param records in the order of `effectiveFrom`
 *
 * @example
 * import { configInForce } from '@plimsoll/clearing'
 * configInForce([{ effectiveFrom: 0 }, { effectiveFrom: 5000 }], 4999) // => { effectiveFrom: 0 }
 */
export function configInForce(records: readonly FeedConfig[], now: number): FeedConfig | undefined {
  return records.findLast(({ effectiveFrom }) => effectiveFrom <= now)
}
