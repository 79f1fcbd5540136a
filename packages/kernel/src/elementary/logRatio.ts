import { highWord, lowerExponent } from './bits.js'
import { log } from './log.js'

const ln2High = 0.693147180559663
const ln2Low = 2.8235290563031577e-13
const smallestNormal = 2.2250738585072014e-308
const largest = 1.7976931348623157e308

/**
 * ln(a/b) for a, b ≥ 0, accurate to about 1.5 units in the last place even where a and b nearly agree: no rounded quotient
 * is formed; b is scaled by a power of two until a/b lies in [2/3, 3/2], and ln(a/b) = 2·artanh((a − b)/(a + b)), whose
 * numerator is then exact. This is the log-moneyness that every price here uses. NaN for a negative argument.
 *
 * @example
 * import { logRatio } from '@plimsoll/kernel'
 * logRatio(100, 100) // => 0
 * logRatio(1, 0) // => Infinity
 */
export function logRatio(a: number, b: number): number {
  if (!(a >= smallestNormal && b >= smallestNormal && a <= largest && b <= largest)) {
    return a >= 0 && b >= 0 ? log(a) - log(b) : Number.NaN
  }
  const exponent = (highWord(a) - highWord(b) + 0x80000) >> 20
  // Both are moved next to 1: neither the scaling nor a + b can overflow.
  const shift = (highWord(a) >> 20) - 1023
  const near = lowerExponent(a, shift)
  const base = lowerExponent(b, shift - exponent)
  const s = (near - base) / (near + base)
  const u = s * s
  let p = 0.12419989427099914
  p = p * u + 0.11617984554007088
  p = p * u + 0.1333936528760994
  p = p * u + 0.15384471792991192
  p = p * u + 0.1818182018306044
  p = p * u + 0.22222222206586018
  p = p * u + 0.2857142857148969
  p = p * u + 0.3999999999999991
  p = p * u + 0.6666666666666666
  return exponent * ln2High + (s + (s + (s * u * p + exponent * ln2Low)))
}
