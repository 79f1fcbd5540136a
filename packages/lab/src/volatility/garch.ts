import { log, pow } from '@plimsoll/kernel'
import { checkRange, checkSeries, type Series } from '../series/series.js'

/**
 * GARCH(1,1): h' = ω + αε² + βh; with γ the model of Glosten, Jagannathan and Runkle, where γε² is added after a fall.
 */
export interface GarchParameters {
  /** Constant mean of the returns; 0 if absent. */
  readonly mean?: number
  readonly omega: number
  readonly alpha: number
  readonly beta: number
  /** Extra weight of a negative surprise (GJR 1993); 0 if absent. */
  readonly gamma?: number
}

/**
 * What stands before the first return. `presample`: the surprise and the variance before it are both the mean squared
 * surprise (Fiorentini, Calzolari and Panattoni 1996). `sample-variance`: the first return's own variance is it. A
 * number: that variance.
 */
export type GarchStart = 'presample' | 'sample-variance' | number

/** One step: the variance for the next return after the surprise ε. */
export function garchStep(parameters: GarchParameters, variance: number, surprise: number): number {
  const { omega, alpha, beta, gamma = 0 } = parameters
  return omega + (alpha + (surprise < 0 ? gamma : 0)) * surprise * surprise + beta * variance
}

/** α + β + γ/2: the share of a variance shock that is left a step later (symmetric surprises). */
export function garchPersistence({ alpha, beta, gamma = 0 }: GarchParameters): number {
  return alpha + beta + gamma / 2
}

/** ω/(1 − persistence); Infinity where shocks do not die out. */
export function garchLongRunVariance(parameters: GarchParameters): number {
  const persistence = garchPersistence(parameters)
  return persistence < 1 ? parameters.omega / (1 - persistence) : Infinity
}

/**
 * Expected variance `steps` ahead of `variance`: V + (α + β)^k(σ² − V) (Hull, OFOD ch. 23); linear where shocks do not
 * die out.
 */
export function garchForecast(parameters: GarchParameters, variance: number, steps: number): number {
  const persistence = garchPersistence(parameters)
  if (persistence === 1) return variance + steps * parameters.omega
  const longRun = parameters.omega / (1 - persistence)
  return longRun + pow(persistence, steps) * (variance - longRun)
}

/** Variances by the recursion: entry t is the variance for the step after return t. */
export function garchVariance(returns: Series, parameters: GarchParameters, start: GarchStart): Float64Array {
  checkSeries('returns', returns)
  checkParameters(parameters)
  const variances = new Float64Array(returns.length)
  let variance = firstVariance(returns, parameters, start)
  for (let t = 0; t < returns.length; t++) {
    variance = garchStep(parameters, variance, returns[t]! - (parameters.mean ?? 0))
    variances[t] = variance
  }
  return variances
}

/** Variance of the first return under the chosen start. */
export function firstVariance(returns: Series, parameters: GarchParameters, start: GarchStart): number {
  if (typeof start === 'number') return start
  const { mean = 0, omega, alpha, beta, gamma = 0 } = parameters
  let squares = 0
  for (let t = 0; t < returns.length; t++) squares += (returns[t]! - mean) * (returns[t]! - mean)
  const average = squares / returns.length
  return start === 'sample-variance' ? average : omega + (alpha + gamma / 2 + beta) * average
}

const halfLogTwoPi = 0.9189385332046728

/** Gaussian log-likelihood −½Σ(ln 2π + ln h + ε²/h); −Infinity where a variance is not positive. */
export function garchLogLikelihood(returns: Series, parameters: GarchParameters, start: GarchStart): number {
  const { mean = 0 } = parameters
  let variance = firstVariance(returns, parameters, start)
  let sum = 0
  for (let t = 0; t < returns.length; t++) {
    if (!(variance > 0)) return -Infinity
    const surprise = returns[t]! - mean
    sum += log(variance) + (surprise * surprise) / variance
    variance = garchStep(parameters, variance, surprise)
  }
  return -0.5 * sum - returns.length * halfLogTwoPi
}

function checkParameters({ mean = 0, omega, alpha, beta, gamma = 0 }: GarchParameters): void {
  checkRange('mean', mean, -Number.MAX_VALUE, Number.MAX_VALUE)
  checkRange('omega', omega, 0, Number.MAX_VALUE)
  checkRange('alpha', alpha, 0, Number.MAX_VALUE)
  checkRange('beta', beta, 0, Number.MAX_VALUE)
  checkRange('gamma', gamma, -alpha, Number.MAX_VALUE)
}
