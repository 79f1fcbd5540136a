import { normalQuantile, philox4x32 } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'

const twoPower32 = 4294967296
const twoPower20 = 1048576
const twoPowerMinus52 = 2.220446049250313e-16

/**
 * Random numbers that are a function of where they stand: any of them is reached from (seed, stream, index) without the
 * ones before it, so that a scenario can be recomputed alone, in any order and on any number of machines.
 */
export interface RandomSource {
  /** Uniform on (0, 1), never 0 or 1: one of 2⁵² equally likely midpoints, symmetric about ½. */
  uniform(stream: number, index: number): number
  /** Standard normal, by inversion of the uniform number of the same place: one number a draw, monotone in it. */
  normal(stream: number, index: number): number
}

/**
 * The random source of a seed. Streams and indices are whole numbers from 0 to 2⁵³ − 1; one Philox block is spent on each
 * pair of consecutive indices of a stream. The last block is remembered, which changes no number.
 *
 * @param seed a whole number from 0 to 2⁵³ − 1
 * @throws PlimsollError INPUT_INVALID for any other seed
 *
 * @example
 * import { randomSource } from 'plimsoll'
 * const random = randomSource(42)
 * random.uniform(0, 7) === randomSource(42).uniform(0, 7) // => true
 * random.uniform(0, 7) === random.uniform(1, 7) // => false
 */
export function randomSource(seed: number): RandomSource {
  if (!Number.isSafeInteger(seed) || seed < 0) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'seed',
      value: seed,
      expected: 'a whole number from 0 to 2^53 − 1',
    })
  }
  const key0 = (seed % twoPower32) | 0
  const key1 = Math.floor(seed / twoPower32) | 0
  const block = new Int32Array(4)
  let knownStream = -1
  let knownPair = -1

  function uniform(stream: number, index: number): number {
    const pair = Math.floor(index / 2)
    if (stream !== knownStream || pair !== knownPair) {
      const pairHigh = Math.floor(pair / twoPower32)
      const streamHigh = Math.floor(stream / twoPower32)
      philox4x32((pair % twoPower32) | 0, pairHigh | 0, (stream % twoPower32) | 0, streamHigh | 0, key0, key1, block)
      knownStream = stream
      knownPair = pair
    }
    const word = index % 2 === 0 ? 0 : 2
    // 52 bits: the midpoint of the last of 2⁵³ cells would round to 1.
    return ((block[word]! >>> 0) * twoPower20 + (block[word + 1]! >>> 12) + 0.5) * twoPowerMinus52
  }

  return { uniform, normal: (stream, index) => normalQuantile(uniform(stream, index)) }
}
