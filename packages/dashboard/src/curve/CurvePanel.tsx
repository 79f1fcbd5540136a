import type { AccountDetail, CurveView } from '@plimsoll/server/contract'
import { useState } from 'react'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'
import { UnderlyingSelect, useUnderlying } from '../app/UnderlyingSelect'
import { Button } from '../design/Button'
import { classes } from '../design/classes'
import { Panel } from '../design/Panel'
import { Problem } from '../design/Problem'
import { Skeleton } from '../design/Skeleton'
import { axisPrice, compact, signedPercent } from '../format/number'
import { day } from '../format/time'
import { CurveTable } from './CurveTable'
import { type CurveLine, curveLines } from './lineColours'
import { Plot } from './Plot'
import { curveSummary } from './verticals'

interface CurvePanelProps {
  readonly accountId: string
  readonly detail: AccountDetail | undefined
}

/** The book against the price of one underlying: profit now and at expiry, what stands behind it and what is asked. */
export default function CurvePanel({ accountId, detail }: CurvePanelProps) {
  const underlying = useUnderlying(detail)
  const [isTable, setTable] = useState(false)
  const query = useLiveQuery<CurveView>(
    ['view', accountId, 'curve', underlying],
    () => service.curve(accountId, underlying),
    accountId,
  )
  const view = query.data
  return (
    <Panel
      title={view === undefined ? 'Price curve' : `${view.underlying} curve`}
      testId="curve"
      actions={
        <>
          <UnderlyingSelect detail={detail} shown={view?.underlying} />
          <Button look="quiet" aria-pressed={isTable} className="px-1.5" onClick={() => setTable((now) => !now)}>
            {isTable ? 'Chart' : 'Table'}
          </Button>
        </>
      }
      bodyClassName="p-2"
    >
      {view === undefined ? (
        query.isError ? (
          <Problem error={query.error} onRetry={() => void query.refetch()} />
        ) : (
          <Skeleton className="h-full min-h-52" />
        )
      ) : isTable ? (
        <CurveTable view={view} />
      ) : (
        <Chart view={view} isBreached={detail?.summary.level === 'liquidation'} />
      )}
    </Panel>
  )
}

function Chart({ view, isBreached }: { view: CurveView; isBreached: boolean }) {
  const [hidden, setHidden] = useState<ReadonlySet<CurveLine['key']>>(new Set())
  const [point, setPoint] = useState<number | null>(null)
  const toggle = (key: CurveLine['key']): void =>
    setHidden((now) => (now.has(key) ? new Set([...now].filter((one) => one !== key)) : new Set([...now, key])))
  const at = point === null ? undefined : view.prices[point]
  return (
    <div className="flex h-full min-h-60 flex-col lg:min-h-0">
      <div className="min-h-0 flex-1">
        <Plot view={view} hidden={hidden} onPoint={setPoint} />
      </div>
      <fieldset className="flex flex-wrap items-center gap-x-1 text-2xs" aria-label="Lines of the chart">
        {curveLines.map((line) => {
          const values = view[line.key]
          if (values.length === 0) return null
          const isShown = !hidden.has(line.key)
          return (
            <button
              key={line.key}
              type="button"
              aria-pressed={isShown}
              title={line.title}
              className={classes(
                'inline-flex min-h-6 items-center gap-1 rounded px-1',
                isShown ? 'text-ink' : 'text-ink-3 line-through',
              )}
              onClick={() => toggle(line.key)}
            >
              <svg viewBox="0 0 16 4" className="h-1 w-4" aria-hidden="true">
                <path
                  d="M0 2h16"
                  stroke={`var(${line.colour})`}
                  strokeWidth="2.2"
                  strokeDasharray={line.dash?.map((part) => part * 0.7).join(' ')}
                />
              </svg>
              {line.key === 'pnlAtExpiry' && view.expiry !== null ? `at ${day(view.expiry)}` : line.short}
            </button>
          )
        })}
      </fieldset>
      <p className="h-4 truncate px-1 text-2xs text-ink-2">
        {at === undefined || point === null ? curveSummary(view, isBreached) : pointText(view, point, at)}
      </p>
    </div>
  )
}

const pointText = (view: CurveView, point: number, at: number): string =>
  [
    `${axisPrice(at)} (${signedPercent(at / view.index - 1)})`,
    ...curveLines
      .filter((line) => view[line.key].length > 0)
      .map((line) => `${line.short} ${compact(view[line.key][point])}`),
  ].join(' · ')
