import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook } from '../specs/rulebook.js'

const near = '2026-03-07T12:00:00Z'
const far = '2026-06-05T12:00:00Z'
const linear = { kind: 'linear', currency: 'USDC' }
const option = { kind: 'option', underlying: 'BTC', contractSize: 1, strike: 1000, right: 'call', expiry: near }

/** Index 1,000; a charge of 1 % is 10 for a plain contract. USDC is worth 1 and USDT 0.50. */
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    USDT: { price: 0.5, decimals: 6 },
    BTC: { price: 1000, decimals: 8, underlying: 'BTC' },
  },
  underlyings: {
    BTC: {
      index: 1000,
      forwards: [{ expiry: near, price: 1000 }],
      slices: [{ kind: 'quotes', expiry: near, strikes: [1000], vols: [0.5] }],
    },
  },
  instruments: [
    { ...option, id: 'CALL', settlement: linear },
    { ...option, id: 'PUT', settlement: linear, right: 'put' },
    { ...option, id: 'FAR-CALL', settlement: linear, expiry: far },
    { ...option, id: 'HIGH-CALL', settlement: linear, strike: 1100 },
    { ...option, id: 'TENTH', settlement: linear, strike: 1200, contractSize: 0.1 },
    { ...option, id: 'USDT-CALL', settlement: { kind: 'linear', currency: 'USDT' } },
    { ...option, id: 'QUANTO', settlement: { kind: 'quanto', currency: 'USDT', multiplier: 0.01 } },
    { ...option, id: 'INVERSE', settlement: { kind: 'inverse', currency: 'BTC' } },
  ],
})

function charge(
  netting: 'strike' | 'none',
  positions: Record<string, string>,
  orders: Record<string, string> = {},
): number {
  const initial = { node: 'short-option-minimum', rate: 0.01, netting } as const
  const book = parseBook({
    plimsoll: 'book/1',
    id: 'by hand',
    positions: Object.entries(positions).map(([instrument, quantity]) => ({ instrument, quantity })),
    orders: Object.entries(orders).map(([instrument, quantity]) => ({
      id: `order ${instrument}`,
      instrument,
      side: quantity.startsWith('-') ? 'sell' : 'buy',
      quantity: quantity.replace('-', ''),
      price: '0.01',
      reduceOnly: false,
    })),
  })
  return margin(book, market, { ...rulebook('portfolio'), initial, maintenance: initial }).initial
}

describe('the minimum for short options', () => {
  test('nets at one strike and expiry, calls and puts alike', () => {
    expect(charge('strike', { CALL: '-3' })).toBeCloseTo(30, 10)
    // Two of the three shorts are covered by the long puts.
    expect(charge('strike', { CALL: '-3', PUT: '2' })).toBeCloseTo(10, 10)
    expect(charge('strike', { CALL: '-3', PUT: '5' })).toBe(0)
  })

  test('does not net over strikes or expiries', () => {
    expect(charge('strike', { CALL: '-3', 'HIGH-CALL': '5' })).toBeCloseTo(30, 10)
    expect(charge('strike', { CALL: '-3', 'FAR-CALL': '5' })).toBeCloseTo(30, 10)
  })

  test('nets nothing where the rule book says none', () => {
    expect(charge('none', { CALL: '-3', PUT: '2' })).toBeCloseTo(30, 10)
    expect(charge('none', { CALL: '3', PUT: '-2' })).toBeCloseTo(20, 10)
  })

  test('takes a resting sell as sold and a resting buy as not bought', () => {
    expect(charge('strike', {}, { CALL: '-3' })).toBeCloseTo(30, 10)
    expect(charge('strike', { CALL: '-3' }, { PUT: '2' })).toBeCloseTo(30, 10)
    expect(charge('strike', { CALL: '3' }, { PUT: '-2' })).toBe(0)
    expect(charge('none', { CALL: '-1' }, { PUT: '-2' })).toBeCloseTo(30, 10)
  })

  test('is for the size of the contract, and for what it pays in', () => {
    // 3 · 0.1 · 10.
    expect(charge('strike', { TENTH: '-3' })).toBeCloseTo(3, 10)
    // A USDT of 0.50: 3 · 10 · 0.5, and at the multiplier 0.01 of a quanto option 0.15.
    expect(charge('strike', { 'USDT-CALL': '-3' })).toBeCloseTo(15, 10)
    expect(charge('strike', { QUANTO: '-3' })).toBeCloseTo(0.15, 10)
    // An inverse contract stands for one coin, whatever the coin is worth.
    expect(charge('none', { INVERSE: '-3' })).toBeCloseTo(30, 10)
  })

  test('does not net what pays differently', () => {
    for (const long of ['USDT-CALL', 'QUANTO', 'INVERSE'])
      expect(charge('strike', { CALL: '-3', [long]: '5' })).toBeCloseTo(30, 10)
  })
})
