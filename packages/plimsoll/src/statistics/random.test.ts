import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { chiSquareSurvival } from './chiSquare.js'
import { philox } from './philox.js'
import { randomSource } from './random.js'

/**
 * Counter, key and output words. The first three are the known answers that the authors of Philox publish with Random123
 * (kat_vectors, philox4x32 with 10 rounds); the last two were computed by an independent program in arbitrary-precision
 * integers that reproduces the first three.
 */
const knownAnswers: readonly (readonly [readonly number[], readonly number[], readonly number[]])[] = [
  [
    [0, 0, 0, 0],
    [0, 0],
    [0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8],
  ],
  [
    [0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff],
    [0xffffffff, 0xffffffff],
    [0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd],
  ],
  [
    [0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344],
    [0xa4093822, 0x299f31d0],
    [0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1],
  ],
  [
    [7, 0, 3, 0],
    [42, 0],
    [0x659ef2d0, 0xb60225b4, 0x14334a91, 0x99097b19],
  ],
  [
    [1, 2, 3, 4],
    [5, 6],
    [0xc0c839bc, 0x889c87c5, 0x61986739, 0x2d4623d0],
  ],
]

function scramble(counter: readonly number[], key: readonly number[]): number[] {
  const block = new Int32Array(4)
  philox(counter[0]! | 0, counter[1]! | 0, counter[2]! | 0, counter[3]! | 0, key[0]! | 0, key[1]! | 0, block)
  return Array.from(block, (word) => word >>> 0)
}

/** The same cipher in whole numbers of any size, straight from the paper's definition. */
function scrambleExactly(counter: readonly number[], key: readonly number[]): number[] {
  const mask = 0xffffffffn
  let [c0, c1, c2, c3] = counter.map(BigInt) as [bigint, bigint, bigint, bigint]
  let [k0, k1] = key.map(BigInt) as [bigint, bigint]
  for (let round = 0; round < 10; round++) {
    const product0 = 0xd2511f53n * c0
    const product1 = 0xcd9e8d57n * c2
    ;[c0, c1, c2, c3] = [(product1 >> 32n) ^ c1 ^ k0, product1 & mask, (product0 >> 32n) ^ c3 ^ k1, product0 & mask]
    k0 = (k0 + 0x9e3779b9n) & mask
    k1 = (k1 + 0xbb67ae85n) & mask
  }
  return [c0, c1, c2, c3].map(Number)
}

const word = fc.integer({ min: 0, max: 0xffffffff })

describe('philox', () => {
  test('known answers', () => {
    for (const [counter, key, output] of knownAnswers) expect(scramble(counter, key)).toEqual(output)
  })

  test('agrees with arbitrary-precision integers everywhere', () => {
    fc.assert(
      fc.property(fc.tuple(word, word, word, word), fc.tuple(word, word), (counter, key) => {
        expect(scramble(counter, key)).toEqual(scrambleExactly(counter, key))
      }),
      { numRuns: 2000 },
    )
  })
})

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
