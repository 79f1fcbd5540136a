import type { AccountSummary } from '../../contract/index.js'
import type { DeskAccount } from '../account.js'
import { levelOf, levelOfOldNumbers, levelWhenUnvalued } from '../levels.js'
import type { MarginResult } from '../library.js'

/** JSON has no infinity; the contract says null. */
export const finiteOrNull = (value: number): number | null => (Number.isFinite(value) ? value : null)

type Numbers = Omit<AccountSummary, 'id' | 'name' | 'description' | 'specId' | 'error' | 'positions'>

/** The summary's numbers of one result. */
export function numbersOf(result: MarginResult): Numbers {
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

/** Placeholders of an account that no market has valued; `valuedAt: null` and the error say that they are no numbers. */
const unvalued: Numbers = Object.freeze({
  accountValue: 0,
  equity: 0,
  initialEquity: 0,
  initial: 0,
  maintenance: 0,
  health: null,
  utilisation: null,
  excess: 0,
  withdrawable: 0,
  level: levelWhenUnvalued,
  valuedAt: null,
})

export function summaryView(account: DeskAccount): AccountSummary {
  const { record, portfolio, valued, error } = account
  const numbers = valued === null ? unvalued : numbersOf(valued.result)
  return {
    id: record.id,
    name: record.name,
    description: record.description,
    specId: record.specId,
    ...numbers,
    level: error === null ? numbers.level : levelOfOldNumbers(numbers.level),
    error,
    positions: portfolio.positions.length,
  }
}
