import type { PricePath } from '@plimsoll/clearing'
import { describe, expect, test } from 'vitest'
import { customShock } from './customShock.js'
import { straightLines } from './pricePath.js'
import { pricesOf } from './pricesOf.js'
import { publishedShape } from './publishedShapes.js'
import { isRecorded, recordedPrices } from './recordedPrices.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../../shared', import.meta.url).pathname
const present = isRecorded('2025-10-10', shared) && isRecorded('2020-03-12', shared)
if (!present) console.warn(`SKIPPED: recorded prices of two crashes, not in ${shared} (set PLIMSOLL_SHARED)`)

const pricesIn = ({ points }: PricePath, id: string): number[] => points.map(({ prices }) => prices[id]!)
const least = (prices: readonly number[]): number => Math.min(...prices)

test('straight lines hit their knots and nothing beyond', () => {
  const knots = [
    { minute: 0, price: 10 },
    { minute: 1, price: 20 },
    { minute: 3, price: 0 },
  ]
  expect(straightLines(knots, 30)).toEqual([10, 15, 20, 15, 10, 5, 0])
})

describe('a shock of one’s own', () => {
  test('goes where it is sent and comes back as far as asked', () => {
    const path = customShock({ move: -0.3, overMinutes: 20, recovery: 0.5 }, 0, 1)
    // The noise has a standard deviation of 0.05 %.
    expect(least(pricesIn(path, 'BTC')) / 70_000).toBeCloseTo(1, 2)
    expect(least(pricesIn(path, 'ETH')) / (3500 * 0.64)).toBeCloseTo(1, 2)
    expect(pricesIn(path, 'BTC').at(-1)! / 85_000).toBeCloseTo(1, 2)
    expect(path.points[1]!.at).toBe(10_000)
    expect(path.points.at(-1)!.at).toBe(40 * 60_000)
  })

  test('has steps of 5 to 60 seconds, and leaves no price at or below nothing', () => {
    for (const overMinutes of [1, 10, 30, 120, 720]) {
      const path = customShock({ move: -0.9, overMinutes, recovery: 0 }, 0, 1)
      expect(path.points[1]!.at).toBeGreaterThanOrEqual(5000)
      expect(path.points[1]!.at).toBeLessThanOrEqual(60_000)
      expect(path.points.length).toBeLessThan(1600)
      for (const id of ['BTC', 'ETH', 'SOL']) expect(least(pricesIn(path, id))).toBeGreaterThan(0)
    }
  })
})

describe('days by their published figures', () => {
  test('12 March 2020: Binance spot’s low of 4,410 and close of 4,800, and the worst hour on record, −20.1 %', () => {
    const prices = pricesIn(publishedShape('2020-03-12'), 'BTC')
    expect(prices[0]).toBe(7934.58)
    expect(least(prices)).toBeCloseTo(4410, 6)
    expect(prices.at(-1)).toBe(4800)
    expect(prices[660]! / prices[600]! - 1).toBeCloseTo(-0.201, 3)
  })

  test('10 October 2025: Binance spot’s low of 102,000 and close of 112,774.50', () => {
    const path = publishedShape('2025-10-10')
    expect(least(pricesIn(path, 'BTC'))).toBeCloseTo(102_000, 6)
    expect(pricesIn(path, 'BTC').at(-1)).toBe(112_774.5)
    expect(least(pricesIn(path, 'DOGE'))).toBeCloseTo(0.095, 9)
  })

  test('stand in where nothing was recorded, and say so', () => {
    expect(pricesOf('2025-10-10', '/nowhere')).toMatchObject({ kind: 'shape' })
    expect(pricesOf('2020-03-12', '/nowhere').says).toContain('not the prices that were traded')
  })
})

describe.runIf(present)('days as they were recorded', () => {
  test('12 March 2020: the lowest price of Binance’s perpetual before the morning of the 13th was 3,621.81', () => {
    const path = recordedPrices('2020-03-12', shared)
    expect(path.points).toHaveLength(30 * 60 + 1)
    expect(path.points[1]!.at - path.points[0]!.at).toBe(60_000)
    // The file’s bar of 02:00 UTC on the 13th; perpetuals fell further than spot.
    expect(least(pricesIn(path, 'BTC'))).toBeCloseTo(3621.81, 6)
    expect(pricesIn(path, 'BTC')[0]).toBe(7938.39)
  })

  test('10 October 2025: minutes of five coins, with their lows', () => {
    const path = recordedPrices('2025-10-10', shared)
    expect(path.points).toHaveLength(361)
    expect(least(pricesIn(path, 'BTC'))).toBeLessThan(105_000)
    const doge = pricesIn(path, 'DOGE')
    expect(least(doge) / doge[0]! - 1).toBeLessThan(-0.3)
    expect(pricesOf('2025-10-10', shared)).toMatchObject({ kind: 'recorded' })
  })
})
