import { log } from '@plimsoll/kernel'
import { chiSquareSurvival } from 'plimsoll'
import { checkWhole } from '../series/series.js'
import { kupiec, type LikelihoodRatio } from './kupiec.js'

/** How often a day of the first kind was followed by one of the second; 1 is an exception. */
export interface Transitions {
  readonly n00: number
  readonly n01: number
  readonly n10: number
  readonly n11: number
}

/** Counts the transitions of a series of days with (true) and without (false) an exception. */
export function countTransitions(exceptions: ArrayLike<boolean>): Transitions {
  const counts = { n00: 0, n01: 0, n10: 0, n11: 0 }
  for (let t = 1; t < exceptions.length; t++) {
    const key = exceptions[t - 1]! ? (exceptions[t]! ? 'n11' : 'n10') : exceptions[t]! ? 'n01' : 'n00'
    counts[key]++
  }
  return counts
}

const term = (count: number, of: number): number => (count === 0 ? 0 : count * log(count / of))

/** Christoffersen's test of independence (1998): is an exception likelier after an exception? χ² with one degree. */
export function christoffersenIndependence({ n00, n01, n10, n11 }: Transitions): LikelihoodRatio {
  for (const [where, count] of Object.entries({ n00, n01, n10, n11 })) checkWhole(where, count, 0)
  const total = n00 + n01 + n10 + n11
  const apart = term(n00, n00 + n01) + term(n01, n00 + n01) + term(n10, n10 + n11) + term(n11, n10 + n11)
  const together = term(n00 + n10, total) + term(n01 + n11, total)
  const statistic = Math.max(0, 2 * (apart - together))
  return { statistic, pValue: chiSquareSurvival(statistic, 1) }
}

/**
 * Conditional coverage: Kupiec's ratio on all observations plus the ratio of independence on the transitions, χ² with
 * two degrees.
 *
 * @example
 * import { conditionalCoverage } from '@plimsoll/lab'
 * const counts = { n00: 932, n01: 53, n10: 53, n11: 4 }
 * Math.round(1e5 * conditionalCoverage(1043, 57, 0.05, counts).statistic) // => 72013
 */
export function conditionalCoverage(
  observations: number,
  exceptions: number,
  probability: number,
  transitions: Transitions,
): LikelihoodRatio {
  const statistic =
    kupiec(observations, exceptions, probability).statistic + christoffersenIndependence(transitions).statistic
  return { statistic, pValue: chiSquareSurvival(statistic, 2) }
}
