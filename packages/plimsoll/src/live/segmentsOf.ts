import type { Segment } from './accountStore.js'
import type { RowLine, RowTable } from './rowTable.js'

/** Lines by cell, cells in the order of their names. */
export function segmentsOf(lines: readonly RowLine[], table: RowTable): readonly Segment[] {
  const byCell = new Map<number, { cell: number; rows: number[]; quantities: number[] }>()
  for (const { row, quantity } of lines) {
    const cell = table.cellOf(row)
    let segment = byCell.get(cell)
    if (segment === undefined) {
      segment = { cell, rows: [], quantities: [] }
      byCell.set(cell, segment)
    }
    segment.rows.push(row)
    segment.quantities.push(quantity)
  }
  const name = ({ cell }: Segment): string => table.cells[cell]!.name
  return [...byCell.values()].sort((a, b) => (name(a) < name(b) ? -1 : 1))
}
