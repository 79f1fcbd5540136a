import { exp, log, normalQuantile } from '@plimsoll/kernel'
import { gammaWeight, incompleteGammaLower, incompleteGammaUpper } from './incompleteGamma.js'
import { logGamma } from './logGamma.js'

/** A Newton step this small has squared its error away: the next one would only follow rounding. */
const settled = 1e-9

/** Quantile from the cube root's near-normality (Wilson and Hilferty 1931); 0 where that says nothing. */
function wilsonHilferty(z: number, degrees: number): number {
  const spread = 2 / (9 * degrees)
  const root = 1 - spread + z * Math.sqrt(spread)
  return root > 0.1 ? degrees * root * root * root : 0
}

/**
 * Density of the χ² distribution with `degrees` > 0 degrees of freedom, at x ≥ 0 (0 below, NaN for degrees ≤ 0).
 */
export function chiSquarePdf(x: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(x)) return Number.NaN
  if (x < 0 || x === Infinity) return 0
  if (x === 0) return degrees < 2 ? Infinity : degrees === 2 ? 0.5 : 0
  return (gammaWeight(degrees / 2, x / 2) * degrees) / 2 / x
}

/**
 * Probability that a χ² variable with `degrees` > 0 degrees of freedom is at most x. NaN for degrees ≤ 0.
 *
 * @example
 * import { chiSquareCdf } from 'plimsoll'
 * Math.abs(chiSquareCdf(3.841458820694124, 1) - 0.95) < 1e-14 // => true
 */
export function chiSquareCdf(x: number, degrees: number): number {
  return x < 0 && degrees > 0 ? 0 : incompleteGammaLower(degrees / 2, x / 2)
}

/**
 * Probability that a χ² variable with `degrees` > 0 degrees of freedom exceeds x: the p-value of a likelihood ratio.
 * Accurate where it is small. NaN for degrees ≤ 0.
 *
 * @example
 * import { chiSquareSurvival } from 'plimsoll'
 * Math.abs(chiSquareSurvival(3.841458820694124, 1) - 0.05) < 1e-14 // => true
 */
export function chiSquareSurvival(x: number, degrees: number): number {
  return x < 0 && degrees > 0 ? 1 : incompleteGammaUpper(degrees / 2, x / 2)
}

/**
 * x with P(X ≤ x) = p for p ≤ ½. Newton on ln P(X ≤ e^s), which is concave in s, from the power bound P ≤
 * (x/2)^(k/2)/Γ(k/2 + 1), below the root, or nearer in from Wilson and Hilferty's: past the first step it only rises.
 */
function lowerQuantile(p: number, degrees: number): number {
  const half = degrees / 2
  const logP = log(p)
  let s = Math.max((logP + logGamma(half + 1)) / half + log(2), log(wilsonHilferty(normalQuantile(p), degrees)))
  for (let step = 0; step < 200; step++) {
    const x = exp(s)
    const mass = chiSquareCdf(x, degrees)
    const change = ((logP - log(mass)) * mass) / (x * chiSquarePdf(x, degrees))
    if (!Number.isFinite(change)) break
    s += change
    if (Math.abs(change) <= settled) break
  }
  return exp(s)
}

/** x with P(X > x) = q for q < ½: Newton inside a bracket. */
function upperQuantile(q: number, degrees: number): number {
  let low = 0
  let high = Infinity
  let x = wilsonHilferty(-normalQuantile(q), degrees) || degrees / 1000
  for (let step = 0; step < 200; step++) {
    const error = q - chiSquareSurvival(x, degrees)
    if (error === 0) return x
    if (error > 0) high = x
    else low = x
    const newton = x - error / chiSquarePdf(x, degrees)
    if (Math.abs(newton - x) <= settled * x) return newton
    const inside = newton > low && newton < high
    const next = inside ? newton : high === Infinity ? 2 * x : 0.5 * (low + high)
    x = next
  }
  return x
}

/**
 * Quantile of the χ² distribution: x with P(X ≤ x) = p, p in [0, 1], `degrees` > 0; NaN outside. About 13 digits.
 *
 * @example
 * import { chiSquareQuantile } from 'plimsoll'
 * Math.abs(chiSquareQuantile(0.95, 1) - 3.841458820694124) < 1e-13 // => true
 */
export function chiSquareQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1 && degrees > 0 && degrees < Infinity)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? 0 : Infinity
  return p > 0.5 ? upperQuantile(1 - p, degrees) : lowerQuantile(p, degrees)
}
