import { divideDirected } from 'plimsoll'
import type { FeedConfig, PriceUnit } from './feedConfig.js'
import type { FeedState, FeedStatus, StatusReason } from './feedState.js'
import { fine, greatest, isWithin, least, million } from './relative.js'

/** The prices of a feed for one use each, in units of 10^−decimals of `unit.quote`. */
export interface FeedPrices {
  /** Maintenance and liquidation. */
  readonly fast: bigint
  /** For what is owned, for initial margin and withdrawals: the lower of the fast and the slow price, rounded down. */
  readonly low: bigint
  /** For what is owed: the higher of the two, rounded up. */
  readonly high: bigint
  readonly index: bigint
  readonly dispersion: bigint
  /** A quorum of sources said the index at or after this instant. */
  readonly publishedAt: number
}

/** What a feed says at one instant. Without `prices` it has never had any; with a status other than VALID they may be held ones. */
export interface FeedReading {
  readonly feed: string
  readonly unit: PriceUnit
  readonly decimals: number
  readonly at: number
  readonly status: FeedStatus
  readonly reasons: readonly StatusReason[]
  readonly prices?: FeedPrices
}

/** Reads a feed that has been advanced to the instant of the question. */
export function readFeed({ feed, unit, decimals }: FeedConfig, state: FeedState): FeedReading {
  const { at, status, reasons, index, mark, slow } = state
  const reading = { feed, unit, decimals, at, status, reasons }
  if (index === undefined || mark === undefined || slow === undefined) return reading
  const prices: FeedPrices = {
    fast: mark,
    low: least(mark, divideDirected(slow.price, fine, 'down')),
    high: greatest(mark, divideDirected(slow.price, fine, 'up')),
    index: index.price,
    dispersion: index.dispersion,
    publishedAt: index.publishedAt,
  }
  return { ...reading, prices }
}

/**
 * The prices at which an opening trade is judged: the fast price moved by `openDispersionsPpm` dispersions to the disadvantage of
 * whoever opens.
 *
 * @example
 * import { openingPrices } from '@plimsoll/clearing'
 * openingPrices({ openDispersionsPpm: 2_000_000n }, { fast: 1000n, dispersion: 3n }) // => { buy: 1006n, sell: 994n }
 */
export function openingPrices(
  { openDispersionsPpm }: FeedConfig,
  { fast, dispersion }: FeedPrices,
): { readonly buy: bigint; readonly sell: bigint } {
  const width = divideDirected(openDispersionsPpm * dispersion, million, 'up')
  return { buy: fast + width, sell: fast - width }
}

/**
 * The reading with what an opening trade is judged at within its lower and upper price: so whatever is opened, or taken out, is counted at
 * the price's dispersions to the disadvantage of whoever does it.
 */
export function worstSides(config: FeedConfig, reading: FeedReading): FeedReading {
  const { prices } = reading
  if (prices === undefined) return reading
  const { buy, sell } = openingPrices(config, prices)
  const low = least(prices.low, config.sign === 'positive' ? greatest(sell, 1n) : sell)
  return { ...reading, prices: { ...prices, low, high: greatest(prices.high, buy) } }
}

/**
 * Whether an order may be filled at the index: only where a quorum has said the index at or after the order came.
 *
 * @example
 * import { isFillable } from '@plimsoll/clearing'
 * isFillable({ publishedAt: 5000 }, 5001) // => false
 */
export function isFillable({ publishedAt }: Pick<FeedPrices, 'publishedAt'>, orderReceivedAt: number): boolean {
  return publishedAt >= orderReceivedAt
}

/**
 * Whether a trade may print at a price: only within the mark's band round the index.
 *
 * @example
 * import { isPrintable } from '@plimsoll/clearing'
 * isPrintable({ mark: { bandPpm: 50_000n }, leastSize: 1n }, { index: 100n }, 106n) // => false
 */
export function isPrintable({ mark, leastSize }: FeedConfig, { index }: FeedPrices, price: bigint): boolean {
  return isWithin(price, index, mark.bandPpm, leastSize)
}
