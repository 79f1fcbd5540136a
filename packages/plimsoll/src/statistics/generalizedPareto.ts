import { log, log1p } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { chiSquareQuantile } from './chiSquare.js'

/** A generalised Pareto distribution fitted to excesses: P(Y > y) = (1 + ξy/β)^(−1/ξ), or e^(−y/β) for ξ = 0. */
export interface GeneralizedParetoFit {
  /** ξ: 0 exponential, above 0 a power tail of index 1/ξ, from ½ without variance, from 1 without a mean. */
  readonly shape: number
  /** β, in the unit of the excesses. */
  readonly scale: number
  readonly logLikelihood: number
  /** Profile-likelihood interval of ξ; an end of −½ means that it reaches at least there. */
  readonly shapeInterval: readonly [number, number]
}

/** Below −½ the likelihood is not regular (Smith, Biometrika 72 (1985)); losses have no such tails. */
const shapeMin = -0.5
const shapeMax = 8
const gridStep = 0.05
const countMin = 10

/**
 * Maximum-likelihood fit of the generalised Pareto distribution to excesses over a threshold (all above 0), with the interval of ξ
 * from the profile likelihood: where it is no more than half a χ² quantile below its maximum. ξ is sought in [−½, 8].
 *
 * For each ξ the best β solves one monotone equation; along these the slope in ξ is the mean of
 * z²·(ln(1 + ξz) − ξz)/(ξz)² + z(z − 1)/(1 + ξz) with z = y/β, which has no difficulty at ξ = 0.
 *
 * @param confidence of the interval, between 0 and 1
 * @throws PlimsollError INPUT_INVALID for fewer than ten excesses, one that is not a number above 0, or another confidence
 *
 * @example
 * import { fitGeneralizedPareto } from 'plimsoll'
 * // The exact quantiles of ξ = 0.5, β = 2 at (i − ½)/1000.
 * const excesses = Array.from({ length: 1000 }, (_, i) => 4 * (Math.sqrt(1000 / (i + 0.5)) - 1))
 * const fit = fitGeneralizedPareto(excesses, 0.95)
 * Math.abs(fit.shape - 0.5) < 0.01 && Math.abs(fit.scale - 2) < 0.02 // => true
 */
export function fitGeneralizedPareto(excesses: ArrayLike<number>, confidence: number): GeneralizedParetoFit {
  checkExcesses(excesses)
  if (!(confidence > 0 && confidence < 1)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'confidence', value: confidence, expected: 'between 0 and 1' })
  }
  const at = (shape: number): Profile => profile(excesses, shape)
  let best = shapeMin
  let height = Number.NEGATIVE_INFINITY
  for (let step = 0; shapeMin + step * gridStep <= shapeMax; step++) {
    const { logLikelihood } = at(shapeMin + step * gridStep)
    if (logLikelihood > height) {
      height = logLikelihood
      best = shapeMin + step * gridStep
    }
  }
  const shape = bisect(
    Math.max(shapeMin, best - gridStep),
    Math.min(shapeMax, best + gridStep),
    (xi) => at(xi).slope > 0,
  )
  const { scale, logLikelihood } = at(shape)
  const floor = logLikelihood - 0.5 * chiSquareQuantile(confidence, 1)
  const inside = (xi: number): boolean => at(xi).logLikelihood >= floor
  const low = inside(shapeMin) ? shapeMin : bisect(shapeMin, shape, (xi) => !inside(xi))
  let above = shape + 1
  while (inside(above)) above += 1
  return { shape, scale, logLikelihood, shapeInterval: [low, bisect(shape, above, inside)] }
}

interface Profile {
  readonly scale: number
  readonly logLikelihood: number
  /** Of the profile likelihood in ξ, per excess. */
  readonly slope: number
}

function profile(excesses: ArrayLike<number>, shape: number): Profile {
  const n = excesses.length
  const scale = bestScale(excesses, shape)
  let exponent = 0
  let slope = 0
  for (let i = 0; i < n; i++) {
    const z = excesses[i]! / scale
    const x = shape * z
    const bend = logBend(x)
    // (1 + 1/ξ)·ln(1 + ξz), the second part without a division by ξ.
    exponent += log1p(x) + z * (1 + x * bend)
    slope += z * z * bend + (z * (z - 1)) / (1 + x)
  }
  return { scale, logLikelihood: -n * log(scale) - exponent, slope: slope / n }
}

/** (ln(1 + x) − x)/x². */
function logBend(x: number): number {
  if (Math.abs(x) > 0.02) return (log1p(x) - x) / (x * x)
  let sum = 0
  for (let k = 11; k >= 2; k--) sum = sum * -x + 1 / k
  return -sum
}

/** The β that is best for a given ξ: the mean of (1 + ξ)·y/(β + ξy) falls from above 1 to 0 as β grows, and is 1 there. */
function bestScale(excesses: ArrayLike<number>, shape: number): number {
  let most = 0
  for (let i = 0; i < excesses.length; i++) most = Math.max(most, excesses[i]!)
  const tooSmall = (scale: number): boolean => {
    let sum = 0
    for (let i = 0; i < excesses.length; i++) sum += excesses[i]! / (scale + shape * excesses[i]!)
    return (1 + shape) * sum > excesses.length
  }
  const low = shape < 0 ? -shape * most : 0
  let high = low + most
  while (tooSmall(high)) high *= 2
  return bisect(low, high, tooSmall)
}

/** The point of [low, high] up to which `before` holds, to the last bit or so. */
function bisect(low: number, high: number, before: (x: number) => boolean): number {
  let from = low
  let to = high
  for (let step = 0; step < 200; step++) {
    const middle = from + 0.5 * (to - from)
    if (middle === from || middle === to) break
    if (before(middle)) from = middle
    else to = middle
  }
  return to
}

function checkExcesses(excesses: ArrayLike<number>): void {
  if (excesses.length < countMin) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'excesses',
      value: excesses.length,
      expected: `at least ${countMin} excesses`,
    })
  }
  for (let i = 0; i < excesses.length; i++) {
    if (!(excesses[i]! > 0 && excesses[i]! < Infinity)) {
      throw new PlimsollError('INPUT_INVALID', {
        where: `excesses[${i}]`,
        value: excesses[i]!,
        expected: 'a finite number above 0',
      })
    }
  }
}
