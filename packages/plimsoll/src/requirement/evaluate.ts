import type { Valuation } from '../valuation/valuation.js'
import type { Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import { shortOptionMinimum } from './shortOptionMinimum.js'
import type { Requirement } from './spec.js'
import { worstOf } from './worstOf.js'

/**
 * The number of a requirement and of every node under it. Pure: the same exposures (in the same order), valuation and
 * tree give the same bits. Leaves that occur twice, as they do in initial and maintenance margin, are computed once when
 * both evaluations are given the same `known` map.
 */
export function evaluateRequirement(
  requirement: Requirement,
  exposures: readonly Exposure[],
  valuation: Valuation,
  known: Map<string, NodeResult> = new Map(),
): NodeResult {
  switch (requirement.node) {
    case 'worst-of':
    case 'short-option-minimum': {
      const key = leafKey(requirement)
      let leaf = known.get(key)
      if (leaf === undefined) {
        leaf =
          requirement.node === 'worst-of'
            ? worstOf(requirement, exposures, valuation)
            : shortOptionMinimum(requirement, exposures, valuation)
        known.set(key, leaf)
      }
      return leaf
    }
    case 'scale': {
      const child = evaluateRequirement(requirement.of, exposures, valuation, known)
      const label = requirement.label ?? `${requirement.by} × ${child.label}`
      return { kind: 'scale', label, value: requirement.by * child.value, factor: requirement.by, children: [child] }
    }
    case 'sum':
    case 'max':
    case 'min': {
      const children = requirement.of.map((node) => evaluateRequirement(node, exposures, valuation, known))
      return {
        kind: requirement.node,
        label: requirement.label ?? requirement.node,
        value: combine(requirement.node, children),
        children,
      }
    }
  }
}

function combine(kind: 'sum' | 'max' | 'min', children: readonly NodeResult[]): number {
  let value = kind === 'sum' ? 0 : (children[0]?.value ?? 0)
  for (const child of children) {
    if (kind === 'sum') value += child.value
    else if (kind === 'max' ? child.value > value : child.value < value) value = child.value
  }
  return value
}

const keys = new WeakMap<Requirement, string>()

function leafKey(requirement: Requirement): string {
  const known = keys.get(requirement)
  if (known !== undefined) return known
  const key = JSON.stringify(requirement)
  keys.set(requirement, key)
  return key
}
