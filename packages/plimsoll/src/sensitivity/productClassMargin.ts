import type { NamedCorrelations } from './calibration.js'
import { entryOf } from './context.js'
import { type Measured, scaleParts } from './node.js'

/** √(Σ_r Σ_s ψ_rs IM_r IM_s) over the risk classes of one product class. */
export function productClassMargin(
  label: string,
  riskClasses: readonly Measured[],
  correlations: NamedCorrelations,
): Measured {
  const slopes: number[] = []
  let square = 0
  for (const { node } of riskClasses) {
    let slope = node.value
    for (const { node: other } of riskClasses) {
      if (other !== node) slope += entryOf(correlations, node.label, other.label) * other.value
    }
    slopes.push(slope)
    square += node.value * slope
  }
  const value = Math.sqrt(Math.max(square, 0))
  return {
    node: { kind: 'productClass', label, value, children: riskClasses.map(({ node }) => node) },
    parts: riskClasses.flatMap(({ parts }, r) => scaleParts(parts, value > 0 ? slopes[r]! / value : 0)),
  }
}
