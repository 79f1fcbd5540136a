import type { SpanPosition } from './combinedCommodity.js'

export interface ScanRisk {
  /** Netted loss in every scenario. */
  readonly losses: Float64Array
  /** The greatest, ≥ 0. */
  readonly scanRisk: number
  /** Index (from 0) of the first scenario with that loss; -1 without positions. */
  readonly activeScenario: number
}

/**
 * Scan risk of positions: their netted loss in the worst scenario, at least 0. The least index wins a tie.
 *
 * @example
 * import { spanScanRisk } from 'plimsoll'
 * const future = { id: 'F', quantity: -2, riskArray: Float64Array.of(0, -50, 50), delta: 1, month: 'SEP' }
 * const { scanRisk, activeScenario } = spanScanRisk([future])
 * scanRisk // => 100
 * activeScenario // => 1
 */
export function spanScanRisk(positions: readonly SpanPosition[]): ScanRisk {
  const length = positions.reduce((most, { riskArray }) => Math.max(most, riskArray.length), 0)
  const losses = new Float64Array(length)
  for (const { quantity, riskArray } of positions) {
    for (let at = 0; at < riskArray.length; at++) losses[at]! += quantity * riskArray[at]!
  }
  let activeScenario = length === 0 ? -1 : 0
  for (let at = 1; at < length; at++) if (losses[at]! > losses[activeScenario]!) activeScenario = at
  return { losses, scanRisk: Math.max(0, losses[activeScenario] ?? 0), activeScenario }
}
