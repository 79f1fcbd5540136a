import { worstStatus } from './actionTable.js'
import type { FeedReading } from './readFeed.js'
import { greatest, isWithin, least } from './relative.js'

/**
 * The price of collateral that can be redeemed: what is owned counts at the lower of redemption value and market, what is owed at the
 * higher. Where the two are further apart than `deviationPpm` (of the redemption value), the reading is at best UNCERTAIN, which stops
 * new credit; the value follows the lower one, so that nobody's loss is hidden behind a published number.
 *
 * @param redemption what redemption gives, in the market's unit and decimals
 * @param market the median of independent venues, the own book being one of them at most
 *
 * @example
 * import { collateralReading } from '@plimsoll/clearing'
 * const reading = (price) => ({ status: 'VALID', reasons: [], prices: { fast: price, low: price, high: price } })
 * const { prices, status } = collateralReading(reading(100n), reading(26n), 50_000n)
 * [prices.fast, prices.low, prices.high, status] // => [26n, 26n, 100n, 'UNCERTAIN']
 */
export function collateralReading(redemption: FeedReading, market: FeedReading, deviationPpm: bigint): FeedReading {
  const status = worstStatus([redemption.status, market.status])
  const reasons = [...redemption.reasons, ...market.reasons]
  const { prices: given } = redemption
  const { prices: paid } = market
  const { prices: _, ...rest } = market
  if (given === undefined || paid === undefined) return { ...rest, status, reasons }
  const isNear = isWithin(paid.fast, given.fast, deviationPpm, 1n)
  return {
    ...rest,
    status: isNear ? status : worstStatus([status, 'UNCERTAIN']),
    reasons: isNear ? reasons : [...reasons, 'deviation'],
    prices: {
      fast: least(given.fast, paid.fast),
      low: least(given.low, paid.low),
      high: greatest(given.high, paid.high),
      index: paid.index,
      dispersion: paid.dispersion,
      publishedAt: Math.min(given.publishedAt, paid.publishedAt),
    },
  }
}
