import type { LegPart, NodeResult } from './nodeResult.js'

/**
 * What each leg adds to a node: its part of every deciding cell and measure, times the counts above it. Cells that need nothing
 * give nothing; a constant belongs to no leg.
 */
export function partsOf(node: NodeResult): ReadonlyMap<string, number> {
  const parts = new Map<string, number>()
  collect(node, 1, parts)
  return parts
}

export function scaledParts(parts: readonly LegPart[], by: number): readonly LegPart[] {
  return by === 1 ? parts : parts.map(({ leg, part }) => ({ leg, part: part * by }))
}

/** Whether any leg stands behind the node's number. */
export function hasLegs(node: NodeResult): boolean {
  return (
    (node.legs !== undefined && node.legs.length > 0) ||
    (node.cells !== undefined && node.cells.length > 0) ||
    node.children.some((child, row) => (node.counts?.[row] ?? 1) !== 0 && hasLegs(child))
  )
}

function collect(node: NodeResult, factor: number, parts: Map<string, number>): void {
  if (factor === 0) return
  const add = ({ leg, part }: LegPart): void => {
    parts.set(leg, (parts.get(leg) ?? 0) + factor * part)
  }
  for (const cell of node.cells ?? []) if (cell.value > 0) cell.legs.forEach(add)
  node.legs?.forEach(add)
  node.children.forEach((child, row) => {
    collect(child, factor * (node.counts?.[row] ?? 0), parts)
  })
}
