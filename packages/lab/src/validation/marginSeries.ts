import { createValuation, type Instrument, type MarginSpec, margin, PlimsollError, type Valuation } from 'plimsoll'
import type { ConstantBook } from './constantBook.js'
import { largeCoin, type MarketsAsKnown } from './marketAsKnown.js'
import { firstRowOf } from './priceTable.js'
import { shortfallRule, specAsKnown } from './specAsKnown.js'
import { coinsOf, profitOf, type StruckBook, strikeBook } from './strikeBook.js'

/** A basket holds a coin from so many days of prices on. */
const listedDays = 260
/** After so many refusals of the same kind nothing else is to be expected. */
const refusalsMost = 3

/** What one rule book asked for one book. Amounts are parts of the book’s gross notional, one for each row that was asked for. */
export interface MarginSeries {
  readonly spec: string
  readonly book: string
  /** What must stand behind the book: initial requirement plus the haircut on its collateral. NaN where there is none. */
  readonly margins: Float64Array
  /** Value at Risk of the tail whose mean the margin is; NaN without. */
  readonly valueAtRisk: Float64Array
  /** Why it could not be evaluated at some rows, and at how many. */
  readonly refusals: ReadonlyMap<string, number>
  /** Given up after refusals that no later row would lift. */
  readonly refused: boolean
}

export interface ProfitSeries {
  readonly book: string
  /** By steps ahead, then by row: profit as a part of gross notional; NaN where the prices end. */
  readonly profits: readonly Float64Array[]
}

export interface SeriesRequest {
  readonly markets: MarketsAsKnown
  readonly specs: readonly MarginSpec[]
  readonly books: readonly ConstantBook[]
  /** Rows of the prices at which margins are asked for. */
  readonly rows: readonly number[]
  /** Steps after a row at which the unchanged book is revalued. */
  readonly ahead: readonly number[]
  /** A rule book is asked at every so many of the rows; 1 unless told. */
  readonly every?: (spec: MarginSpec) => number
  /** Milliseconds of some clock, for the time that margins take; none unless told. */
  readonly clock?: () => number
  readonly progress?: (done: number, of: number) => void
}

export interface SeriesResult {
  readonly margins: readonly MarginSeries[]
  readonly profits: readonly ProfitSeries[]
  /** By rule book: margins computed, and milliseconds for one, scenarios and repricing shared by the books included. */
  readonly times: ReadonlyMap<string, { readonly margins: number; readonly milliseconds: number }>
}

interface Standing {
  readonly spec: MarginSpec
  readonly every: number
  readonly series: readonly {
    margins: Float64Array
    valueAtRisk: Float64Array
    refusals: Map<string, number>
    refused: boolean
  }[]
  count: number
  milliseconds: number
}

/** Margins of every rule book and profits of every book at every row. */
export function marginSeries(request: SeriesRequest): SeriesResult {
  const { markets, specs, books, rows, ahead, clock = () => 0 } = request
  const empty = (): Float64Array => new Float64Array(rows.length).fill(Number.NaN)
  const profits = books.map(({ id }): ProfitSeries => ({ book: id, profits: ahead.map(empty) }))
  const standings = specs.map(
    (spec): Standing => ({
      spec,
      every: request.every?.(spec) ?? 1,
      series: books.map(() => ({ margins: empty(), valueAtRisk: empty(), refusals: new Map(), refused: false })),
      count: 0,
      milliseconds: 0,
    }),
  )
  for (const [at, row] of rows.entries()) {
    request.progress?.(at, rows.length)
    const groups = struckAt(markets, books, row)
    for (const { books: struck, coins } of groups) {
      for (const { book, row: bookRow } of struck) fillProfits(profits[bookRow]!, book, markets, row, coins, ahead, at)
    }
    for (const standing of standings) {
      if (at % standing.every !== 0) continue
      const started = clock()
      for (const group of groups) askGroup(standing, group, markets, row, at, clock)
      standing.milliseconds += clock() - started
    }
  }
  return {
    profits,
    margins: standings.flatMap(({ spec, series }) =>
      series.map((each, k): MarginSeries => ({ spec: spec.id, book: books[k]!.id, ...each })),
    ),
    times: new Map(
      standings.map(({ spec, count, milliseconds }) => [
        spec.id,
        { margins: count, milliseconds: milliseconds / count },
      ]),
    ),
  }
}

interface Group {
  readonly coins: readonly string[]
  readonly books: readonly { readonly book: StruckBook; readonly row: number }[]
}

/** Books by the coins of their market. Every market has the option coins, so that most books share one. */
function struckAt(markets: MarketsAsKnown, books: readonly ConstantBook[], row: number): readonly Group[] {
  const { prices } = markets.past
  const steps = Math.round(listedDays / prices.stepDays)
  const listed = (coin: string): boolean =>
    Object.hasOwn(prices.closes, coin) && row - firstRowOf(prices, coin) >= steps
  const groups = new Map<string, { coins: readonly string[]; books: { book: StruckBook; row: number }[] }>()
  const instruments = new Map<string, Instrument>()
  for (const [bookRow, book] of books.entries()) {
    const own = coinsOf(book, listed)
    if (own.length === 0 || !own.every((coin) => Object.hasOwn(prices.closes, coin))) continue
    const coins = [...new Set([largeCoin, 'ETH', ...own])].filter((coin) => Object.hasOwn(prices.closes, coin))
    if (markets.firstRow(coins) > row || !coins.every((coin) => prices.closes[coin]![row]! > 0)) continue
    const key = coins.join(' ')
    const group = groups.get(key) ?? { coins, books: [] }
    groups.set(key, group)
    group.books.push({ book: strikeBook(book, markets.at(row, coins), instruments), row: bookRow })
  }
  return [...groups.values()]
}

function fillProfits(
  { profits }: ProfitSeries,
  book: StruckBook,
  markets: MarketsAsKnown,
  row: number,
  coins: readonly string[],
  ahead: readonly number[],
  at: number,
): void {
  const { prices } = markets.past
  for (const [k, steps] of ahead.entries()) {
    const later = row + steps
    if (later >= prices.times.length || !coins.every((coin) => prices.closes[coin]![later]! > 0)) continue
    profits[k]![at] = profitOf(book, markets.at(row, coins), markets.at(later, coins)) / book.notional
  }
}

function askGroup(
  standing: Standing,
  { books, coins }: Group,
  markets: MarketsAsKnown,
  row: number,
  at: number,
  clock: () => number,
): void {
  const market = markets.at(row, coins)
  const spec = specAsKnown(standing.spec, market)
  const shortfall = shortfallRule(spec)
  let valuation: Valuation | undefined
  for (const { book, row: bookRow } of books) {
    const series = standing.series[bookRow]!
    if (series.refused) continue
    try {
      valuation ??= createValuation(market, spec)
      const { initial, initialHaircut } = margin(book.portfolio, market, spec, valuation)
      series.margins[at] = (initial + initialHaircut) / book.notional
      standing.count++
      if (shortfall === undefined) continue
      // The Value at Risk is for the test alone: what it takes is no part of what a margin takes.
      const paused = clock()
      const tail = margin(book.portfolio, market, shortfall.valueAtRisk, valuation)
      series.valueAtRisk[at] = (tail.initial + tail.initialHaircut) / book.notional
      standing.milliseconds -= clock() - paused
    } catch (error) {
      if (!(error instanceof PlimsollError)) throw error
      const reason = error.code.startsWith('HISTORY_') ? 'too little history yet' : `${error.code} at ${error.where}`
      const count = (series.refusals.get(reason) ?? 0) + 1
      series.refusals.set(reason, count)
      series.refused = count >= refusalsMost && !error.code.startsWith('HISTORY_')
    }
  }
}
