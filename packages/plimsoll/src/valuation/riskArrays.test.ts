import { black76 } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import type { EuropeanOption } from '../instrument/instrument.js'
import { parseMarket } from '../market/parseMarket.js'
import type { ScenarioSet, VolatilityShock } from '../scenario/scenario.js'
import { quoteOf } from './quote.js'
import { riskArrays } from './riskArrays.js'

const expiry = '2027-02-05T12:00:00Z'
const settlements = {
  LINEAR: { kind: 'linear', currency: 'USDC' },
  QUANTO: { kind: 'quanto', currency: 'USDC', multiplier: 0.5 },
  INVERSE: { kind: 'inverse', currency: 'BTC' },
}

/** Index and one-year forward of 100. The forward differs from the index where a test says so. */
const marketOf = (forward = 100, vols = [0.2, 0.2, 0.2]) =>
  parseMarket({
    plimsoll: 'market/1',
    asOf: '2026-02-05T12:00:00Z',
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 100, decimals: 8, underlying: 'BTC' } },
    underlyings: {
      BTC: {
        index: 100,
        forwards: [{ expiry, price: forward }],
        slices: [{ kind: 'quotes', expiry, strikes: [50, 100, 200], vols }],
      },
    },
    instruments: [
      ...Object.entries(settlements).map(([id, settlement]) => ({
        kind: 'option',
        id,
        underlying: 'BTC',
        settlement,
        contractSize: 1,
        expiry,
        strike: 100,
        right: 'call',
      })),
      { kind: 'future', id: 'FUTURE', underlying: 'BTC', settlement: settlements.LINEAR, contractSize: 1, expiry },
    ],
  })

const setOf = (
  moves: readonly number[],
  volatility: VolatilityShock = { kind: 'none' },
  more: Partial<ScenarioSet> = {},
): ScenarioSet => ({
  id: 'by hand',
  smile: 'sticky-strike',
  normalMoves: 'absolute',
  horizonDays: 0,
  scenarios: moves.map((move) => ({
    id: `${move}`,
    weight: 1,
    otherwise: { price: { kind: 'relative', move }, volatility },
    shocks: {},
    assets: {},
  })),
  ...more,
})

const rowOf = (id: string, set: ScenarioSet, market = marketOf()): readonly number[] => [
  ...riskArrays(market, set).row(market.instruments.get(id)!),
]

// At the money a call is worth F·(2Φ(σ√T / 2) − 1): 100·(2·0.539827837277029 − 1) at σ√T = 0.2, from Φ(0.1).
const atTwenty = 7.965567455405798

describe('an option in a scenario', () => {
  test('is worth what the shocked volatility gives', () => {
    // Twice 20 %: 100·(2Φ(0.2) − 1) = 100·(2·0.579259709439103 − 1) = 15.8519418878206.
    const [profit] = rowOf('LINEAR', setOf([0], { kind: 'relative', move: 1 }))
    expect(profit).toBeCloseTo(15.8519418878206 - atTwenty, 11)
    const [shifted] = rowOf('LINEAR', setOf([0], { kind: 'absolute', move: 0.2 }))
    expect(shifted).toBeCloseTo(15.8519418878206 - atTwenty, 11)
  })

  test('has no less volatility after an upward shock than the floor', () => {
    // 20 % and a half more is 30 %, but the floor is 40 %.
    const [profit] = rowOf('LINEAR', setOf([0], { kind: 'relative', move: 0.5, floor: 0.4 }))
    expect(profit).toBeCloseTo(15.8519418878206 - atTwenty, 11)
  })

  test('is older by the horizon', () => {
    // Three quarters of a year later σ√T = 0.2·√0.25 = 0.1: 100·(2Φ(0.05) − 1) = 100·(2·0.519938805838372 − 1).
    const [profit] = rowOf('LINEAR', setOf([0], undefined, { horizonDays: 273.75 }))
    expect(profit).toBeCloseTo(3.9877611676744 - atTwenty, 11)
  })

  test('that ends within the horizon pays on the index, not on its forward', () => {
    const contango = marketOf(120)
    const now = quoteOf(contango.instruments.get('LINEAR')!, contango).value
    // The index of 100 goes to 130: the call pays 30 and the future, marked 120 today, ends at 130.
    const set = setOf([0.3, 0], undefined, { horizonDays: 365 })
    expect(rowOf('LINEAR', set, contango)[0]).toBeCloseTo(30 - now, 11)
    expect(rowOf('LINEAR', set, contango)[1]).toBeCloseTo(-now, 11)
    expect(rowOf('FUTURE', set, contango)).toEqual([130 - 120, 100 - 120])
    // One day earlier it still moves with its forward.
    expect(rowOf('FUTURE', { ...set, horizonDays: 364 }, contango)[0]).toBeCloseTo(120 * 0.3, 11)
  })

  test('takes the volatility of its new moneyness where the smile follows the price', () => {
    // The forward doubles: strike 100 is then where strike 50 is today, at 60 %; where it was, it had 40 %.
    const smiling = marketOf(100, [0.6, 0.4, 0.2])
    const before = black76(100, 100, 0.4, true)
    const [following] = rowOf('LINEAR', setOf([1], undefined, { smile: 'sticky-moneyness' }), smiling)
    expect(following).toBeCloseTo(black76(200, 100, 0.6, true) - before, 11)
    const [staying] = rowOf('LINEAR', setOf([1]), smiling)
    expect(staying).toBeCloseTo(black76(200, 100, 0.4, true) - before, 11)
  })

  test('of inverse settlement is paid in a coin that has moved as well', () => {
    // Coin and forward are one price here, so price / forward coins at the coin's price is the price itself.
    const [profit] = rowOf('INVERSE', setOf([0.5]))
    expect(profit).toBeCloseTo(black76(150, 100, 0.2, true) - atTwenty, 11)
  })

  test('of quanto settlement pays its multiplier, and is quoted so', () => {
    const [profit] = rowOf('QUANTO', setOf([0.5]))
    expect(profit).toBeCloseTo(0.5 * (black76(150, 100, 0.2, true) - atTwenty), 11)
    const market = marketOf()
    const option = market.instruments.get('QUANTO') as EuropeanOption
    expect(quoteOf(option, market).value).toBeCloseTo(0.5 * atTwenty, 11)
    expect(quoteOf(option, market).mark).toBeCloseTo(atTwenty, 11)
  })
})
