import { lastExpiryNotAbove } from './bracket.js'
import type { UnderlyingMarket } from './snapshot.js'

/** What the settlement average of a listed expiry has already fixed of its forward, in price units; otherwise 0. */
export function settledPart({ forwards }: UnderlyingMarket, expiry: number): number {
  const point = forwards[lastExpiryNotAbove(forwards, expiry)]
  return point?.expiry === expiry ? (point.settled?.fixed ?? 0) : 0
}
