import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import type { Portfolio } from '../account/portfolio.js'
import { PlimsollError } from '../error/plimsollError.js'
import { parseMarket } from '../market/parseMarket.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { parseSpec } from '../requirement/parseSpec.js'
import type { MarginSpec } from '../requirement/spec.js'
import { liveSpecs, nextPrices, randomFrom, randomPortfolio, startPrices, venueMarket } from './fixture/venue.js'
import { LiveBook } from './liveBook.js'

/** What lies at the edge of what a live book can hold or be told: it refuses, or says what computing anew says. */
const specs = ['scan', 'shortfall', 'half-netted'].map((id) => liveSpecs.find((spec) => spec.id === id)!)
const [exact, bounded] = specs as [MarginSpec, MarginSpec]
const market = venueMarket(startPrices)

function liveBook(spec: MarginSpec, at: MarketSnapshot, levels: readonly number[] = [1]): LiveBook {
  return new LiveBook({ spec, market: at, team: soloTeam(new KernelMemory()), levels })
}

function portfolioOf(positions: Readonly<Record<string, string>>, dollars = '1000', more: object = {}): Portfolio {
  return parseBook({
    plimsoll: 'book/1',
    id: 'one',
    balances: [{ asset: 'USDC', amount: dollars }],
    positions: Object.entries(positions).map(([instrument, quantity]) => ({ instrument, quantity })),
    ...more,
  })
}

/** Level by the general evaluator; 0 where the market cannot value the account. */
function levelAnew(
  portfolio: Portfolio,
  at: MarketSnapshot,
  spec: MarginSpec,
  levels: readonly number[] = [1],
): number {
  try {
    const { equity, maintenance } = margin(portfolio, at, spec)
    return levels.filter((level) => equity >= level * maintenance).length
  } catch (error) {
    if (error instanceof PlimsollError || error instanceof RangeError) return 0
    throw error
  }
}

function refuses(act: () => unknown): boolean {
  try {
    act()
    return false
  } catch (error) {
    if (error instanceof PlimsollError || error instanceof RangeError) return true
    throw error
  }
}

/** Opens it, or undefined where that is refused. */
function opened(book: LiveBook, portfolio: Portfolio): number | undefined {
  try {
    return book.open(portfolio)
  } catch (error) {
    if (error instanceof PlimsollError || error instanceof RangeError) return undefined
    throw error
  }
}

function perpetuals(count: number, underlyingOf: (k: number) => string, price: number): MarketSnapshot {
  const ids = Array.from({ length: count }, (_, k) => `P${k}`)
  const names = [...new Set(ids.map((_, k) => underlyingOf(k)))]
  return parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'simulated', name: 'limits' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 } },
    underlyings: Object.fromEntries(names.map((name) => [name, { index: price }])),
    instruments: ids.map((id, k) => ({
      kind: 'perpetual',
      id,
      underlying: underlyingOf(k),
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    })),
    marks: Object.fromEntries(ids.map((id) => [id, price])),
  })
}

describe.each(specs)('$id: how much one account may hold', (spec) => {
  test.each([200, 255, 256, 300])('%i underlyings', (count) => {
    const wide = perpetuals(count, (k) => `C${k}`, 100)
    const portfolio = portfolioOf(Object.fromEntries(Array.from({ length: count }, (_, k) => [`P${k}`, '1'])), '100000')
    const book = liveBook(spec, wide)
    const account = opened(book, portfolio)
    if (account === undefined) return
    const anew = margin(portfolio, wide, spec)
    expect(book.numbers(account).equity).toBeCloseTo(anew.equity, 6)
    expect(book.numbers(account).maintenance).toBeCloseTo(anew.maintenance, 6)
  })

  test.each([3900, 4100, 9000])('%i lines', (count) => {
    const long = perpetuals(count, () => 'C', 100)
    const portfolio = portfolioOf(Object.fromEntries(Array.from({ length: count }, (_, k) => [`P${k}`, '1'])))
    const book = liveBook(spec, long)
    const account = opened(book, portfolio)
    if (account === undefined) return
    expect(book.numbers(account).maintenance).toBeCloseTo(margin(portfolio, long, spec).maintenance, 4)
  })

  test('amounts whose products no float64 holds', () => {
    const vast = perpetuals(2, () => 'C', 1e290)
    const portfolio = portfolioOf({ P0: `1${'0'.repeat(29)}`, P1: `-1${'0'.repeat(29)}` })
    const book = liveBook(spec, vast)
    const account = opened(book, portfolio)
    if (account !== undefined) expect(book.level(account)).toBe(levelAnew(portfolio, vast, spec))
  })
})

describe.each(specs)('$id: rows that were made and not priced', (spec) => {
  const put = [...market.instruments.keys()].find((id) => id.startsWith('BTC') && id.endsWith('put'))!
  const short = portfolioOf({ [put]: '-10' })

  test('by an account that was refused, before a tick of another coin', () => {
    const book = liveBook(spec, market)
    book.open(portfolioOf({ 'ETH-PERP': '1' }))
    const refused = portfolioOf({ [put]: '-10' }, '1', { balances: [{ asset: 'NOPE', amount: '1' }] })
    expect(() => book.open(refused)).toThrow(PlimsollError)
    const { underlyings, assets } = venueMarket({ ...startPrices, index: { ...startPrices.index, ETH: 2501 } })
    const next = {
      ...market,
      underlyings: { ...market.underlyings, ETH: underlyings.ETH! },
      assets: { ...market.assets, ETH: assets.ETH! },
    }
    book.tick(next)
    const account = book.open(short)
    expect(book.numbers(account).equity).toBeCloseTo(margin(short, next, spec).equity, 6)
    expect(book.numbers(account).maintenance).toBeCloseTo(margin(short, next, spec).maintenance, 6)
  })

  test('by asking for the rows of an asset with a haircut, before any tick', () => {
    const book = liveBook(exact, market)
    book.rowsOfAsset('BTC')
    const next = venueMarket({ ...startPrices, minute: 1 })
    book.tick(next)
    const coin = portfolioOf({}, '1', { balances: [{ asset: 'BTC', amount: '1' }] })
    expect(book.numbers(book.open(coin)).equity).toBeCloseTo(margin(coin, next, exact).equity, 6)
  })
})

describe.each(specs)('$id: what the market says of instruments', (spec) => {
  const perpetual = portfolioOf({ 'ETH-PERP': '-1' })

  test('an instrument without a price refuses every account that asks for it, not only the first', () => {
    const book = liveBook(spec, { ...market, marks: new Map() })
    expect(refuses(() => book.open(perpetual))).toBe(true)
    expect(refuses(() => book.open(perpetual))).toBe(true)
  })

  test('an instrument that is listed anew with other terms is another one, and what was held is not valued', () => {
    const book = liveBook(spec, market)
    const account = book.open(perpetual)
    const listed = market.instruments.get('ETH-PERP')!
    const instruments = new Map(market.instruments).set('ETH-PERP', { ...listed, contractSize: 10 } as typeof listed)
    const next = { ...market, asOf: market.asOf + 60_000, instruments }
    const { unpriced, evaluated } = book.tick(next)
    // The general evaluator knows no other contract than the one that is listed.
    if (book.plan.path === 'full') expect(evaluated).toBe(1)
    else {
      expect(unpriced).toEqual(['ETH-PERP'])
      expect(book.numbers(account)).toMatchObject({ isValued: false, level: 0 })
      book.replace(account, perpetual)
    }
    expect(book.numbers(account).maintenance).toBeCloseTo(margin(perpetual, next, spec).maintenance, 6)
  })

  test('an instrument that is listed no more is not valued', () => {
    const book = liveBook(spec, market)
    const account = book.open(perpetual)
    const instruments = new Map([...market.instruments].filter(([id]) => id !== 'ETH-PERP'))
    const next = { ...market, asOf: market.asOf + 60_000, instruments }
    book.tick(next)
    expect(book.level(account)).toBe(levelAnew(perpetual, next, spec))
  })

  test('instruments of two books’ own that share a name are two', () => {
    const own = (strike: number): Portfolio =>
      portfolioOf({ MINE: '-1' }, '1000', {
        instruments: [
          {
            kind: 'option',
            id: 'MINE',
            underlying: 'ETH',
            contractSize: 1,
            expiry: '2026-03-27T08:00:00Z',
            strike,
            right: 'put',
            settlement: { kind: 'linear', currency: 'USDC' },
          },
        ],
      })
    const book = liveBook(spec, market)
    book.open(own(500))
    const account = opened(book, own(4000))
    if (account !== undefined)
      expect(book.numbers(account).equity).toBeCloseTo(margin(own(4000), market, spec).equity, 6)
  })

  test('a market in another currency is refused', () => {
    const euros = { ...market, currency: 'EUR' }
    expect(refuses(() => liveBook(spec, euros).open(perpetual))).toBe(true)
  })
})

test('what an option is paid in has no scenarios: neither it nor the next one of its expiry has a price', () => {
  const document = JSON.parse(JSON.stringify(exact))
  document.scenarios.moves.range = { BTC: 0.16, ETH: 0.18 }
  const spec = parseSpec({ ...document, id: 'two-coins' })
  const option = (strike: number) =>
    ({
      kind: 'option',
      id: `O${strike}`,
      underlying: 'ETH',
      contractSize: 1,
      expiry: Date.parse('2026-03-27T08:00:00Z'),
      strike,
      right: 'put',
      settlement: { kind: 'linear', currency: 'ADA' },
    }) as const
  const instruments = new Map(market.instruments).set('O2000', option(2000)).set('O2500', option(2500))
  const book = liveBook(spec, { ...market, instruments })
  for (const id of ['O2000', 'O2500'])
    expect(
      refuses(() => book.open(portfolioOf({ [id]: '-1' }))),
      id,
    ).toBe(true)
})

describe('ticks', () => {
  const short = parseBook({
    plimsoll: 'book/1',
    id: 'short',
    balances: [{ asset: 'USDC', amount: '1000' }],
    positions: [{ instrument: 'ETH-PERP', quantity: '-1', entryPrice: '2500' }],
  })

  test.each(specs)('$id: what a tick was not told of is made up for by the next one that is told nothing', (spec) => {
    const book = liveBook(spec, market)
    const account = book.open(short)
    const moved = venueMarket({ ...startPrices, index: { ...startPrices.index, BTC: 71_000, ETH: 5000 } })
    const second = { ...market, underlyings: moved.underlyings, assets: moved.assets, marks: moved.marks }
    book.tick(second, ['BTC'])
    const third = { ...second, underlyings: { ...second.underlyings, ADA: { ...second.underlyings.ADA! } } }
    book.tick(third)
    expect(book.numbers(account).equity).toBeCloseTo(margin(short, third, spec).equity, 6)
  })

  const dynamic = (where: 'scale' | 'range'): MarginSpec => {
    const document = JSON.parse(JSON.stringify(exact))
    const rule = (times: number, cap: number) => ({
      value: 0.25,
      status: 'own',
      rule: {
        follows: { kind: 'implied-volatility', underlying: 'BTC', days: 30 },
        times,
        floor: 0.01,
        cap,
        speedLimit: { up: 100, down: 0.99 },
      },
    })
    document.parameters = { scale: rule(1, 10), range: rule(0.4, 0.9) }
    if (where === 'range') document.scenarios.moves.range = { '*': { parameter: 'range' } }
    else document.maintenance.by = { parameter: 'scale' }
    return parseSpec({ ...document, id: `dynamic-${where}` })
  }

  test('a multiple that follows the market is that of the market', () => {
    const spec = dynamic('scale')
    const book = liveBook(spec, market)
    const account = book.open(short)
    const next = venueMarket({ ...startPrices, vol: 1.5, minute: 1 })
    book.tick(next)
    expect(book.numbers(account).maintenance).toBeCloseTo(margin(short, next, spec).maintenance, 6)
  })

  test('scenarios that follow one coin’s volatility move the rows of all', () => {
    const spec = dynamic('range')
    const book = liveBook(spec, market)
    const account = book.open(short)
    const { underlyings } = venueMarket({ ...startPrices, vol: 1.5 })
    const next = { ...market, underlyings: { ...market.underlyings, BTC: underlyings.BTC! } }
    book.tick(next)
    expect(book.numbers(account).maintenance).toBeCloseTo(margin(short, next, spec).maintenance, 6)
  })

  test('an account is computed once a tick, however many of its cells are in doubt', () => {
    const book = liveBook(bounded, market)
    const random = randomFrom(5)
    for (let k = 0; k < 40; k++) {
      const amount = (size: number): string => (size * (0.1 + random())).toFixed(4)
      book.open(portfolioOf({ 'ADA-PERP': amount(5000), 'BTC-PERP': amount(0.1), 'ETH-PERP': amount(2) }))
    }
    // A sweep that begins while nothing has a price leaves references without numbers.
    book.tick({ ...market, asOf: market.asOf + 1000, marks: new Map() })
    do book.refresh(1000)
    while (book.isSweeping)
    expect(book.tick(venueMarket({ ...startPrices, minute: 1 })).evaluated).toBeLessThanOrEqual(40)
  })
})

test('levels that do not ascend are refused, or counted all the same', () => {
  const levels = [1.4, 1, 1.1]
  const random = randomFrom(9)
  if (refuses(() => liveBook(exact, market, levels))) return
  const book = liveBook(exact, market, levels)
  const portfolios = Array.from({ length: 60 }, (_, k) => randomPortfolio(market, random, `a${k}`))
  const accounts = portfolios.map((portfolio) => book.open(portfolio))
  let prices = startPrices
  for (let step = 0; step < 20; step++) {
    prices = nextPrices(prices, random, 0.05)
    const now = venueMarket(prices)
    book.tick(now)
    expect(accounts.map((account) => book.level(account))).toEqual(
      portfolios.map((portfolio) => levelAnew(portfolio, now, exact, levels)),
    )
  }
})

test('a closed account cannot be closed again', () => {
  const book = liveBook(exact, market)
  const account = book.open(portfolioOf({ 'ETH-PERP': '1' }))
  book.close(account)
  refuses(() => book.close(account))
  expect(book.open(portfolioOf({ 'ETH-PERP': '1' }))).not.toBe(book.open(portfolioOf({ 'BTC-PERP': '1' })))
})
