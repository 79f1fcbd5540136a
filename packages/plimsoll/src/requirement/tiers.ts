import type { Context, Evaluate } from './context.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Tiers = Extract<Requirement, { node: 'tiers' }>

/** A rate by size: of each part of a number by the band in which it lies, or of the whole by the band in which it ends. */
export function tiers(node: Tiers, context: Context, evaluate: Evaluate): NodeResult {
  const of = evaluate(node.of, context)
  const size = of.value
  let value = 0
  let lower = 0
  for (const [row, band] of node.bands.entries()) {
    const last = band.upTo === undefined || row === node.bands.length - 1
    const upper = last ? Number.MAX_VALUE : Math.max(evaluate(band.upTo!, context).value, lower)
    if (node.mode === 'marginal') {
      if (size > lower) value += (Math.min(size, upper) - lower) * evaluate(band.rate, context).value
    } else if (size <= upper) {
      value = size * evaluate(band.rate, context).value
    }
    if (size <= upper) break
    lower = upper
  }
  const count = size === 0 ? 0 : value / size
  return { kind: 'tiers', label: node.label ?? `${of.label} in tiers`, value, counts: [count], children: [of] }
}
