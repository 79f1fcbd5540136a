import type { AccountSummary, LiquidationPricesView, WhatIfView } from '@plimsoll/server/contract'
import type { ReactNode } from 'react'
import { classes } from '../design/classes'
import { LevelMark } from '../design/LevelMark'
import { axisPrice, health, narrow, signedNarrow, utilisation } from '../format/number'
import type { Answer, ShownLiquidation } from './answer'
import { Origin } from './Origin'

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
  readonly answer: Extract<Answer, { kind: 'answer' }>
  readonly underlying: string
  readonly before: readonly LiquidationPricesView[]
}

/** Before and after, line by line, and whether the order would pass. */
export function WhatIf({ answer, underlying, before }: WhatIfProps) {
  const { view, isStale } = answer
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
          <Liquidation underlying={underlying} before={before} after={answer.liquidation} />
        </tbody>
      </table>
      <div className="mt-1 flex flex-wrap items-start justify-between gap-x-1 text-2xs text-ink-3">
        <span className="flex items-center gap-1 whitespace-nowrap">
          <LevelMark level={view.before.level} /> → <LevelMark level={view.after.level} />
        </span>
        <Origin answer={answer} />
      </div>
    </div>
  )
}

function Comparison({ row, view }: { row: Row; view: Omit<WhatIfView, 'liquidation'> }) {
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
  readonly before: readonly LiquidationPricesView[]
  readonly after: ShownLiquidation
}

const liquidationText = (prices: readonly LiquidationPricesView[], underlying: string): string => {
  const view = prices.find((one) => one.underlying === underlying)
  if (view?.breached === true) return 'reached'
  const sides = [view?.below, view?.above].filter((at) => typeof at === 'number')
  return sides.length === 0 ? 'none' : sides.map((at) => axisPrice(at)).join(' / ')
}

/**
 * Below and above in one line; nothing where neither side has a price before or after. They take a search of their own and
 * may come after the other numbers.
 */
function Liquidation({ underlying, before: was, after: becomes }: LiquidationProps) {
  const before = liquidationText(was, underlying)
  const after = becomes === null ? null : liquidationText(becomes.prices, underlying)
  if (before === 'none' && (after === null || after === 'none')) return null
  return (
    <tr className="align-top" aria-busy={becomes?.isOld ?? true}>
      <th scope="row" className="text-left font-normal whitespace-nowrap text-ink-2">
        {underlying} liq.
      </th>
      <td colSpan={3} className="pl-1.5 text-2xs">
        <span className="text-ink-2">{before}</span> →{' '}
        {after === null ? (
          <span className="text-ink-3">computing…</span>
        ) : (
          <span className="font-semibold" data-testid="what-if-liquidation-after">
            {after}
          </span>
        )}
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
