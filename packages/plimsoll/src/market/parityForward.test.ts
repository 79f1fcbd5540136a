import { black76 } from '@plimsoll/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parityForward } from './parityForward.js'

const pairsAt = (forward: number, strikes: readonly number[], deviation: number, unit: number) =>
  strikes.map((strike) => ({
    strike,
    call: black76(forward, strike, deviation, true) / unit,
    put: black76(forward, strike, deviation, false) / unit,
  }))

test('marks made from one forward give that forward back, inverse and linear', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 50, max: 200, noNaN: true }),
      fc.double({ min: 0.05, max: 1, noNaN: true }),
      (forward, deviation) => {
        const strikes = [60, 80, 90, 100, 110, 130, 170]
        const inverse = parityForward(pairsAt(forward, strikes, deviation, forward), 'inverse')
        const linear = parityForward(pairsAt(forward, strikes, deviation, 1), 'linear')
        if (inverse !== undefined) expect(Math.abs(inverse.forward / forward - 1)).toBeLessThan(1e-11)
        if (linear !== undefined) expect(Math.abs(linear.forward / forward - 1)).toBeLessThan(1e-11)
      },
    ),
  )
})

test('strikes at a rounding floor are passed over, and nothing is made of nothing', () => {
  expect(parityForward([{ strike: 200000, call: 1e-8, put: 1.5 }], 'inverse')).toBeUndefined()
  expect(parityForward([], 'inverse')).toBeUndefined()
})

test('one strike marked at another moment does not move the forward but shows in the spread', () => {
  const pairs = [...pairsAt(100, [90, 95, 105, 110], 0.2, 100), ...pairsAt(101, [100], 0.2, 101).slice(0, 1)]
  const found = parityForward(pairs, 'inverse')!
  expect(found.forward).toBeCloseTo(100, 9)
  expect(found.spread).toBeCloseTo(0.01, 6)
  expect(found.pairs).toBe(5)
})
