import { rulebook } from 'plimsoll'
import { expect, test } from 'vitest'
import { constantBooks } from '../validation/constantBook.js'
import type { PastData } from '../validation/priceTable.js'
import { validation } from '../validation/validation.js'
import { ticksBetween } from './axis.js'
import { findings } from './findings.js'
import { ruleBookFigures } from './ruleBookFigures.js'
import { element, textOf } from './svg.js'
import { validationPlots } from './validationPlots.js'
import { validationReport } from './validationReport.js'

const day = 86_400_000
const bytesMost = 60_000

/** A coin that falls by a third on one day of a long calm, by day and by hour. */
function calmWithAFall(stepDays: number, count: number): PastData {
  const times = Array.from({ length: count }, (_, row) => Date.UTC(2024, 0, 1) + (row + 1) * stepDays * day)
  const fall = Date.UTC(2024, 10, 5)
  const price = (scale: number): Float64Array =>
    Float64Array.from(times, (time, row) => scale * (time > fall ? 0.66 : 1) * (row % 2 === 0 ? 1 : 1.002))
  return {
    prices: { stepDays, times, closes: { BTC: price(60_000), ETH: price(3000) } },
    volatilities: {},
    fundings: {},
  }
}

const specs = ['plimsoll-pm', 'historical-var', 'filtered-es'].map(rulebook)
const books = constantBooks.filter(({ id }) => ['long-btc', 'short-btc', 'short-strangle'].includes(id))
const result = validation({
  specs,
  books,
  daily: calmWithAFall(1, 340),
  from: Date.UTC(2024, 9, 20),
  to: Date.UTC(2024, 10, 25),
  hourly: calmWithAFall(1 / 24, 340 * 24),
  crashes: [{ day: '2024-11-05', time: Date.UTC(2024, 10, 5) }],
  everyHours: 6,
})

test('a fall of a third breaches every margin that had only seen calm', () => {
  for (const spec of ['plimsoll-pm', 'historical-var']) {
    expect(result.pairs.find((pair) => pair.spec === spec && pair.book === 'long-btc')).toMatchObject({ breaches: 1 })
    expect(
      result.pairs.find((pair) => pair.spec === spec && pair.book === 'short-btc')?.largestLossToMargin,
    ).toBeLessThanOrEqual(1)
  }
  const crash = result.crashes[0]!.figures.find(({ spec, book }) => spec === 'plimsoll-pm' && book === 'long-btc')!
  // 34 % against a margin of 16.5 %.
  expect(crash.largestLossToMargin).toBeGreaterThan(2)
  expect(crash.breaches24h).toBeGreaterThan(0)
})

test('findings name what our own rule book missed', () => {
  const [first] = findings(result)
  expect(first).toContain('plimsoll-pm')
  expect(first).toMatch(/Breached: long-btc \(1, at worst \d\.\d\d times the margin after 2024-11-04\)/)
})

test('every figure of a rule book adds up over its books', () => {
  for (const figures of ruleBookFigures(result)) {
    const own = result.pairs.filter(({ spec }) => spec === figures.spec)
    expect(figures.days).toBe(own.reduce((sum, { days }) => sum + days, 0))
    expect(figures.complete).toBe(true)
  }
})

test('plots are small, well formed, and all in the report', () => {
  const plots = validationPlots(result)
  const report = validationReport(result, plots, ['a test'])
  expect(plots.map(({ name }) => name)).toContain('crash-2024-11-05-short-strangle.svg')
  for (const { name, svg } of plots) {
    expect(Buffer.byteLength(svg), name).toBeLessThan(bytesMost)
    expect(report).toContain(`](${name})`)
    expect(svg, name).not.toMatch(/NaN|Infinity|undefined/)
    balanced(svg)
  }
  expect(report).not.toMatch(/NaN|Infinity|undefined/)
})

/** Every element that is opened is closed, in order. */
function balanced(svg: string): void {
  const open: string[] = []
  for (const [, closing, name, alone] of svg.matchAll(/<(\/?)([a-z]+)[^>]*?(\/?)>/g)) {
    if (closing === '/') expect(open.pop()).toBe(name)
    else if (alone !== '/') open.push(name!)
  }
  expect(open).toEqual([])
}

test('text is escaped', () => {
  expect(textOf('a < b & "c"', { x: 1.23456 })).toBe('<text x="1.23">a &lt; b &amp; &quot;c&quot;</text>')
  expect(element('g', {}, element('path', { d: 'M0 0' }))).toBe('<g><path d="M0 0"/></g>')
})

test('ticks are round and inside', () => {
  expect(ticksBetween(0, 0.47, 4)).toEqual([0, 0.2, 0.4])
  expect(ticksBetween(1, 1, 4)).toEqual([1])
})
