import { finiteOrNull } from '../../contract/answers/summaryNumbers.js'
import type { ComparedNumbers, TermView } from '../../contract/index.js'
import { type MarginResult, type Term, termsOf } from '../library.js'

/** What one rule book asks, in the numbers that rule books are compared by. */
export function comparedNumbers(result: MarginResult): ComparedNumbers {
  const [worst] = result.worst.filter(({ scenario }) => scenario !== undefined).sort((a, b) => b.value - a.value)
  return {
    currency: result.currency,
    initial: result.initial,
    maintenance: result.maintenance,
    equity: result.equity,
    health: finiteOrNull(result.health),
    capital: result.initial + result.initialHaircut,
    worst:
      worst?.scenario === undefined || worst.value <= 0
        ? null
        : { cell: worst.cell, scenario: worst.scenario.id, label: worst.scenario.label, loss: worst.value },
    terms: termsOf(result).map(termView),
  }
}

export function termView({ kind, label, value, scenario }: Term): TermView {
  return { kind, label, value, scenario: scenario ?? null }
}
