import type { AccountDetail } from '@plimsoll/server/contract'
import { Tabs } from 'radix-ui'
import { lazy, type ReactNode, Suspense } from 'react'
import { type View, views } from '../app/deskSearch'
import { useDesk } from '../app/useDesk'
import { Skeleton } from '../design/Skeleton'
import { LedgerView } from '../ledger/LedgerView'
import { RequirementView } from '../requirement/RequirementView'
import { StressView } from '../stress/StressView'

// Fetched when first looked at: most visits never do.
const ComparisonView = lazy(() => import('../comparison/ComparisonView'))
// Asked for at once but apart, so that the first numbers do not wait for the table's code.
const positionsView = import('../positions/PositionsView')
const PositionsView = lazy(() => positionsView)

const titles: Readonly<Record<View, string>> = {
  positions: 'Positions',
  requirement: 'Requirement',
  stress: 'Stress',
  ledger: 'Orders & collateral',
  compare: 'Rule books',
}

interface BookViewsProps {
  readonly detail: AccountDetail | undefined
  readonly accountId: string
}

/** The larger tables, one at a time. The address remembers which. */
export function BookViews({ detail, accountId }: BookViewsProps) {
  const { view, change } = useDesk()
  const counts: Partial<Record<View, number>> =
    detail === undefined ? {} : { positions: detail.positions.length, ledger: detail.orders.length }
  const bodies: Readonly<Record<View, (loaded: AccountDetail) => ReactNode>> = {
    positions: (loaded) => (
      <Suspense fallback={<Skeleton className="m-3 h-48" />}>
        <PositionsView detail={loaded} />
      </Suspense>
    ),
    requirement: (loaded) => <RequirementView detail={loaded} accountId={accountId} />,
    stress: () => <StressView accountId={accountId} />,
    ledger: (loaded) => <LedgerView detail={loaded} accountId={accountId} />,
    compare: () => (
      <Suspense fallback={<Skeleton className="m-3 h-48" />}>
        <ComparisonView accountId={accountId} />
      </Suspense>
    ),
  }
  return (
    <Tabs.Root
      value={view}
      onValueChange={(next) => change({ view: views.find((one) => one === next) ?? 'positions' })}
      className="flex min-h-80 min-w-0 flex-1 flex-col rounded-md border border-line bg-panel xl:min-h-0 xl:overflow-hidden"
    >
      <Tabs.List aria-label="Views of the book" className="flex shrink-0 overflow-x-auto border-b border-line px-1.5">
        {views.map((one) => (
          <Tabs.Trigger
            key={one}
            value={one}
            className="-mb-px min-h-9 border-b-2 border-transparent px-2.5 text-xs font-medium whitespace-nowrap text-ink-2 outline-offset-[-3px] hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {titles[one]}
            {counts[one] !== undefined && <span className="ml-1.5 text-2xs text-ink-3">{counts[one]}</span>}
          </Tabs.Trigger>
        ))}
      </Tabs.List>
      {views.map((one) => (
        <Tabs.Content key={one} value={one} className="flex min-h-0 flex-1 flex-col outline-offset-[-2px]">
          {detail === undefined ? <Skeleton className="m-3 h-48" /> : bodies[one](detail)}
        </Tabs.Content>
      ))}
    </Tabs.Root>
  )
}
