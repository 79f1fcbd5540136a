const float = new Float64Array(1)
const words = new Int32Array(float.buffer)

/** Index of the word that holds sign and exponent: 1 on little-endian machines, 0 on big-endian ones. */
const high: 0 | 1 = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1 ? 1 : 0

/** 2^k for every normal exponent k, at index k + 1022 (2^-1022 stands at 0). Built by exact doublings. */
const powers = new Float64Array(2046)
powers[1022] = 1
for (let i = 1023; i < 2046; i++) powers[i] = powers[i - 1]! * 2
for (let i = 1021; i >= 0; i--) powers[i] = powers[i + 1]! / 2

/** 2^k as a table at index k + 1022, for k from −1022 to 1023. Loops read it directly. */
export const powersOfTwo: Float64Array = powers

/** Sign, exponent and the first 20 bits of the significand of `x`, as a signed integer. */
export function highWord(x: number): number {
  float[0] = x
  return words[high]!
}

/** `x` with its exponent field lowered by `exponent`: x·2^−exponent, exact while x and the result are normal. */
export function lowerExponent(x: number, exponent: number): number {
  float[0] = x
  words[high] = words[high]! - (exponent << 20)
  return float[0]!
}

/**
 * `x`·2^k for x near 1 and any integer k, rounded once: a subnormal result is reached by one exact step and one
 * rounding step.
 */
export function scaleByPowerOfTwo(x: number, k: number): number {
  if (k >= -1021) {
    if (k <= 1023) return x * powers[k + 1022]!
    return k > 2046 ? x * Infinity : x * powers[2045]! * powers[k - 1]!
  }
  return k < -1100 ? 0 : x * powers[k + 1122]! * powers[922]!
}
