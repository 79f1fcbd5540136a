import { expect, test } from 'vitest'
import { barHeight, binLevel, binText, decades } from './healthBins'

const bin = (from: number | null, to: number | null, accounts = 1) => ({ from, to, accounts })

test('bins in words and their levels', () => {
  expect([bin(null, 1), bin(1, 1.05), bin(1.1, 1.2), bin(1.4, 1.6), bin(5, null)].map(binText)).toEqual([
    'below 1.0',
    '1.0 – 1.05',
    '1.1 – 1.2',
    '1.4 – 1.6',
    '5.0 and more',
  ])
  expect([bin(null, 1), bin(1.05, 1.1), bin(1.3, 1.4), bin(1.4, 1.6)].map(binLevel)).toEqual([
    'liquidation',
    'call',
    'warning',
    'safe',
  ])
})

test('bars stand on powers of ten', () => {
  expect(decades([bin(null, 1, 35_876)])).toEqual([1, 10, 100, 1000, 10_000, 100_000])
  expect(decades([bin(null, 1, 0)])).toEqual([1, 10])
  expect(barHeight(0, 1000)).toBe(0)
  expect(barHeight(1000, 1000)).toBe(1)
  expect(barHeight(1, 1000)).toBeGreaterThan(0)
  expect(barHeight(100, 1000)).toBeLessThan(barHeight(101, 1000))
})
