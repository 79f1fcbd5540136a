import fc from 'fast-check'
import { expect, test } from 'vitest'
import { forwardAt } from './forwardAt.js'
import type { UnderlyingMarket } from './snapshot.js'

const day = 86_400_000
const market = (
  model: 'black' | 'normal',
  index: number,
  prices: readonly (readonly [number, number])[],
): UnderlyingMarket => ({
  index,
  model,
  forwards: prices.map(([days, price]) => ({ expiry: days * day, price })),
  slices: [],
})
const refusal = (run: () => unknown): unknown => {
  try {
    run()
  } catch (error) {
    return error
  }
  return undefined
}

test('a listed expiry gives its own forward to the bit', () => {
  const listed = market('black', 100, [
    [10, 101.3],
    [20, 99.7],
  ])
  expect(forwardAt(listed, 'BTC', 0, 10 * day)).toBe(101.3)
  expect(forwardAt(listed, 'BTC', 0, 20 * day)).toBe(99.7)
})

test('between points ln(F/I) is linear in time; beyond the last the growth rate is flat', () => {
  // Formula of the docstring: F = 100·e^(r·t) with r = 0.1 a day to day 10 and a steeper r between days 10 and 20.
  const listed = market('black', 100, [
    [10, 100 * Math.exp(0.1)],
    [20, 100 * Math.exp(0.4)],
  ])
  expect(forwardAt(listed, 'BTC', 0, 5 * day)).toBeCloseTo(100 * Math.exp(0.05), 10)
  expect(forwardAt(listed, 'BTC', 0, 15 * day)).toBeCloseTo(100 * Math.exp(0.25), 10)
  expect(forwardAt(listed, 'BTC', 0, 40 * day)).toBeCloseTo(100 * Math.exp(0.8), 10)
})

test('a normal underlying interpolates the difference, through zero', () => {
  const listed = market('normal', 1, [
    [10, -1],
    [20, -5],
  ])
  expect(forwardAt(listed, 'CL', 0, 5 * day)).toBeCloseTo(0, 12)
  expect(forwardAt(listed, 'CL', 0, 15 * day)).toBeCloseTo(-3, 12)
  expect(forwardAt(listed, 'CL', 0, 40 * day)).toBeCloseTo(-11, 12)
})

test('points that have expired are passed over', () => {
  const listed = market('black', 100, [
    [10, 500],
    [20, 121],
  ])
  expect(forwardAt(listed, 'BTC', 10 * day, 15 * day)).toBeCloseTo(110, 10)
  expect(forwardAt(listed, 'BTC', 12 * day, 12 * day)).toBe(100)
})

test('an index alone is not a forward', () => {
  const bare = refusal(() => forwardAt(market('black', 100, []), 'BTC', 0, day))
  expect(bare).toMatchObject({ code: 'FORWARD_MISSING', where: 'underlyings.BTC.forwards' })
  const past = refusal(() => forwardAt(market('black', 100, [[10, 101]]), 'BTC', 10 * day, 20 * day))
  expect(past).toMatchObject({ code: 'FORWARD_MISSING', value: 'last of 1970-01-11T00:00:00Z' })
})

test('the curve is continuous at its points and stays between neighbours', () => {
  const price = fc.double({ min: 50, max: 200, noNaN: true })
  fc.assert(
    fc.property(price, price, price, fc.integer({ min: 1, max: 10 * day - 1 }), (index, first, second, offset) => {
      const listed = market('black', index, [
        [10, first],
        [20, second],
      ])
      const near = forwardAt(listed, 'BTC', 0, 10 * day + 1)
      expect(Math.abs(near / first - 1)).toBeLessThan(1e-7)
      const between = forwardAt(listed, 'BTC', 0, 10 * day + offset)
      expect(between).toBeGreaterThanOrEqual(Math.min(first, second) * (1 - 1e-14))
      expect(between).toBeLessThanOrEqual(Math.max(first, second) * (1 + 1e-14))
    }),
  )
})
