/** Four 32-bit words. */
export type PhiloxBlock = Int32Array

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
 * Philox4x32-10: scrambles a 128-bit counter under a 64-bit key into four words that pass as independent uniform ones, in
 * 32-bit integer arithmetic and hence alike on every machine. Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as
 * easy as 1, 2, 3", SC11 (2011), §3.3 and table 2.
 *
 * @param block filled with the result
 */
export function philox(
  counter0: number,
  counter1: number,
  counter2: number,
  counter3: number,
  key0: number,
  key1: number,
  block: PhiloxBlock,
): void {
  let c0 = counter0
  let c1 = counter1
  let c2 = counter2
  let c3 = counter3
  let k0 = key0
  let k1 = key1
  for (let round = 0; round < rounds; round++) {
    const high0 = upperProduct(multiplier0, c0)
    const high1 = upperProduct(multiplier1, c2)
    const low0 = Math.imul(multiplier0, c0)
    const low1 = Math.imul(multiplier1, c2)
    c0 = high1 ^ c1 ^ k0
    c1 = low1
    c2 = high0 ^ c3 ^ k1
    c3 = low0
    k0 = (k0 + weyl0) | 0
    k1 = (k1 + weyl1) | 0
  }
  block[0] = c0
  block[1] = c1
  block[2] = c2
  block[3] = c3
}
