import type { CellResult, NodeResult } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { widthOf } from '../terminal/paint.js'
import { formatRequirement } from './number.js'

interface Line {
  readonly text: string
  readonly value: string
  readonly faint: boolean
}

/** The rule book's tree with the number of every node, rounded up as requirements are, and what decided each cell. */
export function renderTree(title: string, root: NodeResult, paint: Paint): string {
  const lines: Line[] = []
  collect({ ...root, label: `${title}: ${nodeName(root)}` }, '', '', true, lines)
  const textWidth = Math.max(...lines.map((line) => widthOf(line.text)))
  const valueWidth = Math.max(...lines.map((line) => line.value.length))
  return lines
    .map(({ text, value, faint }) => {
      const line = ` ${text.padEnd(textWidth)}  ${value.padStart(valueWidth)}`
      return `${faint ? paint.dim(line) : line}\n`
    })
    .join('')
}

function collect(node: NodeResult, first: string, rest: string, isRoot: boolean, lines: Line[]): void {
  const label = isRoot ? node.label : nodeName(node)
  lines.push({ text: `${first}${label}`, value: formatRequirement(node.value, 2), faint: false })
  const cells = node.cells ?? []
  const below = cells.length + node.children.length
  let row = 0
  const branch = (): readonly [string, string] =>
    ++row === below ? [`${rest}└─ `, `${rest}   `] : [`${rest}├─ `, `${rest}│  `]
  for (const cell of cells)
    lines.push({ text: `${branch()[0]}${cellName(cell)}`, value: formatRequirement(cell.value, 2), faint: true })
  for (const child of node.children) {
    const [own, under] = branch()
    collect(child, own, under, false, lines)
  }
}

function nodeName(node: NodeResult): string {
  const factor = node.factor === undefined ? '' : ` × ${node.factor}`
  return node.label === node.kind || node.label === ''
    ? `${node.kind}${factor}`
    : `${node.label} (${node.kind}${factor})`
}

function cellName(cell: CellResult): string {
  return cell.scenario === undefined ? cell.cell : `${cell.cell}: ${cell.scenario.label}`
}
