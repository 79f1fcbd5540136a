import type { NodeResult } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { widthOf } from '../terminal/paint.js'
import { type ShownTree, type TreeItem, treeItem } from './treeItem.js'
import { wrap } from './wrap.js'

export interface TreeOptions {
  /** Width of the terminal; undefined: nothing has to fit. */
  readonly columns: number | undefined
  /** Levels that are shown below the first; all of them unless given. */
  readonly depth?: number | undefined
  /** One that stands above and may be referred to. */
  readonly before?: ShownTree
}

interface Line {
  readonly first: string
  readonly rest: string
  readonly item: Pick<TreeItem, 'text' | 'value' | 'faint'>
}

/** What stands between the text and the number, and before the text. */
const gap = 2
const margin = 1
/** Text has at least this room, however deep it stands. */
const textMin = 24

/**
 * The rule book's tree with the number of every node, and what decided each cell. `●` stands at the branch that decides a
 * maximum, a minimum, a bound or a condition, `○` at the others, which are faint with all that is below them.
 */
export function renderTree(
  title: string,
  root: NodeResult,
  paint: Paint,
  { columns, depth, before }: TreeOptions,
): string {
  const lines: Line[] = []
  const item = treeItem(root, before)
  collect({ ...item, text: `${title}: ${item.text}` }, '', '', depth ?? Number.POSITIVE_INFINITY, lines)
  const valueWidth = Math.max(...lines.map((line) => widthOf(line.item.value)))
  const widest = Math.max(...lines.map(({ first, item: { text } }) => widthOf(first) + widthOf(text)))
  const room = columns === undefined ? widest : Math.min(widest, columns - valueWidth - gap - margin)
  return lines.map((line) => rendered(line, room, valueWidth, paint)).join('')
}

/** A line, broken where its text has no room; its number stands beside the last piece. */
function rendered(
  { first, rest, item: { text, value, faint } }: Line,
  room: number,
  valueWidth: number,
  paint: Paint,
): string {
  const indents = [clipped(first, room), clipped(rest, room)] as const
  const pieces = wrap(text, Math.max(textMin, room - widthOf(indents[0])))
  return pieces
    .map((piece, row) => {
      const begun = `${indents[row === 0 ? 0 : 1]}${piece}`
      const last = row === pieces.length - 1 && value !== ''
      const line = last
        ? `${begun}${' '.repeat(Math.max(0, room - widthOf(begun)))}${' '.repeat(gap)}${value.padStart(valueWidth)}`
        : begun
      return `${faint ? paint.dim(` ${line}`) : ` ${line}`}\n`
    })
    .join('')
}

/** Of a branch that stands deeper than the half of what there is, the end. */
function clipped(indent: string, room: number): string {
  const most = Math.max(9, Math.floor(room / 2))
  const signs = Array.from(indent)
  return signs.length <= most ? indent : `⋯${signs.slice(signs.length - most + 1).join('')}`
}

function collect(item: TreeItem, first: string, rest: string, depth: number, lines: Line[]): void {
  lines.push({ first, rest, item })
  const children = item.children()
  if (children.length === 0) return
  if (depth <= 0) {
    const text = `… ${count(children)} more`
    lines.push({ first: `${rest}└─ `, rest: `${rest}   `, item: { text, value: '', faint: true } })
    return
  }
  for (const [row, child] of children.entries()) {
    const end = row === children.length - 1
    collect(child, `${rest}${end ? '└─ ' : '├─ '}`, `${rest}${end ? '   ' : '│  '}`, depth - 1, lines)
  }
}

function count(items: readonly TreeItem[]): number {
  return items.reduce((sum, item) => sum + 1 + count(item.children()), 0)
}
