import { type Paint, widthOf } from '../terminal/paint.js'
import { cutText } from './wrap.js'

export interface Column<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  cell(row: Row): string
  /** When the terminal is too narrow, columns go in the order of this number, the highest first; absent: never. */
  readonly dropOrder?: number
  /** Before a column goes, this one is cut down to as few columns of the terminal; absent: never cut. */
  readonly cutTo?: number
}

const gap = '  '

/**
 * Rows under titles. In a narrow terminal long texts are cut, then columns are left out and named below; where there is no
 * terminal nothing is.
 */
export function table<Row>(
  columns: readonly Column<Row>[],
  rows: readonly Row[],
  paint: Paint,
  width: number | undefined,
): string {
  const all = columns.map((column) => {
    const cells = rows.map((row) => column.cell(row))
    return { column, cells, width: Math.max(widthOf(column.title), ...cells.map(widthOf)) }
  })
  const shown = fitting(all, width)
  const line = (texts: readonly string[]): string => ` ${texts.join(gap)}`.trimEnd()
  const lines = [
    line(
      shown.map((entry) =>
        paint.dim(padded(cutText(entry.column.title, entry.width), entry.width, entry.column.align)),
      ),
    ),
    ...rows.map((_, row) =>
      line(shown.map((entry) => padded(cutText(entry.cells[row]!, entry.width), entry.width, entry.column.align))),
    ),
  ]
  const hidden = all.map(({ column }) => column).filter((column) => !shown.some((entry) => entry.column === column))
  if (hidden.length > 0) lines.push(paint.dim(` No room for: ${hidden.map(({ title }) => title).join(', ')}.`))
  return `${lines.join('\n')}\n`
}

interface Measured<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

function fitting<Row>(all: readonly Measured<Row>[], width: number | undefined): readonly Measured<Row>[] {
  if (width === undefined) return all
  let shown = all
  const least = ({ column, width: own }: Measured<Row>): number => Math.min(own, column.cutTo ?? own)
  const taken = (of: (entry: Measured<Row>) => number): number =>
    1 + shown.reduce((sum, entry) => sum + of(entry), 0) + gap.length * (shown.length - 1)
  while (taken(least) > width) {
    const droppable = shown.filter((entry) => entry.column.dropOrder !== undefined)
    if (droppable.length === 0) break
    const next = droppable.reduce((most, entry) => (entry.column.dropOrder! > most.column.dropOrder! ? entry : most))
    shown = shown.filter((entry) => entry !== next)
  }
  // What is left over goes to the texts that are cut, the first ones first.
  let spare = Math.max(0, width - taken(least))
  return shown.map((entry) => {
    const grown = Math.min(entry.width, least(entry) + spare)
    spare -= grown - least(entry)
    return { ...entry, width: grown }
  })
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + space : space + text
}
