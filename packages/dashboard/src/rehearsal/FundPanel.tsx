import type { RehearsalPoint, RehearsalView } from '@plimsoll/server/contract'
import { Panel } from '../design/Panel'
import { amount, fixed } from '../format/number'
import { PathPlot } from './PathPlot'

const fundOf = ({ fund }: RehearsalPoint): number => Number(fund)

/** The insurance fund over time, who paid what, and whom deleveraging hurt. */
export function FundPanel({ view, points }: { view: RehearsalView; points: readonly RehearsalPoint[] }) {
  const { fund, totals, asset } = view
  const rows = [
    ['Fund at the start', amount(Number(fund.start))],
    ['Fund now', amount(Number(fund.now))],
    ['Fund at its least', amount(Number(fund.least))],
    ['Owed by bankrupt accounts', `${amount(totals.deficit)} (${fixed(totals.bankrupt, 0)})`],
    ['Paid by the fund', amount(totals.paidByFund)],
    ['Paid by the venue', amount(totals.paidByVenue)],
    ['Nobody paid', amount(Number(view.unpaid))],
    ['Deleveraged', amount(totals.deleveraged)],
    ['What it cost winners', amount(totals.deleveragingCost)],
    ['Winners hurt, hedged', `${fixed(totals.winnersHurt, 0)}, ${fixed(totals.hedgedWinnersHurt, 0)}`],
  ] as const
  return (
    <Panel title="Insurance fund" summary={asset} testId="crash-fund" bodyClassName="flex flex-col gap-2 p-2">
      <div className="flex h-28 flex-col">
        <PathPlot points={points} steps={view.steps} value={fundOf} colour="--accent" hasMarks={false} />
      </div>
      <dl className="grid grid-cols-[minmax(0,1fr)_auto] gap-x-3 px-1 text-xs">
        {rows.map(([name, value]) => (
          <div key={name} className="contents">
            <dt className="text-ink-2">{name}</dt>
            <dd className="text-right font-medium">{value}</dd>
          </div>
        ))}
      </dl>
      <p className="px-1 text-2xs text-ink-3">
        The cost for winners is against the mark: below zero they were closed at better than it.
      </p>
    </Panel>
  )
}
