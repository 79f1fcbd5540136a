import { type MonthDelta, netByMonth } from './monthDeltas.js'

/** Rates of a spot month, currency per delta. */
export interface DeliveryRate {
  readonly month: string
  /** For deltas that calendar spreads used. */
  readonly consumedRate: number
  /** For deltas that stand alone. */
  readonly remainingRate: number
}

/**
 * Delivery (spot month) charge: per delta, at one rate for those that calendar spreads consumed and at another for the rest.
 * A commodity without it has no rates.
 *
 * @example
 * import { deliveryCharge } from 'plimsoll'
 * const rates = [{ month: 'SEP', consumedRate: 10, remainingRate: 50 }]
 * deliveryCharge([{ month: 'SEP', delta: -3 }], [{ month: 'SEP', delta: -1 }], rates) // => 70
 */
export function deliveryCharge(
  before: readonly MonthDelta[],
  remaining: readonly MonthDelta[],
  rates: readonly DeliveryRate[],
): number {
  const [whole, left] = [netByMonth(before), netByMonth(remaining)]
  let charge = 0
  for (const { month, consumedRate, remainingRate } of rates) {
    const alone = Math.abs(left.get(month) ?? 0)
    const consumed = Math.max(0, Math.abs(whole.get(month) ?? 0) - alone)
    charge += consumedRate * consumed + remainingRate * alone
  }
  return charge
}
