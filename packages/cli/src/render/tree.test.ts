import type { NodeResult } from 'plimsoll'
import { expect, test } from 'vitest'
import { paintFor, widthOf } from '../terminal/paint.js'
import { renderTree, type TreeOptions } from './tree.js'

const leaf = (kind: string, label: string, value: number): NodeResult => ({ kind, label, value, children: [] })
const node = (kind: string, label: string, value: number, counts: number[], children: NodeResult[]): NodeResult => ({
  kind,
  label,
  value,
  counts,
  children,
})

const charge = node(
  'scale',
  'rate × gross notional',
  1500,
  [0.015, 0],
  [leaf('measure', 'gross notional', 100_000), leaf('parameter', 'rate', 0.015)],
)
const scan: NodeResult = {
  ...leaf('worst-of', 'scan', 900),
  cells: [{ cell: 'BTC', scenario: { id: 'a', label: 'price −16 %' }, value: 900, legs: [] }],
}
const each = node('for-each', 'each underlying', 1500, [1], [node('cell', 'BTC', 1500, [1], [charge])])
const root = node('max', 'what is asked', 1500, [0, 1], [scan, each])
const draw = (at: NodeResult, options: TreeOptions = { columns: undefined }, colour = false): string =>
  renderTree('Initial', at, paintFor(colour), options)

test('branches are marked, cells are told with what they hold, parameters as name = value', () => {
  expect(draw(root)).toBe(
    [
      ' Initial: what is asked (max)       1,500.00',
      ' ├─ ○ scan (worst-of)                 900.00',
      ' │  └─ BTC: price −16 %               900.00',
      ' └─ ● each underlying (for-each)    1,500.00',
      '    └─ BTC: scale                   1,500.00',
      '       ├─ gross notional (measure)   100,000',
      '       └─ × rate = 0.015',
      '',
    ].join('\n'),
  )
})

test('what does not decide is faint with all that is below it', () => {
  const dim = `${String.fromCharCode(27)}[2m`
  const lines = draw(root, { columns: undefined }, true).split('\n')
  expect(lines.map((line) => line.startsWith(dim))).toEqual([false, true, true, false, false, false, false, false])
})

test('--depth says how much it leaves out', () => {
  expect(draw(root, { columns: undefined, depth: 1 })).toContain('└─ … 3 more\n')
  expect(draw(root, { columns: undefined, depth: 0 })).toContain('└─ … 6 more\n')
})

test('a tree that stands above is referred to', () => {
  const whole = node('scale', '80 %', 1200, [0.8], [root])
  expect(draw(whole, { columns: undefined, before: { name: 'Initial', root } })).toContain(
    '└─ what is asked (max): as in Initial  1,500.00',
  )
})

test('however deep, 80 columns are kept and the numbers end in one column', () => {
  let deep: NodeResult = leaf('measure', 'a number with a label of quite a few words, as rule books have them', 1)
  for (let level = 0; level < 40; level++) deep = node('sum', `level ${level} of a very deep rule book`, 1, [1], [deep])
  const lines = draw(deep, { columns: 80 }).trimEnd().split('\n')
  expect(Math.max(...lines.map(widthOf))).toBeLessThanOrEqual(80)
  const ends = lines.filter((line) => line.endsWith('1.00')).map(widthOf)
  expect(ends.length).toBe(41)
  expect(new Set(ends).size).toBe(1)
})
