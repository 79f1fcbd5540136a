import type { NodeView } from '@plimsoll/server/contract'
import { describe, expect, test } from 'vitest'
import { treeMove } from './treeKeys'
import { needsWholeTree, type TreeRow, treeRows, type Unfolded } from './treeRows'

const node = (label: string, value: number, more: Partial<NodeView> = {}): NodeView => ({
  kind: 'sum',
  label,
  value,
  scenario: null,
  children: [],
  ...more,
})
const tree = node('root', 10, {
  counts: [1, 1],
  children: [
    node('choice', 6, {
      kind: 'max',
      counts: [1, 0],
      children: [node('larger', 6, { legCount: 2 }), node('smaller', 4, { counts: [1], children: [node('part', 4)] })],
    }),
    node('half', 4, { kind: 'scale', factor: 0.5, counts: [0.5], children: [node('whole', 8)] }),
  ],
})
const closed: Unfolded = { toggled: new Map(), whole: new Set() }
const unfolded = (...paths: readonly string[]): Unfolded => ({
  toggled: new Map(paths.map((path) => [path, true])),
  whole: new Set(),
})
const paths = (rows: readonly TreeRow[]) => rows.map(({ path }) => path)

describe('the rows of a tree', () => {
  test('stand open for two levels, with what decides and its share of the whole', () => {
    const rows = treeRows(tree, closed)
    expect(paths(rows)).toEqual(['0', '0.0', '0.0.0', '0.0.1', '0.1', '0.1.0'])
    expect(rows.map(({ isMuted }) => isMuted)).toEqual([false, false, false, true, false, false])
    expect(rows.map((row) => row.kind === 'node' && row.isChosen)).toEqual([false, false, true, false, false, false])
    expect(rows.map((row) => (row.kind === 'node' ? row.share : null))).toEqual([10, 6, 6, 0, 4, 4])
    expect(needsWholeTree(rows)).toBe(false)
  })

  test('open and close by hand; legs wait for the whole tree, largest first', () => {
    const rows = treeRows(tree, unfolded('0.0.0', '0.0.0.legs', '0.0.1'))
    expect(paths(rows)).toEqual([
      '0',
      '0.0',
      '0.0.0',
      '0.0.0.legs',
      '0.0.0.legs.waiting',
      '0.0.1',
      '0.0.1.0',
      '0.1',
      '0.1.0',
    ])
    expect(needsWholeTree(rows)).toBe(true)
    const legs = [
      { leg: 'A', part: -1 },
      { leg: 'B', part: 7 },
    ]
    const whole = structuredClone(tree)
    whole.children[0]!.children[0]!.legs = legs
    const shown = treeRows(whole, unfolded('0.0.0', '0.0.0.legs')).flatMap((row) => (row.kind === 'leg' ? [row] : []))
    expect(shown.map(({ leg, part }) => [leg, part])).toEqual([
      ['B', 7],
      ['A', -1],
    ])
    expect(paths(treeRows(tree, { ...closed, toggled: new Map([['0', false]]) }))).toEqual(['0'])
  })

  test('a branch that was not sent waits; a long list is cut until it is asked for', () => {
    const cut = node('root', 1, { counts: [1], children: [node('deep', 1, { cut: 400 })] })
    expect(paths(treeRows(cut, closed))).toEqual(['0', '0.0'])
    expect(paths(treeRows(cut, unfolded('0.0')))).toEqual(['0', '0.0', '0.0.waiting'])
    const many = Array.from({ length: 6000 }, (_, row) => node(`cell ${row}`, 1))
    const wide = node('root', 6000, { counts: many.map(() => 1), children: many })
    const rows = treeRows(wide, closed)
    expect(rows).toHaveLength(32)
    expect(rows.at(-1)).toMatchObject({ kind: 'more', hidden: 5970, of: '0' })
    expect(treeRows(wide, { ...closed, whole: new Set(['0']) })).toHaveLength(6001)
  })
})

describe('the keys of a tree', () => {
  const rows = treeRows(tree, closed)
  test('arrows go through what is in sight, and open and close', () => {
    expect(treeMove(rows, '0.0', 'ArrowDown')).toEqual({ do: 'go', to: '0.0.0' })
    expect(treeMove(rows, '0.1', 'ArrowUp')).toEqual({ do: 'go', to: '0.0.1' })
    expect(treeMove(rows, '0', 'ArrowUp')).toBeUndefined()
    expect(treeMove(rows, '0.0.1', 'ArrowRight')).toEqual({ do: 'open', path: '0.0.1' })
    expect(treeMove(rows, '0.0', 'ArrowRight')).toEqual({ do: 'go', to: '0.0.0' })
    expect(treeMove(rows, '0.0', 'ArrowLeft')).toEqual({ do: 'close', path: '0.0' })
    expect(treeMove(rows, '0.0.1', 'ArrowLeft')).toEqual({ do: 'go', to: '0.0' })
    expect(treeMove(rows, '0.1.0', 'ArrowRight')).toBeUndefined()
    expect(treeMove(rows, '0', 'ArrowLeft')).toEqual({ do: 'close', path: '0' })
  })

  test('Home, End, Enter and letters', () => {
    expect(treeMove(rows, '0.1', 'Home')).toEqual({ do: 'go', to: '0' })
    expect(treeMove(rows, '0', 'End')).toEqual({ do: 'go', to: '0.1.0' })
    expect(treeMove(rows, '0.0', 'Enter')).toEqual({ do: 'close', path: '0.0' })
    expect(treeMove(rows, '0', 's')).toEqual({ do: 'go', to: '0.0.1' })
    expect(treeMove(rows, '0', 'z')).toBeUndefined()
    expect(treeMove(rows, '0', 'Tab')).toBeUndefined()
  })
})
