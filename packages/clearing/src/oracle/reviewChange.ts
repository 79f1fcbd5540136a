import { divideDirected } from 'plimsoll'
import type { FeedReading } from './readFeed.js'
import { magnitude, million } from './relative.js'

export interface ChangeRule {
  /** Largest move of the price by a change of configuration that needs nobody's word, ppm of the old price. */
  readonly limitPpm: bigint
  /** How long a new configuration runs beside the old one before it may take its place. */
  readonly shadowMs: number
}

/** A change of configuration as a person sees it: what the price was and what it would be. */
export interface ChangeReview {
  readonly before: bigint
  readonly after: bigint
  /** |after − before| in ppm of the old price, rounded up. */
  readonly movePpm: bigint
  /** `shadow`: not long enough beside the old one yet. */
  readonly decision: 'accepted' | 'shadow' | 'refused'
}

/**
 * Compares a feed or composition under its configuration in force with the same under a new one, at one instant. More than `limitPpm`
 * apart the change is refused unless somebody takes it upon himself; undefined where either has no price to compare or they are prices
 * of different things.
 *
 * @param shadowSince when the new configuration began to run beside the old one
 * @param override a person has seen both prices and wants the change
 *
 * @example
 * import { reviewChange } from '@plimsoll/clearing'
 * const rule = { limitPpm: 50_000n, shadowMs: 600_000 }
 * const reading = (price) => ({ unit: { base: 'cbETH', quote: 'USD' }, decimals: 2, at: 600_000, prices: { fast: price } })
 * reviewChange(rule, reading(220_000n), reading(112n), 0, false).decision // => 'refused'
 * reviewChange(rule, reading(220_000n), reading(220_100n), 0, false).decision // => 'accepted'
 */
export function reviewChange(
  rule: ChangeRule,
  inForce: FeedReading,
  proposed: FeedReading,
  shadowSince: number,
  override: boolean,
): ChangeReview | undefined {
  const isSame =
    inForce.unit.base === proposed.unit.base &&
    inForce.unit.quote === proposed.unit.quote &&
    inForce.decimals === proposed.decimals
  if (!isSame || inForce.prices === undefined || proposed.prices === undefined) return undefined
  const before = inForce.prices.fast
  const after = proposed.prices.fast
  const size = magnitude(before) || 1n
  const movePpm = divideDirected(magnitude(after - before) * million, size, 'up')
  const isSmall = movePpm <= rule.limitPpm
  const isSeen = proposed.at - shadowSince >= rule.shadowMs
  const decision = !isSmall && !override ? 'refused' : isSeen ? 'accepted' : 'shadow'
  return { before, after, movePpm, decision }
}
