import type { MarginSeries } from '../validation/marginSeries.js'
import type { Validation } from '../validation/validation.js'
import { percent } from './axis.js'
import { barChart } from './barChart.js'
import { type Panel, panelsChart } from './panelsChart.js'
import { ruleBookFigures } from './ruleBookFigures.js'
import { scatterChart } from './scatterChart.js'

/** Books that are drawn through time: one of prices alone, one of options. */
const drawnBooks = ['long-btc', 'short-strangle']
const millisecondsPerDay = 86_400_000
const pointsOfDrawing = 1500

export interface Plot {
  /** Name of its file, without a folder. */
  readonly name: string
  readonly title: string
  readonly svg: string
}

/** Every drawing of a run. */
export function validationPlots(result: Validation): readonly Plot[] {
  return [...summaryPlots(result), ...dailyPlots(result), ...crashPlots(result)]
}

function summaryPlots(result: Validation): readonly Plot[] {
  const figures = ruleBookFigures(result).filter(({ complete }) => complete)
  if (figures.length === 0) return []
  const known = figures.filter(({ increase20 }) => increase20 !== null)
  const coverage = 'Breaches against what the margin costs'
  const rises = 'How fast margin rises'
  return [
    {
      name: 'coverage-against-margin.svg',
      title: coverage,
      svg: scatterChart({
        title: coverage,
        note: 'All books together; left is cheaper, down is safer. Rule books that could be asked for every book.',
        xLabel: 'mean margin, % of gross notional',
        yLabel: 'days with a loss beyond the margin',
        xText: percent,
        yText: percent,
        points: figures.map(({ spec, meanMargin, coverage: covered }) => ({
          label: spec,
          x: meanMargin!,
          y: 1 - covered!,
        })),
        guides: [
          { y: 0.01, label: '1 %' },
          { y: 0.005, label: '0.5 %' },
        ],
      }),
    },
    ...(known.length === 0
      ? []
      : [
          {
            name: 'procyclicality.svg',
            title: rises,
            svg: barChart({
              title: rises,
              note: 'Largest margin over that of so many days before, median over the books; 1 is no rise. Rule books that could be asked for every book.',
              series: ['1 day', '5 days', '20 days'],
              groups: known.map(({ spec, increase1, increase5, increase20 }) => ({
                label: spec,
                values: [increase1, increase5, increase20],
              })),
              base: 1,
              text: (value) => value.toFixed(2),
            }),
          },
        ]),
  ]
}

function dailyPlots(result: Validation): readonly Plot[] {
  const { books, series, profits, times } = result
  const specs = completeOf(result)
  if (times.length < 2) return []
  const years = [...new Set(times.map((time) => new Date(time).getUTCFullYear()))].filter((year) => year % 2 === 0)
  const marks = years
    .map((year) => ({ time: Date.UTC(year, 0, 1), label: String(year) }))
    .filter(({ time }) => time >= times[0]! - 40 * millisecondsPerDay && time <= times.at(-1)!)
  return books
    .filter(({ id }) => drawnBooks.includes(id))
    .map(({ id, title }) => {
      const losses = profits.find(({ book }) => book === id)!.profits[0]!.map((profit) => -profit)
      const panels = panelsOf(specs, series, id, losses)
      const name = `Margin and next day’s loss: ${title}`
      const note = '% of gross notional. Line: margin; grey: loss of the following day; dots: losses beyond the margin.'
      return {
        name: `daily-${id}.svg`,
        title: name,
        svg: panelsChart({ title: name, note, times, marks, panels, pointsMost: pointsOf(panels) }),
      }
    })
}

/** A panel for each rule book that could be asked for every book; the others would make drawings of pages. */
function panelsOf(
  specs: readonly string[],
  series: readonly MarginSeries[],
  book: string,
  losses: Float64Array,
): readonly Panel[] {
  return specs.flatMap((spec) => {
    const { margins } = series.find((each) => each.spec === spec && each.book === book)!
    return margins.some((margin) => !Number.isNaN(margin)) ? [{ title: spec, margins, losses }] : []
  })
}

function completeOf(result: Validation): readonly string[] {
  return ruleBookFigures(result)
    .filter(({ complete }) => complete)
    .map(({ spec }) => spec)
}

/** As many points on each line as keep a drawing small. */
function pointsOf(panels: readonly Panel[]): number {
  return Math.max(24, Math.min(160, Math.floor(pointsOfDrawing / Math.max(1, panels.length))))
}

function crashPlots(result: Validation): readonly Plot[] {
  const { books, crashes } = result
  const specs = completeOf(result)
  return crashes.flatMap(({ day, times, series, within }) => {
    if (times.length < 2) return []
    const days = [...new Set(times.map((time) => Math.floor(time / millisecondsPerDay) * millisecondsPerDay))]
    const marks = days
      .filter((time, k) => k % 3 === 2 && time >= times[0]!)
      .map((time) => ({ time, label: new Date(time).toISOString().slice(5, 10) }))
    return books
      .filter(({ id }) => drawnBooks.includes(id))
      .map(({ id, title }) => {
        const losses = within.get(id)!.map((profit) => -profit)
        const panels = panelsOf(specs, series, id, losses)
        const name = `${day}, hour by hour: ${title}`
        const note =
          '% of gross notional. Line: margin; grey: worst loss within the 24 hours after; dots: losses beyond the margin.'
        const svg = panelsChart({ title: name, note, times, marks, panels, pointsMost: pointsOf(panels) })
        return { name: `crash-${day}-${id}.svg`, title: name, svg }
      })
  })
}
