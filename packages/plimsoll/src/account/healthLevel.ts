import type { MarginResult } from './result.js'

/** Danger of an account, in rising order. */
export type HealthLevel = 'safe' | 'warning' | 'call' | 'liquidation'

/** Share of initial equity in use above which an account is warned. */
export interface HealthThresholds {
  readonly warningUtilisation: number
}

export const defaultThresholds: HealthThresholds = Object.freeze({ warningUtilisation: 0.8 })

/**
 * `liquidation`: equity below the maintenance requirement. `call`: initial equity below the initial requirement.
 * `warning`: utilisation above the threshold.
 */
export function healthLevel(
  result: Pick<MarginResult, 'equity' | 'maintenance' | 'excess' | 'utilisation'>,
  thresholds: HealthThresholds = defaultThresholds,
): HealthLevel {
  if (result.equity < result.maintenance) return 'liquidation'
  if (result.excess < 0) return 'call'
  return result.utilisation > thresholds.warningUtilisation ? 'warning' : 'safe'
}
