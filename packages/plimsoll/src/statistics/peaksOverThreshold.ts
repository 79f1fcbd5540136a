import { expm1, log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import { fitGeneralizedPareto, type GeneralizedParetoFit } from './generalizedPareto.js'

/** The tail of a sample beyond a threshold. */
export interface PeaksOverThreshold extends Pick<GeneralizedParetoFit, 'shape' | 'scale' | 'shapeInterval'> {
  readonly threshold: number
  /** Size of the whole sample. */
  readonly count: number
  /** How many of it lie above the threshold. */
  readonly exceedances: number
}

/** Figures of the fitted tail at one confidence. */
export interface PeaksTail {
  readonly valueAtRisk: number
  /** Infinity where ξ ≥ 1: the tail has no mean. */
  readonly expectedShortfall: number
}

/**
 * Fits the tail of a sample of losses (loss positive) by peaks over a threshold: excesses above it are taken as generalised Pareto
 * (Pickands 1975; Balkema and de Haan 1974), by maximum likelihood.
 *
 * @param confidence of the interval of ξ
 * @throws PlimsollError INPUT_INVALID for fewer than ten losses above the threshold
 */
export function peaksOverThreshold(
  losses: ArrayLike<number>,
  threshold: number,
  confidence: number = 0.95,
): PeaksOverThreshold {
  const excesses: number[] = []
  for (let i = 0; i < losses.length; i++) if (losses[i]! > threshold) excesses.push(losses[i]! - threshold)
  const { shape, scale, shapeInterval } = fitGeneralizedPareto(excesses, confidence)
  return { threshold, count: losses.length, exceedances: excesses.length, shape, scale, shapeInterval }
}

/**
 * Value at Risk and expected shortfall of a fitted tail: u + β/ξ·[((1 − q)·n/N)^(−ξ) − 1] and (VaR + β − ξu)/(1 − ξ)
 * (McNeil, Extreme value theory for risk managers (1999), §2.4).
 *
 * @param q confidence, at least the part of the sample that is not above the threshold, below 1
 * @throws PlimsollError INPUT_INVALID for a confidence that the threshold does not reach
 *
 * @example
 * import { peaksTail } from 'plimsoll'
 * // Danish fire losses above 10 million kroner, as published: 109 of 2,167.
 * const danish = { threshold: 10, count: 2167, exceedances: 109, shape: 0.497, scale: 6.975, shapeInterval: [0, 0] }
 * const tail = peaksTail(danish, 0.99)
 * [tail.valueAtRisk.toFixed(1), tail.expectedShortfall.toFixed(1)] // => ['27.3', '58.2']
 */
export function peaksTail(
  { threshold, count, exceedances, shape, scale }: Omit<PeaksOverThreshold, 'shapeInterval'>,
  q: number,
): PeaksTail {
  const beyond = ((1 - q) * count) / exceedances
  if (!(beyond > 0 && beyond <= 1)) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'q',
      value: q,
      expected: `from ${1 - exceedances / count} to 1, 1 excluded`,
    })
  }
  const depth = -log(beyond)
  const growth = shape === 0 ? depth : expm1(shape * depth) / shape
  const valueAtRisk = threshold + scale * growth
  const expectedShortfall = shape < 1 ? (valueAtRisk + scale - shape * threshold) / (1 - shape) : Infinity
  return { valueAtRisk, expectedShortfall }
}
