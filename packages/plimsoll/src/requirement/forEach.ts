import { combined } from './arithmetic.js'
import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
import { passing } from './filter.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type ForEach = Extract<Requirement, { node: 'for-each' }>

/** The child in every cell of a scope. */
export function forEach(node: ForEach, context: Context, evaluate: Evaluate): NodeResult {
  const { scope, where } = node
  const children = cellsOf(node, context).map((within): NodeResult => {
    const child = evaluate(node.of, within)
    return { kind: 'cell', label: within.cell, value: child.value, counts: [1], children: [child] }
  })
  const label = node.label ?? `each ${scope}${where?.kind === undefined ? '' : ` of ${where.kind.join(', ')}`}`
  if (node.combine !== 'root-sum-square') {
    const result = combined(node.combine ?? 'sum', children, label)
    return { ...result, kind: 'for-each' }
  }
  let squares = 0
  for (const child of children) squares += child.value * child.value
  const value = Math.sqrt(squares)
  const counts = children.map((child) => (value === 0 ? 0 : child.value / value))
  return { kind: 'for-each', label, value, counts, children }
}

function cellsOf({ scope, where }: ForEach, context: Context): readonly Context[] {
  const { members, scene, path } = context
  const filter = where === undefined ? '' : JSON.stringify(where)
  return netted(passing(members, where), scope, scene.spec.groups).map(([cell, inside]) => ({
    scene,
    members: inside,
    scope,
    cell,
    path: `${path}/${scope}${filter} ${cell}`,
  }))
}
