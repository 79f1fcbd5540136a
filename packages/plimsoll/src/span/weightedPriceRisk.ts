/** Where the price risk per delta comes from: the active scenario, the scan range, or the lesser of the two. */
export type WeightedPriceRiskMethod = 'normal' | 'scanRange' | 'scanRangeCap'

export interface PriceRiskInputs {
  /** Losses of the commodity in every scenario. */
  readonly losses: Float64Array
  readonly activeScenario: number
  /** Index of the scenario with the same price move as the active one and the other volatility. */
  readonly pairedScenario: number
  readonly netDelta: number
  /** Currency per delta. */
  readonly priceScanRange: number
  readonly method: WeightedPriceRiskMethod
}

export interface PriceRisk {
  /** Loss where only time passes: mean of the first two scenarios. */
  readonly timeRisk: number
  /** Loss from the price move: mean over both volatilities, less the time risk. */
  readonly priceRisk: number
  /** Per delta, ≥ 0; what a delta's inter-commodity credit is a fraction of. */
  readonly weightedPriceRisk: number
}

/**
 * Splits the scan risk into what time, price and volatility contribute. Source: CME, SPAN combined commodities.
 *
 * @example
 * import { spanPriceRisk } from 'plimsoll'
 * const losses = Float64Array.of(10, 14, 100, 80)
 * const inputs = { losses, activeScenario: 2, pairedScenario: 3, netDelta: -2, priceScanRange: 30 }
 * spanPriceRisk({ ...inputs, method: 'normal' }) // => { timeRisk: 12, priceRisk: 78, weightedPriceRisk: 39 }
 * spanPriceRisk({ ...inputs, method: 'scanRangeCap' }).weightedPriceRisk // => 30
 */
export function spanPriceRisk(inputs: PriceRiskInputs): PriceRisk {
  const { losses, activeScenario, pairedScenario, netDelta, priceScanRange, method } = inputs
  const timeRisk = ((losses[0] ?? 0) + (losses[1] ?? 0)) / 2
  const priceRisk = ((losses[activeScenario] ?? 0) + (losses[pairedScenario] ?? 0)) / 2 - timeRisk
  const normal = netDelta === 0 ? 0 : Math.max(0, priceRisk / Math.abs(netDelta))
  const weightedPriceRisk =
    method === 'normal' ? normal : method === 'scanRange' ? priceScanRange : Math.min(normal, priceScanRange)
  return { timeRisk, priceRisk, weightedPriceRisk }
}
