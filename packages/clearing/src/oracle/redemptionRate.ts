import { divideDirected } from 'plimsoll'
import type { PriceUnit } from './feedConfig.js'
import type { FeedStatus, StatusReason } from './feedState.js'
import type { FeedReading } from './readFeed.js'
import { fine, least, million } from './relative.js'

/** What one unit of a wrapper (staked coin, vault share) is redeemed for, and how fast that may grow. */
export interface RedemptionConfig {
  readonly feed: string
  readonly effectiveFrom: number
  readonly unit: PriceUnit
  readonly decimals: number
  /** Rate at `effectiveFrom`, in units of 10^−decimals: the first rate that is heard is judged like every other. */
  readonly startRate: bigint
  /** Fastest growth, ppm of the rate a year of 365 days. */
  readonly growthPpmPerYear: bigint
  /** Growth that may be saved up by standing still, ppm of the rate. */
  readonly stepPpm: bigint
  /** How long a fall must have stood before it is taken for the truth. */
  readonly fallConfirmMs: number
  /** The rate is late at this age. */
  readonly heartbeatMs: number
}

export interface RedemptionState {
  /** The last good rate. */
  readonly rate: bigint
  /** When it was last heard of. */
  readonly heardAt: number
  /** Highest rate that would have been believed at `ceilingAt`, in fine units. */
  readonly ceiling: bigint
  readonly ceilingAt: number
  /** The last rate was above the ceiling. */
  readonly isTooHigh: boolean
  /** A rate below the good one, since when, and the lowest in that time. */
  readonly fall?: { readonly since: number; readonly rate: bigint }
}

export type RateOutcome = 'taken' | 'non-positive' | 'growth' | 'fallen'

const yearMs = 31_536_000_000n

/**
 * A redemption rate as its parameters begin it.
 *
 * @example
 * import { startRedemption } from '@plimsoll/clearing'
 * startRedemption({ effectiveFrom: 0, startRate: 1_060_000n, stepPpm: 2_000n }).rate // => 1_060_000n
 */
export function startRedemption(config: RedemptionConfig): RedemptionState {
  const { startRate: rate, effectiveFrom } = config
  return { rate, heardAt: effectiveFrom, ceiling: highest(config, rate), ceilingAt: effectiveFrom, isTooHigh: false }
}

/**
 * Hears a redemption rate. Up to the ceiling it is taken; the ceiling grows with time, so a rate that is posted once a day may have its
 * day's growth, and never more than a step ahead of the rate. Above, the rate stays and the feed is STALE. A lower rate is an alarm:
 * what is owned counts at it at once, what is owed at the old one, until the fall has stood for `fallConfirmMs`.
 *
 * @example
 * import { applyRate, startRedemption } from '@plimsoll/clearing'
 * const day = 86_400_000
 * const config = { effectiveFrom: 0, startRate: 1_060_000n, growthPpmPerYear: 100_000n, stepPpm: 2_000n, fallConfirmMs: day }
 * applyRate(config, startRedemption(config), 1_060_290n, day).outcome // => 'taken'
 * applyRate(config, startRedemption(config), 10_600_000n, day).outcome // => 'growth'
 */
export function applyRate(
  config: RedemptionConfig,
  state: RedemptionState,
  rate: bigint,
  now: number,
): { readonly state: RedemptionState; readonly outcome: RateOutcome } {
  if (rate <= 0n) return { state, outcome: 'non-positive' }
  const grown = { ...state, ceiling: ceilingAfter(config, state, now), ceilingAt: now }
  if (rate * fine > grown.ceiling) return { state: { ...grown, isTooHigh: true }, outcome: 'growth' }
  const { fall, ...rest } = grown
  if (rate < state.rate) {
    const since = fall?.since ?? now
    if (now - since < config.fallConfirmMs) {
      const lowest = fall === undefined ? rate : least(fall.rate, rate)
      return { state: { ...rest, heardAt: now, isTooHigh: false, fall: { since, rate: lowest } }, outcome: 'fallen' }
    }
  }
  const ceiling = least(grown.ceiling, highest(config, rate))
  return { state: { rate, heardAt: now, ceiling, ceilingAt: now, isTooHigh: false }, outcome: 'taken' }
}

/**
 * The rate as a reading: its lower side for what is owned and its upper side for what is owed.
 *
 * @example
 * import { readRedemption, startRedemption } from '@plimsoll/clearing'
 * const config = { effectiveFrom: 0, startRate: 1_060_000n, stepPpm: 2_000n, heartbeatMs: 86_400_000 }
 * readRedemption(config, startRedemption(config), 86_399_999).status // => 'VALID'
 * readRedemption(config, startRedemption(config), 86_400_000).status // => 'STALE'
 */
export function readRedemption(config: RedemptionConfig, state: RedemptionState, now: number): FeedReading {
  const { rate, fall, heardAt } = state
  const { status, reasons } = rateStatus(config, state, now)
  const lower = fall?.rate ?? rate
  return {
    feed: config.feed,
    unit: config.unit,
    decimals: config.decimals,
    at: now,
    status,
    reasons,
    prices: { fast: lower, low: lower, high: rate, index: lower, dispersion: 0n, publishedAt: heardAt },
  }
}

function rateStatus(
  { heartbeatMs }: RedemptionConfig,
  { isTooHigh, fall, heardAt }: RedemptionState,
  now: number,
): { readonly status: FeedStatus; readonly reasons: readonly StatusReason[] } {
  if (isTooHigh) return { status: 'STALE', reasons: ['growth'] }
  if (now - heardAt >= heartbeatMs) return { status: 'STALE', reasons: ['late'] }
  return fall === undefined ? { status: 'VALID', reasons: [] } : { status: 'UNCERTAIN', reasons: ['fallen'] }
}

function ceilingAfter(config: RedemptionConfig, { rate, ceiling, ceilingAt }: RedemptionState, now: number): bigint {
  const growth = rate * fine * config.growthPpmPerYear * BigInt(now - ceilingAt)
  return least(ceiling + divideDirected(growth, million * yearMs, 'down'), highest(config, rate))
}

function highest({ stepPpm }: RedemptionConfig, rate: bigint): bigint {
  return rate * (million + stepPpm) * (fine / million)
}
