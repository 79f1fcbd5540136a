import { expect, test } from 'vitest'
import { collateralReading } from './collateralReading.js'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'
import { readingOf } from './fixture/reading.js'
import { readFeed } from './readFeed.js'
import { applyRate, type RedemptionConfig, readRedemption, startRedemption } from './redemptionRate.js'

const day = 86_400_000
const config: RedemptionConfig = {
  feed: 'wrsETH-ETH',
  effectiveFrom: 0,
  unit: { base: 'wrsETH', quote: 'ETH' },
  decimals: 6,
  startRate: 1_060_000n,
  growthPpmPerYear: 100_000n,
  stepPpm: 2_000n,
  fallConfirmMs: day,
  heartbeatMs: 2 * day,
}

test('O12 wrsETH: a feed of 1.65 M against a wrapper of 1.06 is no price', () => {
  const step = applyRate(config, startRedemption(config), 1_650_000_000_000n, 3_600_000)
  expect(step.outcome).toBe('growth')
  const reading = readRedemption(config, step.state, 3_600_000)
  expect(reading).toMatchObject({
    status: 'STALE',
    reasons: ['growth'],
    prices: { low: 1_060_000n, high: 1_060_000n },
  })
})

test('O12 wrsETH: 10 % a year is taken day by day for a year, 11 % is not', () => {
  const after = (percent: number): { readonly taken: number; readonly rate: bigint } => {
    let state = startRedemption(config)
    let taken = 0
    for (let days = 1; days <= 365; days++) {
      const rate = BigInt(Math.floor(1_060_000 * (1 + (percent / 100) * (days / 365))))
      const step = applyRate(config, state, rate, days * day)
      state = step.state
      if (step.outcome === 'taken') taken++
    }
    return { taken, rate: state.rate }
  }
  expect(after(10)).toEqual({ taken: 365, rate: 1_166_000n })
  expect(after(11).taken).toBeLessThan(365)
  expect(after(11).rate).toBeLessThan(1_170_000n)
})

test('O12 wrsETH: any fall is an alarm; what is owned counts at it at once, and after a day it is the truth', () => {
  let { state, outcome } = applyRate(config, startRedemption(config), 1_000_000n, day)
  expect(outcome).toBe('fallen')
  expect(readRedemption(config, state, day)).toMatchObject({
    status: 'UNCERTAIN',
    reasons: ['fallen'],
    prices: { low: 1_000_000n, high: 1_060_000n },
  })
  ;({ state, outcome } = applyRate(config, state, 1_001_000n, 2 * day - 1))
  expect(outcome).toBe('fallen')
  expect(state.fall).toEqual({ since: day, rate: 1_000_000n })
  ;({ state, outcome } = applyRate(config, state, 1_001_000n, 2 * day))
  expect(outcome).toBe('taken')
  expect(readRedemption(config, state, 2 * day)).toMatchObject({
    status: 'VALID',
    prices: { low: 1_001_000n, high: 1_001_000n },
  })
  // From there it grows as slowly as ever.
  expect(applyRate(config, state, 1_060_000n, 2 * day + 1).outcome).toBe('growth')
})

test('C7 share inflation: a donation that makes the share price tenfold changes no price', () => {
  const step = applyRate(config, startRedemption(config), 10_600_000n, day)
  expect(step.outcome).toBe('growth')
  expect(readRedemption(config, step.state, day).prices!.low).toBe(1_060_000n)
  // It does not become true by being repeated, and what is true again is taken.
  let { state } = step
  for (let hour = 1; hour < 24; hour++) state = applyRate(config, state, 10_600_000n, day + hour * 3_600_000).state
  expect(state.rate).toBe(1_060_000n)
  expect(applyRate(config, state, 1_060_290n, 2 * day).outcome).toBe('taken')
})

test('C7 share inflation: growth is not saved up: after five years of standing still a step is still a step', () => {
  const state = startRedemption(config)
  expect(applyRate(config, state, 1_062_121n, 5 * 365 * day).outcome).toBe('growth')
  expect(applyRate(config, state, 1_062_120n, 5 * 365 * day).outcome).toBe('taken')
})

test('a rate of zero is no rate, and one that is not heard of is late', () => {
  const state = startRedemption(config)
  expect(applyRate(config, state, 0n, 1)).toEqual({ state, outcome: 'non-positive' })
  expect(readRedemption(config, state, 2 * day - 1).status).toBe('VALID')
  expect(readRedemption(config, state, 2 * day)).toMatchObject({ status: 'STALE', reasons: ['late'] })
})

/** Seven venues, of which the first is the own one. */
function venues(): FeedDriver {
  const feed = new FeedDriver(feedOf(sourcesOf(7), { unit: { base: 'USDe', quote: 'USD' } }))
  feed.sayAll('1', '1', '1', '1', '1', '1', '1')
  return feed
}
const redeemed = readingOf('USDe', 'USD', 10_000n, 4)

test('C1 Binance: own book at 0.65 for 40 minutes, six others at 0.99 to 1.00, redemption open: worth 0.99 or more', () => {
  const feed = venues()
  for (let second = 0; second < 2400; second += 5) {
    feed.wait(5000)
    feed.sayAll('0.65', '0.99', '0.995', '1', '1', '0.998', '0.992')
    const reading = collateralReading(redeemed, readFeed(feed.config, feed.state), 50_000n)
    expect(reading.status).toBe('VALID')
    expect(reading.prices!.fast).toBeGreaterThanOrEqual(9_900n)
    expect(reading.prices!.low).toBeGreaterThanOrEqual(9_900n)
  }
})

test('C1 mirror: redemption closed and all venues at 0.65: marked at 0.65 after three seconds', () => {
  const feed = venues()
  feed.wait(1000)
  feed.sayAll('0.65', '0.65', '0.65', '0.65', '0.65', '0.65', '0.65')
  feed.wait(3000)
  const closed = { ...redeemed, status: 'STALE' as const, reasons: ['late' as const] }
  const reading = collateralReading(closed, readFeed(feed.config, feed.state), 50_000n)
  expect(reading.prices).toMatchObject({ fast: 6_500n, low: 6_500n })
})

test('C2 xUSD: net asset value 1.00, market 0.26: counted at 0.26, no new credit, nobody frozen in at 1.00', () => {
  const market = readingOf('USDe', 'USD', 2_600n, 4)
  const reading = collateralReading(redeemed, market, 50_000n)
  expect(reading).toMatchObject({
    status: 'UNCERTAIN',
    reasons: ['deviation'],
    prices: { fast: 2_600n, low: 2_600n, high: 10_000n },
  })
  expect(collateralReading(redeemed, readingOf('USDe', 'USD', 9_500n, 4), 50_000n).status).toBe('VALID')
  expect(collateralReading(redeemed, readingOf('USDe', 'USD', 9_499n, 4), 50_000n).status).toBe('UNCERTAIN')
})
