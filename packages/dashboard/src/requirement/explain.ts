import type { AccountDetail } from '@plimsoll/server/contract'
import { amount, percent } from '../format/number'

export interface Contribution {
  readonly name: string
  /** Loss in the deciding scenario; negative = it helps. */
  readonly part: number
}

/** Positions, and collateral that moves with them, by what they add to the requirement; those without effect left out. */
export const contributions = (detail: Pick<AccountDetail, 'positions' | 'balances'>): readonly Contribution[] =>
  [
    ...detail.positions.map(({ instrument, part }) => ({ name: instrument, part })),
    ...detail.balances.map(({ asset, part }) => ({ name: `${asset} collateral`, part: part ?? 0 })),
  ]
    .filter(({ part }) => part !== 0)
    .sort((a, b) => b.part - a.part)

const relations: Readonly<Record<string, string>> = { sum: 'the sum of', max: 'the largest of', min: 'the smallest of' }

const partsTold = 4
const largestFirst = (a: { value: number }, b: { value: number }): number => Math.abs(b.value) - Math.abs(a.value)

/** Why the book needs what it needs, in sentences. */
export function explain(detail: AccountDetail): readonly string[] {
  const { summary, worst, positions, generations } = detail
  const { currency } = detail.money
  const sentences: string[] = []
  if (positions.length === 0) return ['The book holds no positions, so nothing is required.']
  const decisive = [...worst].sort((a, b) => b.loss - a.loss)[0]
  const { kind, children } = detail.initialTree
  // A sum is told by what stands in it; of a choice the loser is of interest too.
  const told = kind === 'sum' ? children.filter((child) => child.value !== 0).sort(largestFirst) : children
  const relation = told.length > 1 ? relations[kind] : undefined
  const named = told.slice(0, partsTold).map((child) => `“${child.label}” ${amount(child.value)}`)
  const parts = [...named, ...(told.length > partsTold ? ['smaller parts'] : [])].join(' and ')
  sentences.push(
    `The initial margin is ${amount(summary.initial)} ${currency}${relation === undefined ? '' : `, ${relation} ${parts}`}.`,
  )
  if (decisive !== undefined) {
    sentences.push(
      `In ${decisive.cell} the deciding scenario is “${decisive.label}”, a loss of ${amount(decisive.loss)} ${currency}.`,
    )
  }
  const legs = contributions(detail)
  const first = legs[0]
  const last = legs.at(-1)
  if (first !== undefined && first.part > 0) {
    sentences.push(`${first.name} loses the most there, ${amount(first.part)} ${currency}.`)
  }
  if (last !== undefined && last.part < 0) {
    sentences.push(`${last.name} helps the most, by ${amount(-last.part)} ${currency}.`)
  }
  const isolated = generations.find((generation) => generation.id === 'isolated')?.capital
  const portfolio = generations.find((generation) => generation.id === 'portfolio')?.capital
  if (isolated !== undefined && portfolio !== undefined && isolated > portfolio) {
    sentences.push(
      `Each position alone would bind ${amount(isolated)} ${currency}; together ${percent(1 - portfolio / isolated)} less.`,
    )
  }
  return sentences
}
