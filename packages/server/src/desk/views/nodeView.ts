import type { NodeView } from '../../contract/index.js'
import type { NodeResult } from '../library.js'

type Leg = NonNullable<NodeView['legs']>[number]

/** What goes out with every tick: rule books that look at each position make trees of thousands of nodes. */
const streamedNodesMax = 250

/** The tree with the legs behind every node that names some. */
export const wholeTree = (node: NodeResult): NodeView => nodeView(node, Number.POSITIVE_INFINITY, true)

/** The upper levels of the tree, as many as are few enough to be sent again and again, without legs. */
export const upperTree = (node: NodeResult): NodeView => nodeView(node, depthWithin(node, streamedNodesMax), false)

/** A node with its number; the netting cells of a leaf become its children, each with the scenario that decides it. */
function nodeView(node: NodeResult, depth: number, withLegs: boolean): NodeView {
  const { kind, label, value, factor, children } = node
  const cells = node.cells ?? []
  const [only] = cells.length === 1 ? cells : []
  const shown = only === undefined ? cells : []
  const legs = only === undefined ? (node.legs ?? []) : decidingLegs(only)
  return {
    kind,
    label,
    value,
    ...(factor === undefined ? {} : { factor }),
    scenario: only?.scenario ?? null,
    ...legsView(legs, withLegs),
    ...childrenView(children.length + shown.length, depth, () => ({
      // A cell that gains needs nothing: it does not decide.
      counts: [...children.map((_, row) => node.counts?.[row] ?? 0), ...shown.map((cell) => (cell.value > 0 ? 1 : 0))],
      children: [
        ...children.map((child) => nodeView(child, depth - 1, withLegs)),
        ...shown.map((cell) => ({
          kind: 'cell',
          label: cell.cell,
          value: cell.value,
          scenario: cell.scenario ?? null,
          ...legsView(decidingLegs(cell), withLegs),
          children: [],
        })),
      ],
    })),
  }
}

type ChildrenView = Pick<NodeView, 'counts' | 'cut' | 'children'>

function childrenView(count: number, depth: number, view: () => ChildrenView): ChildrenView {
  if (count === 0) return { children: [] }
  return depth >= 1 ? view() : { cut: count, children: [] }
}

const decidingLegs = ({ value, legs }: NonNullable<NodeResult['cells']>[number]): readonly Leg[] =>
  value > 0 ? legs : []

function legsView(parts: readonly Leg[], withLegs: boolean): Pick<NodeView, 'legs' | 'legCount'> {
  if (parts.length === 0) return {}
  return withLegs ? { legCount: parts.length, legs: [...parts] } : { legCount: parts.length }
}

/** The most levels below the root that hold no more nodes than this. */
function depthWithin(root: NodeResult, nodesMax: number): number {
  let level: readonly NodeResult[] = [root]
  let nodes = 1
  for (let depth = 0; ; depth++) {
    let cells = 0
    for (const { cells: own } of level) if (own !== undefined && own.length > 1) cells += own.length
    level = level.flatMap(({ children }) => children)
    nodes += level.length + cells
    if (nodes > nodesMax || level.length + cells === 0) return depth
  }
}
