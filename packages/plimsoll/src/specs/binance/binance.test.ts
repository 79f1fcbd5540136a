import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { valueNamed } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseBook } from '../../account/parseBook.js'
import { parseMarket } from '../../market/parseMarket.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { withParameters } from '../withParameters.js'
import { binanceUm } from './binanceUm.js'
import { binanceUnified } from './binanceUnified.js'

const values = (name: string): number => (name.startsWith('collateral') ? 0.95 : 0.05)

test('rule books read', () => {
  expect(parseSpec(binanceUm).id).toBe('binance-um')
  expect(parseSpec(binanceUnified).id).toBe('binance-unified')
})

test.each([binanceUm, binanceUnified])('$id: a book of everything, initial above maintenance', (spec) => {
  const result = margin(mixedBook, mixedMarket, supplied(spec, values))
  expect(result.initial).toBeGreaterThan(result.maintenance)
  expect(result.maintenance).toBeGreaterThan(0)
})

test('what is not published is refused until it is supplied', () => {
  expect(() => margin(mixedBook, mixedMarket, binanceUnified)).toThrow(
    expect.objectContaining({ code: 'SPEC_INCOMPLETE' }),
  )
})

/** methods/venues.md §6: inputs of the venue’s uniMMR example; its result is cut off there, so that it is worked out here. */
describe('uniMMR of the documented inputs', () => {
  const usdt = { kind: 'linear', currency: 'USDT' }
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf: '2022-01-05T12:00:00Z',
    source: { kind: 'manual', name: 'example' },
    currency: 'USD',
    assets: {
      USDT: { price: 1, decimals: 6 },
      BTC: { price: 40_000, decimals: 8, underlying: 'BTC' },
      ETH: { price: 2000, decimals: 8, underlying: 'ETH' },
    },
    underlyings: { BTC: { index: 40_000 }, ETH: { index: 2000 } },
    instruments: [
      { kind: 'perpetual', id: 'BTCUSDT', underlying: 'BTC', contractSize: 1, settlement: usdt },
      {
        kind: 'future',
        id: 'BTCUSDT_220325',
        underlying: 'BTC',
        contractSize: 1,
        settlement: usdt,
        expiry: '2022-03-25T08:00:00Z',
      },
      {
        kind: 'perpetual',
        id: 'BTCUSD',
        underlying: 'BTC',
        contractSize: 100,
        settlement: { kind: 'inverse', currency: 'BTC' },
      },
    ],
    marks: { BTCUSDT: 40_000, BTCUSDT_220325: 42_000, BTCUSD: 40_000 },
  })
  const book = {
    ...parseBook({
      plimsoll: 'book/1',
      id: 'example',
      // Margin account less loans, and the futures wallets.
      balances: [
        { asset: 'USDT', amount: '6000' },
        { asset: 'BTC', amount: '0.16' },
        { asset: 'ETH', amount: '5' },
      ],
      positions: [
        { instrument: 'BTCUSDT', quantity: '-0.05', entryPrice: '52000' },
        { instrument: 'BTCUSDT_220325', quantity: '0.04', entryPrice: '52350' },
        { instrument: 'BTCUSD', quantity: '100', entryPrice: '50000' },
      ],
    }),
    facts: { 'loan.BTC': 0.04, 'loan.ETH': 15, crossLeverage: 3 },
  }
  const spec = withParameters(binanceUnified, {
    'collateral.USDT': 0.999,
    'collateral.BTC': 0.95,
    'collateral.ETH': 0.9,
    'maintenance.coinMargined': 0.004,
  })
  const result = margin(book, market, spec)

  test('profits as printed: +600, −414, and 10,000·(1/50,000 − 1/40,000) = −0.05 BTC', () => {
    expect(result.unrealised).toBeCloseTo(600 - 414 - 0.05 * 40_000, 9)
  })

  test('adjusted equity', () => {
    expect(result.equity).toBeCloseTo(0.999 * (6000 + 600 - 414) + 0.95 * 0.11 * 40_000 + 0.9 * 5 * 2000, 9)
  })

  test('maintenance margin: 0.4 % of each position in the first bracket, 10 % of the loans', () => {
    expect(result.maintenance).toBeCloseTo(0.004 * (2000 + 1680 + 10_000) + 0.1 * (0.04 * 40_000 + 15 * 2000), 9)
    expect(result.health).toBeCloseTo(result.equity / result.maintenance, 12)
  })

  test('loans at ten times leverage ask for half of that, and an asset below 0 is a loan without haircut', () => {
    const at = (crossLeverage: number) => margin({ ...book, facts: { ...book.facts, crossLeverage } }, market, spec)
    expect(result.maintenance - at(10).maintenance).toBeCloseTo(0.05 * 31_600, 9)
    expect(result.maintenance - at(5).maintenance).toBeCloseTo(0.02 * 31_600, 9)
    const owing = parseBook({
      plimsoll: 'book/1',
      id: 'owing',
      balances: [
        { asset: 'USDT', amount: '6000' },
        { asset: 'ETH', amount: '-1' },
      ],
      positions: [],
    })
    const owed = margin(owing, market, spec)
    expect(owed.equity).toBeCloseTo(0.999 * 6000 - 2000, 9)
    expect(owed.maintenance).toBeCloseTo(200, 9)
  })
})

/** methods/venues.md §6: brackets of 2021; MM = notional × rate − cumulative amount, e.g. 300,000 × 1 % − 1,300. */
test.each([
  [40_000, 160],
  [300_000, 3000 - 1300],
  [5_000_000, 125_000 - 16_300],
])('maintenance margin of %d', (notional, expected) => {
  const market = parseMarket({
    plimsoll: 'market/1',
    asOf: '2022-01-05T12:00:00Z',
    source: { kind: 'manual', name: 'example' },
    currency: 'USD',
    assets: { USDT: { price: 1, decimals: 6 } },
    underlyings: { BTC: { index: 10_000 } },
    instruments: [
      {
        kind: 'perpetual',
        id: 'BTCUSDT',
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDT' },
      },
    ],
    marks: { BTCUSDT: 10_000 },
  })
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'one',
    balances: [{ asset: 'USDT', amount: '1000000' }],
    positions: [{ instrument: 'BTCUSDT', quantity: String(-notional / 10_000), entryPrice: '10000' }],
    orders: [{ id: 'o', instrument: 'BTCUSDT', side: 'sell', quantity: '2', price: '9900' }],
  })
  const result = margin(book, market, supplied(binanceUm, values))
  expect(result.maintenance).toBeCloseTo(expected, 6)
  // Open loss: 2 × |min(0, −1 × (10,000 − 9,900))|.
  expect(valueNamed(result.tree.initial, 'open loss of orders')).toBeCloseTo(200, 9)
  expect(result.initial).toBeCloseTo(notional / 20 + (2 * 9900) / 20 + 200, 6)
})
