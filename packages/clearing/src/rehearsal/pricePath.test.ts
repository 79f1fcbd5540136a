import fc from 'fast-check'
import { expect, test } from 'vitest'
import { barsPath } from './barsPath.js'
import { customCrash } from './houseRehearsal.js'

const minute = 60_000
const bar = (at: number, open: number, high: number, low: number, close: number) => ({ at, open, high, low, close })

test('a longer bar turns where the lead turns: both are lowest at the same instant', () => {
  const lead = {
    barMilliseconds: minute,
    bars: [bar(0, 100, 101, 99, 100), bar(minute, 100, 100, 80, 85), bar(2 * minute, 85, 90, 84, 90)],
  }
  const other = { barMilliseconds: 3 * minute, bars: [bar(0, 10, 11, 5, 8)] }
  const { points } = barsPath({
    name: 'x',
    coins: { A: lead, B: other },
    lead: 'A',
    from: 0,
    until: 3 * minute,
    stepMilliseconds: 5_000,
  })
  const lowest = (coin: string): number =>
    points.reduce((least, { at, prices }) => (prices[coin]! < least.price ? { at, price: prices[coin]! } : least), {
      at: -1,
      price: Number.POSITIVE_INFINITY,
    }).at
  expect(lowest('A')).toBe(minute + 40_000)
  expect(lowest('B')).toBe(lowest('A'))
  expect(points.at(-1)!.prices).toEqual({ A: 90, B: 8 })
})

test('a path stays within its bars and begins and ends as they do', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(...[1, 2, 3, 4].map(() => fc.integer({ min: 1, max: 1_000 }))), { minLength: 1, maxLength: 8 }),
      (quadruples) => {
        const bars = quadruples.map((four, row) => {
          const [low, a, b, high] = [...four].sort((x, y) => x - y) as [number, number, number, number]
          return row % 2 === 0 ? bar(row * minute, a, high, low, b) : bar(row * minute, b, high, low, a)
        })
        const until = bars.length * minute
        const { points } = barsPath({
          name: 'x',
          coins: { A: { barMilliseconds: minute, bars } },
          lead: 'A',
          from: 0,
          until,
          stepMilliseconds: 20_000,
        })
        expect(points[0]!.prices.A).toBe(bars[0]!.open)
        expect(points.at(-1)!.prices.A).toBe(bars.at(-1)!.close)
        for (const [row, { open, high, low, close }] of bars.entries()) {
          const within = points.slice(row * 3, row * 3 + 3).map(({ prices }) => prices.A!)
          expect(Math.max(...within)).toBe(high)
          expect(Math.min(...within)).toBe(low)
          // The low last where the bar falls, and first where it does not.
          expect(within[1]).toBe(close < open ? high : low)
        }
      },
    ),
  )
})

test('no price is made up where there is no bar', () => {
  const bars = [bar(0, 1, 1, 1, 1)]
  const coins = { A: { barMilliseconds: minute, bars } }
  for (const [from, until] of [
    [-minute, 0],
    [0, 2 * minute],
  ] as const) {
    expect(() => barsPath({ name: 'x', coins, lead: 'A', from, until, stepMilliseconds: minute })).toThrow(
      'coins.A.bars',
    )
  }
})

test('a custom crash: BTC as far as asked, the others further, half of it back; the seed makes the noise', () => {
  const { points } = customCrash(-0.3, 1)
  const part = (row: number, coin: string): number => points[row]!.prices[coin]! / points[0]!.prices[coin]!
  // Noise of 0.2 %: five standard deviations.
  expect(Math.abs(part(60, 'BTC') / 0.7 - 1)).toBeLessThan(0.01)
  expect(Math.abs(part(60, 'ETH') / 0.64 - 1)).toBeLessThan(0.01)
  expect(Math.abs(part(60, 'DOGE') / 0.55 - 1)).toBeLessThan(0.01)
  expect(Math.abs(part(120, 'BTC') / 0.85 - 1)).toBeLessThan(0.01)
  expect(customCrash(-0.3, 1)).toEqual({ name: 'shock', points })
  expect(customCrash(-0.3, 2).points).not.toEqual(points)
  expect(Math.min(...Object.values(customCrash(-0.9, 1).points[60]!.prices))).toBeGreaterThan(0)
})
