import { useParams } from '@tanstack/react-router'
import { lazy, Suspense, useEffect } from 'react'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { health } from '../format/number'
import { GenerationsPanel } from '../generations/GenerationsPanel'
import { HeatmapPanel } from '../heatmap/HeatmapPanel'
import { TicketPanel } from '../ticket/TicketPanel'
import { AccountHeader } from './AccountHeader'
import { BookViews } from './BookViews'
import { EmptyBook } from './EmptyBook'
import { NotValuedBanner } from './NotValuedBanner'
import { Tiles } from './Tiles'
import { useAccount } from './useAccount'

/** The chart library is half of what the rest weighs; it is fetched beside the first numbers, not before them. */
const curvePanel = import('../curve/CurvePanel')
const CurvePanel = lazy(() => curvePanel)

/** One account on one screen: what it needs, why, what could happen to it, and what an order would change. */
export function AccountPage() {
  const { accountId } = useParams({ from: '/accounts/$accountId' })
  const { summary, detail, error, retry } = useAccount(accountId)
  const title =
    summary === undefined ? 'Plimsoll' : `${health(summary.health, summary.equity)} ${summary.name} · Plimsoll`
  useEffect(() => {
    document.title = title
  }, [title])
  if (summary === undefined) {
    return (
      <div className="space-y-3 p-3">
        <h1 className="text-base font-semibold">{accountId}</h1>
        {error === undefined ? <Skeleton className="h-20" /> : <Problem error={error} onRetry={retry} />}
        {error === undefined && <Skeleton className="h-96" />}
      </div>
    )
  }
  const isEmpty = detail !== undefined && detail.positions.length === 0 && detail.orders.length === 0
  return (
    <div className="flex flex-col gap-2 p-2 lg:min-h-full xl:h-full xl:min-h-[48rem]" key={accountId}>
      <AccountHeader summary={summary} />
      <NotValuedBanner summary={summary} />
      {error !== undefined && detail === undefined && <Problem error={error} onRetry={retry} />}
      <Tiles summary={summary} />
      <div className="grid flex-1 gap-2 xl:min-h-0 xl:grid-cols-[minmax(0,1fr)_19rem]">
        <div className="flex min-h-0 min-w-0 flex-col gap-2">
          {isEmpty ? (
            <EmptyBook detail={detail} />
          ) : (
            <div className="grid gap-2 lg:grid-cols-[minmax(0,1.5fr)_minmax(0,1fr)] xl:h-[max(17.5rem,31dvh)] xl:shrink-0 xl:grid-rows-[minmax(0,1fr)]">
              <HeatmapPanel accountId={accountId} detail={detail} />
              <Suspense fallback={<Skeleton className="h-full min-h-64" />}>
                <CurvePanel accountId={accountId} detail={detail} />
              </Suspense>
            </div>
          )}
          <BookViews detail={detail} accountId={accountId} />
        </div>
        <div className="flex min-h-0 flex-col gap-2 xl:overflow-y-auto">
          <TicketPanel accountId={accountId} />
          <GenerationsPanel detail={detail} />
        </div>
      </div>
    </div>
  )
}
