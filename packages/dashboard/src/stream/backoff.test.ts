import { expect, test } from 'vitest'
import { backoffMilliseconds } from './backoff'

test('waits double, are capped and spread', () => {
  expect([0, 1, 2, 3].map((attempt) => backoffMilliseconds(attempt, 0.5))).toEqual([300, 600, 1200, 2400])
  expect(backoffMilliseconds(1000, 0.5)).toBe(8000)
  expect(backoffMilliseconds(0, 0)).toBe(225)
  expect(backoffMilliseconds(1000, 0.999)).toBeLessThanOrEqual(10_000)
})
