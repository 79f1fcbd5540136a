import type { HealthLevel } from '@plimsoll/server/contract'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useResolvedTheme } from '../app/theme'
import { axisLabels } from '../format/axis'
import { time } from '../format/time'
import type { VenueTrace } from './trace'

interface LevelPlotProps {
  readonly ticks: VenueTrace['ticks']
  readonly level: HealthLevel
  readonly hasTimes: boolean
}

const dataOf = (ticks: VenueTrace['ticks'], level: HealthLevel): uPlot.AlignedData => [
  ticks.map(({ asOf }) => Date.parse(asOf) / 1000),
  ticks.map(({ levels }) => levels[level]),
]

/** Whole numbers around what is drawn, never fewer than four of them. */
function rangeAround(_plot: uPlot, least: number | null, most: number | null): uPlot.Range.MinMax {
  const [low, high] = [least ?? 0, most ?? 0]
  const space = Math.max(2, Math.ceil((high - low) * 0.1))
  return [Math.max(0, low - space), high + space]
}

/** The canvas of one level; the numbers in words stand beside it. */
export function LevelPlot({ ticks, level, hasTimes }: LevelPlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef(ticks)
  latest.current = ticks
  const theme = useResolvedTheme()

  useEffect(() => {
    const element = host.current
    // The theme decides the colours below, which a canvas cannot follow by itself.
    if (element === null || theme === undefined) return
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string): string => style.getPropertyValue(name).trim()
    const axis: uPlot.Axis = {
      stroke: colour('--ink-2'),
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
    }
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        // Half a label's height above and, where no times stand there, below; half a time's width at the end.
        padding: [8, 28, hasTimes ? 0 : 8, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: true }, y: { range: rangeAround } },
        axes: [
          {
            ...axis,
            show: hasTimes,
            size: 20,
            gap: 2,
            space: 70,
            values: (_plot, splits) => splits.map((at) => time(new Date(at * 1000).toISOString()).slice(0, 8)),
          },
          {
            ...axis,
            size: 44,
            gap: 4,
            space: 24,
            incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000, 50_000, 100_000],
            values: (_plot, splits) => axisLabels(splits),
          },
        ],
        series: [{}, { stroke: colour(`--${level}`), width: 1.5, points: { show: false } }],
      },
      dataOf(latest.current, level),
      element,
    )
    plot.current = made
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: element.clientHeight }))
    resize.observe(element)
    return () => {
      resize.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [theme, level, hasTimes])

  useEffect(() => {
    plot.current?.setData(dataOf(ticks, level))
  }, [ticks, level])

  return <div ref={host} className="min-h-20 min-w-0 flex-1 overflow-hidden" aria-hidden="true" />
}
