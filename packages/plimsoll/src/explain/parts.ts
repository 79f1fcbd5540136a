import type { NodeResult } from '../requirement/nodeResult.js'

/**
 * Each leg's part of a requirement: its part of every deciding cell, times the scales above that cell. Of a maximum or a
 * minimum only the active child counts. Cells that need nothing give nothing.
 */
export function partsOf(node: NodeResult): ReadonlyMap<string, number> {
  const parts = new Map<string, number>()
  collect(node, 1, parts)
  return parts
}

function collect(node: NodeResult, factor: number, parts: Map<string, number>): void {
  for (const cell of node.cells ?? []) {
    if (cell.value <= 0) continue
    for (const { leg, part } of cell.legs) parts.set(leg, (parts.get(leg) ?? 0) + factor * part)
  }
  if (node.kind === 'max' || node.kind === 'min') {
    const active = node.children.find((child) => child.value === node.value)
    if (active !== undefined) collect(active, factor, parts)
    return
  }
  for (const child of node.children) collect(child, (node.factor ?? 1) * factor, parts)
}
