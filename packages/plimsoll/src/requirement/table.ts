import { settlementAsset } from '../valuation/settlementAsset.js'
import type { Context, Evaluate } from './context.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Table = Extract<Requirement, { node: 'table' }>

/** The entry of what the cell is about, read off its first exposure. */
export function table(node: Table, context: Context, evaluate: Evaluate): NodeResult {
  const first = context.members[0]
  const key = first === undefined ? undefined : keyOf(first, node.by)
  const entry = key !== undefined && Object.hasOwn(node.values, key) ? node.values[key]! : node.otherwise
  const result = evaluate(entry, context)
  return { ...result, label: node.label ?? result.label }
}

function keyOf(exposure: Exposure, by: Table['by']): string {
  switch (by) {
    case 'underlying':
      return cellUnderlying(exposure)
    case 'asset':
    case 'currency':
      return exposure.kind === 'asset' ? exposure.asset : settlementAsset(exposure.instrument)
    case 'instrument':
      return exposure.kind === 'asset' ? exposure.asset : exposure.instrument.id
    case 'kind':
      return exposure.kind === 'asset' ? 'asset' : exposure.instrument.kind
  }
}
