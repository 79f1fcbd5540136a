import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { PricePath } from '@plimsoll/clearing'
import { afterAll, describe, expect, test } from 'vitest'
import { straightLines } from './pricePath.js'
import { customPath, marchPath, pricesOf } from './pricesOf.js'
import { publishedShape } from './publishedShapes.js'
import { isRecorded, readOctober } from './recordings.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../../shared', import.meta.url).pathname
const data = join(shared, 'data')
const present = isRecorded('2025-10-10', data) && isRecorded('2020-03-12', data)
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
    const path = customPath({ move: -0.3, overMinutes: 20, recovery: 0.25 }, 1)
    const btc = pricesIn(path, 'BTC')
    // Each step has a move of its own with a standard deviation of 0.2 %.
    expect(btc[60]! / btc[0]!).toBeCloseTo(0.7, 1)
    expect(btc.at(-1)! / btc[0]!).toBeCloseTo(0.775, 1)
    expect(pricesIn(path, 'ETH')[60]! / pricesIn(path, 'ETH')[0]!).toBeCloseTo(0.64, 1)
    expect(path.points.at(-1)!.at - path.points[0]!.at).toBe(40 * 60_000)
  })

  test('has steps of 5 to 60 seconds, not too many, and no price at or below nothing', () => {
    for (const overMinutes of [1, 7, 10, 30, 720]) {
      const path = customPath({ move: -0.9, overMinutes, recovery: 0 }, 1)
      const stride = path.points[1]!.at - path.points[0]!.at
      expect(stride).toBeGreaterThanOrEqual(5000)
      expect(stride).toBeLessThanOrEqual(60_000)
      expect(path.points.length).toBeLessThan(1600)
      for (const id of ['BTC', 'ETH', 'DOGE']) expect(least(pricesIn(path, id))).toBeGreaterThan(0)
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
  test('12 March 2020: the lowest mark of Binance’s perpetual before the morning of the 13th was 3,801.83; one trade of ETH at 323 is nobody’s mark', () => {
    const path = marchPath(data)
    expect(path.points).toHaveLength(21 * 60 + 1)
    // The file’s bar of 02:00 UTC on the 13th; perpetuals fell further than spot. Its low is at two thirds of it, between whole minutes or on one.
    expect(least(pricesIn(path, 'BTC')) / 3801.83).toBeCloseTo(1, 3)
    expect(least(pricesIn(path, 'ETH')) / 87.09).toBeCloseTo(1, 3)
    expect(Math.max(...pricesIn(path, 'ETH'))).toBeLessThan(171)
    expect(pricesOf('2020-03-12', data)).toMatchObject({ kind: 'recorded' })
  })

  test('10 October 2025: what was published of 19,337 accounts, and five coins', () => {
    const { source, bars } = readOctober(data)
    expect(source.winners).toHaveLength(19_337)
    expect(Object.keys(bars).sort()).toEqual(['BTC', 'DOGE', 'ETH', 'SOL', 'XRP'])
    expect(bars.BTC!.barMilliseconds).toBe(60_000)
    expect(Math.min(...bars.DOGE!.bars.map(({ low }) => low))).toBeLessThan(0.15)
    expect(pricesOf('2025-10-10', data)).toMatchObject({ kind: 'recorded' })
  })
})

describe('a file that is not what it should be stops the rehearsal and is named', () => {
  const folder = mkdtempSync(join(tmpdir(), 'plimsoll-recordings-'))
  mkdirSync(join(folder, 'hourly'), { recursive: true })
  afterAll(() => rmSync(folder, { recursive: true }))

  const head = 'time,open,high,low,close,volume\n'
  const good = gzipSync(`${head}2020-03-12T09:00:00Z,1,2,1,1,5\n`)
  test.each([
    ['a price of 0', gzipSync(`${head}2020-03-12T09:00:00Z,1,2,0,1,5\n`)],
    ['a price that is absent', gzipSync(`${head}2020-03-12T09:00:00Z,1,2,,1,5\n`)],
    ['a price that is no number', gzipSync(`${head}2020-03-12T09:00:00Z,1,2,1,one,5\n`)],
    ['a low above the high', gzipSync(`${head}2020-03-12T09:00:00Z,1,2,3,1,5\n`)],
    ['a row that is cut off', gzipSync(`${head}2020-03-12T09:00:00Z,1,2\n`)],
    ['a compressed file that is cut off', good.subarray(0, 30)],
  ])('%s', (_, bytes) => {
    for (const coin of ['BTC', 'ETH', 'XRP']) {
      writeFileSync(
        join(folder, `hourly/binance_perp_${coin === 'XRP' ? '' : 'mark_'}${coin}USDT_1h.csv.gz`),
        coin === 'ETH' ? bytes : good,
      )
    }
    expect(() => marchPath(folder)).toThrow('binance_perp_mark_ETHUSDT_1h')
    expect(() => marchPath(folder)).toThrow(expect.objectContaining({ code: 'FILE_UNREADABLE' }))
  })
})
