import { exp } from '@plimsoll/kernel'

/** Largest mean for which e^(−mean) and the sums below keep their digits. */
export const poissonMeanMax = 100
const countMax = 1000

/**
 * Quantile of the Poisson distribution: the least whole number n with P(N ≤ n) ≥ p, for a mean from 0 to
 * {@link poissonMeanMax} and p in (0, 1); NaN outside.
 *
 * @example
 * import { poissonQuantile } from 'plimsoll'
 * poissonQuantile(0.5, 2) // => 2
 * poissonQuantile(0.9, 0) // => 0
 */
export function poissonQuantile(p: number, mean: number): number {
  if (!(p > 0 && p < 1 && mean >= 0 && mean <= poissonMeanMax)) return Number.NaN
  let term = exp(-mean)
  let sum = term
  let count = 0
  while (sum < p && count < countMax) {
    count++
    term *= mean / count
    sum += term
  }
  return count
}
