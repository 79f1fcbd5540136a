import { useState } from 'react'
import { classes } from '../design/classes'
import { fixed, health, tight } from '../format/number'
import { type Compared, type Sorting, type SortKey, sorted } from './compared'
import { completenessOf } from './completeness'

interface Column {
  readonly key: SortKey
  readonly title: string
  readonly means: string
  readonly look?: string
}

/** Columns come as the panel grows; what has no column yet stands under the rule book's name. */
const columns: readonly Column[] = [
  { key: 'title', title: 'Rule book', means: 'Name of the rule book', look: 'text-left' },
  {
    key: 'capital',
    title: 'Capital',
    means: 'Initial margin plus what haircuts take off the collateral',
    look: 'w-20',
  },
  { key: 'initial', title: 'Initial', means: 'Initial margin', look: 'w-20 @max-2xl:hidden' },
  { key: 'maintenance', title: 'Maint.', means: 'Maintenance margin', look: 'w-20 @max-2xl:hidden' },
  { key: 'health', title: 'Health', means: 'Equity over maintenance margin', look: 'w-16 @max-md:hidden' },
  {
    key: 'worst',
    title: 'Worst scenario',
    means: 'In which the largest netting cell loses most',
    look: 'w-28 text-left @max-3xl:hidden',
  },
  {
    key: 'asOf',
    title: 'As of',
    means: 'Day on which its parameters were in force',
    look: 'w-20 text-left @max-3xl:hidden',
  },
  {
    key: 'published',
    title: 'Source',
    means: 'Where its parameters come from',
    look: 'w-22 text-left @max-3xl:hidden',
  },
]

interface ComparisonTableProps {
  readonly rows: readonly Compared[]
  readonly ownSpecId: string
  readonly picked: readonly string[]
  readonly onPick: (id: string) => void
}

export function ComparisonTable({ rows, ownSpecId, picked, onPick }: ComparisonTableProps) {
  const [sorting, setSorting] = useState<Sorting>({ key: 'capital', isDescending: false })
  const largest = rows.reduce((most, { numbers }) => Math.max(most, numbers.capital), 0)
  const sortBy = (key: SortKey): void =>
    setSorting((now) => ({ key, isDescending: now.key === key && !now.isDescending }))
  return (
    <table
      data-testid="comparison-table"
      className="w-full table-fixed border-separate border-spacing-0 text-right text-xs"
    >
      <thead className="sticky top-0 z-10 bg-panel">
        <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-1.5 [&>th]:text-2xs [&>th]:font-medium [&>th]:text-ink-2">
          <th scope="col" className="w-8">
            <span className="sr-only">Chosen for the difference</span>
          </th>
          {columns.map((column) => (
            <SortHeader key={column.key} column={column} sorting={sorting} onSort={sortBy} />
          ))}
        </tr>
      </thead>
      <tbody>
        {sorted(rows, sorting).map((row) => (
          <Row
            key={row.spec.id}
            row={row}
            largest={largest}
            isOwn={row.spec.id === ownSpecId}
            isPicked={picked.includes(row.spec.id)}
            onPick={onPick}
          />
        ))}
      </tbody>
    </table>
  )
}

interface SortHeaderProps {
  readonly column: Column
  readonly sorting: Sorting
  readonly onSort: (key: SortKey) => void
}

function SortHeader({ column: { key, title, means, look }, sorting, onSort }: SortHeaderProps) {
  const isSorted = sorting.key === key
  const direction = sorting.isDescending ? 'descending' : 'ascending'
  return (
    <>
      <th scope="col" aria-sort={isSorted ? direction : 'none'} className={classes('whitespace-nowrap', look)}>
        <button type="button" title={means} className="min-h-7 hover:text-ink" onClick={() => onSort(key)}>
          {title}
          <span aria-hidden="true">{isSorted ? (sorting.isDescending ? ' ↓' : ' ↑') : ''}</span>
        </button>
      </th>
      {key === 'capital' && (
        <>
          <th scope="col" className="w-16 @max-lg:hidden">
            <span className="sr-only">Capital as a bar</span>
          </th>
          <th scope="col" className="w-16 whitespace-nowrap" title="Capital as a multiple of the cheapest">
            × least
          </th>
        </>
      )}
    </>
  )
}

interface RowProps {
  readonly row: Compared
  readonly largest: number
  readonly isOwn: boolean
  readonly isPicked: boolean
  readonly onPick: (id: string) => void
}

function Row({ row: { spec, numbers, multiple }, largest, isOwn, isPicked, onPick }: RowProps) {
  const { shape, word, counts } = completenessOf(spec)
  return (
    <tr
      data-testid={`compare-${spec.id}`}
      className={classes(
        '[&>*]:border-b [&>*]:border-line [&>*]:px-1.5 [&>*]:py-1',
        isPicked ? 'bg-accent-soft' : 'hover:bg-raised',
      )}
    >
      <td className="text-center">
        <input
          type="checkbox"
          aria-label={`Explain the difference with ${spec.title}`}
          checked={isPicked}
          className="size-4 align-middle accent-(--accent)"
          onChange={() => onPick(spec.id)}
        />
      </td>
      <th scope="row" className="text-left font-medium [overflow-wrap:anywhere]" title={spec.description}>
        {spec.title}
        {isOwn && <span className="ml-1.5 text-2xs font-semibold text-accent whitespace-nowrap">this account</span>}
        {/* What narrow screens have no columns for. */}
        <span className="block text-2xs font-normal text-ink-2 @3xl:hidden">
          {spec.asOf} · {shape} {word}
        </span>
      </th>
      <td className="font-semibold whitespace-nowrap">{tight(numbers.capital)}</td>
      <td className="@max-lg:hidden" aria-hidden="true">
        <span className="block h-2.5 rounded-sm bg-raised">
          <span
            className={classes('block h-full rounded-sm', isOwn ? 'bg-accent' : 'bg-line-strong')}
            style={{ width: largest > 0 ? `max(2px, ${(Math.max(0, numbers.capital) / largest) * 100}%)` : 0 }}
          />
        </span>
      </td>
      <td className="whitespace-nowrap">{multiple === null ? '–' : `${fixed(multiple, multiple < 100 ? 2 : 0)}×`}</td>
      <td className="@max-2xl:hidden">{tight(numbers.initial)}</td>
      <td className="@max-2xl:hidden">{tight(numbers.maintenance)}</td>
      <td className="@max-md:hidden">{health(numbers.health, numbers.equity)}</td>
      <td className="text-left text-2xs text-ink-2 @max-3xl:hidden" title={worstText(numbers.worst)}>
        <span className="line-clamp-2">{numbers.worst === null ? '–' : numbers.worst.label}</span>
      </td>
      <td className="text-left whitespace-nowrap text-ink-2 @max-3xl:hidden">{spec.asOf}</td>
      <td className="text-left text-2xs text-ink-2 @max-3xl:hidden" title={counts}>
        <span aria-hidden="true">{shape}</span> {word}
      </td>
    </tr>
  )
}

const worstText = (worst: Compared['numbers']['worst']): string =>
  worst === null ? 'No scenario decides' : `${worst.cell} loses ${tight(worst.loss)}: ${worst.label}`
