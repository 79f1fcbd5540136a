import type { RehearsalPoint } from '@plimsoll/server/contract'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useResolvedTheme } from '../app/theme'
import { axisLabels } from '../format/axis'
import { time } from '../format/time'
import { markPath, markRows, markSize, spanOf } from './marks'

interface PathPlotProps {
  readonly points: readonly RehearsalPoint[]
  readonly steps: number
  /** What the line is, and the colour it has. */
  readonly value: (point: RehearsalPoint) => number
  readonly colour: string
  /** Whether calls, liquidations and deleveraging are marked below it. */
  readonly hasMarks: boolean
}

/** Height of one row of marks. */
const rowPixels = 13

/** A line that grows into the span of the whole rehearsal. Its last value stands beside it in words. */
export function PathPlot({ points, steps, value, colour, hasMarks }: PathPlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef({ points, steps, value })
  latest.current = { points, steps, value }
  const theme = useResolvedTheme()

  useEffect(() => {
    const element = host.current
    // The theme decides the colours below, which a canvas cannot follow by itself.
    if (element === null || theme === undefined) return
    const style = getComputedStyle(document.documentElement)
    const ink = (name: string): string => style.getPropertyValue(name).trim()
    const axis: uPlot.Axis = {
      stroke: ink('--ink-2'),
      font: `11px ${getComputedStyle(document.body).fontFamily}`,
      grid: { stroke: ink('--line'), width: 1 },
      ticks: { show: false },
    }
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        padding: [8, 32, 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: {
            time: true,
            range: (_plot, least, most) => spanRange(latest.current.points, latest.current.steps, least, most),
          },
          y: {
            range: (_plot, least, most) =>
              around(least, most, hasMarks ? markRows.length * rowPixels : 0, element.clientHeight),
          },
        },
        axes: [
          {
            ...axis,
            size: 20,
            gap: 2,
            space: 70,
            values: (_plot, splits) => splits.map((at) => time(new Date(at * 1000).toISOString()).slice(0, 5)),
          },
          { ...axis, size: 52, gap: 4, space: 28, values: (_plot, splits) => axisLabels(splits) },
        ],
        series: [{}, { stroke: ink(colour), width: 1.5, points: { show: false } }],
        hooks: { draw: hasMarks ? [(self) => drawMarks(self, latest.current.points, ink)] : [] },
      },
      dataOf(latest.current.points, latest.current.value),
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
  }, [theme, colour, hasMarks])

  useEffect(() => {
    plot.current?.setData(dataOf(points, latest.current.value))
  }, [points])

  return <div ref={host} className="min-h-0 min-w-0 flex-1 overflow-hidden" aria-hidden="true" />
}

const dataOf = (points: readonly RehearsalPoint[], value: PathPlotProps['value']): uPlot.AlignedData => [
  points.map(({ at }) => Date.parse(at) / 1000),
  points.map(value),
]

function spanRange(
  points: readonly RehearsalPoint[],
  steps: number,
  least: number | null,
  most: number | null,
): uPlot.Range.MinMax {
  const [from, to] = spanOf(points, steps) ?? [least ?? 0, (most ?? 0) + 1]
  return [from, to]
}

/** Some air around what is drawn, and room below it for the rows of marks. */
function around(least: number | null, most: number | null, marksPixels: number, height: number): uPlot.Range.MinMax {
  const [low, high] = [least ?? 0, most ?? 0]
  const air = Math.max((high - low) * 0.08, Math.abs(high) * 0.001) || 1
  // Neither a price nor a fund goes below nothing.
  const floor = Math.max(0, low - air)
  const room = (marksPixels / Math.max(60, height - 40 - marksPixels)) * (high + air - floor)
  return [floor - room, high + air]
}

function drawMarks(self: uPlot, points: readonly RehearsalPoint[], ink: (name: string) => string): void {
  const { ctx, bbox } = self
  const ratio = devicePixelRatio
  ctx.save()
  for (const [row, { key, colour, shape }] of markRows.entries()) {
    const y = bbox.top + bbox.height - (markRows.length - row - 0.5) * rowPixels * ratio
    const marks = points.map((point) => {
      const size = markSize(point[key]) * ratio
      return size === 0 ? '' : markPath(shape, self.valToPos(Date.parse(point.at) / 1000, 'x', true), y, size)
    })
    ctx.fillStyle = ink(colour)
    ctx.fill(new Path2D(marks.join('')))
  }
  ctx.restore()
}
