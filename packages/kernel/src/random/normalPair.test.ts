import { expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { ulpsBetween } from '../../test-reference/ulps.js'
import { normalPair } from './normalPair.js'
import { philox4x32 } from './philox.js'

/**
 * Counter, key and output words. The first three are the known answers that the authors of Philox publish with Random123
 * (kat_vectors, philox4x32 with 10 rounds); the others were computed by an independent program in arbitrary-precision integers
 * that reproduces the first three.
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

test('Philox gives its known answers', () => {
  const words = new Int32Array(4)
  for (const [counter, key, output] of knownAnswers) {
    philox4x32(counter[0]!, counter[1]!, counter[2]!, counter[3]!, key[0]!, key[1]!, words)
    expect(Array.from(words, (word) => word >>> 0)).toEqual(output)
  }
})

test('normal numbers against 300-bit references: 3 units in the last place', () => {
  const firsts = reference('normalFirstValues')
  const seconds = reference('normalSecondValues')
  const pair = new Float64Array(2)
  let worst = 0
  for (const [row, first] of firsts.entries()) {
    normalPair(Int32Array.from(first.slice(0, 4)), pair)
    worst = Math.max(worst, ulpsBetween(pair[0]!, first[4]!), ulpsBetween(pair[1]!, seconds[row]![4]!))
  }
  expect(worst).toBeLessThanOrEqual(3)
})

test('the largest numbers are 8.49 and the smallest are no zeros', () => {
  const pair = new Float64Array(2)
  normalPair(Int32Array.of(0, 0, 0, 0), pair)
  expect(pair[0]).toBeCloseTo(Math.sqrt(106 * Math.LN2), 12)
  expect(pair[1]).toBeGreaterThan(0)
  normalPair(Int32Array.of(-1, -1, -1, -1), pair)
  expect(pair[0]).toBeLessThan(0)
  expect(pair[1]).toBeLessThan(0)
})
