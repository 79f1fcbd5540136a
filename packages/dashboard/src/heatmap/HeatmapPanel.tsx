import type { AccountDetail, HeatmapView } from '@plimsoll/server/contract'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'
import { UnderlyingSelect, useUnderlying } from '../app/UnderlyingSelect'
import { Delta } from '../design/Delta'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { compact, signedPercent } from '../format/number'
import { HeatmapGrid } from './HeatmapGrid'

interface HeatmapPanelProps {
  readonly accountId: string
  readonly detail: AccountDetail | undefined
}

/** What the book would gain or lose if price and volatility moved together, now. */
export function HeatmapPanel({ accountId, detail }: HeatmapPanelProps) {
  const underlying = useUnderlying(detail)
  const query = useLiveQuery<HeatmapView>(
    ['view', accountId, 'heatmap', underlying],
    () => service.heatmap(accountId, underlying),
    accountId,
  )
  const view = query.data
  return (
    <Panel
      title="Price × volatility"
      testId="heatmap"
      summary={view !== undefined && <Worst view={view} />}
      actions={<UnderlyingSelect detail={detail} shown={view?.underlying} />}
      bodyClassName="p-2"
    >
      {view !== undefined ? (
        <HeatmapGrid view={view} currency={detail?.money.currency ?? 'USD'} />
      ) : query.isError ? (
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      ) : (
        <Skeleton className="h-full min-h-52" />
      )}
    </Panel>
  )
}

function Worst({ view }: { view: HeatmapView }) {
  const { worst } = view
  return (
    <span data-testid="heatmap-worst">
      Worst: {view.underlying} {signedPercent(view.priceMoves[worst.column] ?? 0, 0)}, vol{' '}
      {signedPercent(view.volatilityMoves[worst.row] ?? 0, 0)}:{' '}
      <strong className="font-semibold">
        <Delta value={worst.pnl} text={compact(worst.pnl)} />
      </strong>
    </span>
  )
}
