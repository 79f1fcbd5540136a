import { type BucketAggregate, bucketAggregate } from './bucketAggregate.js'
import type { FactorBucket } from './factor.js'

/** The margin of several buckets, each bucket's own, and the slope of the whole in every weighted sensitivity. */
export interface BucketsAggregate {
  readonly margin: number
  readonly buckets: readonly BucketAggregate[]
  readonly slopes: readonly (readonly number[])[]
}

/**
 * M = √(Σ_b K_b² + Σ_b Σ_{c≠b} γ_bc S_b S_c) with S_b = Σ_k WS_k held between −K_b and K_b, so that a bucket never offers more
 * offset than it has risk. `gamma` is the correlation of two different buckets by their places in the list.
 */
export function acrossBuckets(
  buckets: readonly FactorBucket[],
  gamma: (b: number, c: number) => number,
): BucketsAggregate {
  const inside = buckets.map(bucketAggregate)
  const offered = inside.map(({ sum, margin }) => Math.max(Math.min(sum, margin), -margin))
  const pulls: number[] = []
  let square = 0
  for (const [b, { margin }] of inside.entries()) {
    let pull = 0
    for (const [c, other] of offered.entries()) if (c !== b) pull += gamma(b, c) * other
    pulls.push(pull)
    square += margin * margin + offered[b]! * pull
  }
  const margin = Math.sqrt(Math.max(square, 0))
  const slopes = inside.map((bucket, b) =>
    bucket.slopes.map((slope) => {
      if (margin === 0) return 0
      const offeredSlope = bucket.sum > bucket.margin ? slope : bucket.sum < -bucket.margin ? -slope : 1
      return (bucket.margin * slope + pulls[b]! * offeredSlope) / margin
    }),
  )
  return { margin, buckets: inside, slopes }
}
