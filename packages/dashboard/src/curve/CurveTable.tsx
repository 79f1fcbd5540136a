import type { CurveView } from '@plimsoll/server/contract'
import { scrollable } from '../design/scrollable'
import { axisPrice, signedPercent, signedTight, tight } from '../format/number'
import { thinned } from './verticals'

const mostRows = 25

/** The same curve as numbers, for those who cannot or do not want to read a chart. */
export function CurveTable({ view }: { view: CurveView }) {
  const hasExpiry = view.pnlAtExpiry.length > 0
  return (
    <section
      {...scrollable}
      aria-label="Price curve as a table"
      className="h-full max-h-80 overflow-auto xl:max-h-none"
    >
      <table className="w-full text-right text-2xs">
        <thead className="sticky top-0 bg-panel text-ink-2">
          <tr className="[&>th]:px-1 [&>th]:py-1 [&>th]:font-medium">
            <th scope="col">Price</th>
            <th scope="col">Move</th>
            <th scope="col">P&L now</th>
            {hasExpiry && <th scope="col">At expiry</th>}
            <th scope="col">Equity</th>
            <th scope="col">Initial</th>
            <th scope="col">Maint.</th>
          </tr>
        </thead>
        <tbody>
          {thinned(view.prices.length, mostRows).map((point) => (
            <tr
              key={point}
              className="[&>*]:border-t [&>*]:border-line [&>*]:px-1 [&>*]:py-0.5 [&>*]:whitespace-nowrap"
            >
              <th scope="row" className="font-medium">
                {axisPrice(view.prices[point] ?? view.index)}
              </th>
              <td className="text-ink-2">{signedPercent((view.prices[point] ?? view.index) / view.index - 1)}</td>
              <td>{signedTight(view.pnl[point])}</td>
              {hasExpiry && <td>{signedTight(view.pnlAtExpiry[point])}</td>}
              <td>{tight(view.equity[point])}</td>
              <td>{tight(view.initial[point])}</td>
              <td>{tight(view.maintenance[point])}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}
