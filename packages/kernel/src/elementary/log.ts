import { highWord, lowerExponent } from './bits.js'

const ln2High = 0.693147180559663
const ln2Low = 2.8235290563031577e-13
/** High word of √½: subtracting it before the shift puts the significand into [√½, √2). */
const highWordOfRootHalf = 0x3fe6a09e
const smallestNormal = 2.2250738585072014e-308
const twoPower54 = 18014398509481984

/**
 * ln(1 + f) + e·ln 2 + correction for 1 + f in [√½, √2]: with s = f/(2 + f), ln(1 + f) = 2s + s³L(s²), arranged so that f
 * itself, which is exact, carries the leading part. L has degree 7 (error 2.1e-18).
 */
function assemble(f: number, exponent: number, correction: number): number {
  const s = f / (2 + f)
  const u = s * s
  let p = 0.13086767009948175
  p = p * u + 0.13268759668560612
  p = p * u + 0.15386240205813478
  p = p * u + 0.18181795630884753
  p = p * u + 0.2222222239180047
  p = p * u + 0.2857142857080323
  p = p * u + 0.4000000000000088
  p = p * u + 0.6666666666666666
  const halfSquare = 0.5 * f * f
  const minor = s * (halfSquare + u * p) + (exponent * ln2Low + correction)
  return exponent * ln2High + (f - (halfSquare - minor))
}

/**
 * Natural logarithm with fixed operation order: the same bits on every engine. Error below 1 unit in the last place,
 * subnormal arguments included. NaN for negative arguments, −Infinity for zero.
 *
 * @example
 * import { log } from '@plimsoll/kernel'
 * log(1) // => 0
 * log(10) // => 2.302585092994046
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  let exponent = 0
  let scaled = x
  if (x < smallestNormal) {
    scaled = x * twoPower54
    exponent = -54
  }
  const shift = (highWord(scaled) - highWordOfRootHalf) >> 20
  return assemble(lowerExponent(scaled, shift) - 1, exponent + shift, 0)
}

/**
 * ln(1 + x) without cancellation near zero, with fixed operation order. NaN below −1, −Infinity at −1.
 *
 * @example
 * import { log1p } from '@plimsoll/kernel'
 * log1p(1e-20) // => 1e-20
 * log1p(-1) // => -Infinity
 */
export function log1p(x: number): number {
  if (!(x > -1)) return x === -1 ? -Infinity : Number.NaN
  if (x === Infinity) return x
  if (x > -0.2928 && x < 0.4142) {
    // Below 2^-54 the square no longer reaches the last place; this also keeps −0.
    if (x > -5.6e-17 && x < 5.6e-17) return x
    return assemble(x, 0, 0)
  }
  const sum = 1 + x
  const lost = x > 1 ? 1 - (sum - x) : x - (sum - 1)
  const shift = (highWord(sum) - highWordOfRootHalf) >> 20
  return assemble(lowerExponent(sum, shift) - 1, shift, lost / sum)
}
