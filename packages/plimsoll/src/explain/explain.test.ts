import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import { whatIf } from '../account/whatIf.js'
import { parseMarket } from '../market/parseMarket.js'
import { parseDecimal } from '../money/decimal.js'
import { rulebook } from '../specs/rulebook.js'
import { quoteOf } from '../valuation/quote.js'
import { contributions } from './contributions.js'
import { generations } from './generations.js'
import { heatmap } from './heatmap.js'
import { liquidationPrices } from './liquidationPrices.js'
import { positionRisks } from './positionRisks.js'
import { priceCurve } from './priceCurve.js'
import { stress } from './stress.js'

const expiry = '2026-03-07T12:00:00Z'
const linear = { kind: 'linear', currency: 'USDC' }

/** BTC at 70,000, half a year's forward apart from it where a test says so, 60 % volatility and thirty days to go. */
const marketOf = (forward = 70_000, marks: Record<string, number> = {}) =>
  parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
    underlyings: {
      BTC: {
        index: 70_000,
        forwards: [{ expiry, price: forward }],
        slices: [{ kind: 'quotes', expiry, strikes: [70_000], vols: [0.6] }],
      },
    },
    instruments: [
      { kind: 'perpetual', id: 'LINEAR', underlying: 'BTC', contractSize: 1, settlement: linear },
      {
        kind: 'perpetual',
        id: 'INVERSE',
        underlying: 'BTC',
        contractSize: 10,
        settlement: { kind: 'inverse', currency: 'BTC' },
      },
      {
        kind: 'option',
        id: 'CALL',
        underlying: 'BTC',
        contractSize: 1,
        strike: 70_000,
        right: 'call',
        expiry,
        settlement: linear,
      },
    ],
    marks: { LINEAR: 70_000, INVERSE: 70_000, ...marks },
  })

const bookOf = (usdc: string, positions: Record<string, readonly [quantity: string, entryPrice?: string]>) =>
  parseBook({
    plimsoll: 'book/1',
    id: 'by hand',
    balances: usdc === '0' ? [] : [{ asset: 'USDC', amount: usdc }],
    positions: Object.entries(positions).map(([instrument, [quantity, entryPrice]]) => ({
      instrument,
      quantity,
      ...(entryPrice === undefined ? {} : { entryPrice }),
    })),
  })

const market = marketOf()
const portfolio = rulebook('portfolio')

describe('liquidation prices', () => {
  // Maintenance is 80 % of 16 % of the price: 0.128·P.
  test('of a long are below', () => {
    // 20,000 + P − 70,000 = 0.128·P at P = 50,000 / 0.872.
    const [found] = liquidationPrices(bookOf('20000', { LINEAR: ['1', '70000'] }), market, portfolio)
    expect(found!.below! / (50_000 / 0.872)).toBeCloseTo(1, 6)
    expect(found!.above).toBeNull()
  })

  test('of a short are above', () => {
    // 20,000 + 70,000 − P = 0.128·P at P = 90,000 / 1.128.
    const [found] = liquidationPrices(bookOf('20000', { LINEAR: ['-1', '70000'] }), market, portfolio)
    expect(found!.above! / (90_000 / 1.128)).toBeCloseTo(1, 6)
    expect(found!.below).toBeNull()
  })

  test('are not looked for where equity is below maintenance already', () => {
    // Maintenance 8,960.
    const [found] = liquidationPrices(bookOf('8959', { LINEAR: ['1', '70000'] }), market, portfolio)
    expect(found).toEqual({ underlying: 'BTC', index: 70_000, below: null, above: null, breached: true })
  })

  test('take a future without an entry price as entered at the mark', () => {
    const [found] = liquidationPrices(bookOf('20000', { LINEAR: ['1'] }), market, portfolio)
    expect(found!.below! / (50_000 / 0.872)).toBeCloseTo(1, 6)
  })

  test('keep what the mark of an option is above the model', () => {
    // A call so deep in the money that it is a forward: worth P − 1 by the model, marked 5,000 above it.
    const deep = { ...marketOf().instruments.get('CALL')!, id: 'DEEP', strike: 1 }
    const marked = marketOf()
    const instruments = new Map([...marked.instruments, ['DEEP', deep as never]])
    const withMark = { ...marked, instruments, marks: new Map([...marked.marks, ['DEEP', 74_999]]) }
    // −55,001 + (P − 1) + 5,000 = 0.128·P, so P = 50,002 / 0.872.
    const [found] = liquidationPrices(bookOf('-55001', { DEEP: ['1'] }), withMark, portfolio)
    expect(found!.below! / (50_002 / 0.872)).toBeCloseTo(1, 6)
  })
})

describe('contributions', () => {
  test('a hedge needs as much alone as what it hedges, and saves that', () => {
    const hedged = bookOf('50000', { LINEAR: ['1', '70000'], INVERSE: ['-7000', '70000'] })
    for (const { alone, saves } of contributions(hedged, market, portfolio)) {
      // 16 % of 70,000 each; together nothing.
      expect(alone).toBeCloseTo(11_200, 6)
      expect(saves).toBeCloseTo(11_200, 6)
    }
  })

  test('what stands alone saves nothing but costs itself, its profit in coin included', () => {
    // 0.2 BTC earned since 60,000: 13,440 for the position and 2,240 for them, down 16 %.
    const [inverse] = contributions(bookOf('50000', { INVERSE: ['8400', '60000'] }), market, portfolio)
    expect(inverse!.alone).toBeCloseTo(15_680, 7)
    expect(inverse!.saves).toBeCloseTo(-15_680, 7)
  })
})

describe('stress', () => {
  const book = bookOf('10000', { LINEAR: ['1', '70000'] })

  test('moves an underlying by name, and others by the star', () => {
    const [named, star] = stress(book, market, portfolio, [
      { id: 'a', label: 'a', moves: { BTC: { price: -0.2, volatility: 0 }, '*': { price: 0.5, volatility: 0 } } },
      { id: 'b', label: 'b', moves: { '*': { price: -0.1, volatility: 0 } } },
    ])
    expect(named!.pnl).toBeCloseTo(-14_000, 8)
    expect(star!.pnl).toBeCloseTo(-7000, 8)
    // 80 % of 16 % of 63,000.
    expect(star!.maintenanceAfter).toBeCloseTo(8064, 8)
    expect(star!.equityAfter).toBeCloseTo(3000, 8)
  })

  test('takes a stablecoin off its peg', () => {
    const scenario = { id: 'peg', label: 'peg', moves: {}, assets: { USDC: -0.1226 } }
    const [result] = stress(book, market, portfolio, [scenario])
    // 12.26 % of 10,000; the position has made nothing.
    expect(result!.pnl).toBeCloseTo(-1226, 8)
  })
})

describe('the price curve', () => {
  test('at expiry is the payoff on the index', () => {
    const contango = marketOf(77_000)
    const value = quoteOf(contango.instruments.get('CALL')!, contango).value
    const curve = priceCurve(bookOf('0', { CALL: ['1'] }), contango, portfolio, 'BTC', { moves: [-0.1, 0, 0.1] })
    // Index 63,000, 70,000 and 77,000 against the strike of 70,000, less what the call is worth now.
    for (const [row, payoff] of [0, 0, 7000].entries()) expect(curve.pnlAtExpiry[row]).toBeCloseTo(payoff - value, 7)
    expect(curve.pnl[1]).toBe(0)
  })

  test('counts a profit in coin with the coin', () => {
    // 0.2 BTC earned; down 16 % the position loses 13,440 and they lose 2,240.
    const curve = priceCurve(bookOf('0', { INVERSE: ['8400', '60000'] }), market, portfolio, 'BTC', { moves: [-0.16] })
    expect(curve.pnl[0]).toBeCloseTo(-15_680, 7)
  })

  test('takes a future without an entry price as entered at the mark', () => {
    const curve = priceCurve(bookOf('20000', { LINEAR: ['1'] }), market, portfolio, 'BTC', { moves: [-0.1] })
    expect(curve.equity[0]).toBeCloseTo(13_000, 8)
  })
})

describe('the heat map', () => {
  test('names its worst field', () => {
    const moves = { priceMoves: [-0.1, 0, 0.1], volatilityMoves: [0.5, 0] }
    const { pnl, worst } = heatmap(bookOf('0', { LINEAR: ['1', '70000'] }), market, 'BTC', moves)
    expect(pnl[0]![2]).toBeCloseTo(7000, 8)
    expect(worst).toMatchObject({ row: 0, column: 0 })
    expect(worst.pnl).toBeCloseTo(-7000, 8)
    const short = heatmap(bookOf('0', { LINEAR: ['-1', '70000'] }), market, 'BTC', moves)
    expect(short.worst).toMatchObject({ row: 0, column: 2 })
  })
})

describe('Greeks', () => {
  test('an inverse perpetual of 70,000 dollars at 70,000 is one coin', () => {
    const [risk] = positionRisks(bookOf('0', { INVERSE: ['7000', '70000'] }), market)
    // 7,000 · 10 · 70,000 / (70,000 · 70,000).
    expect(risk!.delta).toBeCloseTo(1, 12)
  })

  test('theta is for one day', () => {
    const [risk] = positionRisks(bookOf('0', { CALL: ['2'] }), market)
    // At the money −F·φ(σ√T/2)·σ/(2√T) a year, two calls, T = 30/365, a 365th of it.
    const years = 30 / 365
    const half = (0.6 * Math.sqrt(years)) / 2
    const density = Math.exp((-half * half) / 2) / Math.sqrt(2 * Math.PI)
    expect(risk!.theta).toBeCloseTo((-2 * 70_000 * density * 0.6) / (2 * Math.sqrt(years)) / 365, 8)
  })
})

describe('generations', () => {
  test('where the minimum for short options decides, netting at the strike is a saving of its own', () => {
    // Two listings of one far call, long the one and short the other; its value is next to nothing, so only the minimum counts.
    const far = (id: string) => ({
      kind: 'option',
      id,
      underlying: 'BTC',
      contractSize: 1,
      strike: 2_000_000,
      right: 'call',
      expiry,
      settlement: linear,
    })
    const book = parseBook({
      plimsoll: 'book/1',
      id: 'far',
      instruments: [far('FAR-1'), far('FAR-2')],
      positions: [
        { instrument: 'FAR-1', quantity: '1' },
        { instrument: 'FAR-2', quantity: '-1' },
      ],
    })
    const { generations: all, steps } = generations(book, marketOf(), rulebook('portfolio'))
    // Half a per cent of 70,000 while every short counts by itself, nothing once the pair nets.
    expect(all.map(({ capital }) => Math.round(capital))).toEqual([350, 350, 0])
    expect(steps.find(({ cause }) => cause === 'netting')?.saved).toBeCloseTo(350, 6)
  })

  test('what is trapped under isolated margin is used under cross', () => {
    const hedged = bookOf('50000', { LINEAR: ['1', '50000'], INVERSE: ['-7000', '70000'] })
    const [isolated, cross, whole] = generations(hedged, market, portfolio).generations
    // 20,000 of profit locked and 11,200 for the other leg; 11,200 each; one hedges the other.
    expect(isolated!.capital).toBeCloseTo(31_200, 6)
    expect(cross!.capital).toBeCloseTo(22_400, 6)
    expect(whole!.capital).toBeLessThan(1e-6)
  })
})

describe('an intended order', () => {
  const buy = (price: string, side: 'buy' | 'sell' = 'buy') =>
    ({
      instrument: 'LINEAR',
      side,
      quantity: parseDecimal('0.1', 'quantity'),
      price: parseDecimal(price, 'price'),
      as: 'fill',
    }) as const
  // Initial 11,200 and only 10,000 there.
  const short = bookOf('10000', { LINEAR: ['1', '70000'] })

  test('of an account that is short is taken when it reduces, and refused when it adds', () => {
    expect(whatIf(short, market, portfolio, [buy('70000', 'sell')]).accepted).toBe(true)
    expect(whatIf(short, market, portfolio, [buy('70000')]).accepted).toBe(false)
    // Bought 14,000 under the mark: 1,400 gained at once, 1,120 more required. The shortfall shrinks, the risk grows.
    const cheap = whatIf(short, market, portfolio, [buy('56000')])
    expect(cheap.after.excess).toBeGreaterThan(cheap.before.excess)
    expect(cheap.after.excess).toBeLessThan(0)
    expect(cheap.accepted).toBe(false)
    // Sold 14,000 under the mark: less is required, but the shortfall grows.
    expect(whatIf(short, market, portfolio, [buy('56000', 'sell')]).accepted).toBe(false)
  })

  test('that initial equity covers is taken', () => {
    const covered = whatIf(bookOf('12000', {}), market, portfolio, [buy('70000')])
    expect(covered.accepted).toBe(true)
    // A tenth of 11,200.
    expect(covered.after.initial).toBeCloseTo(1120, 9)
    expect(margin(covered.portfolio, market, portfolio).initial).toBe(covered.after.initial)
  })
})
