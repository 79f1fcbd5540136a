import { expect, test } from 'vitest'
import { actionTable } from './actionTable.js'
import type { FeedState } from './feedState.js'
import { FeedDriver, feedOf, sourcesOf } from './fixture/feed.js'
import { isFillable, openingPrices, readFeed } from './readFeed.js'

const hour = 3_600_000
const may = (feed: FeedDriver, action: keyof typeof actionTable): string => actionTable[action][feed.state.status]

test('O1 Compound: one source at 1.30 and its correlated anchor at 1.25 are one vote of four', () => {
  const sources = sourcesOf(5).map((source) => (source.id === 's2' ? { ...source, group: 'g1' } : source))
  const feed = new FeedDriver(feedOf(sources))
  feed.sayAll('1', '1', '1', '1', '1')
  feed.wait(1000)
  feed.say('s1', '1.30')
  feed.say('s2', '1.25')
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 10_000n })
  feed.wait(5000)
  feed.sayAll('1.30', '1.25', '1', '1', '1')
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 10_000n })
})

test('O1 Compound: the same with all five independent: no price above 1', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(5)))
  feed.sayAll('1', '1', '1', '1', '1')
  feed.wait(1000)
  // They second one another, so both are heard; three of five agree, which is less than two thirds.
  feed.sayAll('1.30', '1.25', '1', '1', '1')
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['disputed'], mark: 10_000n })
})

test('O2 sKRW: with one of three dead, 1.0 and 1000.0 are never averaged', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3), { haltAfterMs: 3 * hour }))
  feed.sayAll('1.0', '1.0', '1.0')
  const diedAt = feed.now + 10_000
  for (let minute = 0; minute < 120; minute++) {
    for (let row = 0; row < 12; row++) {
      feed.wait(5000)
      feed.say('s1', '1.0')
      feed.say('s2', minute < 60 ? '1.0' : '1000.0')
    }
  }
  // The alarm is of the instant at which the third died, and the state of the feed with it.
  expect(feed.transitions).toContainEqual({ kind: 'source', at: diedAt, source: 's3', from: 'valid', to: 'dead' })
  expect(feed.transitions).toContainEqual({
    kind: 'status',
    at: diedAt,
    from: 'VALID',
    to: 'STALE',
    reasons: ['quorum'],
  })
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['quorum'], mark: 10_000n })
  expect([may(feed, 'reduce'), may(feed, 'open'), may(feed, 'liquidate')]).toEqual(['yes', 'no', 'no'])
})

// Prices within 10 basis points, as the case has them.
const clean = ['99.95', '99.97', '99.98', '100', '100.01', '100.03', '100.05']
const sorted = clean.map((text) => BigInt(Math.round(Number(text) * 10_000)))
const corruptions = ['0', '-1', 'NaN', 'Infinity', 'x10', '/10', 'stale'] as const
type Corruption = (typeof corruptions)[number]

/** All subsets of 0…6 of the given size. */
function subsets(size: number, from = 0): readonly (readonly number[])[] {
  if (size === 0) return [[]]
  const found: (readonly number[])[] = []
  for (let first = from; first <= 7 - size; first++)
    for (const rest of subsets(size - 1, first + 1)) found.push([first, ...rest])
  return found
}

/** All lists of so many corruptions; `ordered`: every assignment, otherwise every multiset. */
function assignments(size: number, ordered: boolean, from = 0): readonly (readonly Corruption[])[] {
  if (size === 0) return [[]]
  return corruptions
    .slice(from)
    .flatMap((first, row) => assignments(size - 1, ordered, ordered ? 0 : from + row).map((rest) => [first, ...rest]))
}

/** Seven sources that agreed ten seconds ago; those of the subset now say something else. */
function corrupted(subset: readonly number[], values: readonly Corruption[], base: FeedDriver): FeedState {
  const feed = new FeedDriver(base.config, base.now, base.state)
  feed.wait(9_500)
  for (const [row, price] of clean.entries()) {
    const value = values[subset.indexOf(row)]
    const scaled = { x10: String(Number(price) * 10), '/10': String(Number(price) / 10) }
    const said = value === undefined ? price : value === 'x10' || value === '/10' ? scaled[value] : value
    if (said !== 'stale') feed.say(`s${row + 1}`, said, { sequence: 100 + row })
  }
  feed.wait(500)
  return feed.state
}

test('O3 Deribit-19: exhaustive over the subsets of seven sources and what they may say instead', () => {
  const base = new FeedDriver(feedOf(sourcesOf(7)))
  base.sayAll(...clean)
  expect(base.state).toMatchObject({ status: 'VALID', mark: 1_000_000n })
  // Order statistics of the clean prices between which the index must stay, counted from 0: [3rd, 5th], [2nd, 6th], [least, greatest].
  const within = [
    [3, 3],
    [2, 4],
    [1, 5],
    [0, 6],
  ] as const
  let cases = 0
  for (let size = 1; size <= 7; size++) {
    for (const subset of subsets(size)) {
      for (const values of assignments(size, size <= 2)) {
        cases++
        const { index, status } = corrupted(subset, values, base)
        const where = `${subset.join()} ${values.join()}`
        if (size <= 3) {
          const [low, high] = within[size]!
          expect(index!.price >= sorted[low]! && index!.price <= sorted[high]!, where).toBe(true)
          if (size <= 2) expect(status, where).toBe('VALID')
        } else {
          // No price any more: what stands is from before the fourth lie, while three at most had been told.
          expect(status, where).toBe('STALE')
          expect(index!.price >= sorted[0]! && index!.price <= sorted[6]!, where).toBe(true)
        }
      }
    }
  }
  // 7·7 + 21·49 + 35·84 + 35·210 + 21·462 + 7·924 + 1716
  expect(cases).toBe(49 + 1029 + 2940 + 7350 + 9702 + 6468 + 1716)
})

test('O4 Bitstamp: one of three falls by 18 % in 11 minutes on real volume; the index stays with the others', () => {
  const sources = sourcesOf(3).map((source) => (source.id === 's1' ? { ...source, weight: 98n } : source))
  const feed = new FeedDriver(feedOf(sources))
  feed.sayAll('7600', '7602', '7605')
  for (let second = 1; second <= 660; second++) {
    feed.wait(1000)
    feed.sayAll((7600 - (1368 * second) / 660).toFixed(2), '7602', '7605')
    const { index } = feed.state
    expect(index!.price >= 76_000_000n && index!.price <= 76_050_000n).toBe(true)
  }
  expect(feed.state.sources.s1!.price).toBe(62_320_000n)
  expect(feed.state.mark).toBe(76_020_000n)
})

test('O4 Bitstamp: the cap is of the live weight: what is a third of all may be more than half of those alive', () => {
  const weights = [4n, 4n, 1n, 1n, 1n, 1n]
  const feed = new FeedDriver(feedOf(sourcesOf(6).map((source, row) => ({ ...source, weight: weights[row]! }))))
  feed.sayAll('100', '100', '100', '100', '100', '100')
  for (let row = 0; row < 3; row++) {
    feed.wait(4000)
    for (const [id, price] of [
      ['s1', '95'],
      ['s3', '100'],
      ['s4', '100'],
      ['s5', '100'],
    ] as const)
      feed.say(id, price)
  }
  // Live are 4, 1, 1 and 1 of 12: uncapped the 4 would be the median.
  expect(feed.state.sources.s2!.validity).toBe('dead')
  expect(feed.state.mark).toBe(1_000_000n)
})

test('O5 LUNA: at 0.107 with a floor of 0.10 the price is no price: no new risk, but reduce and deposit', () => {
  const sources = sourcesOf(3, { floorPrice: 1000n })
  const feed = new FeedDriver(feedOf(sources, { boundMarginPpm: 100_000n }))
  feed.sayAll('0.15', '0.15', '0.15')
  feed.wait(1000)
  feed.say('s1', '0.107')
  expect(feed.state.sources.s1!.validity).toBe('at-bound')
  feed.sayAll('0.107', '0.107', '0.107')
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['quorum'], mark: 1500n })
  expect([may(feed, 'new-collateral'), may(feed, 'open'), may(feed, 'withdraw')]).toEqual(['no', 'no', 'no'])
  expect([may(feed, 'reduce'), may(feed, 'deposit')]).toEqual(['yes', 'yes'])
  expect(feed.say('s1', '0.107', { publishedAt: feed.now - 10_000 }).outcome).toMatchObject({ kind: 'refused' })
  feed.wait(600_000)
  expect(feed.state).toMatchObject({ status: 'HALT', reasons: ['quorum', 'long-stale'] })
})

test('O6 Levana: an order is filled at no price that is older than the order', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(4, { heartbeatMs: 120_000 })))
  feed.sayAll('100', '100', '100', '100')
  feed.wait(90_000)
  const receivedAt = feed.now
  const fillable = (): boolean => isFillable(readFeed(feed.config, feed.state).prices!, receivedAt)
  expect(fillable()).toBe(false)
  feed.say('s1', '101')
  feed.say('s2', '101')
  // Two of the quorum of three: still the old price.
  expect(fillable()).toBe(false)
  feed.say('s3', '101')
  expect(fillable()).toBe(true)
  expect(feed.state.mark).toBe(1_010_000n)
})

test('O13 zero and restart: an empty cache allows nothing until k ticks in a row of a quorum of sources', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3), { recoveryTicks: 3 }))
  expect(feed.state).toMatchObject({ status: 'HALT', reasons: ['never-priced'] })
  expect('mark' in feed.state).toBe(false)
  expect('prices' in readFeed(feed.config, feed.state)).toBe(false)
  for (let round = 1; round <= 3; round++) {
    for (const id of ['s1', 's2', 's3']) {
      expect(may(feed, 'liquidate'), `${round} ${id}`).toBe('no')
      feed.wait(100)
      feed.say(id, '100')
    }
  }
  expect(feed.state).toMatchObject({ status: 'VALID', mark: 1_000_000n })
})

test('O13 zero: what is not a price breaks the row of ticks that ends an outage', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3), { recoveryTicks: 3 }))
  const round = (first = '100'): void => {
    feed.wait(100)
    feed.sayAll(first, '100', '100')
  }
  round()
  round('0')
  round()
  expect(feed.state.status).toBe('STALE')
  round()
  expect(feed.state.status).toBe('STALE')
  round()
  expect(feed.state.status).toBe('VALID')
})

test('O14 confidence: p = 100, σ from 0.1 to 5', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3)))
  const quote = (half: number): void => {
    feed.wait(1000)
    for (const id of ['s1', 's2', 's3']) feed.say(id, '100', { bid: String(100 - half), ask: String(100 + half) })
  }
  quote(0.1)
  expect(feed.state.status).toBe('VALID')
  // Two dispersions to the disadvantage of whoever opens.
  const { prices } = readFeed(feed.config, feed.state)
  expect(openingPrices(feed.config, prices!)).toEqual({ buy: 1_002_000n, sell: 998_000n })
  quote(2)
  expect(feed.state).toMatchObject({ status: 'UNCERTAIN', reasons: ['wide'] })
  expect([may(feed, 'open'), may(feed, 'liquidate')]).toEqual(['no', 'paced'])
  quote(5)
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['too-wide'], mark: 1_000_000n })
  expect([may(feed, 'open'), may(feed, 'liquidate')]).toEqual(['no', 'no'])
  quote(0.1)
  expect(feed.state.status).toBe('VALID')
})

test('O15 outage of an hour, first ticks back −20 %: grace first, then paced, then normal', () => {
  const change = { graceMs: 300_000, settleMs: 120_000, haltAfterMs: 2 * hour, recoveryTicks: 2 }
  const feed = new FeedDriver(feedOf(sourcesOf(3), change))
  const live = (milliseconds: number): void => {
    for (let passed = 0; passed < milliseconds; passed += 5000) {
      feed.sayAll('80', '80', '80')
      feed.wait(5000)
    }
  }
  feed.sayAll('100', '100', '100')
  feed.wait(hour + 10_000)
  expect(feed.state).toMatchObject({ status: 'STALE', reasons: ['quorum'], mark: 1_000_000n })
  live(5000)
  // The move of 20 % at once stands for three seconds before it is believed.
  const back = feed.transitions.findLast((transition) => transition.kind === 'status')!
  expect(back).toMatchObject({ to: 'STALE', reasons: ['recovering'] })
  expect(feed.state.mark).toBe(800_000n)
  expect([may(feed, 'deposit'), may(feed, 'reduce'), may(feed, 'liquidate')]).toEqual(['yes', 'yes', 'no'])
  live(420_000)
  const statuses = feed.transitions.flatMap((transition) =>
    transition.kind === 'status' && transition.at >= back.at ? [[transition.at - back.at, transition.to]] : [],
  )
  expect(statuses).toEqual([
    [0, 'STALE'],
    [300_000, 'UNCERTAIN'],
    [420_000, 'VALID'],
  ])
})

test('a grace is no longer than the outage was, and an outage within it is the same outage', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3), { graceMs: 300_000, recoveryTicks: 1 }))
  const live = (milliseconds: number): void => {
    for (let passed = 0; passed < milliseconds; passed += 5000) {
      feed.sayAll('100', '100', '100')
      feed.wait(5000)
    }
  }
  live(305_000)
  expect(feed.state.status).toBe('VALID')
  feed.wait(5000 + 2000)
  expect(feed.state).toMatchObject({ status: 'STALE', outage: { since: feed.now - 2000 } })
  feed.sayAll('100', '100', '100')
  expect(feed.state.recovery).toEqual({ outageSince: feed.now - 2000, graceUntil: feed.now + 2000 })
  feed.wait(2000)
  expect(feed.state.status).toBe('VALID')

  // Nor is the time of paced liquidation after it.
  feed.config = { ...feed.config, settleMs: 120_000 }
  feed.sayAll('100', '100', '100')
  feed.wait(10_000 + 1500)
  feed.sayAll('100', '100', '100')
  feed.wait(1500)
  expect(feed.state).toMatchObject({ status: 'UNCERTAIN', reasons: ['settling'] })
  // An outage of 1.5 s and a grace of as long: what began 3 s ago is settled for 3 s.
  expect(feed.state.recovery!.settleUntil).toBe(feed.now + 3000)
  feed.config = { ...feed.config, settleMs: 0 }
  feed.wait(3000)
  expect(feed.state.status).toBe('VALID')
  feed.sayAll('100', '100', '100')
  feed.wait(2000)

  // 100 s, one second of life, one second out again: the second grace counts from the first outage.
  feed.wait(8000 + 100_000)
  const since = feed.now - 100_000
  feed.sayAll('100', '100', '100')
  feed.wait(11_000)
  expect(feed.state.outage).toEqual({ since, reason: 'quorum' })
  feed.sayAll('100', '100', '100')
  expect(feed.state.recovery).toEqual({ outageSince: since, graceUntil: feed.now + 111_000 })
})

test('a new record judges what was heard under the old one: a shorter heartbeat is over at once', () => {
  const feed = new FeedDriver(feedOf(sourcesOf(3)))
  feed.sayAll('100', '100', '100')
  feed.wait(5000)
  expect(feed.state.status).toBe('VALID')
  feed.config = feedOf(sourcesOf(3, { heartbeatMs: 2000 }))
  const at = feed.now
  feed.wait(1)
  expect(feed.state).toMatchObject({ status: 'STALE', outage: { since: at, reason: 'quorum' } })
})

test('a move band stops opening for a time, once a window, and never the price', () => {
  const band = { windowMs: 300_000, limitPpm: 50_000n, pauseMs: 60_000 }
  const feed = new FeedDriver(feedOf(sourcesOf(3), { moveBands: [band] }), 900_000)
  feed.sayAll('100', '100', '100')
  const say = (price: string): void => {
    feed.wait(5000)
    feed.sayAll(price, price, price)
  }
  say('96')
  expect(feed.state.status).toBe('VALID')
  say('94')
  expect(feed.state).toMatchObject({ status: 'UNCERTAIN', reasons: ['moved'], mark: 940_000n })
  for (let row = 0; row < 11; row++) say('90')
  expect(feed.state).toMatchObject({ status: 'UNCERTAIN', mark: 900_000n })
  say('90')
  expect(feed.state.status).toBe('VALID')
  say('89')
  expect(feed.state.status).toBe('VALID')
  // The next window begins with the 89 that stood when it did, and its first tick leaves it.
  while (feed.now < 1_195_000) say('89')
  say('84')
  expect(feed.state.windows).toEqual([{ start: 1_200_000, from: 890_000n, pausedUntil: 1_260_000 }])
  expect(feed.state.status).toBe('UNCERTAIN')
})

test('a pause that reaches into the next window goes on there', () => {
  const band = { windowMs: 60_000, limitPpm: 50_000n, pauseMs: 30_000 }
  const feed = new FeedDriver(feedOf(sourcesOf(3), { moveBands: [band] }), 900_000)
  feed.sayAll('100', '100', '100')
  for (let row = 0; row < 10; row++) {
    feed.wait(5000)
    feed.sayAll('100', '100', '100')
  }
  feed.sayAll('94', '94', '94')
  for (const [at, status] of [
    [958_000, 'UNCERTAIN'],
    [966_000, 'UNCERTAIN'],
    [974_000, 'UNCERTAIN'],
    [980_000, 'VALID'],
  ] as const) {
    feed.wait(at - feed.now)
    feed.sayAll('94', '94', '94')
    expect(feed.state.status, String(at)).toBe(status)
  }
})
