import type { HealthLevel } from '../contract/index.js'
import { healthLevel, type MarginResult } from './library.js'

/**
 * Where an account is warned; the other two levels are the rule book's own lines (a call when initial equity is below the
 * initial requirement, liquidation when equity is below maintenance).
 */
export const levelThresholds = Object.freeze({ warningUtilisation: 0.8 })

/** The level of an account that was never valued: somebody has to look at it. */
export const levelWhenUnvalued: HealthLevel = 'warning'

const order: readonly HealthLevel[] = ['safe', 'warning', 'call', 'liquidation']

/** The level of numbers that are no longer current: whatever they said, somebody has to look at the account. */
export function levelOfOldNumbers(last: HealthLevel): HealthLevel {
  return order.indexOf(last) < order.indexOf(levelWhenUnvalued) ? levelWhenUnvalued : last
}

export function levelOf(result: Pick<MarginResult, 'equity' | 'maintenance' | 'excess' | 'utilisation'>): HealthLevel {
  return healthLevel(result, levelThresholds)
}
