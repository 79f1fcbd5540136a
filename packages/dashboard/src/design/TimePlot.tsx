import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useResolvedTheme } from '../app/theme'
import { axisLabels } from '../format/axis'
import { time } from '../format/time'

interface TimePlotProps {
  /** Instants in seconds since 1970, and the value at each. */
  readonly data: uPlot.AlignedData
  /** Name of the line's colour. */
  readonly colour: string
  /** From where to where the values go, for the least and the most of them and a height in pixels. */
  readonly range: (least: number, most: number, height: number) => uPlot.Range.MinMax
  /** Likewise the instants; where undefined, those that there are. */
  readonly span?: () => readonly [from: number, to: number] | undefined
  /** Distances that the lines of the values may have. */
  readonly increments?: number[]
  /** Letters of the time at an instant: 5 are minutes, 8 are seconds. Absent: no times below. */
  readonly timeLetters?: 5 | 8
  /** What is drawn over the line, with its colours by name. */
  readonly draw?: (plot: uPlot, ink: (name: string) => string) => void
}

/** A line over time on a canvas. uPlot keeps its own state; React only makes it, feeds it and takes it away. */
export function TimePlot(props: TimePlotProps) {
  const { data, colour, increments, timeLetters } = props
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef(props)
  latest.current = props
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
        // Half a label's height above and, where no times stand there, below; half a time's width at the end.
        padding: [8, 32, timeLetters === undefined ? 8 : 0, 0],
        legend: { show: false },
        cursor: { show: false },
        scales: {
          x: {
            time: true,
            range: (_plot, first, last) => {
              const [from, to] = latest.current.span?.() ?? [first, Math.max(last, first + 1)]
              return [from, to]
            },
          },
          y: { range: (_plot, least, most) => latest.current.range(least ?? 0, most ?? 0, element.clientHeight) },
        },
        axes: [
          {
            ...axis,
            show: timeLetters !== undefined,
            size: 24,
            // So that the first time does not touch the label of a value at the very bottom.
            gap: 6,
            space: 70,
            values: (_plot, splits) =>
              splits.map((at) => time(new Date(at * 1000).toISOString()).slice(0, timeLetters)),
          },
          {
            ...axis,
            size: 52,
            gap: 4,
            space: 24,
            values: (_plot, splits) => axisLabels(splits),
            ...(increments === undefined ? {} : { incrs: increments }),
          },
        ],
        series: [{}, { stroke: ink(colour), width: 1.5, points: { show: false } }],
        hooks: { draw: [(self) => latest.current.draw?.(self, ink)] },
      },
      latest.current.data,
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
  }, [theme, colour, increments, timeLetters])

  useEffect(() => {
    plot.current?.setData(data)
  }, [data])

  return <div ref={host} className="min-h-0 min-w-0 flex-1 overflow-hidden" aria-hidden="true" />
}
