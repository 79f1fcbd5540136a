import { useState } from 'react'
import { service } from '../api/service'
import { useLiveQuery } from '../api/useLiveQuery'
import { Delta } from '../design/Delta'
import { LevelMark } from '../design/LevelMark'
import { Problem } from '../design/Problem'
import { SignedBar } from '../design/SignedBar'
import { Skeleton } from '../design/Skeleton'
import { health, signedTight, tight } from '../format/number'
import { movesText } from './movesText'

/** What the book would have been worth after the storms of the past and a few standard ones. */
export function StressView({ accountId }: { accountId: string }) {
  const query = useLiveQuery(['view', accountId, 'stress'], () => service.stress(accountId), accountId)
  const [isWorstFirst, setWorstFirst] = useState(true)
  if (query.isError && query.data === undefined)
    return (
      <div className="p-3">
        <Problem error={query.error} onRetry={() => void query.refetch()} />
      </div>
    )
  if (query.data === undefined) return <Skeleton className="m-3 h-48" />
  const scenarios = isWorstFirst ? [...query.data.scenarios].sort((a, b) => a.pnl - b.pnl) : query.data.scenarios
  const largest = scenarios.reduce((most, scenario) => Math.max(most, Math.abs(scenario.pnl)), 0)
  return (
    <div data-testid="stress" className="min-h-0 flex-1 overflow-auto">
      <table className="w-full text-xs">
        <thead className="sticky top-0 bg-panel text-2xs text-ink-2">
          <tr className="[&>th]:border-b [&>th]:border-line [&>th]:px-2.5 [&>th]:py-1.5 [&>th]:font-medium">
            <th scope="col" className="text-left">
              <button type="button" className="hover:text-ink" onClick={() => setWorstFirst((now) => !now)}>
                Shock <span className="text-ink-3">({isWorstFirst ? 'worst first' : 'as listed'})</span>
              </button>
            </th>
            <th scope="col" className="text-left max-sm:hidden">
              Moves
            </th>
            <th scope="col" className="w-16 text-left max-md:hidden">
              <span className="sr-only">Profit and loss as a bar</span>
            </th>
            <th scope="col" className="text-right">
              P&L
            </th>
            <th scope="col" className="text-right max-sm:hidden">
              Equity after
            </th>
            <th scope="col" className="text-right">
              Health
            </th>
            <th scope="col" className="text-left">
              Level
            </th>
          </tr>
        </thead>
        <tbody>
          {scenarios.map((scenario) => (
            <tr
              key={scenario.id}
              className="hover:bg-raised [&>*]:border-b [&>*]:border-line [&>*]:px-2.5 [&>*]:py-1.5"
            >
              <th scope="row" className="max-w-64 truncate text-left font-medium" title={scenario.source ?? undefined}>
                {scenario.label}
                {scenario.date !== null && (
                  <span className="ml-2 text-2xs font-normal text-ink-3">{scenario.date}</span>
                )}
              </th>
              <td className="max-w-60 truncate text-2xs text-ink-2 max-sm:hidden" title={movesText(scenario)}>
                {movesText(scenario)}
              </td>
              <td className="max-md:hidden">
                <SignedBar value={scenario.pnl} largest={largest} />
              </td>
              <td className="text-right">
                <Delta value={scenario.pnl} text={signedTight(scenario.pnl)} />
              </td>
              <td className="text-right max-sm:hidden">{tight(scenario.equityAfter)}</td>
              <td className="text-right font-medium">{health(scenario.healthAfter, scenario.equityAfter)}</td>
              <td>
                <LevelMark level={scenario.level} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}
