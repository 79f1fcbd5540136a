import type { FeedConfig } from './feedConfig.js'
import type { SlowPrice } from './feedState.js'
import { fine, greatest, least, million, sizeOf } from './relative.js'

const hourMs = 3_600_000

/** The slow price of a feed whose first mark this is. */
export function slowPriceAt(mark: bigint): SlowPrice {
  return { price: mark * fine, hourPrice: mark * fine }
}

/**
 * The slow price after time has passed from `from` to `to` while the mark stood still, be it held or not. It goes towards the mark in a straight line, within
 * each hour of the clock at `perSecondPpm` a second and no further than `perHourPpm` of what it was when the hour began. All of it
 * is exact in fine units (speed is rounded down once an hour), so that two steps are the same as one.
 */
export function slowPriceAfter(config: FeedConfig, slow: SlowPrice, mark: bigint, from: number, to: number): SlowPrice {
  const target = mark * fine
  let { price, hourPrice } = slow
  let at = from
  while (at < to) {
    const hourEnd = (Math.floor(at / hourMs) + 1) * hourMs
    const next = Math.min(to, hourEnd)
    const size = sizeOf(hourPrice, config.leastSize * fine)
    // A part per million and second is 1e-9 a millisecond.
    const reach = ((size * config.slow.perSecondPpm) / 1_000_000_000n) * BigInt(next - at)
    const hourReach = (size * config.slow.perHourPpm) / million
    const highest = least(price + reach, hourPrice + hourReach)
    const lowest = greatest(price - reach, hourPrice - hourReach)
    price = least(greatest(target, lowest), highest)
    if (next === hourEnd) hourPrice = price
    at = next
    // Arrived: nothing more happens in any later hour.
    if (price === target && hourPrice === target) break
  }
  return { price, hourPrice }
}
