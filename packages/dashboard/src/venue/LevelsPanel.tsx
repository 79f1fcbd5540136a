import type { HealthLevel } from '@plimsoll/server/contract'
import { memo } from 'react'
import { LevelMark } from '../design/LevelMark'
import { Panel } from '../design/Panel'
import { fixed, signed } from '../format/number'
import { LevelPlot } from './LevelPlot'
import type { VenueTrace } from './trace'

const drawn = ['liquidation', 'call', 'warning'] as const satisfies readonly HealthLevel[]

/** How many accounts stood at each dangerous level over the last minutes, each on a scale of its own. */
export const LevelsPanel = memo(function LevelsPanel({ ticks }: { ticks: VenueTrace['ticks'] }) {
  const first = ticks[0]
  const last = ticks.at(-1)
  if (first === undefined || last === undefined) return null
  const minutes = (Date.parse(last.asOf) - Date.parse(first.asOf)) / 60_000
  return (
    <Panel
      title="Level counts"
      summary={`over ${minutes < 1 ? 'less than a minute' : `${fixed(minutes, 0)} min`} of the market, UTC`}
      testId="venue-levels"
      bodyClassName="flex flex-col gap-1 p-2"
    >
      {drawn.map((level, place) => (
        <div key={level} className="flex min-h-20 flex-1 items-stretch gap-2">
          <p className="flex w-28 shrink-0 flex-col justify-center">
            <LevelMark level={level} />
            <span className="text-base font-semibold">{fixed(last.levels[level], 0)}</span>
            <span className="text-2xs text-ink-2">
              {signed(last.levels[level] - first.levels[level], 0)} in the chart
            </span>
          </p>
          <LevelPlot ticks={ticks} level={level} hasTimes={place === drawn.length - 1} />
        </div>
      ))}
    </Panel>
  )
})
