import { acrossBuckets } from './acrossBuckets.js'
import type { FactorBucket } from './factor.js'
import { addParts, bucketNode } from './linearMargin.js'
import { type Measured, type RowPart, type SensitivityNode, scaleParts } from './node.js'

/**
 * Curvature margin of buckets whose factors are curvature exposures CVR (a gain of the collecting party is positive):
 *
 *     θ = min(ΣCVR / Σ|CVR|, 0)      λ = (z² − 1)(1 + θ) − θ
 *     margin = scale · ( max(ΣCVR + λ·M, 0) + the same of the residual bucket by itself )
 *
 * where M aggregates CVR as delta is, with squared correlations (the caller's `correlation` and `gamma` are squared already), and
 * z is the normal quantile of the curvature confidence. θ is −1 where every exposure is a loss and 0 where gains outweigh.
 */
export function curvatureMargin(
  label: string,
  buckets: readonly FactorBucket[],
  gamma: (b: number, c: number) => number,
  residual: FactorBucket | undefined,
  z: number,
  scale: number,
): Measured {
  const together = curvatureOf(buckets, gamma, z)
  const alone = residual === undefined ? undefined : curvatureOf([residual], () => 0, z)
  const children: SensitivityNode[] = [...together.nodes]
  if (alone !== undefined && residual !== undefined) {
    const factors = { theta: alone.theta, lambda: alone.lambda }
    children.push({ kind: 'residual', label: residual.label, value: alone.value, factors, children: alone.nodes })
  }
  const value = scale * (together.value + (alone?.value ?? 0))
  const factors = { theta: together.theta, lambda: together.lambda, scale }
  return {
    node: { kind: 'curvature', label, value, factors, children },
    parts: scaleParts(together.parts.concat(alone?.parts ?? []), scale),
  }
}

interface Curvature {
  readonly value: number
  readonly theta: number
  readonly lambda: number
  readonly nodes: readonly SensitivityNode[]
  readonly parts: readonly RowPart[]
}

function curvatureOf(buckets: readonly FactorBucket[], gamma: (b: number, c: number) => number, z: number): Curvature {
  let sum = 0
  let size = 0
  for (const { factors } of buckets) {
    for (const { value } of factors) {
      sum += value
      size += Math.abs(value)
    }
  }
  const across = acrossBuckets(buckets, gamma)
  const nodes = buckets.map((bucket, b) => bucketNode(bucket, across.buckets[b]!.margin))
  const theta = size > 0 ? Math.min(sum / size, 0) : 0
  const lambda = (z * z - 1) * (1 + theta) - theta
  const value = Math.max(sum + lambda * across.margin, 0)
  const parts: RowPart[] = []
  for (const [b, { factors }] of buckets.entries()) {
    const slopes = factors.map((factor, k) => {
      if (value === 0) return 0
      const thetaSlope = sum < 0 ? (1 - (sum / size) * (factor.value < 0 ? -1 : 1)) / size : 0
      return 1 + lambda * across.slopes[b]![k]! + across.margin * (z * z - 2) * thetaSlope
    })
    addParts(parts, factors, slopes)
  }
  return { value, theta, lambda, nodes, parts }
}
