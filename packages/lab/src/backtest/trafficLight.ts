import { incompleteBeta } from 'plimsoll'
import { checkRange, checkWhole } from '../series/series.js'

export interface TrafficLight {
  /** Probability of at most that many exceptions under a right model. */
  readonly cumulativeProbability: number
  readonly zone: 'green' | 'yellow' | 'red'
}

/**
 * Bounds of the zones as cumulative probabilities: Basel Committee, *Supervisory framework for the use of
 * "backtesting"*, January 1996.
 */
export const baselZones: { readonly yellowFrom: number; readonly redFrom: number } = {
  yellowFrom: 0.95,
  redFrom: 0.9999,
}

/**
 * Additions to the capital multiplier by the number of exceptions in 250 days at 99 %, the last one for ten and more
 * (same source, table 2).
 */
export const baselPlusFactors: readonly number[] = [0, 0, 0, 0, 0, 0.4, 0.5, 0.65, 0.75, 0.85, 1]

/** The addition to the multiplier for a number of exceptions in 250 days at 99 %. */
export function baselPlusFactor(exceptions: number): number {
  checkWhole('exceptions', exceptions, 0)
  return baselPlusFactors[Math.min(exceptions, baselPlusFactors.length - 1)]!
}

/** Basel's three zones for any number of days and any probability of an exception. */
export function trafficLight(
  observations: number,
  exceptions: number,
  probability: number,
  zones: { readonly yellowFrom: number; readonly redFrom: number } = baselZones,
): TrafficLight {
  checkWhole('observations', observations, 1)
  checkWhole('exceptions', exceptions, 0)
  checkRange('exceptions', exceptions, 0, observations)
  checkRange('probability', probability, 0, 1, 'excluded')
  const cumulativeProbability =
    exceptions === observations
      ? 1
      : incompleteBeta(observations - exceptions, exceptions + 1, 1 - probability, probability)
  const zone =
    cumulativeProbability < zones.yellowFrom ? 'green' : cumulativeProbability < zones.redFrom ? 'yellow' : 'red'
  return { cumulativeProbability, zone }
}
