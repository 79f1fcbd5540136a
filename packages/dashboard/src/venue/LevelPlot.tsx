import type { HealthLevel } from '@plimsoll/server/contract'
import { useMemo } from 'react'
import type uPlot from 'uplot'
import { TimePlot } from '../design/TimePlot'
import type { VenueTrace } from './trace'

interface LevelPlotProps {
  readonly ticks: VenueTrace['ticks']
  readonly level: HealthLevel
  readonly hasTimes: boolean
}

const wholeNumbers = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000]

/** Whole numbers around what is drawn, never fewer than four of them. */
function rangeAround(least: number, most: number): uPlot.Range.MinMax {
  const space = Math.max(2, Math.ceil((most - least) * 0.1))
  return [Math.max(0, least - space), most + space]
}

/** The line of one level; the numbers in words stand beside it. */
export function LevelPlot({ ticks, level, hasTimes }: LevelPlotProps) {
  const data = useMemo(
    (): uPlot.AlignedData => [
      ticks.map(({ asOf }) => Date.parse(asOf) / 1000),
      ticks.map(({ levels }) => levels[level]),
    ],
    [ticks, level],
  )
  return (
    <TimePlot
      data={data}
      colour={`--${level}`}
      range={rangeAround}
      increments={wholeNumbers}
      {...(hasTimes ? { timeLetters: 8 } : {})}
    />
  )
}
