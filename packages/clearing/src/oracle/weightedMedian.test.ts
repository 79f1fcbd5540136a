import fc from 'fast-check'
import { expect, test } from 'vitest'
import { cappedWeights, type Vote, weightedMedian } from './weightedMedian.js'

const vote = fc.record({ price: fc.bigInt(-1000n, 1000n), weight: fc.bigInt(1n, 50n) })
const votes = fc.array(vote, { minLength: 1, maxLength: 12 })
const sum = (weights: readonly bigint[]): bigint => weights.reduce((total, weight) => total + weight, 0n)

test('half of the weight is at or below the median, and half at or above', () => {
  fc.assert(
    fc.property(votes, (list) => {
      const median = weightedMedian(list)
      const total = sum(list.map(({ weight }) => weight))
      // The middle of two prices is rounded down, so one above may be the half above.
      const atOrBelow = sum(list.filter(({ price }) => price <= median).map(({ weight }) => weight))
      const above = sum(list.filter(({ price }) => price > median).map(({ weight }) => weight))
      expect(2n * atOrBelow).toBeGreaterThanOrEqual(total)
      expect(2n * above).toBeLessThanOrEqual(total)
    }),
  )
})

test('the order of votes means nothing, and whole steps and sizes come through', () => {
  fc.assert(
    fc.property(votes, fc.bigInt(-500n, 500n), fc.bigInt(1n, 9n), (list, shift, times) => {
      const median = weightedMedian(list)
      const moved = (price: (vote: Vote) => bigint): bigint =>
        weightedMedian(list.map((one) => ({ ...one, price: price(one) })).reverse())
      expect(moved(({ price }) => price)).toBe(median)
      expect(moved(({ price }) => price + shift)).toBe(median + shift)
      // Twice the price has no half unit to round away.
      expect(moved(({ price }) => 2n * price * times)).toBe(times * moved(({ price }) => 2n * price))
      expect(weightedMedian(list.map(({ price, weight }) => ({ price, weight: weight * times })))).toBe(median)
    }),
  )
})

test('less than half of the weight cannot move it beyond the prices of the others', () => {
  fc.assert(
    fc.property(votes, fc.array(vote, { minLength: 1, maxLength: 12 }), (honest, liars) => {
      const total = sum([...honest, ...liars].map(({ weight }) => weight))
      fc.pre(2n * sum(liars.map(({ weight }) => weight)) < total)
      const prices = honest.map(({ price }) => price).sort((a, b) => Number(a - b))
      const median = weightedMedian([...liars, ...honest])
      expect(median).toBeGreaterThanOrEqual(prices[0]!)
      expect(median).toBeLessThanOrEqual(prices.at(-1)!)
    }),
  )
})

test('by hand: the middle one, and between two middle ones their middle, rounded down', () => {
  const of = (...prices: readonly bigint[]): bigint => weightedMedian(prices.map((price) => ({ price, weight: 1n })))
  expect(of(5n, 1n, 3n)).toBe(3n)
  expect(of(1n, 3n)).toBe(2n)
  expect(of(1n, 2n, 5n, 100n)).toBe(3n)
  expect(of(-2n, -1n)).toBe(-2n)
  expect(weightedMedian([1n, 2n, 3n].map((price) => ({ price, weight: price })))).toBe(2n)
})

test('no capped weight is above its part, and those below it keep their ratios', () => {
  const weights = fc.array(fc.bigInt(1n, 1_000_000n), { minLength: 4, maxLength: 12 })
  fc.assert(
    fc.property(weights, fc.integer({ min: 2, max: 4 }), (list, oneIn) => {
      const capped = cappedWeights(list, oneIn)
      const total = sum(capped)
      const most = capped.reduce((a, b) => (a > b ? a : b))
      expect(most * BigInt(oneIn)).toBeLessThanOrEqual(total)
      for (const [row, weight] of capped.entries()) {
        expect(weight).toBeGreaterThan(0n)
        for (const [other, second] of capped.entries()) {
          if (list[row]! <= list[other]!) expect(weight).toBeLessThanOrEqual(second)
          if (weight < most && second < most) expect(weight * list[other]!).toBe(second * list[row]!)
        }
      }
    }),
  )
})

test('by hand: of 98, 1 and 1 each is a third; of 5, 3, 2, 1 the largest is cut to 3', () => {
  expect(cappedWeights([98n, 1n, 1n], 3)).toEqual([2n, 2n, 2n])
  // 5 → h with 3h = h + 6: h = 3, so 6, 6, 4, 2 in halves.
  expect(cappedWeights([5n, 3n, 2n, 1n], 3)).toEqual([6n, 6n, 4n, 2n])
  expect(cappedWeights([2n, 2n, 2n, 2n], 3)).toEqual([6n, 6n, 6n, 6n])
})
