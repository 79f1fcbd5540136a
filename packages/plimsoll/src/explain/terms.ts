import type { MarginResult } from '../account/result.js'
import type { NodeResult } from '../requirement/nodeResult.js'

/** One thing that a rule book charges for, with what it adds to the whole. */
export interface Term {
  /** `scan`: a loss in scenarios; `charge`: anything else that is required; `haircut`: taken off the collateral. */
  readonly kind: 'scan' | 'charge' | 'haircut'
  readonly label: string
  /** Reporting currency; negative for a credit. */
  readonly value: number
  /** What decides it where a scenario does, for its largest cell. */
  readonly scenario?: string
}

/**
 * What the initial requirement and the haircuts of a result are made of, largest first: the tree opened along its sums and
 * its deciding branches, as far as one word still says what is charged. Their sum is requirement plus haircut, up to rounding.
 */
export function termsOf(result: MarginResult): readonly Term[] {
  const terms: Term[] = []
  open(result.tree.initial, 1, '', terms)
  if (result.initialHaircut !== 0) {
    terms.push({ kind: 'haircut', label: 'haircuts on collateral', value: result.initialHaircut })
  }
  return terms.filter(({ value }) => value !== 0).sort((a, b) => Math.abs(b.value) - Math.abs(a.value))
}

/** Nodes that only pass numbers on: what they are made of says more than they do. */
const transparent = new Set([
  'sum',
  'max',
  'min',
  'scale',
  'when',
  'where',
  'floor',
  'cap',
  'round',
  'credits',
  'for-each',
  'cell',
  'table',
  'bind',
])

function open(node: NodeResult, factor: number, named: string, into: Term[]): void {
  const kind = isScan(node) ? 'scan' : 'charge'
  const deeper = node.children.flatMap((child, row) => {
    const count = node.counts?.[row] ?? 0
    return count === 0 ? [] : [{ child, count }]
  })
  const label = node.label === node.kind ? named : node.label
  if (!transparent.has(node.kind) || deeper.length === 0 || (kind === 'charge' && !isAdditive(node))) {
    const scenario = scenarioOf(node)
    const value = factor * node.value
    const known = into.findIndex((term) => term.label === label && term.kind === kind)
    if (known < 0) into.push({ kind, label, value, ...(scenario === undefined ? {} : { scenario }) })
    else into[known] = { ...into[known]!, value: into[known]!.value + value }
    return
  }
  for (const { child, count } of deeper) open(child, factor * count, label, into)
}

function isAdditive(node: NodeResult): boolean {
  return (
    node.kind === 'sum' || node.kind === 'credits' || (node.kind !== 'for-each' && node.kind !== 'cell' && hasSum(node))
  )
}

function hasSum(node: NodeResult): boolean {
  return node.children.some(
    (child, row) => (node.counts?.[row] ?? 0) !== 0 && (child.kind === 'sum' || isScan(child) || hasSum(child)),
  )
}

function isScan(node: NodeResult): boolean {
  if (node.kind === 'worst-of' || node.kind === 'tail') return true
  return node.children.some((child, row) => (node.counts?.[row] ?? 0) !== 0 && isScan(child))
}

function scenarioOf(node: NodeResult): string | undefined {
  let largest = 0
  let label: string | undefined
  const visit = (at: NodeResult): void => {
    for (const cell of at.cells ?? []) {
      if (cell.scenario !== undefined && cell.value > largest) {
        largest = cell.value
        label = cell.scenario.label
      }
    }
    at.children.forEach((child, row) => {
      if ((at.counts?.[row] ?? 0) !== 0) visit(child)
    })
  }
  visit(node)
  return label
}
