import type { CalendarSpread, ContractMonth } from './calendarSpreads.js'
import type { DeliveryRate } from './deliveryCharge.js'
import type { SpanShortOptionMinimum } from './shortOptionMinimum.js'
import type { WeightedPriceRiskMethod } from './weightedPriceRisk.js'

/** All positions whose prices move together, and the tables by which they are margined. */
export interface CombinedCommodity {
  readonly id: string
  readonly positions: readonly SpanPosition[]
  readonly months: readonly ContractMonth[]
  readonly calendarSpreads: readonly CalendarSpread[]
  readonly delivery: readonly DeliveryRate[]
  readonly shortOptionMinimum: SpanShortOptionMinimum
  /** Currency per delta: for the weighted price risk. */
  readonly priceScanRange: number
  readonly weightedPriceRiskMethod: WeightedPriceRiskMethod
  /** Whether the total is held at 0, so that option value beyond the risk is lost (NSE) instead of excess. */
  readonly floorAtZero: boolean
}

export interface SpanPosition {
  readonly id: string
  /** Signed contracts. */
  readonly quantity: number
  /** Loss of one long contract in every scenario (profits negative), currency. */
  readonly riskArray: Float64Array
  /** Composite delta of one contract times its delta scaling factor. */
  readonly delta: number
  readonly month: string
  /** Absent for a future. */
  readonly option?: {
    readonly right: 'call' | 'put'
    /** Settlement price times contract value factor for a premium-style option; 0 for a futures-style one. */
    readonly value: number
  }
}

/**
 * A risk array with losses positive, from one that counts profits positive.
 *
 * @example
 * import { lossPositive } from 'plimsoll'
 * Array.from(lossPositive([0, 5, -3])) // => [0, -5, 3]
 */
export function lossPositive(profits: ArrayLike<number>): Float64Array {
  return Float64Array.from(profits, (profit) => (profit === 0 ? 0 : -profit))
}
