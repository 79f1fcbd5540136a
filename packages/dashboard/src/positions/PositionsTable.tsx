import type { PositionView } from '@plimsoll/server/contract'
import type { SortingState } from '@tanstack/react-table'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useMemo, useRef } from 'react'
import { classes } from '../design/classes'
import { tight } from '../format/number'
import { type PositionColumn, positionColumns } from './columns'
import { type Line, lines, totalOf } from './lines'
import type { Visibility } from './visibility'

const rowPixels = 27

interface PositionsTableProps {
  readonly positions: readonly PositionView[]
  readonly isGrouped: boolean
  readonly visibility: Visibility
  readonly sorting: SortingState
  readonly onSort: (id: string) => void
}

/** A real table of which only the rows in sight exist; two empty rows stand for the ones above and below. */
export function PositionsTable({ positions, isGrouped, visibility, sorting, onSort }: PositionsTableProps) {
  const scroller = useRef<HTMLDivElement>(null)
  const columns = useMemo(() => positionColumns.filter((column) => visibility[column.id] !== false), [visibility])
  const all = lines(positions, isGrouped)
  const largestPart = positions.reduce((most, position) => Math.max(most, Math.abs(position.part)), 0)
  const virtual = useVirtualizer({
    count: all.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowPixels,
    overscan: 8,
  })
  const items = virtual.getVirtualItems()
  const above = items[0]?.start ?? 0
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0)
  return (
    <div ref={scroller} className="max-h-96 min-h-0 flex-1 overflow-auto xl:max-h-none">
      <table aria-rowcount={all.length + 2} className="w-full border-separate border-spacing-0 text-right text-xs">
        <thead className="sticky top-0 z-10 bg-panel">
          <tr>
            {columns.map((column) => (
              <SortHeader key={column.id} column={column} sorting={sorting} onSort={onSort} />
            ))}
          </tr>
        </thead>
        <tbody>
          {above > 0 && <Spacer height={above} span={columns.length} />}
          {items.map((item) => {
            const line = all[item.index]
            return (
              line && (
                <PositionRow
                  key={line.key}
                  line={line}
                  columns={columns}
                  largestPart={largestPart}
                  index={item.index + 2}
                />
              )
            )
          })}
          {below > 0 && <Spacer height={below} span={columns.length} />}
        </tbody>
        <tfoot className="sticky bottom-0 z-10 bg-raised font-semibold">
          <TotalsRow title={`Total of ${positions.length}`} positions={positions} columns={columns} />
        </tfoot>
      </table>
    </div>
  )
}

function Spacer({ height, span }: { height: number; span: number }) {
  return (
    <tr>
      <td colSpan={span} style={{ height }} />
    </tr>
  )
}

interface SortHeaderProps {
  readonly column: PositionColumn
  readonly sorting: SortingState
  readonly onSort: (id: string) => void
}

function SortHeader({ column, sorting, onSort }: SortHeaderProps) {
  const sorted = sorting.find((one) => one.id === column.id)
  return (
    <th
      scope="col"
      aria-sort={sorted === undefined ? 'none' : sorted.desc ? 'descending' : 'ascending'}
      className={classes(
        'border-b border-line px-1.5 py-0 text-2xs font-medium whitespace-nowrap text-ink-2 first:pl-3 last:pr-3',
        column.isText && 'text-left',
        column.id === 'instrument' && 'sticky left-0 bg-panel',
      )}
    >
      <button type="button" title={column.means} className="min-h-7 hover:text-ink" onClick={() => onSort(column.id)}>
        {column.title}
        <span aria-hidden="true">{sorted === undefined ? '' : sorted.desc ? ' ↓' : ' ↑'}</span>
      </button>
    </th>
  )
}

interface PositionRowProps {
  readonly line: Line
  readonly columns: readonly PositionColumn[]
  readonly largestPart: number
  readonly index: number
}

const PositionRow = memo(function PositionRow({ line, columns, largestPart, index }: PositionRowProps) {
  if (line.kind === 'group')
    return <TotalsRow title={line.underlying} positions={line.positions} columns={columns} isGroup index={index} />
  return (
    <tr aria-rowindex={index} className="group h-[27px]">
      {columns.map((column) => {
        const Cell = column.id === 'instrument' ? 'th' : 'td'
        return (
          <Cell
            key={column.id}
            {...(column.id === 'instrument' ? { scope: 'row' as const } : {})}
            className={classes(
              'border-b border-line px-1.5 font-normal whitespace-nowrap group-hover:bg-raised first:pl-3 last:pr-3',
              column.isText && 'text-left',
              column.id === 'instrument' && 'sticky left-0 bg-panel font-medium',
            )}
          >
            {column.cell(line.position, largestPart)}
          </Cell>
        )
      })}
    </tr>
  )
})

interface TotalsRowProps {
  readonly title: string
  readonly positions: readonly PositionView[]
  readonly columns: readonly PositionColumn[]
  readonly isGroup?: boolean
  readonly index?: number
}

function TotalsRow({ title, positions, columns, isGroup = false, index }: TotalsRowProps) {
  return (
    <tr aria-rowindex={index} className={classes('h-[27px]', isGroup && 'bg-raised font-semibold')}>
      {columns.map((column) => {
        if (column.id === 'instrument')
          return (
            <th
              key={column.id}
              scope="row"
              className="sticky left-0 border-b border-line bg-raised pr-2 pl-3 text-left whitespace-nowrap"
            >
              {title}
              {isGroup && <span className="ml-1.5 text-2xs font-normal text-ink-3">{positions.length}</span>}
            </th>
          )
        const total = totalOf(positions, column)
        return (
          <td key={column.id} className="border-b border-line px-1.5 whitespace-nowrap last:pr-3">
            {total === null ? '' : (column.showTotal ?? tight)(total)}
          </td>
        )
      })}
    </tr>
  )
}
