import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseVenueName } from '../instrument/venueName.js'
import { forwardAt } from './forwardAt.js'
import { moveMarket } from './moveMarket.js'
import type { MarketSnapshot, SurfaceSlice } from './snapshot.js'
import { volatilityAt } from './volatilityAt.js'

const expiry = Date.UTC(2026, 2, 27, 8)
const asOf = Date.UTC(2026, 1, 5)
const quotes: SurfaceSlice = { kind: 'quotes', expiry, strikes: [60000, 80000, 100000], vols: [0.7, 0.6, 0.65] }
const svi: SurfaceSlice = { kind: 'svi', expiry, a: 0.02, b: 0.1, rho: -0.3, m: 0.05, sigma: 0.2 }
const names = ['BTC-PERPETUAL', 'BTC-27MAR26', 'BTC-27MAR26-80000-C', 'ETH-PERPETUAL', 'ETH-27MAR26-3000-P', 'BTC_USDC']
const market: MarketSnapshot = {
  asOf,
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: {
    BTC: { price: 80000, decimals: 8, underlying: 'BTC' },
    WBTC: { price: 79900, decimals: 8, underlying: 'BTC' },
    ETH: { price: 3000, decimals: 18, underlying: 'ETH' },
    USDC: { price: 1, decimals: 6 },
  },
  underlyings: {
    BTC: { index: 80000, model: 'black', forwards: [{ expiry, price: 81000 }], slices: [quotes] },
    ETH: { index: 3000, model: 'black', forwards: [{ expiry, price: 3030 }], slices: [svi] },
    CL: {
      index: 2,
      model: 'normal',
      forwards: [{ expiry, price: 1 }],
      slices: [{ kind: 'quotes', expiry, strikes: [-5, 0, 5], vols: [3, 2, 4] }],
    },
  },
  instruments: new Map(names.map((name) => [name, parseVenueName(name)])),
  marks: new Map([
    ['BTC-PERPETUAL', 80010],
    ['BTC-27MAR26', 81000],
    ['BTC-27MAR26-80000-C', 0.08],
    ['ETH-PERPETUAL', 3001],
    ['ETH-27MAR26-3000-P', 0.05],
    ['BTC_USDC', 80000],
  ]),
  funding: new Map([['BTC-PERPETUAL', { rate: 1e-4, intervalHours: 8 }]]),
}
const volatility = (snapshot: MarketSnapshot, id: string, strike: number): number => {
  const underlying = snapshot.underlyings[id]!
  return volatilityAt(underlying, id, asOf, expiry, strike, forwardAt(underlying, id, asOf, expiry))
}

test('index, forwards, carried assets and delta-one marks move together; the option marks of the moved go', () => {
  const moved = moveMarket(market, { BTC: { price: -0.25 } })
  expect(moved.underlyings.BTC).toMatchObject({ index: 60000, forwards: [{ expiry, price: 60750 }] })
  expect(moved.assets).toMatchObject({
    BTC: { price: 60000 },
    WBTC: { price: 59925 },
    ETH: { price: 3000 },
    USDC: { price: 1 },
  })
  expect(Object.fromEntries(moved.marks)).toEqual({
    'BTC-PERPETUAL': 60007.5,
    'BTC-27MAR26': 60750,
    BTC_USDC: 60000,
    'ETH-PERPETUAL': 3001,
    'ETH-27MAR26-3000-P': 0.05,
  })
  expect(moved.underlyings.ETH).toBe(market.underlyings.ETH)
  expect(moved.funding).toBe(market.funding)
  expect(market.underlyings.BTC!.index).toBe(80000)
})

test('nothing moved is the same market', () => {
  expect(moveMarket(market, {})).toBe(market)
  expect(moveMarket(market, { BTC: { price: 0, volatility: 0 } })).toBe(market)
})

test('sticky-strike keeps the volatility of a strike, sticky-moneyness that of K / F', () => {
  const price = fc.double({ min: -0.6, max: 1.5, noNaN: true })
  const volMove = fc.double({ min: -0.5, max: 2, noNaN: true })
  const moneyness = fc.double({ min: 0.6, max: 1.6, noNaN: true })
  fc.assert(
    fc.property(fc.constantFrom('BTC', 'ETH'), price, volMove, moneyness, (id, move, volMove, ratio) => {
      const strike = market.underlyings[id]!.index * ratio
      const before = volatility(market, id, strike) * (1 + volMove)
      const sticky = moveMarket(market, { [id]: { price: move, volatility: volMove } })
      expect(volatility(sticky, id, strike) / before).toBeCloseTo(1, 11)
      const floating = moveMarket(market, { [id]: { price: move, volatility: volMove } }, { smile: 'sticky-moneyness' })
      expect(volatility(floating, id, strike * (1 + move)) / before).toBeCloseTo(1, 11)
    }),
  )
})

test('a normal underlying keeps the volatility of K − F under sticky-moneyness', () => {
  const moved = moveMarket(market, { CL: { price: -0.5 } }, { smile: 'sticky-moneyness' })
  expect(volatility(moved, 'CL', -0.5)).toBeCloseTo(volatility(market, 'CL', 0), 12)
})

test('moves that no market can make are refused', () => {
  const refusal = (moves: Parameters<typeof moveMarket>[1]): unknown => {
    try {
      return moveMarket(market, moves)
    } catch (error) {
      return error
    }
  }
  expect(refusal({ BTC: { price: -1 } })).toMatchObject({
    code: 'SCENARIO_INVALID',
    where: 'moves.BTC.price',
    value: -1,
  })
  expect(refusal({ BTC: { volatility: Number.NaN } })).toMatchObject({
    code: 'SCENARIO_INVALID',
    where: 'moves.BTC.volatility',
  })
  expect(refusal({ XRP: { price: 0.1 } })).toMatchObject({ code: 'UNDERLYING_UNKNOWN', where: 'moves.XRP' })
})
