const multiplier0 = 0xd2511f53 | 0
const multiplier1 = 0xcd9e8d57 | 0
/** Golden ratio and √3 − 1, the steps of the key from round to round. */
const weyl0 = 0x9e3779b9 | 0
const weyl1 = 0xbb67ae85 | 0
const rounds = 10

/** Upper half of the 64-bit product of two unsigned 32-bit words. */
function upperProduct(a: number, b: number): number {
  const aLow = a & 0xffff
  const aHigh = a >>> 16
  const bLow = b & 0xffff
  const bHigh = b >>> 16
  const lowHigh = Math.imul(aLow, bHigh)
  const highLow = Math.imul(aHigh, bLow)
  const carry = (Math.imul(aLow, bLow) >>> 16) + (lowHigh & 0xffff) + (highLow & 0xffff)
  return (Math.imul(aHigh, bHigh) + (lowHigh >>> 16) + (highLow >>> 16) + (carry >>> 16)) | 0
}

/**
 * Philox4x32-10: scrambles a 128-bit counter under a 64-bit key into four words that pass as independent uniform ones. Salmon,
 * Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11 (2011), §3.3 and table 2. `words` receives the
 * four as signed 32-bit integers.
 *
 * @example
 * import { philox4x32 } from '@plimsoll/kernel'
 * const words = new Int32Array(4)
 * philox4x32(0, 0, 0, 0, 0, 0, words)
 * words[0] === (0x6627e8d5 | 0) // => true
 */
export function philox4x32(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  words: Int32Array,
): void {
  let c0 = counter0 | 0
  let c1 = counter1 | 0
  let c2 = counter2 | 0
  let c3 = counter3 | 0
  let k0 = key0 | 0
  let k1 = key1 | 0
  for (let round = 0; round < rounds; round++) {
    const upper0 = upperProduct(multiplier0, c0)
    const upper1 = upperProduct(multiplier1, c2)
    const lower0 = Math.imul(multiplier0, c0)
    const lower1 = Math.imul(multiplier1, c2)
    c0 = upper1 ^ c1 ^ k0
    c1 = lower1
    c2 = upper0 ^ c3 ^ k1
    c3 = lower0
    k0 = (k0 + weyl0) | 0
    k1 = (k1 + weyl1) | 0
  }
  words[0] = c0
  words[1] = c1
  words[2] = c2
  words[3] = c3
}
