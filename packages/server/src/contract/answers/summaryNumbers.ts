import type { MarginResult } from 'plimsoll'
import type { AccountSummary } from '../index.js'
import { levelOf } from './level.js'

/** JSON has no infinity; the contract says null. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

export type SummaryNumbers = Omit<AccountSummary, 'id' | 'name' | 'description' | 'specId' | 'error' | 'positions'>

/** The summary's numbers of one result. */
export function numbersOf(result: MarginResult): SummaryNumbers {
  return {
    accountValue: result.accountValue,
    equity: result.equity,
    initialEquity: result.initialEquity,
    initial: result.initial,
    maintenance: result.maintenance,
    health: finiteOrNull(result.health),
    utilisation: finiteOrNull(result.utilisation),
    excess: result.excess,
    withdrawable: result.withdrawable,
    level: levelOf(result),
    valuedAt: new Date(result.asOf).toISOString(),
  }
}
