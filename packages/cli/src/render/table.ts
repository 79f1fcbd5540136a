import { type Paint, widthOf } from '../terminal/paint.js'

export interface Column<Row> {
  readonly title: string
  readonly align: 'left' | 'right'
  cell(row: Row): string
  /** When the terminal is too narrow, columns go in the order of this number, the highest first; absent: never. */
  readonly dropOrder?: number
}

const gap = '  '

/**
 * Rows under titles. Columns that a narrow terminal has no room for are left out and named below; where there is no
 * terminal nothing is left out.
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
    line(shown.map((entry) => paint.dim(padded(entry.column.title, entry.width, entry.column.align)))),
    ...rows.map((_, row) => line(shown.map((entry) => padded(entry.cells[row]!, entry.width, entry.column.align)))),
  ]
  const hidden = all.filter((entry) => !shown.includes(entry)).map((entry) => entry.column.title)
  if (hidden.length > 0) lines.push(paint.dim(` No room for: ${hidden.join(', ')}.`))
  return `${lines.join('\n')}\n`
}

interface Measured<Row> {
  readonly column: Column<Row>
  readonly cells: readonly string[]
  readonly width: number
}

function fitting<Row>(all: readonly Measured<Row>[], width: number | undefined): readonly Measured<Row>[] {
  let shown = all
  const taken = (): number => 1 + shown.reduce((sum, entry) => sum + entry.width, 0) + gap.length * (shown.length - 1)
  while (width !== undefined && taken() > width) {
    const droppable = shown.filter((entry) => entry.column.dropOrder !== undefined)
    if (droppable.length === 0) break
    const next = droppable.reduce((most, entry) => (entry.column.dropOrder! > most.column.dropOrder! ? entry : most))
    shown = shown.filter((entry) => entry !== next)
  }
  return shown
}

function padded(text: string, width: number, align: 'left' | 'right'): string {
  const space = ' '.repeat(Math.max(0, width - widthOf(text)))
  return align === 'left' ? text + space : space + text
}
