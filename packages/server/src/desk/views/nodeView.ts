import type { NodeView } from '../../contract/index.js'
import type { MarginResult } from '../library.js'

type NodeResult = MarginResult['tree']['initial']

/** A node with its number; the netting cells of a leaf become its children, each with the scenario that decides it. */
export function nodeView(node: NodeResult): NodeView {
  const cells = node.cells ?? []
  const [only] = cells
  return {
    kind: node.kind,
    label: node.label,
    value: node.value,
    scenario: cells.length === 1 ? (only?.scenario ?? null) : null,
    children: [
      ...node.children.map(nodeView),
      ...(cells.length > 1 ? cells : []).map((cell) => ({
        kind: 'cell',
        label: cell.cell,
        value: cell.value,
        scenario: cell.scenario ?? null,
        children: [],
      })),
    ],
  }
}
