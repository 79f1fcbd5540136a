import { linear, type Scale, ticksBetween } from './axis.js'
import { drawing, element, textOf } from './svg.js'

export interface ScatterPoint {
  readonly label: string
  readonly x: number
  readonly y: number
}

export interface ScatterChart {
  readonly title: string
  readonly note: string
  readonly xLabel: string
  readonly yLabel: string
  readonly xText: (value: number) => string
  readonly yText: (value: number) => string
  readonly points: readonly ScatterPoint[]
  /** Horizontal lines with their names. */
  readonly guides: readonly { readonly y: number; readonly label: string }[]
}

const width = 860
const height = 520
const box = { left: 66, right: width - 150, top: 62, bottom: height - 48 }
const lineHeight = 13

/** Named points; a name moves down where it would cover another one. */
export function scatterChart(chart: ScatterChart): string {
  const { points, guides } = chart
  const xMost = Math.max(...points.map(({ x }) => x)) * 1.08
  const yMost = Math.max(...points.map(({ y }) => y), ...guides.map(({ y }) => y)) * 1.1
  const x = linear(0, xMost, box.left, box.right)
  const y = linear(0, yMost, box.bottom, box.top)
  const taken: { x: number; y: number; width: number }[] = []
  const names = [...points]
    .sort((one, other) => other.y - one.y || one.x - other.x)
    .map((point) => {
      const at = { x: x(point.x) + 8, y: y(point.y) + 4, width: point.label.length * 6.3 }
      const covered = (): boolean =>
        taken.some(
          (each) => Math.abs(each.y - at.y) < lineHeight && each.x < at.x + at.width && at.x < each.x + each.width,
        )
      // Points near the bottom have room only above them.
      const step = at.y > box.bottom - 40 ? -lineHeight : lineHeight
      while (covered()) at.y += step
      taken.push(at)
      return textOf(point.label, { x: at.x, y: at.y })
    })
  return drawing(
    width,
    height,
    chart.title,
    textOf(chart.title, { class: 'title', x: box.left, y: 22 }),
    textOf(chart.note, { x: box.left, y: 40 }),
    frame(chart, x, y, xMost, yMost),
    ...guides.map(
      (guide) =>
        element('line', { class: 'guide', x1: box.left, x2: box.right, y1: y(guide.y), y2: y(guide.y) }) +
        textOf(guide.label, { x: box.right + 4, y: y(guide.y) + 4 }),
    ),
    ...points.map((point) => element('circle', { class: 'dot', cx: x(point.x), cy: y(point.y), r: 4 })),
    ...names,
  )
}

function frame({ xLabel, yLabel, xText, yText }: ScatterChart, x: Scale, y: Scale, xMost: number, yMost: number): string {
  return [
    ...ticksBetween(0, yMost, 6).map(
      (tick) =>
        element('line', { class: 'grid', x1: box.left, x2: box.right, y1: y(tick), y2: y(tick) }) +
        textOf(yText(tick), { x: box.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }),
    ),
    ...ticksBetween(0, xMost, 7).map((tick) =>
      textOf(xText(tick), { x: x(tick), y: box.bottom + 16, 'text-anchor': 'middle' }),
    ),
    element('line', { class: 'axis', x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }),
    textOf(xLabel, { x: (box.left + box.right) / 2, y: box.bottom + 36, 'text-anchor': 'middle' }),
    textOf(yLabel, { x: 16, y: (box.top + box.bottom) / 2, transform: `rotate(-90 16 ${(box.top + box.bottom) / 2})`, 'text-anchor': 'middle' }),
  ].join('')
}
