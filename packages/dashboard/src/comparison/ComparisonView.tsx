import { useMemo } from 'react'
import { useSpecs } from '../account/specs'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'
import { useDesk } from '../app/useDesk'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { duration } from '../format/number'
import { utc } from '../format/time'
import { ComparisonTable } from './ComparisonTable'
import { chosen, joined } from './compared'
import { DifferencePanel } from './DifferencePanel'
import { DifferenceStrip } from './DifferenceStrip'
import { UnevaluatedList } from './UnevaluatedList'

/** The book under every rule book there is, and why two of them differ. */
export default function ComparisonView({ accountId }: { accountId: string }) {
  const specs = useSpecs()
  const query = useLiveQuery(['view', accountId, 'compare'], () => service.compare(accountId), accountId)
  const { pair, change } = useDesk()
  const { data } = query
  const rows = useMemo(
    () => (data === undefined || specs.data === undefined ? undefined : joined(data.rows, specs.data, data.ownSpecId)),
    [data, specs.data],
  )
  const error = query.error ?? specs.error
  if (rows === undefined || data === undefined) {
    if (error === null) return <Skeleton className="m-3 h-48" />
    const retry = (): void => {
      void query.refetch()
      void specs.refetch()
    }
    return (
      <div className="p-3">
        <Problem error={error} onRetry={retry} />
      </div>
    )
  }
  // Until somebody chooses, the account's own rule book is the first of the two.
  const picked = pair.length > 0 ? pair : [data.ownSpecId]
  const [first, second] = picked
  const titleOf = (id: string): string => specs.data?.find((spec) => spec.id === id)?.title ?? id
  const capitalOf = (id: string): number | undefined =>
    rows.compared.find(({ spec }) => spec.id === id)?.numbers.capital
  const hasBoth = first !== undefined && second !== undefined
  return (
    <div data-testid="comparison" className="@container min-h-0 flex-1 xl:overflow-x-hidden xl:overflow-y-auto">
      <div className="flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-3 pt-2 pb-1 text-2xs text-ink-2">
        <p>Choose two rule books to see why they differ.</p>
        <p title="Market instant of every row, and what evaluating them took">
          Market of {utc(data.asOf)}, {rows.compared.length + rows.unevaluated.length} rule books in{' '}
          {duration(data.computeMicroseconds)}
        </p>
      </div>
      <ComparisonTable
        rows={rows.compared}
        ownSpecId={data.ownSpecId}
        picked={picked}
        onPick={(id) => change({ pair: chosen(picked, id).join(',') })}
      />
      {hasBoth && (
        <>
          <DifferenceStrip
            first={{ title: titleOf(first), capital: capitalOf(first) }}
            second={{ title: titleOf(second), capital: capitalOf(second) }}
          />
          <DifferencePanel accountId={accountId} first={first} second={second} titleOf={titleOf} />
        </>
      )}
      <UnevaluatedList list={rows.unevaluated} />
    </div>
  )
}
