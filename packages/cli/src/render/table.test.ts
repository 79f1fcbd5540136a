import { expect, test } from 'vitest'
import { paintFor, widthOf } from '../terminal/paint.js'
import { type Column, table } from './table.js'

const columns: readonly Column<readonly [string, string]>[] = [
  { title: 'name', align: 'left', cell: ([name]) => name },
  { title: 'middle', align: 'left', cell: () => 'xxxxxxxxxx', dropOrder: 1 },
  { title: 'number', align: 'right', cell: ([, number]) => paintFor(true).red(number) },
]
const rows = [
  ['one', '−1.00'],
  ['three', '1,234.50'],
] as const

test('numbers end in one column, colour or not', () => {
  const lines = table(columns, rows, paintFor(false), undefined).trimEnd().split('\n')
  expect(new Set(lines.slice(1).map(widthOf)).size).toBe(1)
  expect(lines[0]).toMatch(/number$/)
})

test('a narrow terminal loses columns and says which', () => {
  const text = table(columns, rows, paintFor(false), 24)
  expect(text).not.toContain('xxxxxxxxxx')
  expect(text).toContain('No room for: middle.')
  expect(text).toContain('three')
})
