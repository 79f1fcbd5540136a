import type { MarketSnapshot } from 'plimsoll'
import { expect, test } from 'vitest'
import type { FeedHalt } from '../feed.js'
import { feedState } from '../feedState.js'
import { type ManualClock, manualClock } from '../manualClock.js'
import { createChainStore } from './chainStore.js'
import { type ReplayOptions, replayFeed } from './replayFeed.js'

const hour = 3_600_000
const start = Date.UTC(2026, 1, 1)
/** Snapshots at hours 0, 6, 12 and 24. */
const hours = [0, 6, 12, 24]

function replay(options: Omit<ReplayOptions, 'clock'> = {}): {
  clock: ManualClock
  feed: ReturnType<typeof replayFeed>
  seen: number[]
  halts: FeedHalt[]
  onTick: (market: MarketSnapshot) => void
  onHalt: (halt: FeedHalt) => void
} {
  const store = createChainStore('test')
  for (const at of hours) {
    const row = {
      time: start + at * hour,
      instrument: 'BTC-27MAR26-80000-C',
      mark: 0.05,
      markIv: 0.6,
      forward: 80100,
      index: 80000,
    }
    store.add(row, `row ${at}`)
  }
  const clock = manualClock(1_000_000)
  const seen: number[] = []
  const halts: FeedHalt[] = []
  return {
    clock,
    feed: replayFeed(store, { ...options, clock }),
    seen,
    halts,
    onTick: (market) => seen.push((market.asOf - start) / hour),
    onHalt: (halt) => halts.push(halt),
  }
}

test('sends exactly the instants of the file, at their distances over the speed, then halts', () => {
  const { clock, feed, seen, halts, onTick, onHalt } = replay({ speed: 3600 })
  feed.start(onTick, onHalt)
  expect(seen).toEqual([0])
  clock.advance(5999)
  expect(seen).toEqual([0])
  clock.advance(1)
  expect(seen).toEqual([0, 6])
  expect(feed.progress).toBe(0.25)
  clock.advance(17_999)
  expect(seen).toEqual([0, 6, 12])
  expect(feed.halt).toBeUndefined()
  clock.advance(1)
  expect(seen).toEqual(hours)
  expect(halts).toEqual([{ reason: 'ended', message: 'test has been replayed to its end' }])
  expect(feedState(feed, clock.now(), clock.now())).toBe('HALT')
  expect(feed.progress).toBe(1)
  clock.advance(hour)
  expect(seen).toEqual(hours)
})

test('a change of speed keeps the position of the market clock', () => {
  const { clock, feed, seen, onTick } = replay({ speed: 3600 })
  feed.start(onTick)
  clock.advance(3000)
  feed.setSpeed(7200)
  expect(feed.progress).toBe(0.125)
  clock.advance(1499)
  expect(seen).toEqual([0])
  clock.advance(1)
  expect(seen).toEqual([0, 6])
})

test('pause holds the clock, resume goes on', () => {
  const { clock, feed, seen, onTick } = replay({ speed: 3600 })
  feed.start(onTick)
  clock.advance(5000)
  feed.pause()
  const received = clock.now()
  clock.advance(hour)
  expect(seen).toEqual([0])
  expect(feed.paused).toBe(true)
  expect(feedState(feed, received, clock.now())).toBe('VALID')
  feed.resume()
  clock.advance(1000)
  expect(seen).toEqual([0, 6])
})

test('seek ticks at once, also when paused or at the end', () => {
  const { clock, feed, seen, halts, onTick, onHalt } = replay({ speed: 3600 })
  feed.start(onTick, onHalt)
  feed.seek?.(0.6)
  expect(seen).toEqual([0, 12])
  expect(feed.progress).toBe(0.6)
  feed.pause()
  feed.seek?.(0.3)
  expect(seen).toEqual([0, 12, 6])
  clock.advance(hour)
  expect(seen).toEqual([0, 12, 6])
  feed.resume()
  clock.advance(24 * 700)
  expect(seen.slice(3)).toEqual([12, 24])
  expect(halts.length).toBe(1)
  feed.seek?.(0)
  expect(feed.halt).toBeUndefined()
  expect(seen.at(-1)).toBe(0)
  clock.advance(6000)
  expect(seen.at(-1)).toBe(6)
})

test('the position of every instant leads to that instant, at any speed', () => {
  for (const speed of [0.7, 3, 4000, 999_999]) {
    for (const hourSought of hours) {
      const { clock, feed, seen, onTick } = replay({ speed })
      feed.seek?.((hourSought * hour) / (24 * hour))
      feed.start(onTick)
      expect(seen).toEqual([hourSought])
      clock.advance((24 * hour) / speed + 1)
      expect(seen).toEqual(hours.filter((at) => at >= hourSought))
    }
  }
})

test('stop ends all ticks; a new start goes on where it stopped', () => {
  const { clock, feed, seen, onTick } = replay({ speed: 3600 })
  feed.start(onTick)
  expect(() => feed.start(onTick)).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID', where: 'feed.start' }))
  clock.advance(7000)
  feed.stop()
  clock.advance(hour)
  expect(seen).toEqual([0, 6])
  feed.start(onTick)
  expect(seen).toEqual([0, 6, 6])
  clock.advance(5000)
  expect(seen).toEqual([0, 6, 6, 12])
})

test('a listener may stop or speed up the feed from inside a tick', () => {
  const { clock, feed, seen } = replay({ speed: 3600 })
  feed.start((market) => {
    seen.push((market.asOf - start) / hour)
    if (seen.length === 1) feed.setSpeed(7200)
    if (seen.length === 2) feed.stop()
  })
  clock.advance(3000)
  expect(seen).toEqual([0, 6])
  clock.advance(hour)
  expect(seen).toEqual([0, 6])
})

test('a market that cannot be made halts the feed with the reason', () => {
  const store = createChainStore('mixed')
  for (const instrument of ['BTC-27MAR26-80000-C', 'BTC_USDC-27MAR26-80000-C']) {
    store.add({ time: start, instrument, mark: 0.05, markIv: 0.6, forward: 80100, index: 80000 }, 'row')
  }
  const halts: FeedHalt[] = []
  replayFeed(store, { clock: manualClock(0) }).start(
    () => {},
    (halt) => halts.push(halt),
  )
  expect(halts).toMatchObject([
    { reason: 'failed', message: expect.stringContaining('mixed, row 2, field instrument') },
  ])
})

test('the default speed takes two weeks in about five minutes, and the promise of ticks follows the speed', () => {
  const { feed, clock } = replay()
  expect((14 * 24 * 3600) / feed.speed).toBeCloseTo(302.4, 1)
  feed.setSpeed(1)
  expect(feed.staleAfterMilliseconds).toBe(12 * hour + 5000)
  expect(feedState(feed, null, clock.now())).toBe('STALE')
  expect(feedState(feed, 0, 12 * hour + 5000)).toBe('VALID')
  expect(feedState(feed, 0, 12 * hour + 5001)).toBe('STALE')
})

test('a speed or position that makes no sense is refused and changes nothing', () => {
  const { feed } = replay()
  for (const speed of [0, -1, Number.NaN, 2e6]) {
    expect(() => feed.setSpeed(speed)).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID', where: 'feed.speed' }),
    )
  }
  expect(() => feed.seek?.(1.5)).toThrowError(expect.objectContaining({ code: 'INPUT_INVALID', where: 'feed.seek' }))
  expect(feed.speed).toBe(4000)
})
