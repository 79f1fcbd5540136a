import { exp, log, log1p } from '@plimsoll/kernel'
import { chiSquareQuantile, chiSquareSurvival, logGamma } from 'plimsoll'
import { checkRange, checkWhole } from '../series/series.js'

/** A likelihood ratio with its asymptotic p-value. */
export interface LikelihoodRatio {
  readonly statistic: number
  readonly pValue: number
}

/** x ln(x/m) with 0 ln 0 = 0. */
const term = (x: number, ratio: number): number => (x === 0 ? 0 : x * log(ratio))

/**
 * Kupiec's test of the proportion of failures (1995): −2 ln of the likelihood ratio of the `probability` that the model
 * says and the frequency seen, χ² with one degree. With no exception it is −2T ln(1 − p).
 *
 * @example
 * import { kupiec } from '@plimsoll/lab'
 * Math.round(1e5 * kupiec(1043, 57, 0.05).statistic) // => 46147
 */
export function kupiec(observations: number, exceptions: number, probability: number): LikelihoodRatio {
  checkWhole('observations', observations, 1)
  checkWhole('exceptions', exceptions, 0)
  checkRange('exceptions', exceptions, 0, observations)
  checkRange('probability', probability, 0, 1, 'excluded')
  const good = observations - exceptions
  const statistic = Math.max(
    0,
    2 *
      (term(good, good / observations) +
        term(exceptions, exceptions / observations) -
        good * log1p(-probability) -
        exceptions * log(probability)),
  )
  return { statistic, pValue: chiSquareSurvival(statistic, 1) }
}

/**
 * Exact probability that Kupiec's test at `level` rejects when exceptions really come with `trueProbability`: the
 * test's size where that is the model's own, its power elsewhere. The χ² is only asymptotic: 250 days at 1 % reject a
 * right model 9.5 % of the time, not 5 %.
 */
export function kupiecRejectionProbability(
  observations: number,
  probability: number,
  trueProbability: number = probability,
  level: number = 0.05,
): number {
  checkRange('trueProbability', trueProbability, 0, 1, 'excluded')
  const critical = chiSquareQuantile(1 - level, 1)
  let rejected = 0
  for (let x = 0; x <= observations; x++) {
    if (kupiec(observations, x, probability).statistic > critical)
      rejected += binomialPmf(x, observations, trueProbability)
  }
  return Math.min(1, rejected)
}

/** Least and greatest number of exceptions that the test at `level` accepts. */
export function kupiecAcceptance(
  observations: number,
  probability: number,
  level: number = 0.05,
): { readonly min: number; readonly max: number } {
  const critical = chiSquareQuantile(1 - level, 1)
  let min = -1
  let max = -1
  for (let x = 0; x <= observations; x++) {
    if (kupiec(observations, x, probability).statistic > critical) continue
    if (min < 0) min = x
    max = x
  }
  return { min, max }
}

/** Probability of x successes of probability p in n trials, 0 < p < 1. */
export function binomialPmf(x: number, n: number, p: number): number {
  return exp(logGamma(n + 1) - logGamma(x + 1) - logGamma(n - x + 1) + x * log(p) + (n - x) * log1p(-p))
}
