import { exp } from '@plimsoll/kernel'
import { deviance } from './deviance.js'
import { stirlingError } from './logGamma.js'

const twoPi = 6.283185307179586
const epsilon = 1e-17
const tiny = 1e-300

/** x^a e^(−x)/Γ(a + 1), without the difference of large logarithms (Loader 2000). */
export function gammaWeight(a: number, x: number): number {
  return exp(-stirlingError(a) - deviance(a, x)) / Math.sqrt(twoPi * a)
}

/** Terms that either expansion may need: it converges in about √a terms at x = a. */
const termsMax = (a: number): number => 500 + Math.floor(20 * Math.sqrt(a))

/** P by the series Σ x^k/((a + 1)…(a + k)) (Abramowitz and Stegun 6.5.29); for x < a + 1. */
function lowerBySeries(a: number, x: number): number {
  let term = 1
  let sum = 1
  for (let k = 1; k < termsMax(a) && term > epsilon * sum; k++) {
    term *= x / (a + k)
    sum += term
  }
  return sum * gammaWeight(a, x)
}

/**
 * Q by the even part of Legendre's continued fraction (Abramowitz and Stegun 6.5.31), Lentz's method; for x ≥ a + 1.
 */
function upperByFraction(a: number, x: number): number {
  let b = x + 1 - a
  let c = 1 / tiny
  let d = 1 / b
  let fraction = d
  for (let k = 1; k < termsMax(a); k++) {
    const numerator = -k * (k - a)
    b += 2
    d = 1 / (numerator * d + b)
    c = b + numerator / c
    const step = c * d
    fraction *= step
    if (Math.abs(step - 1) < 1e-16) break
  }
  return fraction * a * gammaWeight(a, x)
}

/**
 * Regularised lower incomplete gamma function P(a, x) = γ(a, x)/Γ(a), a > 0, x ≥ 0; NaN outside. About 14 digits.
 * Source: Abramowitz and Stegun 6.5.
 *
 * @example
 * import { incompleteGammaLower } from 'plimsoll'
 * incompleteGammaLower(2, 0) // => 0
 * incompleteGammaLower(2, Infinity) // => 1
 */
export function incompleteGammaLower(a: number, x: number): number {
  if (!(a > 0 && a < Infinity && x >= 0)) return Number.NaN
  if (x === 0) return 0
  if (x === Infinity) return 1
  return x < a + 1 ? Math.min(1, lowerBySeries(a, x)) : 1 - upperByFraction(a, x)
}

/**
 * Regularised upper incomplete gamma function Q(a, x) = 1 − P(a, x), a > 0, x ≥ 0; NaN outside. About 14 digits, also
 * where it is small.
 *
 * @example
 * import { incompleteGammaUpper } from 'plimsoll'
 * incompleteGammaUpper(2, 0) // => 1
 * incompleteGammaUpper(2, Infinity) // => 0
 */
export function incompleteGammaUpper(a: number, x: number): number {
  if (!(a > 0 && a < Infinity && x >= 0)) return Number.NaN
  if (x === 0) return 1
  if (x === Infinity) return 0
  return x < a + 1 ? Math.max(0, 1 - lowerBySeries(a, x)) : upperByFraction(a, x)
}
