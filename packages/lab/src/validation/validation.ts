import type { MarginSpec } from 'plimsoll'
import type { ConstantBook } from './constantBook.js'
import { type CrashFigures, crashFigures, worstWithin } from './crashFigures.js'
import { type MarginSeries, marginSeries, type ProfitSeries } from './marginSeries.js'
import { marketsAsKnown, optionCoins } from './marketAsKnown.js'
import { type PairFigures, pairFigures } from './pairFigures.js'
import type { PastData } from './priceTable.js'
import { shortfallRule, stressedFrom } from './specAsKnown.js'
import { modelAgainstObserved } from './volatilityAsKnown.js'

const millisecondsPerDay = 86_400_000
const hoursPerDay = 24
/** Days before and after the day of a crash. */
const crashDays = 5

export interface ValidationRequest {
  readonly specs: readonly MarginSpec[]
  readonly books: readonly ConstantBook[]
  /** Daily closes. */
  readonly daily: PastData
  /** Instants between which margins are asked for, both included. */
  readonly from: number
  readonly to: number
  /** Every so many days; 1 unless told. */
  readonly everyDays?: number
  /** Hourly closes, and the days (midnight, milliseconds) around which they are gone through. */
  readonly hourly?: PastData
  readonly crashes?: readonly { readonly day: string; readonly time: number }[]
  /** Every so many hours; 1 unless told. */
  readonly everyHours?: number
  readonly clock?: () => number
  readonly progress?: (text: string) => void
}

export interface SpecSummaryFigures {
  readonly spec: string
  readonly title: string
  /** A margin was asked for at every so many of the days. */
  readonly every: number
  readonly margins: number
  readonly millisecondsPerMargin: number | null
  /** Days from which stressed windows could be in it. */
  readonly stressedFrom: readonly string[]
  readonly tailConfidence: number | null
}

export interface Crash {
  readonly day: string
  readonly times: readonly number[]
  readonly figures: readonly CrashFigures[]
  readonly series: readonly MarginSeries[]
  /** Worst profit within 24 hours, by book. */
  readonly within: ReadonlyMap<string, Float64Array>
}

export interface Validation {
  readonly from: number
  readonly to: number
  readonly books: readonly ConstantBook[]
  readonly specs: readonly SpecSummaryFigures[]
  readonly pairs: readonly PairFigures[]
  readonly times: readonly number[]
  readonly series: readonly MarginSeries[]
  readonly profits: readonly ProfitSeries[]
  readonly crashes: readonly Crash[]
  /** By coin: days whose volatility leans on an observed one, and how far the model alone was from it. */
  readonly volatility: Readonly<
    Record<
      string,
      {
        readonly observedDays: number
        /** Instants at which the observations begin or end. */
        readonly steps: readonly number[]
        readonly compared?: { readonly days: number; readonly meanRatio: number; readonly deviation: number }
      }
    >
  >
}

/** Random paths cost some fifty times what a grid costs; they are drawn on every fifth day, and the report says so. */
const everySlow = 5

function everyOf(spec: MarginSpec): number {
  return Object.values(spec.scenarios).some(({ kind }) => kind === 'monte-carlo') ? everySlow : 1
}

/** Runs every rule book on every book, day by day over the years and hour by hour through the crashes. */
export function validation(request: ValidationRequest): Validation {
  const { specs, books, daily, from, to, everyDays = 1, clock } = request
  const markets = marketsAsKnown(daily)
  const rows = rowsBetween(daily.prices.times, from, to, everyDays)
  const times = rows.map((row) => daily.prices.times[row]!)
  const run = marginSeries({
    markets,
    specs,
    books,
    rows,
    ahead: [1],
    every: everyOf,
    ...(clock === undefined ? {} : { clock }),
    progress: (done, of) => request.progress?.(`days ${done} of ${of}`),
  })
  const specOf = new Map(specs.map((spec) => [spec.id, spec]))
  const pairs = run.margins.map((series): PairFigures => {
    const spec = specOf.get(series.spec)!
    const profits = run.profits.find(({ book }) => book === series.book)!.profits[0]!
    return pairFigures(series, profits, times, everyOf(spec) * everyDays, shortfallRule(spec)?.confidence)
  })
  return {
    from: times[0] ?? from,
    to: times.at(-1) ?? to,
    books,
    specs: specs.map((spec) => {
      const { margins, milliseconds } = run.times.get(spec.id)!
      return {
        spec: spec.id,
        title: spec.title,
        every: everyOf(spec) * everyDays,
        margins,
        millisecondsPerMargin: Number.isFinite(milliseconds) ? milliseconds : null,
        stressedFrom: stressedFrom(spec),
        tailConfidence: shortfallRule(spec)?.confidence ?? null,
      }
    }),
    pairs,
    times,
    series: run.margins,
    profits: run.profits,
    crashes: request.hourly === undefined ? [] : crashesOf(request, request.hourly),
    volatility: Object.fromEntries(
      optionCoins
        .filter((coin) => markets.volatilities.has(coin))
        .map((coin) => {
          const compared = modelAgainstObserved(daily, coin)
          const { observedRows, steps } = markets.volatilities.get(coin)!
          return [coin, { observedDays: observedRows, steps, ...(compared === undefined ? {} : { compared }) }]
        }),
    ),
  }
}

function crashesOf({ crashes = [], ...request }: ValidationRequest, hourly: PastData): readonly Crash[] {
  const { specs, books, everyHours = 1 } = request
  const markets = marketsAsKnown(hourly)
  return crashes.map(({ day, time }): Crash => {
    const rows = rowsBetween(
      hourly.prices.times,
      time - crashDays * millisecondsPerDay,
      time + (crashDays + 1) * millisecondsPerDay,
      everyHours,
    )
    const times = rows.map((row) => hourly.prices.times[row]!)
    const run = marginSeries({
      markets,
      specs,
      books,
      rows,
      ahead: Array.from({ length: hoursPerDay }, (_, k) => k + 1),
      every: everyOf,
      progress: (done, of) => request.progress?.(`${day}: hours ${done} of ${of}`),
    })
    return {
      day,
      times,
      series: run.margins,
      within: new Map(run.profits.map((profits) => [profits.book, worstWithin(profits)])),
      figures: run.margins.map((series) =>
        crashFigures(series, run.profits.find(({ book }) => book === series.book)!, times),
      ),
    }
  })
}

function rowsBetween(times: readonly number[], from: number, to: number, every: number): readonly number[] {
  const rows: number[] = []
  for (const [row, time] of times.entries()) if (time >= from && time <= to) rows.push(row)
  return rows.filter((_, k) => k % every === 0)
}
