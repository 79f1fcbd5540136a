import { describe, expect, test } from 'vitest'
import { customShock } from './customShock.js'
import { straightLines } from './pricePath.js'
import { pricesOf } from './pricesOf.js'
import { publishedShape } from './publishedShapes.js'
import { isRecorded, recordedPrices } from './recordedPrices.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../../shared', import.meta.url).pathname
const present = isRecorded('2025-10-10', shared) && isRecorded('2020-03-12', shared)
if (!present) console.warn(`SKIPPED: recorded prices of two crashes, not in ${shared} (set PLIMSOLL_SHARED)`)

const least = (prices: readonly number[] | undefined): number => Math.min(...(prices ?? []))

test('straight lines hit their knots and nothing beyond', () => {
  const knots = [
    { minute: 0, price: 10 },
    { minute: 1, price: 20 },
    { minute: 3, price: 0 },
  ]
  expect(straightLines(knots, 30)).toEqual([10, 15, 20, 15, 10, 5, 0])
})

describe('a shock of one’s own', () => {
  test('goes where it is sent, comes back as far as asked, and begins and ends in calm', () => {
    const { prices, stepMilliseconds } = customShock({ move: -0.3, overMinutes: 20, recovery: 0.5 }, 0)
    const { BTC, ETH } = prices
    expect(stepMilliseconds).toBe(10_000)
    expect(least(BTC)).toBeCloseTo(70_000, 6)
    // 1.2 times as far.
    expect(least(ETH)).toBeCloseTo(3500 * 0.64, 6)
    expect(BTC?.at(-1)).toBeCloseTo(85_000, 6)
    expect(BTC?.slice(0, 30)).toEqual(Array.from({ length: 30 }, () => 100_000))
    expect(BTC).toHaveLength(((5 + 20 + 20 + 5) * 60) / 10 + 1)
  })

  test('has steps of 5 to 60 seconds, and leaves no price at or below nothing', () => {
    for (const overMinutes of [1, 10, 30, 120, 720]) {
      const { prices, stepMilliseconds } = customShock({ move: -0.9, overMinutes, recovery: 0 }, 0)
      expect(stepMilliseconds).toBeGreaterThanOrEqual(5000)
      expect(stepMilliseconds).toBeLessThanOrEqual(60_000)
      for (const path of Object.values(prices)) {
        expect(least(path)).toBeGreaterThan(0)
        expect(path.length).toBeLessThan(1600)
      }
    }
  })
})

describe('days by their published figures', () => {
  test('12 March 2020: Binance spot’s low of 4,410 and close of 4,800, and the worst hour on record, −20.1 %', () => {
    const { BTC = [] } = publishedShape('2020-03-12').prices
    expect(BTC[0]).toBe(7934.58)
    expect(least(BTC)).toBeCloseTo(4410, 6)
    expect(BTC.at(-1)).toBe(4800)
    expect(BTC[660]! / BTC[600]! - 1).toBeCloseTo(-0.201, 3)
  })

  test('10 October 2025: Binance spot’s low of 102,000 and close of 112,774.50', () => {
    const { BTC = [], DOGE } = publishedShape('2025-10-10').prices
    expect(least(BTC)).toBeCloseTo(102_000, 6)
    expect(BTC.at(-1)).toBe(112_774.5)
    expect(least(DOGE)).toBeCloseTo(0.095, 9)
  })

  test('stand in where nothing was recorded, and say so', () => {
    expect(pricesOf('2025-10-10', '/nowhere')).toMatchObject({ kind: 'shape' })
    expect(pricesOf('2020-03-12', '/nowhere').says).toContain('not the prices that were traded')
  })
})

describe.runIf(present)('days as they were recorded', () => {
  test('12 March 2020: the lowest price of Binance’s perpetual before the morning of the 13th was 3,621.81', () => {
    const { prices, stepMilliseconds } = recordedPrices('2020-03-12', shared)
    expect(stepMilliseconds).toBe(60_000)
    expect(prices.BTC).toHaveLength(30 * 60 + 1)
    // The file’s bar of 02:00 UTC on the 13th; perpetuals fell further than spot.
    expect(least(prices.BTC)).toBeCloseTo(3621.81, 6)
    expect(prices.BTC?.[0]).toBe(7938.39)
  })

  test('10 October 2025: minutes of five coins, with their lows', () => {
    const { prices } = recordedPrices('2025-10-10', shared)
    for (const path of Object.values(prices)) expect(path).toHaveLength(361)
    expect(least(prices.BTC)).toBeLessThan(105_000)
    expect(least(prices.DOGE)! / prices.DOGE![0]! - 1).toBeLessThan(-0.3)
    expect(pricesOf('2025-10-10', shared)).toMatchObject({ kind: 'recorded' })
  })
})
