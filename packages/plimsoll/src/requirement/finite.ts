import type { CellResult, LegPart, NodeResult } from './nodeResult.js'

/**
 * A node whose every number is finite. An overflow or an undefined difference asks for the most that there is: it must not
 * look safe. A proportion that float64 cannot hold is given up: the node's number then belongs to no child and no leg.
 */
export function finiteResult(node: NodeResult): NodeResult {
  const { value, counts, cells, legs } = node
  const whole =
    Number.isFinite(value) &&
    (counts?.every(Number.isFinite) ?? true) &&
    (cells?.every(isFiniteCell) ?? true) &&
    areFinite(legs)
  if (whole) return node
  return {
    ...node,
    value: bounded(value),
    ...(counts === undefined ? {} : { counts: Number.isFinite(value) ? counts.map(orNothing) : [] }),
    ...(cells === undefined ? {} : { cells: cells.map(finiteCell) }),
    ...(legs === undefined || areFinite(legs) ? {} : { legs: [] }),
  }
}

/** The nearest finite number; the largest for what is no number. */
export function bounded(value: number): number {
  if (Number.isFinite(value)) return value
  return value === Number.NEGATIVE_INFINITY ? -Number.MAX_VALUE : Number.MAX_VALUE
}

function orNothing(count: number): number {
  return Number.isFinite(count) ? count : 0
}

function isFiniteCell({ value, legs }: CellResult): boolean {
  return Number.isFinite(value) && areFinite(legs)
}

function finiteCell(cell: CellResult): CellResult {
  return isFiniteCell(cell)
    ? cell
    : { ...cell, value: bounded(cell.value), legs: areFinite(cell.legs) ? cell.legs : [] }
}

function areFinite(legs: readonly LegPart[] | undefined): boolean {
  return legs?.every(({ part }) => Number.isFinite(part)) ?? true
}
