import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import type { Portfolio } from '../account/portfolio.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { MarginSpec } from '../requirement/spec.js'
import type { Scenario, ScenarioSet, Shock } from '../scenario/scenario.js'
import {
  liveSpecs,
  nextPrices,
  type Prices,
  randomFrom,
  randomPortfolio,
  startPrices,
  venueMarket,
} from './fixture/venue.js'
import { LiveBook } from './liveBook.js'
import { isSameScenarios } from './sameScenarios.js'

const levels = [1, 1.2, 1.5]
const day = 1440
const historical = liveSpecs.filter(({ scenarios }) => 'kind' in scenarios.moves! && scenarios.moves.kind === 'history')

function liveBook(spec: MarginSpec, market: MarketSnapshot): LiveBook {
  return new LiveBook({ spec, market, team: soloTeam(new KernelMemory()), levels })
}

function withOrder(portfolio: Portfolio): Portfolio {
  return {
    ...portfolio,
    orders: [
      {
        id: 'o',
        instrument: 'ETH-PERP',
        side: 'buy',
        quantity: { units: 1n, scale: 0 },
        price: { units: 2500n, scale: 0 },
        reduceOnly: false,
      },
    ],
  }
}

describe.each(historical)('$id', (spec) => {
  test('a new day of history begins the book anew: levels and numbers are those of a new book, bit for bit', () => {
    const random = randomFrom(31)
    let prices: Prices = startPrices
    let market = venueMarket(prices)
    const book = liveBook(spec, market)
    const portfolios = Array.from({ length: 80 }, (_, k) => {
      const portfolio = randomPortfolio(market, random, `d${k}`)
      return k === 5 ? withOrder(portfolio) : portfolio
    })
    const accounts = portfolios.map((portfolio) => book.open(portfolio))
    const closed = book.open(portfolios[0]!)
    book.close(closed)
    let [intraday, changed] = [0, 0]
    for (let step = 0; step < 24; step++) {
      const before = accounts.map((account) => book.level(account))
      prices = { ...nextPrices(prices, random, 0.02), minute: prices.minute + (step % 3 === 0 ? day : 1) }
      const next = venueMarket(prices)
      expect(next.history !== market.history).toBe(step % 3 === 0)
      market = next
      const report = book.tick(market)
      expect(report.unpriced).toEqual([])
      if (step % 3 !== 0) intraday += report.evaluated
      const anew = liveBook(spec, market)
      for (const [k, account] of accounts.entries()) {
        const same = anew.open(portfolios[k]!)
        expect(book.level(account)).toBe(anew.level(same))
        expect(book.numbers(account)).toEqual(anew.numbers(same))
      }
      const moved = accounts.filter((account, k) => book.level(account) !== before[k])
      expect(report.changes.map(({ account }) => account).sort((a, b) => a - b)).toEqual(moved)
      changed += moved.length
      book.refresh(step % 3 === 1 ? 7 : 0)
    }
    expect(changed).toBeGreaterThan(3)
    expect(() => book.numbers(closed)).toThrow('the number of an open account')
    if (book.plan.path === 'bounded') expect(intraday).toBeLessThan(0.5 * 16 * accounts.length)
  })
})

test('scenarios are the same where they go by the same names and are as probable', () => {
  const otherwise: Shock = { price: { kind: 'relative', move: 0 }, volatility: { kind: 'none' } }
  const scenario = (id: string): Scenario => ({ id, weight: 1, otherwise, shocks: {}, assets: {} })
  const set = (ids: readonly string[], probabilities?: readonly number[]): ScenarioSet => ({
    id: 's',
    smile: 'sticky-strike',
    normalMoves: 'absolute',
    horizonDays: 1,
    scenarios: ids.map(scenario),
    ...(probabilities === undefined ? {} : { probabilities: Float64Array.from(probabilities) }),
  })
  const monday = set(['a', 'b'], [0.4, 0.6])
  expect(isSameScenarios(monday, set(['a', 'b'], [0.4, 0.6]))).toBe(true)
  for (const other of [
    set(['a', 'b'], [0.6, 0.4]),
    set(['a', 'b']),
    set(['b', 'c'], [0.4, 0.6]),
    set(['a'], [0.4]),
    set(['a', 'b', 'c'], [0.4, 0.6, 0]),
  ]) {
    expect(isSameScenarios(monday, other)).toBe(false)
  }
})

test('days that pass keep no memory', () => {
  const spec = historical.find(({ id }) => id === 'past')!
  const random = randomFrom(7)
  const book = liveBook(spec, venueMarket(startPrices))
  for (let k = 0; k < 50; k++) book.open(randomPortfolio(book.market, random, `m${k}`))
  const used: number[] = []
  for (let passed = 1; passed <= 6; passed++) {
    book.tick(venueMarket({ ...startPrices, minute: passed * day }))
    used.push(book.usedBytes)
  }
  expect(new Set(used.slice(1)).size).toBe(1)
})

test('a market without the history that its scenarios come from is refused, and the book stays as it was', () => {
  const spec = historical[0]!
  const book = liveBook(spec, venueMarket(startPrices))
  const account = book.open(randomPortfolio(book.market, randomFrom(3), 'a'))
  const numbers = book.numbers(account)
  const { history: _, ...bare } = venueMarket({ ...startPrices, minute: 3 })
  expect(() => book.tick(bare)).toThrow('past prices')
  expect(book.numbers(account)).toEqual(numbers)
  expect(() => liveBook(spec, bare)).toThrow('past prices')
})
