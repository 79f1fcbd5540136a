import type { AccountDetail, PositionView } from '@plimsoll/server/contract'
import { amount, percent } from '../format/number'

export interface Contribution {
  readonly position: PositionView
  /** Loss in the deciding scenario; negative = the position helps. */
  readonly part: number
}

/** Positions by what they add to the scan requirement, the largest first; those without effect are left out. */
export const contributions = (positions: readonly PositionView[]): readonly Contribution[] =>
  positions
    .filter((position) => position.part !== 0)
    .map((position) => ({ position, part: position.part }))
    .sort((a, b) => b.part - a.part)

/** Why the book needs what it needs, in sentences. */
export function explain(detail: AccountDetail): readonly string[] {
  const { summary, worst, positions, generations } = detail
  const sentences: string[] = []
  if (positions.length === 0) return ['The book holds no positions, so nothing is required.']
  const decisive = [...worst].sort((a, b) => b.loss - a.loss)[0]
  const children = detail.initialTree.children
  sentences.push(
    `The initial margin is ${amount(summary.initial)} USD` +
      (children.length > 1
        ? `, made of ${children.map((child) => `${child.label} ${amount(child.value)}`).join(', ')}.`
        : '.'),
  )
  if (decisive !== undefined) {
    sentences.push(
      `${decisive.cell} decides most of it: in “${decisive.label}” it would lose ${amount(decisive.loss)} USD.`,
    )
  }
  const parts = contributions(positions)
  const first = parts[0]
  const last = parts.at(-1)
  if (first !== undefined && first.part > 0) {
    sentences.push(`${first.position.instrument} loses the most there, ${amount(first.part)} USD.`)
  }
  if (last !== undefined && last.part < 0) {
    sentences.push(`${last.position.instrument} helps the most, by ${amount(-last.part)} USD.`)
  }
  const isolated = generations.find((generation) => generation.id === 'isolated')?.capital
  const portfolio = generations.find((generation) => generation.id === 'portfolio')?.capital
  if (isolated !== undefined && portfolio !== undefined && isolated > portfolio) {
    sentences.push(
      `Each position alone would bind ${amount(isolated)} USD; together ${percent(1 - portfolio / isolated)} less.`,
    )
  }
  return sentences
}
