import { exp } from '@plimsoll/kernel'
import { deviance } from './deviance.js'
import { stirlingError } from './logGamma.js'

const twoPi = 6.283185307179586
const tiny = 1e-300

/** Γ(a + b + 1)/(Γ(a + 1)Γ(b + 1)) x^a y^b with y = 1 − x: the binomial weight for real a, b > 0 (Loader 2000). */
export function betaWeight(a: number, b: number, x: number, y: number): number {
  const n = a + b
  // a − n·x = a·y − b·x: exact enough where x is next to 1 and a is large.
  const excess = a * y - b * x
  const exponent =
    stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x, excess) - deviance(b, n * y, -excess)
  // Two roots, since a·b of two large parameters may overflow.
  return (exp(exponent) * Math.sqrt(n / a)) / Math.sqrt(twoPi * b)
}

/**
 * I_x(a, b) by the continued fraction of DiDonato and Morris (1992, eq. 9), Lentz's method; for x < (a + 1)/(a + b +
 * 2). It takes 1 − x as its own argument, so that no digit is lost where x is next to 1 and a is large.
 */
function byFraction(a: number, b: number, x: number, y: number): number {
  const excess = a * y - b * x + 1
  let fraction = (a * excess) / (a + 1)
  let c = fraction
  let d = 0
  const termsMax = 500 + Math.floor(20 * Math.sqrt(a > b ? a : b))
  for (let m = 1; m < termsMax; m++) {
    const base = a + 2 * m
    const numerator = (((a + m - 1) * (a + b + m - 1)) / (base - 1)) * ((m * (b - m) * x * x) / (base - 1))
    const term = m + (m * (b - m) * x) / (base - 1) + ((a + m) / (base + 1)) * (excess + m * (1 + y))
    d = 1 / safe(term + numerator * d)
    c = safe(term + numerator / c)
    const step = c * d
    fraction *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return ((a * b) / (a + b) / fraction) * betaWeight(a, b, x, y)
}

/** Lentz's method divides by the partial results; a zero among them is replaced by something that vanishes beside 1. */
const safe = (value: number): number => (Math.abs(value) < tiny ? tiny : value)

/**
 * Regularised incomplete beta function I_x(a, b) for a, b > 0 and x in [0, 1]; NaN outside. About 14 digits, also where
 * it is small. `complement` is 1 − x, for a caller who knows it better than the subtraction does (a Student-t tail
 * does). Source: Abramowitz and Stegun 26.5.
 *
 * @example
 * import { incompleteBeta } from 'plimsoll'
 * incompleteBeta(2, 3, 0) // => 0
 * incompleteBeta(2, 3, 1) // => 1
 */
export function incompleteBeta(a: number, b: number, x: number, complement: number = 1 - x): number {
  if (!(a > 0 && b > 0 && a < Infinity && b < Infinity && x >= 0 && complement >= 0)) return Number.NaN
  if (x === 0) return 0
  if (complement === 0) return 1
  return x < (a + 1) / (a + b + 2)
    ? Math.min(1, byFraction(a, b, x, complement))
    : Math.max(0, 1 - byFraction(b, a, complement, x))
}
