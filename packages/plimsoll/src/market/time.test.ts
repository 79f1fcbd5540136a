import { expect, test } from 'vitest'
import { yearsBetween } from './time.js'

test('a year has 31,536,000 seconds (ACT/365)', () => {
  expect(yearsBetween(0, 31_536_000_000)).toBe(1)
  expect(yearsBetween(Date.UTC(2024, 0, 1), Date.UTC(2025, 0, 1))).toBe(366 / 365)
  expect(yearsBetween(31_536_000_000, 0)).toBe(-1)
})
