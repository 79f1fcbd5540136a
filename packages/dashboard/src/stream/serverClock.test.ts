import { expect, test } from 'vitest'
import { makeServerClock } from './serverClock'

test('the quickest message decides how far the clocks are apart', () => {
  const clock = makeServerClock()
  expect(clock.at(5000)).toBe(5000)
  // This clock is 60 s ahead; the messages took 900 ms, 20 ms and 400 ms.
  clock.observe(1000, 61_900)
  clock.observe(2000, 62_020)
  clock.observe(3000, 63_400)
  expect(clock.at(70_000)).toBe(9980)
  clock.observe(Number.NaN, 64_000)
  expect(clock.at(70_000)).toBe(9980)
})

test('a clock that was set is followed', () => {
  const clock = makeServerClock()
  clock.observe(0, 0)
  for (let second = 1; second <= 30; second++) clock.observe(second, second + 5000)
  expect(clock.at(6000)).toBe(1000)
})
