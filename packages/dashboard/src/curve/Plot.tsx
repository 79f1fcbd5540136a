import type { CurveView } from '@plimsoll/server/contract'
import { useEffect, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { useResolvedTheme } from '../app/theme'
import { axisLabels } from '../format/axis'
import { type CurveLine, curveLines } from './lineColours'
import { verticals } from './verticals'

interface PlotProps {
  readonly view: CurveView
  readonly hidden: ReadonlySet<CurveLine['key']>
  /** Index of the price under the pointer, null when it left. */
  readonly onPoint: (index: number | null) => void
}

const dataOf = (view: CurveView): uPlot.AlignedData => [
  view.prices,
  ...curveLines.map(({ key }) => (view[key].length === view.prices.length ? view[key] : view.prices.map(() => null))),
]

/** The canvas. uPlot keeps its own state; React only makes it, feeds it and takes it away. */
export function Plot({ view, hidden, onPoint }: PlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const latest = useRef({ view, onPoint, hidden })
  latest.current = { view, onPoint, hidden }
  const theme = useResolvedTheme()

  useEffect(() => {
    const element = host.current
    // The theme decides the colours below, which a canvas cannot follow by itself.
    if (element === null || theme === undefined) return
    const style = getComputedStyle(document.documentElement)
    const colour = (name: string): string => style.getPropertyValue(name).trim()
    const font = `11px ${getComputedStyle(document.body).fontFamily}`
    const axis: uPlot.Axis = {
      stroke: colour('--ink-2'),
      font,
      grid: { stroke: colour('--line'), width: 1 },
      ticks: { show: false },
      values: (_plot, splits) => axisLabels(splits),
    }
    const made = new uPlot(
      {
        width: element.clientWidth,
        height: element.clientHeight,
        padding: [10, 12, 0, 0],
        legend: { show: false },
        // Whole pixels would draw a straight line as steps.
        pxAlign: 0,
        scales: { x: { time: false } },
        axes: [
          { ...axis, size: 24, gap: 4 },
          { ...axis, size: 52, gap: 4 },
        ],
        series: [
          {},
          ...curveLines.map((line) => ({
            label: line.title,
            stroke: colour(line.colour),
            width: line.width,
            show: !latest.current.hidden.has(line.key),
            points: { show: false },
            pxAlign: 0,
            ...(line.dash === undefined ? {} : { dash: [...line.dash] }),
          })),
        ],
        cursor: { points: { size: 6 }, y: false, drag: { x: false, y: false } },
        hooks: {
          setCursor: [(self) => latest.current.onPoint(self.cursor.idx ?? null)],
          draw: [(self) => drawVerticals(self, latest.current.view, colour, font)],
        },
      },
      dataOf(latest.current.view),
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
  }, [theme])

  useEffect(() => {
    plot.current?.setData(dataOf(view))
  }, [view])
  useEffect(() => {
    curveLines.forEach((line, place) => {
      plot.current?.setSeries(place + 1, { show: !hidden.has(line.key) })
    })
  }, [hidden])

  return <div ref={host} className="h-full min-h-36 w-full overflow-hidden" aria-hidden="true" />
}

function drawVerticals(self: uPlot, view: CurveView, colour: (name: string) => string, font: string): void {
  const { ctx, bbox } = self
  const ratio = devicePixelRatio
  ctx.save()
  ctx.font = font.replace(/^11px/, `${10.5 * ratio}px`)
  ctx.textBaseline = 'top'
  for (const line of verticals(view)) {
    const x = Math.round(self.valToPos(line.price, 'x', true))
    if (x < bbox.left || x > bbox.left + bbox.width) continue
    ctx.strokeStyle = colour(line.kind === 'index' ? '--ink-3' : '--liquidation')
    ctx.fillStyle = colour(line.kind === 'index' ? '--ink-2' : '--liquidation')
    ctx.lineWidth = (line.kind === 'index' ? 1 : 1.5) * ratio
    ctx.setLineDash(line.kind === 'index' ? [3 * ratio, 3 * ratio] : [])
    ctx.beginPath()
    ctx.moveTo(x, bbox.top)
    ctx.lineTo(x, bbox.top + bbox.height)
    ctx.stroke()
    // Words stand away from the index, so that two close lines do not write over one another.
    const wantsLeft = line.kind === 'liquidation' && line.price < view.index
    const room = ctx.measureText(line.title).width + 8 * ratio
    const isLeft = wantsLeft ? x - bbox.left > room : bbox.left + bbox.width - x < room
    ctx.textAlign = isLeft ? 'right' : 'left'
    // At different heights, so that the two words never run into one another.
    const y = line.kind === 'index' ? bbox.top + bbox.height - 13 * ratio : bbox.top + 2 * ratio
    ctx.fillText(line.title, x + (isLeft ? -4 : 4) * ratio, y)
  }
  ctx.restore()
}
