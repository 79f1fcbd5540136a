import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import { whatIf } from '../account/whatIf.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { parseDecimal } from '../money/decimal.js'
import type { MarginSpec } from '../requirement/spec.js'
import { createValuation } from '../valuation/valuation.js'
import { liveSpecs, nextPrices, randomFrom, randomPortfolio, startPrices, venueMarket } from './fixture/venue.js'
import { LiveBook } from './liveBook.js'

const levels = [1, 1.1, 1.4]

/** Equity, maintenance and level of every portfolio, by the general evaluator. */
function recomputed(portfolios: readonly Portfolio[], market: MarketSnapshot, spec: MarginSpec) {
  const valuation = createValuation(market, spec)
  return portfolios.map((portfolio) => {
    const { equity, maintenance } = margin(portfolio, market, spec, valuation)
    return { equity, maintenance, level: levels.filter((level) => equity >= level * maintenance).length }
  })
}

const liveBook = (spec: MarginSpec, market: MarketSnapshot): LiveBook =>
  new LiveBook({ spec, market, team: soloTeam(new KernelMemory()), levels })

test('which path a rule book takes', () => {
  const market = venueMarket(startPrices)
  const paths = liveSpecs.map((spec) => liveBook(spec, market).plan.path)
  const [exact, bounded] = ['exact', 'bounded']
  expect(paths).toEqual([exact, exact, ...Array(7).fill(bounded), exact, ...Array(5).fill('full')])
  const plan = liveBook(liveSpecs.at(-1)!, market).plan
  expect(plan).toMatchObject({ path: 'full', because: 'its scan nets by position' })
  expect(plan).toHaveProperty('spacing')
})

describe.each(liveSpecs)('$id', (spec) => {
  test('levels are those of computing every account anew, at every tick and after every change', () => {
    const random = randomFrom(spec.id.length)
    let prices = startPrices
    let market = venueMarket(prices)
    const book = liveBook(spec, market)
    const portfolios = Array.from({ length: 60 }, (_, k) => randomPortfolio(market, random, `a${k}`))
    const accounts = portfolios.map((portfolio) => book.open(portfolio))
    let before = recomputed(portfolios, market, spec)
    let crossings = 0
    let evaluated = 0
    for (let step = 0; step < 60; step++) {
      prices = nextPrices(prices, random, step % 10 === 0 ? 0.3 : 0.02)
      market = venueMarket(prices)
      const report = book.tick(market)
      evaluated += report.evaluated
      const now = recomputed(portfolios, market, spec)
      expect(accounts.map((account) => book.level(account))).toEqual(now.map(({ level }) => level))
      const changed = accounts.filter((_, k) => now[k]!.level !== before[k]!.level)
      expect(report.changes.map(({ account }) => account).sort((a, b) => a - b)).toEqual(changed)
      crossings += changed.length
      for (const [k, account] of accounts.entries()) {
        const { equity, maintenance } = book.numbers(account)
        expect(Math.abs(equity - now[k]!.equity)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(now[k]!.equity)))
        expect(Math.abs(maintenance - now[k]!.maintenance)).toBeLessThanOrEqual(1e-9 * (1 + now[k]!.maintenance))
      }
      book.refresh(7)
      const k = Math.floor(random() * portfolios.length)
      portfolios[k] = randomPortfolio(market, random, `a${k}`)
      book.replace(accounts[k]!, portfolios[k]!)
      before = recomputed(portfolios, market, spec)
      expect(book.level(accounts[k]!)).toBe(before[k]!.level)
    }
    expect(crossings).toBeGreaterThan(10)
    if (book.plan.path !== 'exact') expect(evaluated).toBeLessThan(60 * 60)
  })
})

describe.each(liveSpecs)('what-if under $id', (spec) => {
  test('answers as the library does, and changes nothing', () => {
    const random = randomFrom(77)
    const market = venueMarket(startPrices)
    const book = liveBook(spec, market)
    const listed = [...market.instruments.values()]
    const answers = { true: 0, false: 0 }
    for (let round = 0; round < 120; round++) {
      const portfolio = randomPortfolio(market, random, `w${round}`, round % 3)
      const account = book.open(portfolio)
      const numbers = book.numbers(account)
      const instrument = listed[Math.floor(random() * listed.length)]!
      const index = market.underlyings[instrument.underlying]!.index
      const inCoin = instrument.kind === 'option' && instrument.settlement.kind === 'inverse'
      const price = instrument.kind === 'option' ? (inCoin ? 0.03 : 0.03 * index) : index
      const quantity =
        Math.round((instrument.kind === 'spot' ? 1 : random() < 0.5 ? -1 : 1) * random() * 1000) /
        (index > 100 ? 1000 : 1)
      if (quantity === 0) continue
      const found = book.whatIf(account, [{ instrument: instrument.id, quantity, price }])
      const expected = whatIf(portfolio, market, spec, [
        {
          instrument: instrument.id,
          side: quantity > 0 ? 'buy' : 'sell',
          quantity: parseDecimal(Math.abs(quantity).toString(), 'q'),
          price: parseDecimal(price.toString(), 'p'),
          as: 'fill',
        },
      ])
      answers[`${expected.accepted}`]++
      const close = (actual: number, wanted: number): void =>
        expect(Math.abs(actual - wanted)).toBeLessThanOrEqual(
          1e-8 * (1 + Math.abs(wanted) + Math.abs(quantity * price)),
        )
      close(found.after.initial, expected.after.initial)
      close(found.after.equity, expected.after.initialEquity)
      expect(found.accepted).toBe(expected.accepted)
      if (found.before !== undefined) {
        close(found.before.initial, expected.before.initial)
        close(found.before.equity, expected.before.initialEquity)
      }
      expect(book.numbers(account)).toEqual(numbers)
    }
    expect(answers.true).toBeGreaterThan(10)
    expect(answers.false).toBeGreaterThan(10)
  })
})

test('what cannot be valued is refused and leaves nothing behind', () => {
  const market = venueMarket(startPrices)
  const book = liveBook(liveSpecs[0]!, market)
  expect(() =>
    book.whatIf(book.open(randomPortfolio(market, randomFrom(1), 'a')), [{ instrument: 'X', quantity: 1, price: 1 }]),
  ).toThrow(/an instrument of the market/)
})
