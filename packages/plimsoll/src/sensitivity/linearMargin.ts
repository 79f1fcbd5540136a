import { acrossBuckets } from './acrossBuckets.js'
import { bucketAggregate } from './bucketAggregate.js'
import type { FactorBucket, RiskFactor } from './factor.js'
import type { Measured, RowPart, SensitivityNode } from './node.js'

/**
 * Delta or vega margin: the buckets together, plus the residual bucket on its own, which is offset by nothing.
 * A row's part is its weighted value times the slope of the margin there; the parts add up to the margin.
 */
export function linearMargin(
  kind: string,
  label: string,
  buckets: readonly FactorBucket[],
  gamma: (b: number, c: number) => number,
  residual: FactorBucket | undefined,
): Measured {
  const across = acrossBuckets(buckets, gamma)
  const parts: RowPart[] = []
  const children = buckets.map((bucket, b) => {
    addParts(parts, bucket.factors, across.slopes[b]!)
    return bucketNode(bucket, across.buckets[b]!.margin)
  })
  let value = across.margin
  if (residual !== undefined) {
    const alone = bucketAggregate(residual)
    addParts(parts, residual.factors, alone.slopes)
    children.push(bucketNode(residual, alone.margin))
    value += alone.margin
  }
  return { node: { kind, label, value, children }, parts }
}

/** Each row's value times its factor's slope. */
export function addParts(parts: RowPart[], factors: readonly RiskFactor[], slopes: readonly number[]): void {
  for (const [k, factor] of factors.entries()) {
    for (const { row, value } of factor.rows) parts.push({ row, part: value * slopes[k]! })
  }
}

/** A bucket with its weighted sensitivities as leaves. */
export function bucketNode(bucket: FactorBucket, value: number): SensitivityNode {
  return {
    kind: 'bucket',
    label: bucket.label,
    value,
    children: bucket.factors.map((factor) => ({
      kind: 'weightedSensitivity',
      label: factor.label,
      value: factor.value,
      factors: factor.factors,
      children: [],
    })),
  }
}
