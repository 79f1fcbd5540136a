import type { Portfolio } from '../../packages/plimsoll/src/account/portfolio.js'
import { parseBook, parseMarket } from '../../packages/plimsoll/src/index.js'
import type { MarketSnapshot } from '../../packages/plimsoll/src/market/snapshot.js'
import type { MarginSpec } from '../../packages/plimsoll/src/requirement/spec.js'
import { withParameters } from '../../packages/plimsoll/src/specs/withParameters.js'

const expiry = '2026-03-27T08:00:00Z'
const linear = { kind: 'linear', currency: 'USDC' }

/** A market of three coins with everything that a book can hold, and the observations that venues keep of it. */
export const mixedMarket: MarketSnapshot = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'mixed' },
  currency: 'USD',
  assets: {
    USDC: { price: 1, decimals: 6 },
    USDT: { price: 0.999, decimals: 6 },
    BTC: { price: 70_000, decimals: 8, underlying: 'BTC' },
    ETH: { price: 2000, decimals: 18, underlying: 'ETH' },
    SOL: { price: 100, decimals: 9, underlying: 'SOL' },
  },
  underlyings: Object.fromEntries(
    [
      ['BTC', 70_000, 0.6],
      ['ETH', 2000, 0.8],
      ['SOL', 100, 1],
    ].map(([name, index, vol]) => [
      name,
      {
        index,
        forwards: [{ expiry, price: (index as number) * 1.005 }],
        slices: [{ kind: 'quotes', expiry, strikes: [index], vols: [vol] }],
      },
    ]),
  ),
  instruments: [
    ...['BTC', 'ETH', 'SOL'].map((underlying) => ({
      kind: 'perpetual',
      id: `${underlying}-PERP`,
      underlying,
      contractSize: 1,
      settlement: linear,
    })),
    { kind: 'future', id: 'BTC-27MAR26', underlying: 'BTC', contractSize: 1, settlement: linear, expiry },
    ...(['call', 'put'] as const).flatMap((right) => [
      {
        kind: 'option',
        id: `BTC-${right}`,
        underlying: 'BTC',
        contractSize: 1,
        settlement: linear,
        expiry,
        strike: 72_000,
        right,
      },
      {
        kind: 'option',
        id: `ETH-${right}`,
        underlying: 'ETH',
        contractSize: 1,
        settlement: linear,
        expiry,
        strike: 1900,
        right,
      },
    ]),
    { kind: 'spot', id: 'SOL-USDC', underlying: 'SOL', asset: 'SOL', currency: 'USDC' },
  ],
  marks: { 'BTC-PERP': 70_010, 'ETH-PERP': 2001, 'SOL-PERP': 100 },
  funding: { 'BTC-PERP': { rate: 0.0001, intervalHours: 8 } },
  facts: {
    underlyings: Object.fromEntries(['BTC', 'ETH', 'SOL'].map((name) => [name, { openInterest: 10_000 }])),
    assets: Object.fromEntries(
      ['USDC', 'USDT', 'BTC', 'ETH', 'SOL'].map((name) => [name, { deposits: 1e6, borrows: 1e5 }]),
    ),
  },
})

/** Perpetuals, a dated future, options of two underlyings long and short, coins held and owed, orders of three kinds. */
export const mixedBook: Portfolio = parseBook({
  plimsoll: 'book/1',
  id: 'mixed',
  balances: [
    { asset: 'USDC', amount: '50000' },
    { asset: 'BTC', amount: '0.5' },
    { asset: 'SOL', amount: '-40' },
  ],
  positions: [
    { instrument: 'BTC-PERP', quantity: '-1', entryPrice: '69000' },
    { instrument: 'ETH-PERP', quantity: '12', entryPrice: '1950' },
    { instrument: 'BTC-27MAR26', quantity: '0.4', entryPrice: '70500' },
    { instrument: 'BTC-call', quantity: '-0.5' },
    { instrument: 'ETH-put', quantity: '6' },
    { instrument: 'SOL-USDC', quantity: '10' },
  ],
  orders: [
    { id: 'one', instrument: 'BTC-PERP', side: 'buy', quantity: '2', price: '70100' },
    { id: 'two', instrument: 'SOL-USDC', side: 'sell', quantity: '15', price: '101' },
    { id: 'three', instrument: 'SOL-USDC', side: 'buy', quantity: '7', price: '98' },
    { id: 'four', instrument: 'ETH-put', side: 'sell', quantity: '8', price: '60' },
  ],
})

/** The rule book with a number in the place of each one that nobody published. */
export function supplied(spec: MarginSpec, figureOf: (parameter: string) => number): MarginSpec {
  const missing = Object.entries(spec.parameters ?? {}).filter(([, { value }]) => value === null)
  return withParameters(spec, Object.fromEntries(missing.map(([name]) => [name, figureOf(name)])))
}
