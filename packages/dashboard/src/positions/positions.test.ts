import type { PositionView } from '@plimsoll/server/contract'
import { expect, test } from 'vitest'
import { positionsCsv } from './csv'
import { lines, totalOf } from './lines'

const position = (instrument: string, underlying: string, delta = 1): PositionView => ({
  instrument,
  kind: 'perpetual',
  underlying,
  quantity: '-0.1000000000000000055511151231257827',
  entryPrice: null,
  mark: 1.5,
  priceUnit: 'USD',
  value: 2,
  unrealised: 0,
  delta,
  gamma: 0,
  vega: 0,
  theta: 0,
  impliedVolatility: null,
  expiry: null,
  part: 1,
  alone: 1,
  saves: 0,
})
const book = [position('b', 'BTC'), position('e', 'ETH', 3), position('a', 'BTC')]

test('groups keep the order of the rows inside', () => {
  expect(lines(book, false).map((line) => line.key)).toEqual(['b', 'e', 'a'])
  expect(lines(book, true).map((line) => line.key)).toEqual(['group BTC', 'b', 'a', 'group ETH', 'e'])
})

test('deltas of different underlyings are not added', () => {
  const delta = { total: 'underlying', value: (one: PositionView) => one.delta } as const
  expect(totalOf(book, delta)).toBeNull()
  expect(totalOf(book.slice(0, 1), delta)).toBe(1)
  expect(totalOf(book, { total: 'book', value: (one: PositionView) => one.value })).toBe(6)
  expect(totalOf(book, { total: 'none', value: () => 1 })).toBeNull()
})

test('the export keeps every digit and cannot run as a formula', () => {
  const csv = positionsCsv([position('=cmd()', 'BT"C'), position('-5', 'x,y')])
  const rows = csv.split('\r\n')
  expect(rows[0]).toMatch(/^instrument,kind,underlying,/)
  expect(rows[1]).toMatch(/^'=cmd\(\),perpetual,"BT""C",,-0\.1000000000000000055511151231257827,,1\.5,USD,/)
  expect(rows[2]).toMatch(/^-5,perpetual,"x,y",/)
  expect(rows).toHaveLength(4)
})
