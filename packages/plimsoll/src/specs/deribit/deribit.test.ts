import { describe, expect, test } from 'vitest'
import { margin } from '../../account/margin.js'
import { parseBook } from '../../account/parseBook.js'
import { parseMarket } from '../../market/parseMarket.js'
import { withParameters } from '../withParameters.js'
import { deribitPm } from './deribitPm.js'
import { deribitSm } from './deribitSm.js'

const expiry = '2026-03-27T08:00:00Z'

function marketOf(index: Readonly<Record<string, number>>, marks: Readonly<Record<string, number>> = {}) {
  return parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: {
      USDC: { price: 1, decimals: 6 },
      ...Object.fromEntries(
        Object.entries(index).map(([name, price]) => [name, { price, decimals: 8, underlying: name }]),
      ),
    },
    underlyings: Object.fromEntries(
      Object.entries(index).map(([name, price]) => [
        name,
        {
          index: price,
          forwards: [{ expiry, price }],
          slices: [{ kind: 'quotes', expiry, strikes: [price], vols: [0.6] }],
        },
      ]),
    ),
    instruments: Object.keys(index).flatMap((name) => [
      {
        kind: 'perpetual',
        id: `${name}-PERPETUAL`,
        underlying: name,
        contractSize: 1,
        settlement: { kind: 'inverse', currency: name },
      },
      {
        kind: 'perpetual',
        id: `${name}_USDC-PERPETUAL`,
        underlying: name,
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      },
      ...(['call', 'put'] as const).map((right) => ({
        kind: 'option',
        id: `${name}-${right}`,
        underlying: name,
        expiry,
        strike: index[name]! * (right === 'call' ? 1.1 : 0.9),
        right,
        contractSize: 1,
        settlement: { kind: 'inverse', currency: name },
      })),
    ]),
    marks: {
      ...Object.fromEntries(
        Object.entries(index).flatMap(([name, price]) => [
          [`${name}-PERPETUAL`, price],
          [`${name}_USDC-PERPETUAL`, price],
        ]),
      ),
      ...marks,
    },
  })
}

const bookOf = (quantities: Readonly<Record<string, string>>, orders: readonly object[] = []) =>
  parseBook({
    plimsoll: 'book/1',
    id: 'by hand',
    positions: Object.entries(quantities).map(([instrument, quantity]) => ({ instrument, quantity })),
    orders,
  })

describe('Deribit standard margin, as the support page works it', () => {
  const market = marketOf({ BTC: 100_000, SOL: 200 })

  test.each([
    // Support article “Linear Perpetual”: BTC at 100,000 and SOL at 200.
    ['BTC_USDC-PERPETUAL', '25', 53_125, 28_125],
    ['BTC_USDC-PERPETUAL', '-350', 1_312_500, 350 * 0.0275 * 100_000],
    ['SOL_USDC-PERPETUAL', '25', 200.625, 100.625],
    ['SOL_USDC-PERPETUAL', '6000', 84_000, 6000 * 0.05 * 200],
    ['BTC-PERPETUAL', '2500000', 53_125, 28_125],
  ])('%s × %s', (instrument, quantity, initial, maintenance) => {
    const result = margin(bookOf({ [instrument]: quantity }), market, deribitSm)
    expect(result.initial).toBeCloseTo(initial, 6)
    expect(result.maintenance).toBeCloseTo(maintenance, 6)
  })
})

describe('Deribit standard margin of options, by hand from the table', () => {
  // Index 100,000; 10 % out of the money on either side; marks in coin.
  const market = marketOf({ BTC: 100_000 }, { 'BTC-call': 0.02, 'BTC-put': 0.015 })

  test('a short call: max(0.15 − 0.1, 0.1) + mark, and 0.075 + mark', () => {
    const result = margin(bookOf({ 'BTC-call': '-2' }), market, deribitSm)
    expect(result.initial).toBeCloseTo(2 * 0.12 * 100_000, 6)
    expect(result.maintenance).toBeCloseTo(2 * 0.095 * 100_000, 6)
  })

  test('a short put: as the call, and max(0.075, 0.075 mark) + mark', () => {
    const result = margin(bookOf({ 'BTC-put': '-1' }), market, deribitSm)
    expect(result.initial).toBeCloseTo(0.115 * 100_000, 6)
    expect(result.maintenance).toBeCloseTo(0.09 * 100_000, 6)
  })

  test('a long option needs nothing; a resting sale counts as sold, a resting purchase its premium', () => {
    const order = (side: string) => ({ id: side, instrument: 'BTC-call', side, quantity: '1', price: '0.021' })
    expect(margin(bookOf({ 'BTC-call': '3' }), market, deribitSm).initial).toBe(0)
    expect(margin(bookOf({ 'BTC-call': '-1' }, [order('sell'), order('buy')]), market, deribitSm).initial).toBeCloseTo(
      24_000 + 2100,
      6,
    )
  })
})

describe('Deribit portfolio margin', () => {
  test('asks 0.157461562 and 0.125969249812 ETH of the live short of 0.999487053 ETH at 1949.34', () => {
    // private/pme/simulate, mainnet, 2026-02-15: worst case 0.15246412672881357, roll shock 0.004997435265.
    const market = marketOf({ ETH: 1949.34 })
    // One dollar a contract; the position is printed in coin.
    const contracts = (0.999487053 * 1949.34).toFixed(12)
    const result = margin(bookOf({ 'ETH-PERPETUAL': `-${contracts}` }), market, deribitPm)
    expect(result.initial / 1949.34).toBeCloseTo(0.157461562, 9)
    expect(result.maintenance / 1949.34).toBeCloseTo(0.125969249812, 9)
  })

  test('counts what the venue states beside the matrix, at the initial level only', () => {
    const market = marketOf({ BTC: 60_000 })
    const book = bookOf({ 'BTC-PERPETUAL': '60000' })
    const plain = margin(book, market, deribitPm)
    const stated = margin(
      { ...book, facts: { 'mmpMargin.BTC': 0.06, 'openOrdersMargin.BTC': 0.01 } },
      market,
      deribitPm,
    )
    expect(stated.initial - plain.initial).toBeCloseTo(0.07 * 60_000, 6)
    expect(stated.maintenance).toBe(plain.maintenance)
  })

  test('shocks each coin’s volatility by its own range', () => {
    const market = marketOf({ BTC: 60_000, ETH: 2000 })
    const still = withParameters(deribitPm, { 'volatility.up.ETH': 0 })
    const short = (name: string) => bookOf({ [`${name}-call`]: '-1' })
    expect(margin(short('BTC'), market, still).initial).toBe(margin(short('BTC'), market, deribitPm).initial)
    expect(margin(short('ETH'), market, still).initial).toBeLessThan(margin(short('ETH'), market, deribitPm).initial)
  })

  test('shocks the delta beyond 20 M USD, by more the more there is', () => {
    const market = marketOf({ BTC: 100_000 })
    const roll = (coins: number) => coins * 0.01 * 100_000
    const worst = (coins: number) => coins * (1 / 0.84 - 1) * 100_000
    const initial = (coins: number) =>
      margin(bookOf({ 'BTC-PERPETUAL': String(coins * 100_000) }), market, deribitPm).initial
    expect(initial(200)).toBeCloseTo(worst(200) + roll(200), 2)
    // 100 BTC of excess × 0.5 %.
    expect(initial(300) - worst(300) - roll(300)).toBeCloseTo(100 * 0.005 * 100_000, 2)
  })
})
