import type { RehearsalPoint, RehearsalView } from '@plimsoll/server/contract'
import { Panel } from '../design/Panel'
import { price, signedPercent } from '../format/number'
import { markPath, markRows } from './marks'
import { PathPlot } from './PathPlot'

const priceOf = ({ price: at }: RehearsalPoint): number => at

/** The price as the venue sees it, and when what happened. */
export function PricePanel({ view, points }: { view: RehearsalView; points: readonly RehearsalPoint[] }) {
  return (
    <Panel
      title={`${view.lead} price`}
      summary={view.underlyings
        .map(({ id, price: at, change }) => `${id} ${price(at)} (${signedPercent(change)})`)
        .join(' · ')}
      testId="crash-price"
      bodyClassName="p-2"
    >
      <div className="flex h-72 flex-col">
        <PathPlot points={points} steps={view.steps} value={priceOf} colour="--ink" hasMarks />
      </div>
      <ul className="flex flex-wrap gap-x-4 px-1 pt-1 text-2xs text-ink-2" aria-label="Marks below the price">
        {markRows.map((row) => (
          <li key={row.key} className="inline-flex items-center gap-1">
            <svg viewBox="0 0 12 12" className="size-3" aria-hidden="true">
              <path d={markPath(row.shape, 6, 6, 4)} fill={`var(${row.colour})`} />
            </svg>
            {row.text}
          </li>
        ))}
        <li className="ml-auto">a mark grows with how many there were in a step</li>
      </ul>
    </Panel>
  )
}
