import { exp } from '@plimsoll/kernel'
import fc from 'fast-check'
import { createValuation, margin, parseDecimal, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { constantBooks } from './constantBook.js'
import { crashFigures } from './crashFigures.js'
import { marketsAsKnown } from './marketAsKnown.js'
import { pairFigures, ratioOf } from './pairFigures.js'
import type { PastData } from './priceTable.js'
import { shortfallRule, specAsKnown } from './specAsKnown.js'
import { coinsOf, profitOf, strikeBook } from './strikeBook.js'
import { validation } from './validation.js'
import { smileAt, volatilityAsKnown, volatilityOfTenor } from './volatilityAsKnown.js'

const day = 86_400_000
const begin = Date.UTC(2019, 0, 1)

/** Prices of a walk that anybody can make again: a linear congruential generator (Numerical Recipes, §7.1), not a sample of anything. */
function walk(days: number, stepDays = 1, daily = 0.04): PastData {
  let state = 12345
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state / 2 ** 32 - 0.5
  }
  const count = Math.round(days / stepDays)
  const times = Array.from({ length: count }, (_, row) => begin + (row + 1) * stepDays * day)
  const size = daily * Math.sqrt(12 * stepDays)
  const path = (start: number): Float64Array => {
    let price = start
    return Float64Array.from(times, () => {
      price *= exp(size * next())
      return price
    })
  }
  const volatilities = { BTC: times.filter((_, row) => row % 50 === 0).map((time) => ({ time, level: 0.6 })) }
  const fundings = { BTC: times.map((time) => ({ time, rate: 0.0001 })) }
  const closes = { BTC: path(8000), ETH: path(200), LTC: path(50), XRP: path(0.3) }
  return { prices: { stepDays, times, closes }, volatilities, fundings }
}

/** The same past as it stood at a row, with everything after it replaced by nonsense. */
function forgotten(past: PastData, row: number): PastData {
  const until = past.prices.times[row]!
  const closes = Object.fromEntries(
    Object.entries(past.prices.closes).map(([name, column]) => [
      name,
      column.map((price, at) => (at <= row ? price : 1e-3 * at + 7)),
    ]),
  )
  const nonsense = <Entry extends { readonly time: number }>(
    lists: Readonly<Record<string, readonly Entry[]>>,
    wrong: (entry: Entry) => Entry,
  ): Record<string, readonly Entry[]> =>
    Object.fromEntries(
      Object.entries(lists).map(([name, list]) => [
        name,
        list.map((entry) => (entry.time <= until ? entry : wrong(entry))),
      ]),
    )
  return {
    prices: { ...past.prices, closes },
    volatilities: nonsense(past.volatilities, (entry) => ({ ...entry, level: 1.9 })),
    fundings: nonsense(past.fundings, (entry) => ({ ...entry, rate: -0.01 })),
  }
}

describe('no look-ahead', () => {
  const past = walk(400)

  test('a market is the same whatever comes after it', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 398 }), (row) => {
        const coins = ['BTC', 'ETH', 'LTC']
        expect(marketsAsKnown(forgotten(past, row)).at(row, coins)).toEqual(marketsAsKnown(past).at(row, coins))
      }),
      { numRuns: 25 },
    )
  })

  test('so is every margin that is asked for until then', () => {
    const row = 330
    const specs = ['plimsoll-pm-dynamic', 'filtered-es', 'garch-var'].map(rulebook)
    const books = constantBooks.filter(({ id }) => ['long-btc', 'market-maker', 'altcoins'].includes(id))
    const from = past.prices.times[300]!
    const to = past.prices.times[row]!
    const run = (daily: PastData): readonly Float64Array[] =>
      validation({ specs, books, daily, from, to, everyDays: 10 }).series.map(({ margins }) => margins)
    const margins = run(past)
    expect(run(forgotten(past, row))).toEqual(margins)
    expect(margins.every((series) => series.every((value) => value > 0))).toBe(true)
  })

  test('hour by hour too, and history ends with the last day that has closed', () => {
    const hourly = walk(120, 1 / 24)
    const row = 100 * 24 + 7
    const coins = ['BTC', 'ETH']
    const market = marketsAsKnown(hourly).at(row, coins)
    expect(marketsAsKnown(forgotten(hourly, row)).at(row, coins)).toEqual(market)
    expect(market.history!.times.at(-1)).toBe(Math.floor(market.asOf / day) * day)
    expect(market.history!.stepDays).toBe(1)
  })

  test('stressed windows enter when they are over, and only those that the history reaches', () => {
    const spec = rulebook('filtered-es')
    const windowsAt = (text: string, since: string): readonly string[] => {
      const asOf = Date.parse(text)
      const market = marketsAsKnown(past).at(399, ['BTC'])
      const history = { ...market.history!, times: [Date.parse(since), asOf] }
      const source = specAsKnown(spec, { ...market, asOf, history }).scenarios.scenarios!
      return source.kind === 'history' ? (source.stressed?.windows.map(({ from }) => from) ?? []) : []
    }
    expect(windowsAt('2020-03-16T23:00:00Z', '2018-01-01')).toEqual([])
    expect(windowsAt('2020-03-17T00:00:00Z', '2018-01-01')).toEqual(['2020-03-08'])
    expect(windowsAt('2022-01-01T00:00:00Z', '2018-01-01')).toEqual(['2020-03-08', '2021-05-16'])
    expect(windowsAt('2022-01-01T00:00:00Z', '2020-09-22')).toEqual(['2021-05-16'])
    expect(windowsAt('2026-01-01T00:00:00Z', '2018-01-01')).toHaveLength(5)
  })
})

describe('volatility as known', () => {
  test('an observation lifts the level, is carried on by the model’s moves, and is forgotten after five days', () => {
    const { level, model } = volatilityAsKnown(walk(200), 'BTC', 'BTC')
    expect(level[100]).toBeCloseTo(0.6, 12)
    expect(level[103]! / model[103]!).toBeCloseTo(0.6 / model[100]!, 12)
    expect(level[106]).toBe(model[106])
  })

  test('the tenor of the level has the level, and the smile is 1 at the money', () => {
    expect(volatilityOfTenor(0.9, 0.6, 30)).toBeCloseTo(0.9, 12)
    expect(volatilityOfTenor(0.9, 0.6, 7)).toBeGreaterThan(0.9)
    expect(volatilityOfTenor(0.9, 0.6, 365)).toBeLessThan(0.75)
    expect(smileAt(0)).toBe(1)
    expect(smileAt(-1)).toBeGreaterThan(smileAt(1))
  })
})

describe('books', () => {
  const past = walk(400)
  const markets = marketsAsKnown(past)
  const known = constantBooks.map((book) => ({ book, coins: coinsOf(book, (coin) => ['LTC', 'XRP'].includes(coin)) }))

  test('at least ten, and what they are struck as is worth their notional', () => {
    expect(constantBooks.length).toBeGreaterThanOrEqual(10)
    const market = markets.at(300, ['BTC', 'ETH', 'LTC', 'XRP'])
    for (const { book, coins } of known.filter((each) => each.coins.length > 0)) {
      if (!coins.every((coin) => Object.hasOwn(market.underlyings, coin))) continue
      const struck = strikeBook(book, market, new Map())
      const result = margin(
        struck.portfolio,
        market,
        rulebook('portfolio'),
        createValuation(market, rulebook('portfolio')),
      )
      expect(result.initial, book.id).toBeGreaterThan(0)
      expect(struck.notional, book.id).toBeGreaterThanOrEqual(1_000_000)
    }
  })

  test('profits: a perpetual makes the coin’s return, its opposite the opposite, a hedged coin next to nothing', () => {
    const [from, to] = [markets.at(300, ['BTC', 'ETH']), markets.at(301, ['BTC', 'ETH'])]
    const profit = (id: string): number => {
      const struck = strikeBook(constantBooks.find((book) => book.id === id)!, from, new Map())
      return profitOf(struck, from, to) / struck.notional
    }
    const move = to.underlyings.BTC!.index / from.underlyings.BTC!.index - 1
    expect(profit('long-btc')).toBeCloseTo(move, 9)
    expect(profit('short-btc')).toBeCloseTo(-move, 9)
    // m(1 − e^(−60b)) − (1 − e^(−59b)) with m = 1 + move and the walk’s funding of b = 0.03 % a day: coin less inverse future.
    expect(profit('coin-basis')).toBeCloseTo((1 + move) * (1 - exp(-60 * 0.0003)) - (1 - exp(-59 * 0.0003)), 9)
    expect(Math.abs(profit('iron-condor'))).toBeLessThan(0.1)
  })
})

describe('figures', () => {
  const times = Array.from({ length: 10 }, (_, row) => begin + row * day)

  test('of a pair: by hand', () => {
    const margins = Float64Array.of(0.1, 0.1, 0.2, 0.2, 0.1, Number.NaN, 0.1, 0.1, 0.1, 0.1)
    const profits = Float64Array.of(-0.05, -0.2, -0.2, 0.3, -0.11, -9, 0, 0, 0, Number.NaN)
    const series = {
      spec: 's',
      book: 'b',
      margins,
      valueAtRisk: margins,
      refusals: new Map([['no', 1]]),
      refused: false,
    }
    const figures = pairFigures(series, profits, times, 1, undefined)
    expect(figures).toMatchObject({
      days: 8,
      breaches: 2,
      coverage: 0.75,
      largestLossToMargin: 2,
      largestLossTime: times[1],
    })
    expect(figures).toMatchObject({
      peakToTrough: 2,
      increase1: 2,
      increase5: 1,
      increase20: null,
      z2: null,
      refusals: { no: 1 },
    })
    expect(figures.meanMargin).toBeCloseTo(0.125, 12)
    // −2 ln(0.99⁶·0.01²/(0.75⁶·0.25²)) = 9.5417…, by hand; χ² with one degree.
    expect(figures.kupiec99!.statistic).toBeCloseTo(2 * (6 * Math.log(0.75 / 0.99) + 2 * Math.log(0.25 / 0.01)), 10)
  })

  test('Z₂ counts the losses beyond the Value at Risk against the shortfall', () => {
    const margins = new Float64Array(10).fill(0.1)
    const valueAtRisk = new Float64Array(10).fill(0.05)
    const profits = Float64Array.of(-0.2, 0, 0, 0, 0, 0, 0, 0, 0, 0)
    const series = { spec: 's', book: 'b', margins, valueAtRisk, refusals: new Map(), refused: false }
    // 1 + Σ profit/(T·(1 − confidence)·ES) = 1 − 0.2/(10 × 0.1 × 0.1): Acerbi and Szekely (2014), eq. 6.
    expect(pairFigures(series, profits, times, 1, 0.9).z2).toBeCloseTo(-1, 12)
  })

  test('of a crash: the worst close within the steps ahead', () => {
    const margins = new Float64Array(10).fill(0.1)
    const next = Float64Array.of(0, 0, -0.2, 0, 0, 0, 0, 0, 0, 0)
    const later = Float64Array.of(0, -0.3, 0, 0, 0, 0, 0, 0, 0, Number.NaN)
    const series = { spec: 's', book: 'b', margins, valueAtRisk: margins, refusals: new Map(), refused: false }
    const figures = crashFigures(series, { book: 'b', profits: [next, later] }, times)
    expect(figures).toMatchObject({ hours: 9, breaches1h: 1, breaches24h: 2, largestLossTime: times[1] })
    expect(figures.largestLossToMargin).toBeCloseTo(3, 12)
  })

  test('a loss against no margin has no number', () => {
    expect(ratioOf(0, 0)).toBe(0)
    expect(ratioOf(1, 0)).toBe(Number.POSITIVE_INFINITY)
  })
})

test('the Value at Risk beside an expected shortfall is of the same tail', () => {
  expect(shortfallRule(rulebook('filtered-es'))?.confidence).toBe(0.975)
  expect(shortfallRule(rulebook('historical-var'))).toBeUndefined()
  expect(shortfallRule(rulebook('plimsoll-pm'))).toBeUndefined()
})

test('quantities are exact decimals', () => {
  const market = marketsAsKnown(walk(100)).at(99, ['BTC', 'ETH'])
  const { portfolio } = strikeBook(constantBooks[0]!, market, new Map())
  const [position] = portfolio.positions
  expect(position!.quantity).toEqual(parseDecimal((1_000_000 / market.underlyings.BTC!.index).toFixed(8), 'quantity'))
})
