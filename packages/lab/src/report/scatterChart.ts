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
const letterWidth = 6.3
/** Room below zero, for names. */
const floor = 20

/** Heights for `y` are square roots: the small rates are what is looked at. */
const heightOf = (y: number): number => Math.sqrt(Math.max(y, 0))
const ticks = [0, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.03, 0.05, 0.1, 0.2, 0.5, 1]

/** Named points; a name stands where it covers nothing, with a line to its point where that is further away. */
export function scatterChart(chart: ScatterChart): string {
  const { points, guides } = chart
  const xMost = Math.max(...points.map(({ x }) => x)) * 1.08
  const yMost = Math.max(...points.map(({ y }) => y), ...guides.map(({ y }) => y)) * 1.2
  const x = linear(0, xMost, box.left, box.right)
  const place = linear(0, heightOf(yMost), box.bottom - floor, box.top)
  const y: Scale = (value) => place(heightOf(value))
  const taken: Box[] = points.map((point) => boxAround(x(point.x) - 5, y(point.y) - 5, 10, 10))
  const names = [...points]
    .sort((one, other) => other.y - one.y || one.x - other.x)
    .map((point) => {
      const [px, py] = [x(point.x), y(point.y)]
      const width = point.label.length * letterWidth
      const free = offsets.find(([dx, dy]) => {
        const own = boxAround(dx < 0 ? px + dx - width : px + dx, py + dy - 9, width, lineHeight - 2)
        return (
          own.right < box.right + 60 &&
          own.left > box.left &&
          own.bottom < box.bottom &&
          !taken.some((each) => overlap(own, each))
        )
      })
      const [dx, dy] = free ?? offsets[0]!
      taken.push(boxAround(dx < 0 ? px + dx - width : px + dx, py + dy - 9, width, lineHeight - 2))
      const leader =
        Math.abs(dy - 4) < lineHeight
          ? ''
          : element('line', { class: 'grid', x1: px, y1: py, x2: px + dx, y2: py + dy - 4 })
      return leader + textOf(point.label, { x: px + dx, y: py + dy, 'text-anchor': dx < 0 ? 'end' : 'start' })
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
    ...names,
    ...points.map((point) => element('circle', { class: 'dot', cx: x(point.x), cy: y(point.y), r: 4 })),
  )
}

interface Box {
  readonly left: number
  readonly right: number
  readonly top: number
  readonly bottom: number
}

/** Where a name may stand, from its point, the nearest first. */
const offsets: readonly (readonly [number, number])[] = [
  0, -13, 13, -26, 26, -39, 39, -52, 52, -65, 65, -78, -91, -104, -117,
].flatMap((dy) => [[8, 4 + dy] as const, [-8, 4 + dy] as const])

function boxAround(left: number, top: number, wide: number, high: number): Box {
  return { left, right: left + wide, top, bottom: top + high }
}

function overlap(one: Box, other: Box): boolean {
  return one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom
}

function frame(
  { xLabel, yLabel, xText, yText }: ScatterChart,
  x: Scale,
  y: Scale,
  xMost: number,
  yMost: number,
): string {
  return [
    ...ticks
      .filter((tick) => tick <= yMost)
      .map(
        (tick) =>
          element('line', { class: 'grid', x1: box.left, x2: box.right, y1: y(tick), y2: y(tick) }) +
          textOf(yText(tick), { x: box.left - 6, y: y(tick) + 4, 'text-anchor': 'end' }),
      ),
    ...ticksBetween(0, xMost, 7).map((tick) =>
      textOf(xText(tick), { x: x(tick), y: box.bottom + 16, 'text-anchor': 'middle' }),
    ),
    element('line', { class: 'axis', x1: box.left, x2: box.right, y1: box.bottom, y2: box.bottom }),
    textOf(xLabel, { x: (box.left + box.right) / 2, y: box.bottom + 36, 'text-anchor': 'middle' }),
    textOf(yLabel, {
      x: 16,
      y: (box.top + box.bottom) / 2,
      transform: `rotate(-90 16 ${(box.top + box.bottom) / 2})`,
      'text-anchor': 'middle',
    }),
  ].join('')
}
