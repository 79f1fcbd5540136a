import { linear, percent, ticksBetween } from './axis.js'
import { drawing, element, pathOf, textOf } from './svg.js'

/** A margin through time with the losses that followed it. */
export interface Panel {
  readonly title: string
  /** NaN where there is none. */
  readonly margins: Float64Array
  readonly losses: Float64Array
}

export interface PanelsChart {
  readonly title: string
  readonly note: string
  readonly times: readonly number[]
  /** Instants to be named below, with their names. */
  readonly marks: readonly { readonly time: number; readonly label: string }[]
  readonly panels: readonly Panel[]
  /** Points at most on a line: several rows become their largest margin and loss. */
  readonly pointsMost: number
}

const columns = 3
const width = 1020
const panelHeight = 132
const gap = 34
const left = 44
const top = 70

/** One small chart for each rule book, all on the same scale: the margin as a line, losses as bars, breaches as dots. */
export function panelsChart({ title, note, times, marks, panels, pointsMost }: PanelsChart): string {
  const rows = Math.ceil(panels.length / columns)
  const height = top + rows * (panelHeight + gap) + 8
  const panelWidth = (width - 12) / columns - left
  const thinned = panels.map((panel) => thin(panel, times, pointsMost))
  const most = Math.max(
    ...thinned.flat().map(({ margin, loss }) => Math.max(Number.isNaN(margin) ? 0 : margin, loss)),
    1e-6,
  )
  const begin = times[0]!
  const end = times.at(-1)!
  const drawn = panels.map((panel, k) => {
    const x0 = left + (k % columns) * (panelWidth + left)
    const y0 = top + Math.floor(k / columns) * (panelHeight + gap)
    const x = linear(begin, end, x0, x0 + panelWidth)
    const y = linear(0, most * 1.05, y0 + panelHeight, y0)
    const points = thinned[k]!
    const ticks = ticksBetween(0, most * 1.05, 3)
    const bars = points
      .filter(({ loss }) => loss > 0.02 * most)
      .map(({ time, loss }) => `M${Math.round(x(time) * 10) / 10} ${y0 + panelHeight}V${Math.round(y(loss) * 10) / 10}`)
      .join('')
    const dots = points
      .filter(({ breach }) => breach)
      .map(({ time, loss }) => `M${Math.round(x(time))} ${Math.round(y(loss))}h0`)
      .join('')
    return [
      ...ticks.map((tick) => element('line', { class: 'grid', x1: x0, x2: x0 + panelWidth, y1: y(tick), y2: y(tick) })),
      ...(k % columns === 0
        ? ticks.map((tick) => textOf(percent(tick), { x: x0 - 5, y: y(tick) + 4, 'text-anchor': 'end' }))
        : []),
      element('path', { class: 'bar', d: bars === '' ? 'M0 0' : bars, 'stroke-width': 1.2 }),
      pathOf(
        points.map(({ time, margin }) => (Number.isNaN(margin) ? undefined : ([x(time), y(margin)] as const))),
        { class: 'line', 'stroke-width': 1.4 },
      ),
      // Points of no length with round ends: a circle each would be most of the file.
      element('path', { class: 'breach', d: dots === '' ? 'M0 0' : dots }),
      element('line', { class: 'axis', x1: x0, x2: x0 + panelWidth, y1: y0 + panelHeight, y2: y0 + panelHeight }),
      textOf(panel.title, { class: 'head', x: x0 + 2, y: y0 - 5 }),
      ...(Math.floor(k / columns) === rows - 1 || k + columns >= panels.length
        ? marks.map(({ time, label }) =>
            textOf(label, { x: x(time), y: y0 + panelHeight + 14, 'text-anchor': 'middle' }),
          )
        : []),
    ].join('')
  })
  return drawing(
    width,
    height,
    title,
    textOf(title, { class: 'title', x: left, y: 22 }),
    textOf(note, { x: left, y: 40 }),
    ...drawn,
  )
}

interface Point {
  readonly time: number
  readonly margin: number
  readonly loss: number
  readonly breach: boolean
}

function thin({ margins, losses }: Panel, times: readonly number[], pointsMost: number): readonly Point[] {
  const size = Math.max(1, Math.ceil(times.length / pointsMost))
  const points: Point[] = []
  for (let begin = 0; begin < times.length; begin += size) {
    let margin = Number.NaN
    let loss = 0
    let breach = false
    let breached = 0
    let missed = Number.NaN
    for (let t = begin; t < Math.min(begin + size, times.length); t++) {
      const here = margins[t]!
      const lost = losses[t]!
      if (!Number.isNaN(here) && !(here <= margin)) margin = here
      if (lost > loss) loss = lost
      if (Number.isNaN(here) || !(lost > here)) continue
      breach = true
      // Shown is the margin that was too small, whatever it rose to afterwards.
      if (lost > breached) missed = here
      breached = Math.max(breached, lost)
    }
    points.push({ time: times[begin]!, margin: breach ? missed : margin, loss: breach ? breached : loss, breach })
  }
  // A rule book that is asked only now and then has a line all the same.
  let last = Number.NaN
  return points.map((point) => {
    if (!Number.isNaN(point.margin)) last = point.margin
    return Number.isNaN(point.margin) ? { ...point, margin: last } : point
  })
}
