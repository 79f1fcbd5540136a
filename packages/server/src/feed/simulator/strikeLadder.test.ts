import fc from 'fast-check'
import { expect, test } from 'vitest'
import { extendedLadder, newLadder, strikeOf } from './strikeLadder.js'

const forward = fc.double({ min: 0.0001, max: 1e6, noNaN: true })
const deviation = fc.double({ min: 0.005, max: 2, noNaN: true })

test('strikes rise from rung to rung, and print as short decimals', () => {
  fc.assert(
    fc.property(forward, deviation, fc.integer({ min: 5, max: 30 }), (price, spread, eachSide) => {
      const ladder = newLadder(price, spread, eachSide)
      let before = 0
      for (let rung = ladder.low; rung <= ladder.high; rung++) {
        const strike = strikeOf(ladder, rung)
        expect(strike).toBeGreaterThan(before)
        expect(
          String(strike)
            .replace(/[.e-]/g, '')
            .replace(/^0+|0+$/g, '').length,
        ).toBeLessThanOrEqual(5)
        before = strike
      }
      expect(strikeOf(ladder, ladder.low)).toBeLessThan(price)
      expect(strikeOf(ladder, ladder.high)).toBeGreaterThan(price)
    }),
  )
})

test('a ladder follows the forward by growing, never by dropping a strike', () => {
  const ladder = newLadder(100, 0.2, 10)
  expect(extendedLadder(ladder, 100, 10)).toBe(ladder)
  const up = extendedLadder(ladder, 140, 10)
  expect(up.low).toBe(ladder.low)
  expect(up.high).toBeGreaterThan(ladder.high)
  expect(strikeOf(up, ladder.low)).toBe(strikeOf(ladder, ladder.low))
  expect(extendedLadder(up, 100, 10)).toBe(up)
})

test('strikes of a bitcoin week are whole hundreds', () => {
  const ladder = newLadder(95_000, 0.07, 14)
  const strikes = [-1, 0, 1].map((offset) => strikeOf(ladder, Math.round(Math.log(95_000) / ladder.spacing) + offset))
  for (const strike of strikes) expect(strike % 100).toBe(0)
})
