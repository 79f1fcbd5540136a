import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createRefresher } from './refresher'

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

/** A thing that takes `takes` milliseconds to fetch; remembers when each fetch began and how many ran at once. */
function slowThing(takes: number, leastMilliseconds: number) {
  const origin = Date.now()
  const starts: number[] = []
  const delivered: number[] = []
  const failures: unknown[] = []
  let running = 0
  let most = 0
  let refuses = false
  const refresher = createRefresher({
    load: async () => {
      starts.push(Date.now() - origin)
      most = Math.max(most, ++running)
      await new Promise((done) => setTimeout(done, takes))
      running -= 1
      if (refuses) throw new Error('refused')
      return starts.length
    },
    deliver: (value) => delivered.push(value),
    fail: (error) => failures.push(error),
    leastMilliseconds,
  })
  return { refresher, starts, delivered, failures, most: () => most, refuse: () => (refuses = true) }
}

test('the first request goes out at once, the others at the pace', async () => {
  const thing = slowThing(20, 1000)
  for (let step = 0; step < 35; step++) {
    thing.refresher.request()
    await vi.advanceTimersByTimeAsync(100)
  }
  expect(thing.starts).toEqual([0, 1000, 2000, 3000])
  await vi.advanceTimersByTimeAsync(5000)
  expect(thing.starts).toEqual([0, 1000, 2000, 3000, 4000])
  expect(thing.delivered).toEqual([1, 2, 3, 4, 5])
})

test('never two at a time; what was asked for meanwhile is fetched once more', async () => {
  const thing = slowThing(2500, 1000)
  for (let step = 0; step < 10; step++) {
    thing.refresher.request()
    await vi.advanceTimersByTimeAsync(100)
  }
  await vi.advanceTimersByTimeAsync(20_000)
  expect(thing.starts).toEqual([0, 2500])
  expect(thing.most()).toBe(1)
})

test('a failure is told, and the next request tries again', async () => {
  const thing = slowThing(10, 0)
  thing.refuse()
  thing.refresher.request()
  await vi.advanceTimersByTimeAsync(100)
  expect(thing.failures).toHaveLength(1)
  expect(thing.starts).toEqual([0])
  thing.refresher.request()
  await vi.advanceTimersByTimeAsync(100)
  expect(thing.starts).toHaveLength(2)
})
