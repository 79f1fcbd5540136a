import type { FactorBucket } from './factor.js'

/** A bucket's margin K, the sum of its weighted sensitivities, and the slope of K in each of them. */
export interface BucketAggregate {
  readonly margin: number
  readonly sum: number
  readonly slopes: readonly number[]
}

/**
 * K = √(Σ_k Σ_l ρ_kl WS_k WS_l), ρ_kk = 1. A correlation matrix that is not positive semi-definite can make the sum negative; K
 * is 0 then. The slopes are ∂K/∂WS_k = Σ_l ρ_kl WS_l / K, so that Σ_k WS_k ∂K/∂WS_k = K (Euler), and 0 where K is 0.
 */
export function bucketAggregate({ factors, correlation }: FactorBucket): BucketAggregate {
  const rowSums = factors.map(({ value }) => value)
  for (const [k, { value }] of factors.entries()) {
    for (let l = 0; l < k; l++) {
      const rho = correlation(k, l)
      rowSums[k]! += rho * factors[l]!.value
      rowSums[l]! += rho * value
    }
  }
  let sum = 0
  let square = 0
  for (const [k, { value }] of factors.entries()) {
    sum += value
    square += value * rowSums[k]!
  }
  const margin = Math.sqrt(Math.max(square, 0))
  return { margin, sum, slopes: rowSums.map((rowSum) => (margin > 0 ? rowSum / margin : 0)) }
}
