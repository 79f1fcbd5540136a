import { exp, log, log1p, normalCdf, normalPdf, normalQuantile, pow } from '@plimsoll/kernel'
import { incompleteBeta } from './incompleteBeta.js'
import { logGamma, stirlingError } from './logGamma.js'

const rootTwoPi = 2.5066282746310007
const halfLogPi = 0.5723649429247001
/** Beyond this many degrees of freedom the distribution is the normal one to the last digit that is kept. */
const degreesOfNormal = 1e16
/** |t|/√ν from which the tail is its leading power term to double accuracy (the next one is 1/ratio² smaller). */
const ratioOfPowerTail = 1e9
/** A Newton step this small has squared its error away: the next one would only follow rounding. */
const settled = 1e-9

/** Γ((ν + 1)/2)/(Γ(ν/2)√(νπ)): the density at 0. */
function densityAtZero(degrees: number): number {
  const half = degrees / 2
  if (half < 11) return exp(logGamma(half + 0.5) - logGamma(half) - halfLogPi) / Math.sqrt(degrees)
  // Γ(h + ½)/Γ(h) by Stirling's form of both: nothing large is subtracted.
  const below = half - 0.5
  const exponent = half * log1p(-0.5 / half) + 0.5 + stirlingError(below) - stirlingError(half)
  return exp(exponent) / rootTwoPi
}

/**
 * Density of Student's t distribution with `degrees` > 0 degrees of freedom (not necessarily whole; Infinity is the
 * standard normal). NaN for degrees ≤ 0.
 *
 * @example
 * import { studentTPdf } from 'plimsoll'
 * Math.abs(studentTPdf(0, 2) - 0.35355339059327373) < 1e-15 // => true
 */
export function studentTPdf(t: number, degrees: number): number {
  if (!(degrees > 0)) return Number.NaN
  if (degrees >= degreesOfNormal) return normalPdf(t)
  const ratio = Math.abs(t) / Math.sqrt(degrees)
  const power = -(degrees + 1) / 2
  const shape = ratio > ratioOfPowerTail ? pow(ratio, 2 * power) : exp(power * log1p(ratio * ratio))
  return densityAtZero(degrees) * shape
}

/** P(T > t) for t ≥ 0, accurate where it is small. */
function upperTail(t: number, degrees: number): number {
  const ratio = t / Math.sqrt(degrees)
  if (ratio > ratioOfPowerTail) return (densityAtZero(degrees) / Math.sqrt(degrees)) * pow(ratio, -degrees)
  const square = ratio * ratio
  return 0.5 * incompleteBeta(degrees / 2, 0.5, 1 / (1 + square), square / (1 + square))
}

/** P(0 < T ≤ t) for t ≥ 0, accurate where it is small. */
function fromMedian(t: number, degrees: number): number {
  const ratio = t / Math.sqrt(degrees)
  const square = ratio * ratio
  return 0.5 * incompleteBeta(0.5, degrees / 2, square / (1 + square), 1 / (1 + square))
}

/**
 * Probability that a Student-t variable with `degrees` > 0 degrees of freedom (Infinity: normal) is at most t. About 13
 * digits, in the lower tail relative ones; use `studentTCdf(-t, degrees)` for the upper tail. NaN for degrees ≤ 0.
 *
 * @example
 * import { studentTCdf } from 'plimsoll'
 * studentTCdf(0, 5) // => 0.5
 * Math.abs(studentTCdf(-1, 1) - 0.25) < 1e-15 // => true
 */
export function studentTCdf(t: number, degrees: number): number {
  if (!(degrees > 0) || Number.isNaN(t)) return Number.NaN
  if (degrees >= degreesOfNormal) return normalCdf(t)
  if (t === Infinity || t === -Infinity) return t > 0 ? 1 : 0
  const size = Math.abs(t)
  if (size < 0.5) return 0.5 + (t < 0 ? -1 : 1) * fromMedian(size, degrees)
  const tail = upperTail(size, degrees)
  return t < 0 ? tail : 1 - tail
}

/**
 * t > 0 with P(0 < T ≤ t) = u, u ≤ ¼: the function is concave, so Newton's steps rise to the root and never pass it.
 */
function centralQuantile(u: number, degrees: number): number {
  let t = u / densityAtZero(degrees)
  for (let step = 0; step < 60; step++) {
    const change = (u - fromMedian(t, degrees)) / studentTPdf(t, degrees)
    t += change
    if (Math.abs(change) <= settled * t) break
  }
  return t
}

/**
 * t > 0 with P(T > t) = q, q ≤ ¼. Newton on ln P(T > e^s), which is concave in s. It starts at the tail's power bound
 * (a root's upper bound, exact far out) or, nearer in, at the first terms of the expansion about the normal quantile.
 */
function tailQuantile(q: number, degrees: number): number {
  const root = Math.sqrt(degrees)
  const logQ = log(q)
  let s = log(root) + (log(densityAtZero(degrees) / root) - logQ) / degrees
  const z = -normalQuantile(q)
  if (degrees > 3) s = Math.min(s, log(z * (1 + (z * z + 1) / (4 * degrees) + 0.1)))
  for (let step = 0; step < 100; step++) {
    const t = exp(s)
    const tail = upperTail(t, degrees)
    const change = ((log(tail) - logQ) * tail) / (t * studentTPdf(t, degrees))
    if (Number.isNaN(change)) break
    s += change
    if (Math.abs(change) <= settled) break
  }
  return exp(s)
}

/**
 * Quantile of Student's t distribution with `degrees` > 0 degrees of freedom (Infinity: normal): t with P(T ≤ t) = p.
 * About 13 digits, in both tails; NaN for p outside [0, 1] or degrees ≤ 0.
 *
 * @example
 * import { studentTQuantile } from 'plimsoll'
 * studentTQuantile(0.5, 4) // => 0
 * Math.abs(studentTQuantile(0.99, 4) - 3.7469473879791968) < 1e-13 // => true
 */
export function studentTQuantile(p: number, degrees: number): number {
  if (!(p >= 0 && p <= 1 && degrees > 0)) return Number.NaN
  if (p === 0 || p === 1) return p === 0 ? -Infinity : Infinity
  if (degrees >= degreesOfNormal) return normalQuantile(p)
  const u = p - 0.5
  if (u === 0) return 0
  if (Math.abs(u) < 0.25) return (u < 0 ? -1 : 1) * centralQuantile(Math.abs(u), degrees)
  return u < 0 ? -tailQuantile(p, degrees) : tailQuantile(1 - p, degrees)
}
