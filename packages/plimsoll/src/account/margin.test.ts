import { describe, expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook } from '../specs/rulebook.js'
import { healthLevel } from './healthLevel.js'
import { margin } from './margin.js'
import { parseBook } from './parseBook.js'

/** Every expected number below is worked out by hand beside it, from the rule book's ±16 % range for BTC. */
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    USDT: { price: 0.5, decimals: 6 },
    BTC: { price: 70_000, decimals: 8, underlying: 'BTC' },
  },
  underlyings: {
    BTC: {
      index: 70_000,
      forwards: [{ expiry: '2026-03-07T12:00:00Z', price: 70_000 }],
      slices: [{ kind: 'quotes', expiry: '2026-03-07T12:00:00Z', strikes: [70_000], vols: [0.6] }],
    },
    SPREAD: {
      index: -2,
      model: 'normal',
      forwards: [{ expiry: '2026-03-07T12:00:00Z', price: -2 }],
      slices: [{ kind: 'quotes', expiry: '2026-03-07T12:00:00Z', strikes: [-2], vols: [3] }],
    },
  },
  instruments: [
    {
      kind: 'perpetual',
      id: 'LINEAR',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'perpetual',
      id: 'INVERSE',
      underlying: 'BTC',
      contractSize: 10,
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
    {
      kind: 'perpetual',
      id: 'QUANTO',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'quanto', currency: 'USDT', multiplier: 0.1 },
    },
    {
      kind: 'option',
      id: 'CALL',
      underlying: 'BTC',
      contractSize: 1,
      strike: 70_000,
      right: 'call',
      expiry: '2026-03-07T12:00:00Z',
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'option',
      id: 'PUT',
      underlying: 'BTC',
      contractSize: 1,
      strike: 70_000,
      right: 'put',
      expiry: '2026-03-07T12:00:00Z',
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'option',
      id: 'SPREAD-CALL',
      underlying: 'SPREAD',
      contractSize: 100,
      strike: -2,
      right: 'call',
      expiry: '2026-03-07T12:00:00Z',
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    { kind: 'amm', id: 'POOL', underlying: 'BTC', currency: 'USDC' },
  ],
  marks: { LINEAR: 70_000, INVERSE: 70_000, QUANTO: 70_000 },
})

function book(
  positions: Record<string, [quantity: string, entryPrice?: string]>,
  balances: Record<string, string> = {},
) {
  return parseBook({
    plimsoll: 'book/1',
    id: 'test',
    balances: Object.entries(balances).map(([asset, amount]) => ({ asset, amount })),
    positions: Object.entries(positions).map(([instrument, [quantity, entryPrice]]) => ({
      instrument,
      quantity,
      ...(entryPrice === undefined ? {} : { entryPrice }),
    })),
  })
}

const portfolio = rulebook('portfolio')

describe('portfolio margin by hand', () => {
  test('a linear perpetual: 16 % of 70,000, maintenance 80 % of it', () => {
    const result = margin(book({ LINEAR: ['1', '69000'] }, { USDC: '20000' }), market, portfolio)
    expect(result.unrealised).toBe(1000)
    expect(result.equity).toBe(21_000)
    expect(result.initial).toBeCloseTo(11_200, 9)
    expect(result.maintenance).toBeCloseTo(8960, 9)
    expect(result.health).toBeCloseTo(21_000 / 8960, 12)
    expect(result.excess).toBeCloseTo(9800, 9)
    // The profit of 1,000 supports the position but may not leave: 20,000 + 1,000 − 11,200 − 1,000.
    expect(result.withdrawable).toBeCloseTo(8800, 9)
    expect(healthLevel(result)).toBe('safe')
  })

  test('a coin short against its own inverse perpetual is a dollar deposit: nothing is required', () => {
    // 7,000 contracts of 10 USD entered at 70,000: value in USD = P − 70,000·P·(1/70,000 − 1/P) = 70,000 at every P.
    const result = margin(book({ INVERSE: ['-7000', '70000'] }, { BTC: '1' }), market, portfolio)
    expect(result.initial).toBeLessThan(1e-9)
    expect(result.accountValue).toBe(70_000)
    // The residual haircut of 2 % is all that is taken off.
    expect(result.initialEquity).toBe(68_600)
  })

  test('a coin long its own inverse perpetual loses twice: collateral and position', () => {
    // Value = 2P − 70,000; at 58,800 it is 47,600: a loss of 22,400.
    const result = margin(book({ INVERSE: ['7000', '70000'] }, { BTC: '1' }), market, portfolio)
    expect(result.initial).toBeCloseTo(22_400, 8)
  })

  test('a quanto perpetual pays 0.1 USDT of 0.50 USD for each dollar of price', () => {
    // 0.1 · 11,200 USDT · 0.5 USD; USDT does not move in these scenarios.
    const result = margin(book({ QUANTO: ['-1', '70000'] }, { USDT: '10000' }), market, portfolio)
    expect(result.initial).toBeCloseTo(560, 9)
    expect(result.initialEquity).toBeCloseTo(5000 * 0.99, 9)
  })

  test('a constant-product pool: 2√P per unit of liquidity', () => {
    // 1,000 units at 70,000 are worth 2,000·√70,000; down 16 % they keep √0.84 of it.
    const value = 2000 * Math.sqrt(70_000)
    const result = margin(book({ POOL: ['1000'] }, {}), market, portfolio)
    expect(result.optionValue).toBeCloseTo(value, 6)
    expect(result.initial).toBeCloseTo(value * (1 - Math.sqrt(0.84)), 6)
  })

  test('long a call, short a put of one strike and expiry is a forward', () => {
    const synthetic = margin(book({ CALL: ['1'], PUT: ['-1'] }), market, portfolio)
    expect(synthetic.initial).toBeCloseTo(11_200, 6)
    expect(synthetic.optionValue).toBeCloseTo(0, 9)
    expect(margin(book({ CALL: ['1'], PUT: ['-1'], LINEAR: ['-1', '70000'] }), market, portfolio).initial).toBeLessThan(
      1e-6,
    )
  })

  test('a short option pays at least half a per cent of the index, a short at the strike of a long nothing', () => {
    const far = parseBook({
      plimsoll: 'book/1',
      id: 'far',
      instruments: [
        {
          kind: 'option',
          id: 'FAR',
          underlying: 'BTC',
          contractSize: 1,
          strike: 2_000_000,
          right: 'call',
          expiry: '2026-03-07T12:00:00Z',
          settlement: { kind: 'linear', currency: 'USDC' },
        },
      ],
      positions: [{ instrument: 'FAR', quantity: '-2' }],
    })
    const result = margin(far, market, portfolio)
    expect(result.initial).toBe(700)
    expect(result.tree.initial.children[0]!.value).toBeLessThan(1)
  })

  test('an option on a spread below zero is priced by the normal model and moved by an absolute range', () => {
    const spread = book({ 'SPREAD-CALL': ['1'] }, { USDC: '1000' })
    // A relative range says nothing of a price that may be zero.
    expect(() => margin(spread, market, portfolio)).toThrow(expect.objectContaining({ code: 'SPEC_INCOMPLETE' }))
    const ranged = { ...portfolio, scenarios: { grid: { ...portfolio.scenarios.grid!, absoluteRange: { SPREAD: 4 } } } }
    const result = margin(spread, market, ranged)
    // At the money: σ√(T/2π) per unit with σ = 3, T = 30 d.
    const value = 100 * 3 * Math.sqrt(30 / 365 / (2 * Math.PI))
    expect(result.optionValue).toBeCloseTo(value, 9)
    // Down 4 with volatility down 30 %: 6.6 deviations out of the money, next to nothing left.
    expect(result.initial).toBeGreaterThan(0.999 * value)
    expect(result.initial).toBeLessThanOrEqual(value)
  })

  test('an empty book needs nothing and is not divided by', () => {
    const result = margin(book({}, { USDC: '5' }), market, portfolio)
    expect(result).toMatchObject({
      initial: 0,
      maintenance: 0,
      health: Number.POSITIVE_INFINITY,
      utilisation: 0,
      withdrawable: 5,
    })
    expect(margin(book({}), market, portfolio)).toMatchObject({ initial: 0, equity: 0, utilisation: 0 })
  })

  test('health levels: warned above 80 % use, called below initial, liquidated below maintenance', () => {
    const level = (usdc: string): string =>
      healthLevel(margin(book({ LINEAR: ['1', '70000'] }, { USDC: usdc }), market, portfolio))
    // Initial 11,200; 80 % use at 14,000; maintenance 8,960.
    expect(level('14000.01')).toBe('safe')
    expect(level('13999.99')).toBe('warning')
    expect(level('11199.99')).toBe('call')
    expect(level('8959.99')).toBe('liquidation')
  })
})

describe('isolated and cross', () => {
  test('a hedge pays twice under cross and once its gain is trapped more under isolated', () => {
    const hedged = book({ LINEAR: ['1', '50000'], INVERSE: ['-7000', '70000'] }, { USDC: '50000' })
    // Each leg 11,200 at worst: long down 16 %; short inverse up 16 %: 70,000·(1/70,000 − 1/81,200) BTC at 81,200 = 11,200.
    expect(margin(hedged, market, rulebook('cross')).initial).toBeCloseTo(22_400, 6)
    // The long has 20,000 of unrealised profit, more than its 11,200: all of it stays locked.
    expect(margin(hedged, market, rulebook('isolated')).initial).toBeCloseTo(31_200, 6)
    expect(margin(hedged, market, portfolio).initial).toBeLessThan(1e-6)
  })

  test('a borrowed coin costs its haircut under cross and its scenario under portfolio', () => {
    const borrowed = book({}, { USDC: '100000', BTC: '-1' })
    // Worth 30,000; 20 % of 70,000 is taken off it.
    expect(margin(borrowed, market, rulebook('cross')).initialEquity).toBe(16_000)
    // Up 16 % costs 11,200; the residual haircut is 2 %.
    expect(margin(borrowed, market, portfolio)).toMatchObject({
      initialEquity: 28_600,
      initial: expect.closeTo(11_200, 8),
    })
  })

  test('collateral is cut by its haircut and not shocked', () => {
    const result = margin(book({}, { BTC: '1', USDT: '-100' }), market, rulebook('cross'))
    // What is owed costs its haircut too: 50 USD of USDT at 1.01 and 1.005.
    expect(result.initialEquity).toBe(70_000 * 0.8 - 50 * 1.01)
    expect(result.equity).toBe(70_000 * 0.85 - 50 * 1.005)
    expect(result.initial).toBe(0)
  })
})
