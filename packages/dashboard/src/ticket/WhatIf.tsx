import type { AccountSummary, LiquidationPricesView, WhatIfView } from '@plimsoll/server/contract'
import type { ReactNode } from 'react'
import { classes } from '../design/classes'
import { LevelMark } from '../design/LevelMark'
import { axisPrice, duration, health, narrow, signedNarrow, utilisation } from '../format/number'

interface Row {
  readonly title: string
  readonly testId: string
  readonly show: (summary: AccountSummary) => string
  readonly change?: (before: AccountSummary, after: AccountSummary) => number
  readonly moreIsBetter?: boolean
}
const rows: readonly Row[] = [
  {
    title: 'Initial',
    testId: 'initial',
    show: (summary) => narrow(summary.initial),
    change: (before, after) => after.initial - before.initial,
  },
  {
    title: 'Maintenance',
    testId: 'maintenance',
    show: (summary) => narrow(summary.maintenance),
    change: (before, after) => after.maintenance - before.maintenance,
  },
  {
    title: 'Excess',
    testId: 'excess',
    show: (summary) => narrow(summary.excess),
    change: (before, after) => after.excess - before.excess,
    moreIsBetter: true,
  },
  { title: 'Health', testId: 'health', show: (summary) => health(summary.health, summary.equity) },
  {
    title: 'Utilisation',
    testId: 'utilisation',
    show: (summary) => (summary.utilisation === null ? 'no equity' : utilisation(summary.utilisation)),
  },
]

interface WhatIfProps {
  readonly view: WhatIfView
  readonly isStale: boolean
  readonly underlying: string
  readonly before: readonly LiquidationPricesView[]
}

/** Before and after, line by line, and whether the order would pass. */
export function WhatIf({ view, isStale, underlying, before }: WhatIfProps) {
  const was = before.find((one) => one.underlying === underlying)
  const becomes = view.liquidation.find((one) => one.underlying === underlying)
  return (
    <div aria-busy={isStale} className="text-xs">
      <div
        role="status"
        className={classes(
          'flex items-start gap-1.5 rounded px-2 py-1 font-medium',
          view.accepted ? 'bg-safe-soft text-safe' : 'bg-liquidation-soft text-liquidation',
        )}
      >
        <span aria-hidden="true">{view.accepted ? '✓' : '✕'}</span>
        <span className="min-w-0">
          {view.accepted ? 'Accepted' : 'Refused'}
          {view.reason !== '' && <span className="font-normal">: {view.reason}</span>}
        </span>
      </div>
      <table className="mt-1 w-full text-right">
        <thead className="text-2xs text-ink-2">
          <tr className="[&>th]:font-medium">
            <th scope="col">
              <span className="sr-only">What</span>
            </th>
            <th scope="col">Before</th>
            <th scope="col">After</th>
            <th scope="col">
              <span className="sr-only">Change</span>
            </th>
          </tr>
        </thead>
        <tbody className="[&>tr>*]:py-0.5">
          {rows.map((row) => (
            <Comparison key={row.title} row={row} view={view} />
          ))}
          <Liquidation underlying={underlying} was={was} becomes={becomes} />
        </tbody>
      </table>
      <p className="mt-1 flex items-center justify-between text-2xs text-ink-3">
        <span className="flex items-center gap-1">
          <LevelMark level={view.before.level} /> → <LevelMark level={view.after.level} />
        </span>
        <span>{isStale ? 'computing…' : `computed in ${duration(view.computeMicroseconds)}`}</span>
      </p>
    </div>
  )
}

function Comparison({ row, view }: { row: Row; view: WhatIfView }) {
  const change = row.change?.(view.before, view.after)
  const isBetter = change !== undefined && change > 0 === (row.moreIsBetter === true)
  return (
    <Triple
      title={row.title}
      before={row.show(view.before)}
      after={<span data-testid={`what-if-${row.testId}-after`}>{row.show(view.after)}</span>}
      change={
        change === undefined || Math.abs(change) < 0.005 ? (
          ''
        ) : (
          <span className={isBetter ? 'text-gain' : 'text-loss'}>{signedNarrow(change)}</span>
        )
      }
    />
  )
}

interface LiquidationProps {
  readonly underlying: string
  readonly was: LiquidationPricesView | undefined
  readonly becomes: LiquidationPricesView | undefined
}

/** Below and above in one line; nothing where neither side has a price before or after. */
function Liquidation({ underlying, was, becomes }: LiquidationProps) {
  const text = (view: LiquidationPricesView | undefined): string => {
    if (view?.breached === true) return 'reached'
    const sides = [view?.below, view?.above].filter((at) => typeof at === 'number')
    return sides.length === 0 ? 'none' : sides.map((at) => axisPrice(at)).join(' / ')
  }
  const [before, after] = [text(was), text(becomes)]
  if (before === 'none' && after === 'none') return null
  return (
    <tr className="align-top">
      <th scope="row" className="text-left font-normal whitespace-nowrap text-ink-2">
        {underlying} liq.
      </th>
      <td colSpan={3} className="pl-1.5 text-2xs">
        <span className="text-ink-2">{before}</span> → <span className="font-semibold">{after}</span>
      </td>
    </tr>
  )
}

function Triple({
  title,
  before,
  after,
  change,
}: {
  title: string
  before: string
  after: ReactNode
  change: ReactNode
}) {
  return (
    <tr>
      <th scope="row" className="text-left font-normal whitespace-nowrap text-ink-2">
        {title}
      </th>
      <td className="pl-1.5 text-ink-2">{before}</td>
      <td className="pl-1.5 font-semibold">{after}</td>
      <td className="pl-1.5 text-2xs">{change}</td>
    </tr>
  )
}
