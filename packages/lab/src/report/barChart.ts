import { linear, ticksBetween } from './axis.js'
import { drawing, element, textOf } from './svg.js'

export interface BarChart {
  readonly title: string
  readonly note: string
  /** Names of the bars of every group, at most three. */
  readonly series: readonly string[]
  readonly groups: readonly { readonly label: string; readonly values: readonly (number | null)[] }[]
  /** Where bars begin. */
  readonly base: number
  readonly text: (value: number) => string
}

const width = 860
const left = 150
const top = 78
const barHeight = 8
const classes = ['first', 'second', 'third']

/** Groups of horizontal bars; each says its value. */
export function barChart({ title, note, series, groups, base, text }: BarChart): string {
  const groupHeight = barHeight * series.length + 12
  const height = top + groups.length * groupHeight + 30
  const right = width - 60
  const most = Math.max(base + 1e-9, ...groups.flatMap(({ values }) => values.map((value) => value ?? base)))
  const x = linear(base, most, left, right)
  const bottom = height - 28
  return drawing(
    width,
    height,
    title,
    textOf(title, { class: 'title', x: 20, y: 22 }),
    textOf(note, { x: 20, y: 40 }),
    ...series.map(
      (name, k) =>
        element('rect', { class: classes[k]!, x: left + k * 150, y: 52, width: 10, height: 10 }) +
        textOf(name, { x: left + k * 150 + 15, y: 61 }),
    ),
    ...ticksBetween(base, most, 6).map(
      (tick) =>
        element('line', { class: 'grid', x1: x(tick), x2: x(tick), y1: top - 6, y2: bottom }) +
        textOf(text(tick), { x: x(tick), y: bottom + 16, 'text-anchor': 'middle' }),
    ),
    ...groups.map(({ label, values }, row) => {
      const y0 = top + row * groupHeight
      return [
        textOf(label, { x: left - 8, y: y0 + (barHeight * series.length) / 2 + 4, 'text-anchor': 'end' }),
        ...values.map((value, k) => {
          const y = y0 + k * barHeight
          if (value === null) return textOf('–', { x: left + 4, y: y + barHeight })
          const bar = element('rect', {
            class: classes[k]!,
            x: left,
            y,
            width: Math.max(1, x(value) - left),
            height: barHeight - 1,
          })
          return bar + textOf(text(value), { x: x(value) + 4, y: y + barHeight, style: 'font-size:9px' })
        }),
      ].join('')
    }),
    element('line', { class: 'axis', x1: left, x2: left, y1: top - 6, y2: bottom }),
  )
}
