import { healthLevel, type MarginResult } from 'plimsoll'
import type { HealthLevel } from '../index.js'

/**
 * Where an account is warned; the other two levels are the rule book's own lines (a call when initial equity is below the
 * initial requirement, liquidation when equity is below maintenance).
 */
export const levelThresholds = Object.freeze({ warningUtilisation: 0.8 })

export function levelOf(result: Pick<MarginResult, 'equity' | 'maintenance' | 'excess' | 'utilisation'>): HealthLevel {
  return healthLevel(result, levelThresholds)
}
