import type { HealthLevel } from '../contract/index.js'

/** The level of an account that was never valued: somebody has to look at it. */
export const levelWhenUnvalued: HealthLevel = 'warning'

const order: readonly HealthLevel[] = ['safe', 'warning', 'call', 'liquidation']

/** The level of numbers that are no longer current: whatever they said, somebody has to look at the account. */
export function levelOfOldNumbers(last: HealthLevel): HealthLevel {
  return order.indexOf(last) < order.indexOf(levelWhenUnvalued) ? levelWhenUnvalued : last
}
