import { highWord, lowerExponent } from './bits.js'
import { expOfSum } from './exp.js'

const ln2High = 0.693147180559663
const ln2Low = 2.8235290563031577e-13
const highWordOfRootHalf = 0x3fe6a09e
const smallestNormal = 2.2250738585072014e-308
const twoPower54 = 18014398509481984
const twoThirds = 0.6666666666666666
const twoThirdsRest = 3.700743415417188e-17
/** 2^27 + 1: Veltkamp's constant, which splits a double into two halves whose products are exact. */
const splitter = 134217729

/** The part of a·b that rounding to `product` has lost (Dekker 1971). */
function productError(a: number, b: number, product: number): number {
  const wideA = splitter * a
  const highA = wideA - (wideA - a)
  const lowA = a - highA
  const wideB = splitter * b
  const highB = wideB - (wideB - b)
  const lowB = b - highB
  return lowA * lowB - (product - highA * highB - lowA * highB - highA * lowB)
}

/** e^(exponent·ln(base)) for a positive finite base, with the logarithm carried to about 66 bits. */
function powerOfPositive(base: number, exponent: number): number {
  if (base === 1) return 1
  const subnormal = base < smallestNormal
  const scaled = subnormal ? base * twoPower54 : base
  const shift = (highWord(scaled) - highWordOfRootHalf) >> 20
  const m = lowerExponent(scaled, shift)
  const e = subnormal ? shift - 54 : shift

  // s = (m − 1)/(m + 1) as s + sLow.
  const f = m - 1
  const d = m + 1
  const dLow = m - (d - 1)
  const s = f / d
  const sd = s * d
  const sLow = (f - sd - productError(s, d, sd) - s * dLow) / d

  // ln m = 2s + (2/3)s³ + s⁵G(s²); the first two terms carry a second part.
  const u = s * s
  const uLow = productError(s, s, u) + 2 * s * sLow
  const cube = s * u
  const cubeLow = productError(s, u, cube) + s * uLow + sLow * u
  const third = twoThirds * cube
  const thirdLow = productError(twoThirds, cube, third) + twoThirds * cubeLow + twoThirdsRest * cube
  let p = 0.107624244195648
  p = p * u + 0.10456327269484514
  p = p * u + 0.11766813121034213
  p = p * u + 0.13333296534432942
  p = p * u + 0.15384615761170173
  p = p * u + 0.18181818179656925
  p = p * u + 0.2222222222222843
  p = p * u + 0.28571428571428564
  p = p * u + 0.4

  const leading = e * ln2High
  const first = leading + 2 * s
  const firstLow = e === 0 ? 0 : 2 * s - (first - leading)
  const second = first + third
  const secondLow = third - (second - first)
  const low = e * ln2Low + (firstLow + (secondLow + (2 * sLow + (thirdLow + cube * u * p))))
  const logHigh = second + low
  const logLow = low - (logHigh - second)

  const product = exponent * logHigh
  if (!(product < 800)) return Infinity
  if (!(product > -800)) return 0
  return expOfSum(product, productError(exponent, logHigh, product) + exponent * logLow)
}

/**
 * base^exponent with fixed operation order, error below 1 unit in the last place; special cases as in ECMAScript
 * (`pow(x, 0)` is 1, a negative base takes integer exponents only, `pow(1, Infinity)` is NaN).
 *
 * @example
 * import { pow } from '@plimsoll/kernel'
 * pow(10, 3) // => 1000
 * pow(2, 0.5) // => 1.4142135623730951
 * pow(-2, 3) // => -8
 */
export function pow(base: number, exponent: number): number {
  if (exponent === 0) return 1
  if (Number.isNaN(base) || Number.isNaN(exponent)) return Number.NaN
  const size = base < 0 ? -base : base
  if (exponent === Infinity || exponent === -Infinity) {
    if (size === 1) return Number.NaN
    return size > 1 === exponent > 0 ? Infinity : 0
  }
  const odd = exponent % 2 === 1 || exponent % 2 === -1
  const negative = base < 0 || Object.is(base, -0)
  if (base < 0 && size !== Infinity && Math.floor(exponent) !== exponent) return Number.NaN
  const result =
    size === 0 || size === Infinity ? ((size === 0) === exponent > 0 ? 0 : Infinity) : powerOfPositive(size, exponent)
  return negative && odd ? -result : result
}
