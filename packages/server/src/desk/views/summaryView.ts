import { numbersOf, type SummaryNumbers } from '../../contract/answers/summaryNumbers.js'
import type { AccountSummary } from '../../contract/index.js'
import type { DeskAccount } from '../account.js'
import { levelOfOldNumbers, levelWhenUnvalued } from '../levels.js'

/** Placeholders of an account that no market has valued; `valuedAt: null` and the error say that they are no numbers. */
const unvalued: SummaryNumbers = Object.freeze({
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
