import { expect, test } from 'vitest'
import type { NodeView } from '../../contract/index.js'
import type { NodeResult } from '../library.js'
import { upperTree, wholeTree } from './nodeView.js'

const leg = { leg: 'A', part: 2 }
const cell = (name: string, value: number) => ({
  cell: name,
  value,
  legs: [leg],
  scenario: { id: 's', label: 'price −10 %' },
})
const leaf = (cells: NodeResult['cells']): NodeResult => ({
  kind: 'worst-of',
  label: 'worst',
  value: 2,
  cells: cells!,
  children: [],
})
const countOf = (node: NodeView): number => 1 + node.children.reduce((sum, child) => sum + countOf(child), 0)

test('one cell is the leaf itself, several are its children; a cell that gains does not count and names no legs', () => {
  const scenario = { id: 's', label: 'price −10 %' }
  expect(wholeTree(leaf([cell('BTC', 2)]))).toMatchObject({ scenario, legs: [leg], legCount: 1, children: [] })
  const { counts, children, scenario: none } = wholeTree(leaf([cell('BTC', 2), cell('ETH', 0)]))
  expect([none, counts]).toEqual([null, [1, 0]])
  expect(children).toMatchObject([{ kind: 'cell', label: 'BTC', scenario, legs: [leg] }, { label: 'ETH' }])
  expect(children[1]).not.toHaveProperty('legs')
})

test('what goes out with every tick has at most 250 nodes and says what it leaves out', () => {
  const wide: NodeResult = {
    kind: 'sum',
    label: 'root',
    value: 400,
    counts: [1, 1],
    children: [
      { kind: 'number', label: '0', value: 0, children: [] },
      {
        kind: 'for-each',
        label: 'each',
        value: 400,
        counts: Array.from({ length: 200 }, () => 1),
        children: Array.from({ length: 200 }, () => leaf([cell('BTC', 2), cell('ETH', 0)])),
      },
    ],
  }
  expect(countOf(wholeTree(wide))).toBe(603)
  const upper = upperTree(wide)
  expect(countOf(upper)).toBe(203)
  expect(upper.children[1]?.children[0]).toEqual({
    kind: 'worst-of',
    label: 'worst',
    value: 2,
    scenario: null,
    cut: 2,
    children: [],
  })
  expect(JSON.stringify(upper)).not.toContain('"legs"')
})
