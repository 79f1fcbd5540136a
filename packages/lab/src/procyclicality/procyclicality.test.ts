import fc from 'fast-check'
import { expect, test } from 'vitest'
import { withBuffer, withCap, withFloor, withSpeedLimit, withStressedWeight } from './antiProcyclicality.js'
import {
  followingProfits,
  largestIncrease,
  largestIncreaseRatio,
  marginCoverage,
  peakToTrough,
  troughToLaterPeak,
} from './procyclicality.js'

const series = fc.array(fc.double({ min: 0.01, max: 1, noNaN: true }), { minLength: 1, maxLength: 60 })
const positive = fc.double({ min: 0.01, max: 1.5, noNaN: true })

test('a rise counts only after its trough; the undirected ratio is never smaller', () => {
  expect(peakToTrough([4, 1, 2])).toBe(4)
  expect(troughToLaterPeak([4, 1, 2])).toBe(2)
  fc.assert(
    fc.property(series, (margins) => {
      expect(troughToLaterPeak(margins)).toBeGreaterThanOrEqual(1)
      expect(troughToLaterPeak(margins)).toBeLessThanOrEqual(peakToTrough(margins))
    }),
  )
})

test('increases over n days', () => {
  expect(largestIncrease([1, 3, 2, 6], 1)).toBe(4)
  expect(largestIncrease([1, 3, 2, 6], 2)).toBe(3)
  expect(largestIncreaseRatio([1, 3, 2, 6], 1)).toBe(3)
  expect(largestIncrease([3, 1], 1)).toBe(-2)
  expect(largestIncrease([1], 1)).toBeNaN()
})

test('coverage by hand', () => {
  const profits = followingProfits([0, -2, 1, -6, -1], 1)
  expect([...profits]).toEqual([-2, 1, -6, -1, Number.NaN])
  expect(marginCoverage([1, 2, 3, 4, 5], profits)).toEqual({
    observations: 4,
    breaches: 2,
    coverage: 0.5,
    meanShortfall: 2,
    maxShortfall: 3,
    meanLossToMargin: 2,
    maxLossToMargin: 2,
    meanMargin: 3,
  })
  const calm = marginCoverage([1], [1])
  expect(calm.maxLossToMargin).toBeNaN()
  expect(calm.coverage).toBe(1)
})

test('the buffer never lowers a margin, holds a quarter in calm and is gone above the release', () => {
  fc.assert(
    fc.property(series, positive, (margins, release) => {
      withBuffer(margins, { buffer: 0.25, release }).forEach((margin, t) => {
        const bare = margins[t]!
        expect(margin).toBeGreaterThanOrEqual(bare)
        expect(margin).toBeLessThanOrEqual(1.25 * bare)
        if (1.25 * bare <= release) expect(margin).toBe(1.25 * bare)
        if (bare >= release) expect(margin).toBe(bare)
      })
    }),
  )
})

test('floor and cap bound, stressed weight lies between, and each tames the peak-to-trough', () => {
  fc.assert(
    fc.property(series, positive, (margins, level) => {
      for (const margin of withFloor(margins, level)) expect(margin).toBeGreaterThanOrEqual(level)
      for (const margin of withCap(margins, level)) expect(margin).toBeLessThanOrEqual(level)
      withStressedWeight(margins, level, 0.25).forEach((margin, t) => {
        expect(margin).toBeCloseTo(0.75 * margins[t]! + 0.25 * level, 14)
      })
      const bare = peakToTrough(margins) * (1 + 1e-12)
      expect(peakToTrough(withFloor(margins, level))).toBeLessThanOrEqual(bare)
      expect(peakToTrough(withCap(margins, level))).toBeLessThanOrEqual(bare)
      expect(peakToTrough(withStressedWeight(margins, level, 0.25))).toBeLessThanOrEqual(bare)
      expect(withFloor(margins, new Float64Array(margins.length).fill(level))).toEqual(withFloor(margins, level))
    }),
  )
})

test('the speed limit holds over its days and never charges more', () => {
  fc.assert(
    fc.property(
      series,
      fc.integer({ min: 1, max: 5 }),
      fc.double({ min: 1, max: 2, noNaN: true }),
      (margins, days, limit) => {
        const charged = withSpeedLimit(margins, { days, limit })
        charged.forEach((margin, t) => {
          expect(margin).toBeLessThanOrEqual(margins[t]!)
          if (t >= days) expect(margin).toBeLessThanOrEqual(limit * charged[t - days]!)
        })
      },
    ),
  )
})

test('what cannot be a margin series is refused', () => {
  expect(() => peakToTrough([])).toThrow('margins')
  expect(() => withFloor([1, 2], [1])).toThrow('floor')
  expect(() => withStressedWeight([1], 1, 2)).toThrow('weight')
  expect(() => withSpeedLimit([1], { days: 0, limit: 1 })).toThrow('days')
})
