import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareSurvival } from './chiSquare.js'
import { randomSource } from './random.js'

describe('randomSource', () => {
  test('uniform numbers are the first 52 bits of a word pair, at the middle of their cell', () => {
    // Block (7, 0, 3, 0) under key 42 above: index 14 is its first pair, index 15 its second.
    const random = randomSource(42)
    expect(random.uniform(3, 14)).toBe((0x659ef2d0 * 2 ** 20 + (0xb60225b4 >>> 12) + 0.5) / 2 ** 52)
    expect(random.uniform(3, 15)).toBe((0x14334a91 * 2 ** 20 + (0x99097b19 >>> 12) + 0.5) / 2 ** 52)
  })

  test('a number depends on its place alone, not on what was asked before', () => {
    const place = fc.tuple(fc.maxSafeNat(), fc.maxSafeNat())
    fc.assert(
      fc.property(fc.maxSafeNat(), fc.array(place, { minLength: 1, maxLength: 20 }), (seed, places) => {
        const walked = randomSource(seed)
        for (const [stream, index] of places) {
          const value = walked.uniform(stream, index)
          expect(value).toBe(randomSource(seed).uniform(stream, index))
          expect(value > 0 && value < 1).toBe(true)
        }
      }),
    )
  })

  test('streams and seeds above 2³² are streams and seeds of their own', () => {
    expect(randomSource(1).uniform(2 ** 32, 0)).not.toBe(randomSource(1).uniform(0, 0))
    expect(randomSource(1).uniform(0, 2 ** 33)).not.toBe(randomSource(1).uniform(0, 0))
    expect(randomSource(2 ** 32).uniform(0, 0)).not.toBe(randomSource(0).uniform(0, 0))
  })

  test('refuses a seed that is no whole number', () => {
    for (const seed of [-1, 0.5, Number.NaN, 2 ** 53]) expect(() => randomSource(seed)).toThrow(/whole number/)
  })

  const count = 100_000

  test('100,000 uniform numbers fill 100 cells evenly (χ² test at 1e-4) and neighbours are uncorrelated', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomSource(seed)
      const cells = new Float64Array(100)
      let product = 0
      let before = 0
      for (let index = 0; index < count; index++) {
        const value = random.uniform(9, index)
        cells[Math.floor(value * 100)]! += 1
        product += (value - 0.5) * before
        before = value - 0.5
      }
      const expected = count / 100
      const statistic = cells.reduce((sum, cell) => sum + ((cell - expected) * (cell - expected)) / expected, 0)
      expect(chiSquareSurvival(statistic, 99)).toBeGreaterThan(1e-4)
      // Standard error of the lag-one covariance of uniform numbers: (1/12)/√n.
      expect(Math.abs(product / count) / (1 / 12 / Math.sqrt(count))).toBeLessThan(4)
    }
  })

  test('normal numbers have the moments 0, 1, 0, 3 within four standard errors', () => {
    for (const seed of [1, 2, 3]) {
      const random = randomSource(seed)
      const sums = [0, 0, 0, 0]
      for (let index = 0; index < count; index++) {
        const z = random.normal(4, index)
        for (let power = 1; power <= 4; power++) sums[power - 1]! += z ** power
      }
      // Variances of z, z², z³, z⁴: 1, 2, 15, 96.
      const expected = [
        [0, 1],
        [1, 2],
        [0, 15],
        [3, 96],
      ] as const
      expected.forEach(([moment, variance], row) => {
        expect(Math.abs(sums[row]! / count - moment) / Math.sqrt(variance / count)).toBeLessThan(4)
      })
    }
  })
})
