import { readFileSync } from 'node:fs'
import { gunzipSync } from 'node:zlib'
import { historicalShocks } from 'plimsoll'
import { expect, test } from 'vitest'
import { sharedFile } from './shared.js'

/** The library's historical days against the exchange's own candles (see the README of the data for their source). */
const candles = sharedFile('data/daily/ohlcv_daily.csv.gz')

test.skipIf(candles === undefined)('price moves of historical days are those of the daily candles', () => {
  const rows = new Map<string, { low: number; high: number; close: number }>()
  for (const line of gunzipSync(readFileSync(candles!)).toString('utf8').split('\n').slice(1)) {
    const [asset, date, , high, low, close] = line.split(',')
    rows.set(`${asset} ${date}`, { low: Number(low), high: Number(high), close: Number(close) })
  }
  let checked = 0
  for (const { date, moves, assets } of historicalShocks) {
    const before = new Date(Date.parse(`${date}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10)
    for (const [asset, { price }] of Object.entries(moves)) {
      if (asset === '*' || price === 0) continue
      const day = rows.get(`${asset} ${date}`)!
      const previous = rows.get(`${asset} ${before}`)!
      const observed = (price < 0 ? day.low : day.high) / previous.close - 1
      // Moves are written with three decimals.
      expect(Math.abs(observed - price), `${asset} on ${date}: ${observed}`).toBeLessThanOrEqual(0.0006)
      checked++
    }
    if (assets?.USDC !== undefined) expect(rows.get(`USDC ${date}`)!.low - 1).toBeCloseTo(assets.USDC, 3)
  }
  expect(checked).toBeGreaterThan(15)
})
