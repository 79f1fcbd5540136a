import { divideDirected } from 'plimsoll'

export interface Vote {
  readonly price: bigint
  /** Above 0. */
  readonly weight: bigint
}

/**
 * The weighted median: half of the weight lies at or below it and half at or above. Where a whole interval has that property, its
 * middle, rounded down. Whoever holds less than half of the weight cannot move it beyond the prices of the others.
 *
 * @param votes at least one, in any order
 */
export function weightedMedian(votes: readonly Vote[]): bigint {
  const sorted = [...votes].sort((a, b) => (a.price < b.price ? -1 : a.price > b.price ? 1 : 0))
  const total = sorted.reduce((sum, { weight }) => sum + weight, 0n)
  let below = 0n
  let lower: bigint | undefined
  for (const { price, weight } of sorted) {
    below += weight
    if (lower === undefined && 2n * below >= total) lower = price
    if (lower !== undefined && 2n * below > total) return divideDirected(lower + price, 2n, 'down')
  }
  throw new RangeError('weightedMedian needs a vote of positive weight')
}

/**
 * Weights of which none is more than one part in `oneIn` of their sum: the largest are cut to the common height at which that
 * holds. Exact, in other units than the weights came in: only ratios matter.
 *
 * With three live groups and a cap of a third, each is a third, whatever volume says.
 *
 * @param weights at least `oneIn` of them, each above 0
 */
export function cappedWeights(weights: readonly bigint[], oneIn: number): readonly bigint[] {
  const sorted = [...weights].sort((a, b) => (a > b ? -1 : a < b ? 1 : 0))
  let rest = sorted.reduce((sum, weight) => sum + weight, 0n)
  // With `cut` weights at height h and the others as they are: h · oneIn = h · cut + rest.
  let cut = 0n
  for (const weight of sorted) {
    if (weight * (BigInt(oneIn) - cut) <= rest) break
    rest -= weight
    cut++
  }
  const scale = BigInt(oneIn) - cut
  return weights.map((weight) => (weight * scale > rest ? rest : weight * scale))
}
