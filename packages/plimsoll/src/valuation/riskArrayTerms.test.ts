import { black76, exp } from '@plimsoll/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { moveMarket } from '../market/moveMarket.js'
import { parseMarket } from '../market/parseMarket.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { type ListedScenario, type ScenarioList, scenarioSetOf } from '../scenario/scenarioSet.js'
import { quoteOf } from './quote.js'
import { riskArrays } from './riskArrays.js'
import { sensitivitiesOf } from './sensitivities.js'

const asOf = '2026-02-05T12:00:00Z'
const expiry = '2027-02-05T12:00:00Z'
const linear = { kind: 'linear', currency: 'USDC' }
const inverse = { kind: 'inverse', currency: 'BTC' }

/** Index 100 and a forward of 100 in one year; volatility 40 %; options at strike 100. */
function marketOf(forward: Record<string, unknown> = {}, expires = expiry): MarketSnapshot {
  const option = { kind: 'option', underlying: 'BTC', contractSize: 1, expiry: expires, strike: 100, right: 'call' }
  return parseMarket({
    plimsoll: 'market/1',
    asOf,
    source: { kind: 'manual', name: 'by hand' },
    currency: 'USD',
    assets: {
      USDC: { price: 1, decimals: 6 },
      BTC: { price: 100, decimals: 8, underlying: 'BTC' },
      ETH: { price: 10, decimals: 18, underlying: 'ETH' },
    },
    underlyings: {
      BTC: {
        index: 100,
        forwards: [{ expiry: expires, price: 100, ...forward }],
        slices: [{ kind: 'quotes', expiry: expires, strikes: [100], vols: [0.4] }],
      },
      ETH: { index: 10 },
    },
    instruments: [
      { ...option, id: 'LINEAR', settlement: linear },
      { ...option, id: 'INVERSE', settlement: inverse },
      { ...option, id: 'WING', settlement: linear, strike: 150 },
      { ...option, id: 'PUT', settlement: linear, right: 'put' },
      { kind: 'future', id: 'FUTURE', underlying: 'BTC', settlement: linear, contractSize: 1, expiry: expires },
      { kind: 'perpetual', id: 'PERPETUAL', underlying: 'BTC', settlement: inverse, contractSize: 10 },
      { kind: 'perpetual', id: 'ETH', underlying: 'ETH', settlement: linear, contractSize: 1 },
      { kind: 'spot', id: 'SPOT', underlying: 'BTC', asset: 'BTC', currency: 'USDC' },
    ],
    marks: { PERPETUAL: 100, ETH: 10 },
  })
}

function setOf(scenarios: readonly Partial<ListedScenario>[], more: Partial<ScenarioList> = {}) {
  const list: ScenarioList = {
    kind: 'list',
    smile: 'sticky-strike',
    horizonDays: 0,
    volatility: [],
    scenarios: scenarios.map((scenario, row) => ({ id: `${row}`, volatility: { kind: 'none' }, ...scenario })),
    ...more,
  }
  return scenarioSetOf(list, 'by hand')
}

const rowOf = (market: MarketSnapshot, id: string, set: ReturnType<typeof setOf>): readonly number[] => [
  ...riskArrays(market, set).row(market.instruments.get(id)!),
]

describe('weights and profits', () => {
  const market = marketOf()
  const btc = market.instruments.get('PERPETUAL')!
  const eth = market.instruments.get('ETH')!

  test('are one array where everything counts in full', () => {
    const arrays = riskArrays(market, setOf([{ move: 0.1 }, { move: -0.1 }]))
    expect(arrays.rawRow(btc)).toBe(arrays.row(btc))
    expect(arrays.assetRawRow('BTC')).toBe(arrays.assetRow('BTC'))
    expect([...arrays.weights]).toEqual([1, 1])
  })

  test('stand apart where not, and multiply to the row', () => {
    const arrays = riskArrays(market, setOf([{ move: 0.1 }, { move: -0.5, weight: 0.3, weights: { BTC: 0.5 } }]))
    expect([...arrays.weightsOf('BTC')]).toEqual([1, 0.5])
    expect([...arrays.weightsOf('ETH')]).toEqual([1, 0.3])
    expect([...arrays.weights]).toEqual([1, 0.3])
    expect([...arrays.row(eth)]).toEqual([...arrays.rawRow(eth)].map((profit, s) => profit * [1, 0.3][s]!))
    expect([...arrays.row(btc)]).toEqual([...arrays.rawRow(btc)].map((profit, s) => profit * [1, 0.5][s]!))
    expect([...arrays.rawRow(eth)]).toEqual([10 * 1.1 - 10, 10 * 0.5 - 10])
    expect([...arrays.assetRow('BTC')!]).toEqual([...arrays.assetRawRow('BTC')!].map((p, s) => p * [1, 0.5][s]!))
    expect([...arrays.assetRow('ETH')!]).toEqual([...arrays.assetRawRow('ETH')!].map((p, s) => p * [1, 0.3][s]!))
    // In whichever order they are asked for.
    const again = riskArrays(market, arrays.set)
    expect(again.rawRow(btc)).toEqual(arrays.rawRow(btc))
    expect(again.row(btc)).toEqual(arrays.row(btc))
  })

  test('are taken over from a neighbouring market that did not move them', () => {
    const set = setOf([{ move: -0.5, weight: 0.3 }])
    const arrays = riskArrays(market, set)
    const moved = moveMarket(market, { BTC: { price: 0.1 } })
    const inheriting = riskArrays(moved, set, { arrays, movedUnderlying: 'BTC' })
    expect(inheriting.rawRow(eth)).toBe(arrays.rawRow(eth))
    expect(inheriting.rawRow(btc)).not.toBe(arrays.rawRow(btc))
  })
})

describe('conversion at the prices of now', () => {
  const moves = [{ move: 0.25 }, { move: -0.2 }]

  test('leaves an inverse future q·(1 − 1/(1 + x)) coins at today’s price', () => {
    const [up, down] = rowOf(marketOf(), 'PERPETUAL', setOf(moves, { conversion: 'now' }))
    // Ten dollars are 0.1 coins; 1 − 1/1.25 = 0.2 and 1 − 1/0.8 = −0.25 of them, at 100.
    expect(up).toBeCloseTo(2, 13)
    expect(down).toBeCloseTo(-2.5, 13)
    // At the coin's own price in the scenario the same contract is linear in it.
    const shocked = rowOf(marketOf(), 'PERPETUAL', setOf(moves))
    expect(shocked[0]).toBeCloseTo(2.5, 13)
    expect(shocked[1]).toBeCloseTo(-2, 13)
  })

  test('counts an inverse option’s change in coin', () => {
    const [up] = rowOf(marketOf(), 'INVERSE', setOf(moves, { conversion: 'now' }))
    const coins = black76(125, 100, 0.4, true) / 125 - black76(100, 100, 0.4, true) / 100
    expect(up).toBeCloseTo(coins * 100, 11)
  })

  test('makes the asset the measure: holding it gains and loses nothing', () => {
    const market = marketOf()
    const arrays = riskArrays(market, setOf(moves, { conversion: 'now' }))
    expect(arrays.assetRow('BTC')).toBeUndefined()
    expect([...arrays.row(market.instruments.get('SPOT')!)]).toEqual([0, 0])
    expect([...rowOf(market, 'SPOT', setOf(moves))]).toEqual([25, -20])
  })
})

describe('a rate at the expiry', () => {
  const discount = exp(-0.1)
  const market = marketOf({ rate: 0.1 })

  test('discounts what an option is worth, now and in every scenario, and no future', () => {
    const now = black76(100, 100, 0.4, true)
    expect(quoteOf(market.instruments.get('LINEAR')!, market).value).toBe(now * discount)
    const [up] = rowOf(market, 'LINEAR', setOf([{ move: 0.3 }]))
    expect(up).toBeCloseTo((black76(130, 100, 0.4, true) - now) * discount, 11)
    expect(rowOf(market, 'FUTURE', setOf([{ move: 0.25 }]))).toEqual([25])
    expect(rowOf(market, 'LINEAR', setOf([{ move: 0 }]))).toEqual([0])
  })

  test('discounts by less once time has passed', () => {
    const [later] = rowOf(market, 'LINEAR', setOf([{}], { horizonDays: 273.75 }))
    const then = black76(100, 100, 0.4 * 0.5, true) * exp(-0.025)
    expect(later).toBeCloseTo(then - black76(100, 100, 0.4, true) * discount, 11)
  })

  test('below zero is none', () => {
    const negative = marketOf({ rate: -0.1 })
    expect(quoteOf(negative.instruments.get('LINEAR')!, negative)).toEqual(
      quoteOf(marketOf().instruments.get('LINEAR')!, marketOf()),
    )
  })

  test('scales the Greeks with the value', () => {
    const undiscounted = marketOf()
    const of = (m: MarketSnapshot) => sensitivitiesOf(m.instruments.get('LINEAR')!, m, Number.NaN)
    expect(of(market).delta / of(undiscounted).delta).toBeCloseTo(discount, 14)
    expect(of(market).vega / of(undiscounted).vega).toBeCloseTo(discount, 14)
  })
})

describe('a forward that is settling', () => {
  test('moves only as far as it is not fixed', () => {
    const market = marketOf({ settled: { fixed: 40 } })
    expect(rowOf(market, 'FUTURE', setOf([{ move: 0.5 }]))).toEqual([30])
    const [profit] = rowOf(market, 'LINEAR', setOf([{ move: 0.5 }]))
    expect(profit).toBeCloseTo(black76(130, 100, 0.4, true) - black76(100, 100, 0.4, true), 11)
    // The same as looking at the market after the move.
    const moved = moveMarket(market, { BTC: { price: 0.5 } })
    const option = market.instruments.get('LINEAR')!
    expect(quoteOf(option, moved).value - quoteOf(option, market).value).toBeCloseTo(profit!, 11)
  })

  test('within the horizon ends on its average, not on the index', () => {
    const market = marketOf({ price: 90, settled: { fixed: 40 } })
    // (90 − 40)·1.5 + 40 = 115.
    expect(rowOf(market, 'FUTURE', setOf([{ move: 0.5 }], { horizonDays: 365 }))).toEqual([25])
    const [profit] = rowOf(market, 'LINEAR', setOf([{ move: 0.5 }], { horizonDays: 365 }))
    expect(profit).toBeCloseTo(15 - black76(90, 100, 0.4, true), 11)
  })

  test('halves what half of it no longer follows', () => {
    const whole = marketOf()
    const half = marketOf({ settled: { fixed: 50 } })
    const deltaOf = (market: MarketSnapshot, id: string): number =>
      sensitivitiesOf(market.instruments.get(id)!, market, 100).delta
    expect(deltaOf(half, 'FUTURE')).toBe(deltaOf(whole, 'FUTURE') / 2)
    expect(deltaOf(half, 'LINEAR')).toBeCloseTo(deltaOf(whole, 'LINEAR') / 2, 14)
  })

  test('whose expiry has come pays out what is fixed, and moves no more', () => {
    const ended = marketOf({ price: 130, settled: { fixed: 130 } }, asOf)
    expect(quoteOf(ended.instruments.get('LINEAR')!, ended).value).toBe(30)
    expect(rowOf(ended, 'LINEAR', setOf([{ move: 0.5 }, { move: -0.5 }]))).toEqual([0, 0])
    const unsettled = marketOf({ price: 130 }, asOf)
    expect(() => quoteOf(unsettled.instruments.get('LINEAR')!, unsettled)).toThrow('expected an expiry after')
  })
})

describe('a volatility so great or so small that nothing is left to price', () => {
  const market = marketOf()

  test('gives the forward to the call and the strike to the put', () => {
    const set = setOf([{ volatility: { kind: 'absolute', move: 1e6 } }])
    const now = black76(100, 100, 0.4, true)
    expect(rowOf(market, 'LINEAR', set)[0]).toBeCloseTo(100 - now, 11)
    expect(rowOf(market, 'PUT', set)[0]).toBeCloseTo(100 - now, 11)
  })

  test('of zero gives the payoff, at the money too', () => {
    const none = { kind: 'relative', move: -1 } as const
    const values = rowOf(market, 'LINEAR', setOf([0, 0.2, -0.2].map((move) => ({ move, volatility: none }))))
    const now = black76(100, 100, 0.4, true)
    expect(values).toEqual([0 - now, 20 - now, 0 - now])
  })

  test('a second before expiry is the payoff, or next to it', () => {
    const soon = marketOf({}, '2026-02-05T12:00:01Z')
    const [up, down] = rowOf(soon, 'LINEAR', setOf([{ move: 0.2 }, { move: -0.2 }]))
    const now = quoteOf(soon.instruments.get('LINEAR')!, soon).value
    expect(up! + now).toBeCloseTo(20, 11)
    expect(down! + now).toBeCloseTo(0, 11)
  })
})

test('a bent smile moves each strike by its own distance from the forward', () => {
  const market = marketOf()
  const set = setOf([{ volatility: { kind: 'surface', level: 0, skew: -0.1 } }])
  expect(rowOf(market, 'LINEAR', set)).toEqual([0])
  // ln(150 / 100) at one year: 0.4 − 0.1·0.405465…
  const [wing] = rowOf(market, 'WING', set)
  expect(wing).toBeCloseTo(black76(100, 150, 0.4 - 0.1 * Math.log(1.5), true) - black76(100, 150, 0.4, true), 12)
})

test('a profit in a scenario is what the value changes by when the market moves there', () => {
  fc.assert(
    fc.property(
      fc.record({
        price: fc.double({ min: 60, max: 160, noNaN: true }),
        fixedPart: fc.double({ min: 0, max: 1, noNaN: true }),
        rate: fc.double({ min: -0.2, max: 0.4, noNaN: true }),
        move: fc.double({ min: -0.6, max: 1.5, noNaN: true }),
        volatilityMove: fc.double({ min: -0.5, max: 1, noNaN: true }),
        smile: fc.constantFrom('sticky-strike' as const, 'sticky-moneyness' as const),
      }),
      ({ price, fixedPart, rate, move, volatilityMove, smile }) => {
        const market = marketOf({ price, rate, settled: { fixed: price * fixedPart } })
        const set = setOf([{ move, volatility: { kind: 'relative', move: volatilityMove } }], { smile })
        const moved = moveMarket(market, { BTC: { price: move, volatility: volatilityMove } }, { smile })
        for (const id of ['LINEAR', 'INVERSE', 'WING', 'PUT']) {
          const option = market.instruments.get(id)!
          const change = quoteOf(option, moved).value - quoteOf(option, market).value
          expect(Math.abs(rowOf(market, id, set)[0]! - change)).toBeLessThan(1e-10)
        }
        const future = market.instruments.get('FUTURE')!
        const change = quoteOf(future, moved).mark - quoteOf(future, market).mark
        expect(Math.abs(rowOf(market, 'FUTURE', set)[0]! - change)).toBeLessThan(1e-10)
      },
    ),
  )
})
