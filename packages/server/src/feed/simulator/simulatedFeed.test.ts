import { expect, test } from 'vitest'
import { feedState } from '../feedState.js'
import { manualClock } from '../manualClock.js'
import { simulatedFeed } from './simulatedFeed.js'
import { simulatedMarketAt } from './simulator.js'

const wall = Date.UTC(2026, 0, 5, 12) + 345

test('ticks once a second from the wall clock rounded down, with the markets of its seed', () => {
  const clock = manualClock(wall)
  const feed = simulatedFeed({ seed: 9, clock })
  const seen: number[] = []
  let index = 0
  feed.start((market) => {
    seen.push(market.asOf)
    index = market.underlyings.BTC!.index
  })
  clock.advance(3500)
  const first = wall - 345
  expect(seen).toEqual([first, first + 1000, first + 2000, first + 3000])
  expect(index).toBe(simulatedMarketAt({ seed: 9, startAt: first }, 3).underlyings.BTC!.index)
  expect(feed.name).toBe('simulation, seed 9')
})

test('speed, pause, resume and stop', () => {
  const clock = manualClock(wall)
  const feed = simulatedFeed({ seed: 9, clock, startAt: wall, tickMilliseconds: 500, speed: 60 })
  const seen: number[] = []
  feed.start((market) => seen.push(market.asOf - wall))
  clock.advance(1000)
  expect(seen).toEqual([0, 30_000, 60_000])
  feed.setSpeed(3600)
  clock.advance(500)
  expect(seen.at(-1)).toBe(60_000 + 1_800_000)
  feed.pause()
  clock.advance(60_000)
  expect(seen.length).toBe(4)
  expect(feedState(feed, 0, clock.now())).toBe('VALID')
  feed.resume()
  feed.resume()
  clock.advance(500)
  expect(seen.length).toBe(5)
  feed.stop()
  clock.advance(60_000)
  expect(seen.length).toBe(5)
  expect(feedState(feed, 0, clock.now())).toBe('STALE')
})

test('options that make no sense are refused', () => {
  const refused = (where: string): unknown => expect.objectContaining({ code: 'INPUT_INVALID', where })
  expect(() => simulatedFeed({ speed: 0 })).toThrowError(refused('feed.speed'))
  expect(() => simulatedFeed({ seed: 0.5 })).toThrowError(refused('feed.seed'))
  expect(() => simulatedFeed({ tickMilliseconds: 1 })).toThrowError(refused('feed.tickMilliseconds'))
  const feed = simulatedFeed({ clock: manualClock(wall) })
  expect(() => feed.setSpeed(Number.NaN)).toThrowError(refused('feed.speed'))
  expect(feed.speed).toBe(1)
})

test('a simulation that comes to an expiry which no name can say (2100) halts with the reason', () => {
  const clock = manualClock(wall)
  const feed = simulatedFeed({ clock, startAt: Date.UTC(2099, 0, 1), speed: 86_400 })
  const halts: unknown[] = []
  feed.start(
    () => {},
    (halt) => halts.push(halt),
  )
  clock.advance(300_000)
  expect(halts).toMatchObject([{ reason: 'failed', message: expect.stringContaining('BTC') }])
  expect(feedState(feed, clock.now(), clock.now())).toBe('HALT')
})
