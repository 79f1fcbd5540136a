import { PlimsollError } from '../error/plimsollError.js'
import type { AmmPosition } from '../instrument/instrument.js'

/**
 * Value in the quote currency of one unit of liquidity at pool price P.
 * Constant product: 2√P. Range [a, b]: with p = √P clamped to [√a, √b], (p − √a) + P·(1/p − 1/√b)
 * (Uniswap v3 white paper, §6.2, equations 6.29 and 6.30).
 */
export function ammValue(position: AmmPosition, price: number): number {
  if (!(price > 0)) {
    throw new PlimsollError('SCENARIO_INVALID', { where: position.id, value: price, expected: 'a pool price above 0' })
  }
  if (position.range === undefined) return 2 * Math.sqrt(price)
  const lower = Math.sqrt(position.range.lower)
  const upper = Math.sqrt(position.range.upper)
  const root = Math.min(Math.max(Math.sqrt(price), lower), upper)
  return root - lower + price * (1 / root - 1 / upper)
}
