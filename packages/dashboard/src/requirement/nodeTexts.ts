import type { NodeView } from '@plimsoll/server/contract'
import { amount, plain } from '../format/number'

/** Kinds whose number is what somebody wrote or observed, in a unit of its own. */
const given: ReadonlySet<string> = new Set(['number', 'parameter', 'fact', 'attribute'])

/** Inside a rule book stand rates and counts beside amounts; what is small is shown with its figures. */
export const nodeNumber = ({ kind, value }: Pick<NodeView, 'kind' | 'value'>): string =>
  given.has(kind) || Math.abs(value) < 10 ? plain(value) : amount(value)

const words: Readonly<Record<string, string>> = {
  cell: '',
  sum: 'sum',
  max: 'largest of',
  min: 'smallest of',
  scale: 'scaled',
  'worst-of': 'worst scenario',
  tail: 'tail of scenarios',
  'for-each': 'each, added up',
  where: 'only these',
  when: 'if',
  floor: 'at least',
  cap: 'at most',
  round: 'rounded',
  'short-option-minimum': 'minimum for short options',
}

/** An expiry's cell is named by its instant; seconds say nothing there. */
export const nodeLabel = (label: string): string =>
  label.replace(/(\d{4}-\d\d-\d\d)T(\d\d:\d\d):00(?:\.000)?Z/, '$1 $2')

/** What a node does with its children, in words; nothing for a cell, whose name says what it is. */
export const kindText = (kind: string): string => words[kind] ?? kind.replaceAll('-', ' ')
