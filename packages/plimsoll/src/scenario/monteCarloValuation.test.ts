import { black76, normalQuantile } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { riskArrays } from '../valuation/riskArrays.js'
import { historySet } from './historySet.js'
import { monteCarloSet } from './monteCarlo.js'
import type { MonteCarloScenarios } from './monteCarloSpec.js'

const settlement = { kind: 'linear', currency: 'USDC' }
const expiry = '2027-02-05T00:00:00Z'
const surface = (index: number): object => ({
  index,
  forwards: [{ expiry, price: index }],
  slices: [{ kind: 'quotes', expiry, strikes: [index / 2, index, index * 2], vols: [0.5, 0.5, 0.5] }],
})

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T00:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: { BTC: surface(100), ETH: surface(10) },
  instruments: [
    { kind: 'option', id: 'CALL', underlying: 'BTC', settlement, contractSize: 1, expiry, strike: 110, right: 'call' },
    { kind: 'future', id: 'BTC-FUTURE', underlying: 'BTC', settlement, contractSize: 1, expiry },
    { kind: 'future', id: 'ETH-FUTURE', underlying: 'ETH', settlement, contractSize: 1, expiry },
  ],
  history: {
    stepDays: 1,
    times: ['2026-02-03T00:00:00Z', '2026-02-04T00:00:00Z', '2026-02-05T00:00:00Z'],
    closes: { BTC: [100, 80, 100], ETH: [20, 22, 11] },
  },
})

const spec: MonteCarloScenarios = {
  kind: 'monte-carlo',
  smile: 'sticky-strike',
  horizonDays: 10,
  paths: 20_000,
  seed: 7,
  volatilities: { kind: 'stated', values: { '*': 0.6 } },
  correlations: { kind: 'stated', values: {}, otherwise: 0.7 },
}

describe('random and past scenarios under full revaluation', () => {
  test('Value at Risk of a short call: the call at the quantile of the price, ten days older', () => {
    const row = riskArrays(market, monteCarloSet(spec, market, 'mc')).row(market.instruments.get('CALL')!)
    for (const tail of [0.05, 0.01, 0.002]) {
      // The call rises with the price, so its quantile is its value at the price's: ln P is normal with deviation 0.6·√(10/365).
      const price = 100 * Math.exp(-normalQuantile(tail) * 0.6 * Math.sqrt(10 / 365))
      const gain = black76(price, 110, 0.5 * Math.sqrt(355 / 365), true) - black76(100, 110, 0.5, true)
      const beyond = row.filter((profit) => profit > gain).length / spec.paths
      expect(Math.abs(beyond - tail) / Math.sqrt((tail * (1 - tail)) / spec.paths)).toBeLessThan(4)
    }
  })

  test('an option feels its surface move, and every value stays finite in the far tails', () => {
    const wild: MonteCarloScenarios = {
      ...spec,
      paths: 2000,
      degreesOfFreedom: 2.1,
      volatilities: { kind: 'stated', values: { '*': 5 } },
      jumps: { intensityPerYear: 200, common: 0.5, mean: { '*': -1 }, deviation: { '*': 1 } },
      surface: { levelVolatility: 5, levelPriceCorrelation: -0.9, skewVolatility: 1, termVolatility: 1 },
    }
    const row = riskArrays(market, monteCarloSet(wild, market, 'mc')).row(market.instruments.get('CALL')!)
    expect(row.every(Number.isFinite)).toBe(true)
    const { surface: _surface, ...still } = wild
    expect(riskArrays(market, monteCarloSet(still, market, 'mc')).row(market.instruments.get('CALL')!)).not.toEqual(row)
  })

  test('an underlying that was not drawn for cannot be valued', () => {
    const arrays = riskArrays(market, monteCarloSet(spec, market, 'mc', ['BTC']))
    expect(() => arrays.row(market.instruments.get('ETH-FUTURE')!)).toThrow(/past prices of ETH/)
  })

  test('past days move a book as they moved the market', () => {
    const { set } = historySet(
      {
        kind: 'history',
        smile: 'sticky-strike',
        horizonDays: 1,
        windowDays: 2,
        overlapping: true,
        returns: 'relative',
      },
      market,
      'past',
    )
    const arrays = riskArrays(market, set)
    const profits = (id: string): number[] => Array.from(arrays.row(market.instruments.get(id)!))
    expect(profits('BTC-FUTURE')[0]).toBeCloseTo(-20, 12)
    expect(profits('BTC-FUTURE')[1]).toBeCloseTo(25, 12)
    expect(profits('ETH-FUTURE')[0]).toBeCloseTo(1, 12)
    expect(profits('ETH-FUTURE')[1]).toBeCloseTo(-5, 12)
  })
})
