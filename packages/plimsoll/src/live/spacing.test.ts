import { KernelMemory, soloTeam } from '@plimsoll/kernel'
import { expect, test } from 'vitest'
import { parseBook } from '../account/parseBook.js'
import type { Portfolio } from '../account/portfolio.js'
import { parseMarket } from '../market/parseMarket.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { formatDecimal } from '../money/decimal.js'
import { parseSpec } from '../requirement/parseSpec.js'
import type { Amount, MarginSpec } from '../requirement/spec.js'
import { createValuation } from '../valuation/valuation.js'
import {
  liveSpecs,
  nextPrices,
  type Prices,
  randomFrom,
  randomPortfolio,
  startPrices,
  venueMarket,
} from './fixture/venue.js'
import { FullAccounts } from './fullAccounts.js'
import { LiveBook } from './liveBook.js'
import type { FullPlan } from './livePlan.js'
import { type Gauge, type Spacing, spacingOf } from './spacing.js'

/** With the highest one what is asked moves more than what is there. */
const levels = [1, 4]
const spaced = ['half-netted', 'trapped', 'added', 'past-or-minimum'].map(
  (id) => liveSpecs.find((spec) => spec.id === id)!,
)

function spacingIn(spec: MarginSpec, market: MarketSnapshot): Spacing {
  const found = spacingOf(spec, createValuation(market, spec))
  if (typeof found === 'string') throw new Error(found)
  return found
}

/** A market whose options are marked where they once were, so that nothing is lost or won by them. */
function marked(prices: Prices): MarketSnapshot {
  const market = venueMarket(prices)
  const options = [...market.instruments.values()].filter(({ kind }) => kind === 'option')
  return { ...market, marks: new Map([...market.marks, ...options.map(({ id }) => [id, 0.02] as const)]) }
}

interface Found {
  wrong: number
  changed: number
  computed: number
  followed: number
}

/** Portfolios within `nearness` of a level, in multiples of their requirement, followed for a while. */
function follow(
  spec: MarginSpec,
  nearness: number,
  {
    change = (same) => same,
    marketOf = venueMarket,
    bookOf = randomPortfolio,
  }: {
    change?: (spacing: Spacing) => Spacing
    marketOf?: (prices: Prices) => MarketSnapshot
    bookOf?: typeof randomPortfolio
  } = {},
): Found {
  const random = randomFrom(99)
  const found: Found = { wrong: 0, changed: 0, computed: 0, followed: 0 }
  let prices: Prices = startPrices
  const first = createValuation(marketOf(prices), spec)
  const accounts = new FullAccounts(spec, levels, change(spacingIn(spec, first.market)), first)
  const alone = new FullAccounts(spec, levels, undefined, first)
  for (let k = 0; k < 60; k++) {
    const level = levels[k % levels.length]! + nearness * (2 * random() - 1)
    const portfolio = placed(bookOf(first.market, random, `s${k}`), alone, level, first)
    accounts.set(k, portfolio, first)
    alone.set(k, portfolio, first)
  }
  const known = new Map(Array.from({ length: 60 }, (_, k) => [k, alone.numbers(k, first)!.level]))
  for (let step = 0; step < 40; step++) {
    prices = nextPrices(prices, random, 0.004)
    const valuation = createValuation(marketOf(prices), spec)
    for (const [account, { level }] of accounts.tick(valuation)) {
      if (known.get(account) !== level) found.changed++
      known.set(account, level)
      found.computed++
    }
    for (const [account, { level }] of alone.tick(valuation)) {
      found.followed++
      if (known.get(account) !== level) found.wrong++
    }
  }
  return found
}

/** The portfolio with dollars such that its equity is so many times its requirement. */
function placed(portfolio: Portfolio, by: FullAccounts, times: number, valuation: ReturnType<typeof createValuation>) {
  const { equity, maintenance } = by.set(-1, portfolio, valuation)
  by.remove(-1)
  const [held] = portfolio.balances.filter(({ asset }) => asset === 'USDC')
  const dollars = Number(formatDecimal(held!.amount)) + times * maintenance - equity
  const amount = parseBook({
    plimsoll: 'book/1',
    id: 'x',
    balances: [{ asset: 'USDC', amount: dollars.toFixed(2) }],
    positions: [],
  }).balances
  return { ...portfolio, balances: [...amount, ...portfolio.balances.filter(({ asset }) => asset !== 'USDC')] }
}

const without =
  (kind: string) =>
  ({ leaves, gauge, base }: Spacing): Spacing => {
    const blind: Gauge = (moves) => gauge(moves.map((move, leaf) => (leaves[leaf]!.kind === kind ? 0 : move)))
    return { leaves, base, gauge: blind }
  }

test.each(spaced)('$id: no level is missed, and most accounts are spared', (spec) => {
  const found = follow(spec, 1)
  console.log(`${spec.id}: ${found.computed} of ${found.followed} computed, ${found.wrong} wrong`)
  expect(found.wrong).toBe(0)
  expect(found.computed).toBeLessThan(0.6 * found.followed)
})

/** A future that has won half of its price, which a cell that traps its gains asks for. */
function winner(market: MarketSnapshot, random: () => number, id: string): Portfolio {
  const { index } = market.underlyings.ETH!
  const entryPrice = (index * (0.4 + 0.2 * random())).toFixed(2)
  return parseBook({
    plimsoll: 'book/1',
    id,
    balances: [{ asset: 'USDC', amount: '1' }],
    positions: [{ instrument: 'ETH-PERP', quantity: (1 + random()).toFixed(3), entryPrice }],
  })
}

/** Rule books of one term each, so that nothing else hides it. */
function only(maintenance: Amount): MarginSpec {
  const { initial: _, ...rest } = spaced[0]!
  return { ...rest, initial: maintenance, maintenance }
}

test.each([
  ['rows', only({ node: 'worst-of', scenarios: 'moves', scope: 'position' }), {}],
  [
    'index',
    only({ node: 'max', of: [0, { node: 'short-option-minimum', rate: 0.2, netting: 'none' }] }),
    { marketOf: marked },
  ],
  ['measure', only({ node: 'max', of: [0, { node: 'measure', of: 'delta-value', sum: 'gross' }] }), {}],
  ['worth', only({ node: 'worst-of', scenarios: 'moves', scope: 'position', gains: 'trapped' }), { bookOf: winner }],
] as const)('a gauge that does not see the %s misses some', (kind, spec, options) => {
  expect(follow(spec, 0.03, options).wrong).toBe(0)
  expect(follow(spec, 0.03, { ...options, change: without(kind) }).wrong).toBeGreaterThan(0)
})

/** Books of which one thing alone moves the equity, or the requirement: each is what one term of what is spent is there for. */
const bookIn =
  (balances: Readonly<Record<string, string>>, inverse: number) =>
  (_market: MarketSnapshot, random: () => number, id: string): Portfolio =>
    parseBook({
      plimsoll: 'book/1',
      id,
      balances: Object.entries({ USDC: '1', ...balances }).map(([asset, amount]) => ({ asset, amount })),
      positions:
        inverse === 0
          ? []
          : [{ instrument: 'BTC-INVERSE', quantity: `${inverse}`, entryPrice: (60_000 + 5000 * random()).toFixed(1) }],
    })

test.each([
  [
    'what is owed costs its haircut',
    {
      ...only({ node: 'max', of: [500] }),
      collateral: { mode: 'haircut', haircuts: { BTC: { initial: 1, maintenance: 1 } }, residualHaircuts: {} },
    },
    bookIn({ BTC: '-0.1' }, 0),
  ],
  ['what was paid at entry moves with its asset', only({ node: 'max', of: [500] }), bookIn({}, 100)],
] as const)('%s', (_what, spec, bookOf) => {
  const found = follow(spec, 0.03, { bookOf })
  expect(found.wrong).toBe(0)
  expect(found.changed).toBeGreaterThan(10)
})

test('what has no spacing says why', () => {
  const market = venueMarket(startPrices)
  const reason = (maintenance: Amount): unknown => {
    const { path, unspaced } = new LiveBook({
      spec: only(maintenance),
      market,
      team: soloTeam(new KernelMemory()),
    }).plan as FullPlan
    expect(path).toBe('full')
    return unspaced
  }
  const scan = { node: 'worst-of', scenarios: 'moves', scope: 'account' } as const
  const notional = { node: 'measure', of: 'notional', sum: 'net' } as const
  expect(reason({ node: 'scale', by: notional, of: scan })).toBe('a product of two numbers that both move')
  expect(reason({ node: 'sum', of: [scan, { node: 'measure', of: 'profit', sum: 'net' }] })).toBe(
    'profit is no multiple of a quantity',
  )
  expect(reason({ node: 'ratio', of: scan, over: 2, ifZero: 0 })).toBe('the node ratio has no bound')
  expect(reason({ node: 'for-each', scope: 'underlying', of: { node: 'floor', at: 5, of: scan } })).toBe(
    'it asks something of every cell, whatever is in it',
  )
  expect(reason({ node: 'max', of: [scan, { node: 'short-option-minimum', rate: notional, netting: 'none' }] })).toBe(
    'the rate for short options is not a constant',
  )
})

test('an asset that follows another coin from now on is computed, though nothing about it has moved', () => {
  const coins = ['BTC', 'ETH']
  const market = (follows: string): MarketSnapshot =>
    parseMarket({
      plimsoll: 'market/1',
      asOf: '2026-02-05T12:00:00Z',
      source: { kind: 'manual', name: 'test' },
      currency: 'USD',
      assets: { USDC: { price: 1, decimals: 6 }, WRAPPED: { price: 100, decimals: 8, underlying: follows } },
      underlyings: Object.fromEntries(coins.map((coin) => [coin, { index: 100 }])),
      instruments: coins.map((coin) => ({
        kind: 'perpetual',
        id: `${coin}-PERP`,
        underlying: coin,
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      })),
      marks: Object.fromEntries(coins.map((coin) => [`${coin}-PERP`, 100])),
    })
  const document = JSON.parse(JSON.stringify(spaced[0]!))
  document.scenarios.moves.range = { '*': 0.2 }
  document.collateral.residualHaircuts = { '*': { initial: 0, maintenance: 0 } }
  const book = new LiveBook({ spec: parseSpec(document), market: market('ETH'), team: soloTeam(new KernelMemory()) })
  const account = book.open(
    parseBook({
      plimsoll: 'book/1',
      id: 'hedged',
      balances: [{ asset: 'WRAPPED', amount: '1' }],
      positions: [
        { instrument: 'ETH-PERP', quantity: '-5', entryPrice: '100' },
        { instrument: 'BTC-PERP', quantity: '4', entryPrice: '100' },
      ],
    }),
  )
  const before = book.numbers(account)
  expect(book.tick(market('ETH')).evaluated).toBe(0)
  expect(book.tick(market('BTC')).evaluated).toBe(1)
  expect(book.numbers(account).maintenance).not.toBe(before.maintenance)
})
