import type { AccountDetail, PositionView } from '@plimsoll/server/contract'
import { type SortingState, useTable } from '@tanstack/react-table'
import { useMemo, useState } from 'react'
import { useNotices } from '../app/notices'
import { copyText } from '../design/copyText'
import { positionsCsv } from './csv'
import { PositionsTable } from './PositionsTable'
import { PositionsToolbar } from './PositionsToolbar'
import { features, tableColumns } from './tableModel'
import { initialVisibility, keepVisibility } from './visibility'

const noPositions: PositionView[] = []

/** The legs of the book. */
export default function PositionsView({ detail }: { detail: AccountDetail }) {
  const [filter, setFilter] = useState('')
  const [underlying, setUnderlying] = useState('')
  const [isGrouped, setGrouped] = useState(false)
  const [sorting, setSorting] = useState<SortingState>([{ id: 'part', desc: true }])
  const [columnVisibility, setColumnVisibility] = useState(initialVisibility)
  const notices = useNotices()

  const all = detail.positions
  const underlyings = useMemo(() => [...new Set(all.map((position) => position.underlying))], [all])
  const isHeld = underlyings.includes(underlying)
  const data = useMemo(
    () => (isHeld ? all.filter((position) => position.underlying === underlying) : all.length > 0 ? all : noPositions),
    [all, isHeld, underlying],
  )
  const table = useTable({
    features,
    columns: tableColumns,
    data,
    getRowId: (position) => position.instrument,
    globalFilterFn: 'includesString',
    state: { sorting, columnVisibility, globalFilter: filter },
    onSortingChange: setSorting,
    onColumnVisibilityChange: (updater) =>
      setColumnVisibility((now) => keepVisibility(typeof updater === 'function' ? updater(now) : updater)),
  })
  const rows = table.getRowModel().rows.map((row) => row.original)

  const copy = (): void => {
    copyText(positionsCsv(rows)).then(
      () => notices.done(`${rows.length} positions copied as CSV`),
      (error: unknown) => notices.problem('The positions were not copied', error),
    )
  }
  if (all.length === 0)
    return <p className="p-4 text-sm text-ink-2">No positions. Fill an order in the ticket, or import a book.</p>
  return (
    <>
      <PositionsToolbar
        filter={filter}
        onFilter={setFilter}
        underlyings={underlyings}
        underlying={isHeld ? underlying : ''}
        onUnderlying={setUnderlying}
        isGrouped={isGrouped}
        onGrouped={setGrouped}
        visibility={columnVisibility}
        onToggle={(id) => table.getColumn(id)?.toggleVisibility()}
        onCopy={copy}
        shown={rows.length}
        of={all.length}
      />
      <PositionsTable
        positions={rows}
        isGrouped={isGrouped && underlyings.length > 1}
        visibility={columnVisibility}
        sorting={sorting}
        onSort={(id) => table.getColumn(id)?.toggleSorting()}
      />
    </>
  )
}
