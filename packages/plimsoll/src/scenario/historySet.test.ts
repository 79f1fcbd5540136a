import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { History } from '../market/history.js'
import type { MarketSnapshot, UnderlyingMarket } from '../market/snapshot.js'
import { varianceForecasts, volatilityRatios } from './filteredHistory.js'
import { historySet } from './historySet.js'
import type { HistoryScenarios } from './historySetSpec.js'
import { shockOf } from './scenarioSet.js'

const day = 86_400_000
const asOf = Date.UTC(2026, 1, 5)

const underlying = (index: number, model: 'black' | 'normal' = 'black'): UnderlyingMarket => ({
  index,
  model,
  forwards: [],
  slices: [],
})

function marketWith(history: Partial<History> & Pick<History, 'closes'>): MarketSnapshot {
  const rows = Object.values(history.closes)[0]!.length
  const times = Array.from({ length: rows }, (_, row) => asOf + (row - rows + 1) * day)
  return {
    asOf,
    source: { kind: 'manual', name: 'test' },
    currency: 'USD',
    assets: {},
    underlyings: { BTC: underlying(110), ETH: underlying(50), GAS: underlying(-1, 'normal') },
    instruments: new Map(),
    marks: new Map(),
    funding: new Map(),
    history: { stepDays: 1, times, ...history },
  }
}

/** Five days, four moves: +10 %, −10 %, 0, +11.1… %. */
const five = { BTC: [100, 110, 99, 99, 110], ETH: [40, 44, 44, 33, 50], GAS: [2, 1, -1, 0, -1] }
const market = marketWith({ closes: five })

const spec: HistoryScenarios = {
  kind: 'history',
  smile: 'sticky-strike',
  horizonDays: 1,
  windowDays: 4,
  overlapping: true,
  returns: 'relative',
}

const movesOf = (change: Partial<HistoryScenarios>, name: string, on: MarketSnapshot = market): number[] =>
  historySet({ ...spec, ...change }, on, 'past').set.scenarios.map((scenario) => shockOf(scenario, name).price.move)

const close = (got: readonly number[], expected: readonly number[]): void => {
  expect(got).toHaveLength(expected.length)
  got.forEach((value, row) => {
    expect(value).toBeCloseTo(expected[row]!, 13)
  })
}

describe('plain history', () => {
  test('every day is a scenario in which all underlyings move together', () => {
    const { set, probabilities } = historySet(spec, market, 'past')
    expect(set.scenarios.map(({ id }) => id)[3]).toBe('history 2026-02-04T00:00:00Z to 2026-02-05T00:00:00Z')
    expect(set.scenarios.every(({ weight }) => weight === 1)).toBe(true)
    expect(probabilities).toEqual([0.25, 0.25, 0.25, 0.25])
    close(movesOf({}, 'BTC'), [0.1, -0.1, 0, 1 / 9])
    close(movesOf({}, 'ETH'), [0.1, 0, -0.25, 17 / 33])
  })

  test('the normal model keeps differences, in price units', () => {
    close(movesOf({}, 'GAS'), [-1, -2, 1, -1])
    expect(shockOf(historySet(spec, market, 'past').set.scenarios[0]!, 'GAS').price.kind).toBe('absolute')
  })

  test('logarithmic returns end at the same prices as long as nothing scales them', () => {
    close(movesOf({ returns: 'log' }, 'ETH'), movesOf({}, 'ETH'))
  })

  test('moves over two days, overlapping or back from the newest', () => {
    close(movesOf({ horizonDays: 2 }, 'BTC'), [-0.01, -0.1, 1 / 9])
    close(movesOf({ horizonDays: 2, overlapping: false }, 'BTC'), [-0.01, 1 / 9])
  })

  test('a shorter window drops the oldest', () => {
    close(movesOf({ windowDays: 2 }, 'BTC'), [0, 1 / 9])
  })

  test('hours make days where the horizon asks for days', () => {
    const closes = {
      BTC: Array.from({ length: 73 }, (_, hour) => 100 + hour),
      ETH: Array(73).fill(1),
      GAS: Array(73).fill(0),
    }
    const times = Array.from({ length: 73 }, (_, hour) => asOf + (hour - 72) * (day / 24))
    const hourly = marketWith({ stepDays: 1 / 24, times, closes })
    expect(movesOf({ windowDays: 3, overlapping: false }, 'BTC', hourly)).toEqual([
      124 / 100 - 1,
      148 / 124 - 1,
      172 / 148 - 1,
    ])
    expect(movesOf({ windowDays: 3 }, 'BTC', hourly)).toHaveLength(49)
  })

  test('age weights fall by λ and sum to one', () => {
    // λ³ : λ² : λ : 1 over their sum, λ = ½.
    expect(historySet({ ...spec, ageWeight: 0.5 }, market, 'past').probabilities).toEqual([
      1 / 15,
      2 / 15,
      4 / 15,
      8 / 15,
    ])
  })
})

describe('filtered history', () => {
  test('EWMA by hand: memory of two for λ = ½', () => {
    // Squares 0.01, 0.01, 0, (1/9)²; start (0.01 + 0.01)/2.
    const forecasts = varianceForecasts([0.1, -0.1, 0, 1 / 9], { model: 'ewma', lambda: 0.5 })
    close([...forecasts], [0.01, 0.01, 0.01, 0.005, 0.0025 + 1 / 162])
    const now = Math.sqrt(0.0025 + 1 / 162)
    close(movesOf({ filter: { model: 'ewma', lambda: 0.5 } }, 'BTC'), [
      now,
      -now,
      0,
      (1 / 9) * (now / Math.sqrt(0.005)),
    ])
  })

  test('GARCH by hand: ω + αr² + βσ², from the long-run variance; two steps ahead it reverts', () => {
    const filter = { model: 'garch', omega: 0.001, alpha: 0.1, beta: 0.8 } as const
    const forecasts = varianceForecasts([0.1, 0.2], filter)
    close([...forecasts], [0.01, 0.001 + 0.001 + 0.008, 0.001 + 0.004 + 0.008])
    // Over two steps: σ² + (ω + 0.9σ²).
    const overTwo = (variance: number): number => variance + 0.001 + 0.9 * variance
    close(
      [...volatilityRatios([0.1, 0.2], filter, 2)],
      [0.01, 0.01, 0.013].map((v) => Math.sqrt(overTwo(0.013) / overTwo(v))),
    )
  })

  test('GARCH without omega reverts to each underlying’s own variance', () => {
    // Mean square 0.025 of 0.1 and 0.2; ω = 0.1 · 0.025.
    const forecasts = varianceForecasts([0.1, 0.2], { model: 'garch', alpha: 0.1, beta: 0.8 })
    close([...forecasts], [0.025, 0.0025 + 0.001 + 0.02, 0.0025 + 0.004 + 0.8 * 0.0235])
  })

  test('filtered moves scale with now: the same shape under any common factor of the past', () => {
    const returns = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 3, maxLength: 40 })
    fc.assert(
      fc.property(returns, fc.double({ min: 0.1, max: 10, noNaN: true }), (values, factor) => {
        const filter = { model: 'ewma', lambda: 0.94 } as const
        const ratios = volatilityRatios(values, filter, 1)
        const scaled = volatilityRatios(
          values.map((value) => value * factor),
          filter,
          1,
        )
        expect(ratios.at(-1)).toBe(1)
        // Squares below 1e-300 are rounding, not prices.
        if (values.some((value) => Math.abs(value) > 1e-6)) {
          ratios.forEach((ratio, row) => {
            expect(Math.abs(scaled[row]! / ratio - 1)).toBeLessThan(1e-9)
          })
        }
      }),
    )
  })

  test('a price that stood still is not scaled, and no scaled fall reaches zero', () => {
    const closes = { BTC: [1, 1, 1, 1, 1], ETH: [100, 99.9, 99.8, 60, 120], GAS: [0, 0, 0, 0, 0] }
    const filter = { model: 'ewma', lambda: 0.9 } as const
    const still = marketWith({ closes })
    expect(movesOf({ filter }, 'BTC', still)).toEqual([0, 0, 0, 0])
    expect(movesOf({ filter }, 'GAS', still)).toEqual([0, 0, 0, 0])
    const crash = marketWith({ closes: { ...closes, ETH: [100, 40, 40, 40, 4000] } })
    const worst = Math.min(...movesOf({ filter: { model: 'ewma', lambda: 0.5 } }, 'ETH', crash))
    expect(worst).toBe(-0.999)
  })

  test('bounds of the ratio', () => {
    const filter = { model: 'ewma', lambda: 0.5 } as const
    // Ratios below 1 on the first two days, above on the last.
    const free = movesOf({ filter }, 'BTC')
    expect(Math.abs(free[0]!)).toBeLessThan(0.1)
    const kept = movesOf({ filter, ratio: { least: 1 } }, 'BTC')
    close(kept.slice(0, 2), [0.1, -0.1])
    expect(kept[3]).toBe(free[3])
    close(movesOf({ filter, ratio: { least: 1, most: 1 } }, 'BTC'), movesOf({}, 'BTC'))
  })
})

describe('stressed period', () => {
  const stressed = { windows: [{ from: '2026-02-02', to: '2026-02-03' }], weight: 0.25 }

  test('its days come last, as they were, with its probability in all', () => {
    const { set, probabilities } = historySet(
      { ...spec, windowDays: 2, stressed, filter: { model: 'ewma', lambda: 0.5 } },
      market,
      'past',
    )
    expect(set.scenarios.map(({ id }) => id.slice(0, 19))).toEqual([
      'history 2026-02-03T',
      'history 2026-02-04T',
      'stressed 2026-02-01',
      'stressed 2026-02-02',
    ])
    close(probabilities, [0.375, 0.375, 0.125, 0.125])
    close(
      set.scenarios.slice(2).map((scenario) => shockOf(scenario, 'BTC').price.move),
      [0.1, -0.1],
    )
  })

  test('a period of which nothing is known is no stress', () => {
    const unknown = { windows: [{ from: '2020-03-01', to: '2020-03-31' }], weight: 0.25 }
    expect(() => historySet({ ...spec, stressed: unknown }, market, 'past')).toThrow(
      'history.times: got "2026-02-01T00:00:00Z to 2026-02-05T00:00:00Z", expected past prices in the stressed windows of scenarios.past',
    )
    const noDay = { windows: [{ from: '2026-02-31', to: 'x' }], weight: 0.25 }
    expect(() => historySet({ ...spec, stressed: noDay }, market, 'past')).toThrow(/expected a day such as/)
  })

  test('probabilities sum to one whatever is mixed', () => {
    const weight = fc.double({ min: 0.01, max: 0.99, noNaN: true })
    fc.assert(
      fc.property(weight, weight, fc.integer({ min: 1, max: 4 }), (share, ageWeight, windowDays) => {
        const { probabilities } = historySet(
          { ...spec, windowDays, ageWeight, stressed: { ...stressed, weight: share } },
          market,
          'past',
        )
        expect(probabilities.reduce((sum, value) => sum + value, 0)).toBeCloseTo(1, 12)
      }),
    )
  })
})

describe('implied volatilities', () => {
  const levels = (change: Partial<HistoryScenarios>, name: string, on: MarketSnapshot): (number | undefined)[] =>
    historySet({ ...spec, ...change }, on, 'past').set.scenarios.map((scenario) => {
      const { volatility } = shockOf(scenario, name)
      return volatility.kind === 'surface' ? volatility.level : undefined
    })

  test('by beta of the move that is applied, and not for the normal model', () => {
    const volatility = { kind: 'beta', beta: { BTC: -2, '*': -1 }, termPerLevel: 0.3 } as const
    close(levels({ volatility }, 'BTC', market) as number[], [-0.2, 0.2, 0, -2 / 9])
    close(levels({ volatility }, 'ETH', market) as number[], [-0.1, 0, 0.25, -17 / 33])
    expect(levels({ volatility }, 'GAS', market)).toEqual([undefined, undefined, undefined, undefined])
    const first = shockOf(historySet({ ...spec, volatility }, market, 'past').set.scenarios[0]!, 'BTC').volatility
    expect(first.kind === 'surface' && first.term).toBeCloseTo(-0.06, 14)
  })

  test('as observed where the history has them', () => {
    const observed = marketWith({ closes: five, impliedVolatility: { BTC: [0.5, 0.6, 0.6, 0.3, 0.45] } })
    const volatility = { kind: 'observed', beta: { '*': -1 } } as const
    close(levels({ volatility }, 'BTC', observed) as number[], [Math.log(1.2), 0, Math.log(0.5), Math.log(1.5)])
    close(levels({ volatility }, 'ETH', observed) as number[], [-0.1, 0, 0.25, -17 / 33])
    expect(() => levels({ volatility: { kind: 'observed' } }, 'BTC', observed)).toThrow(
      'history.impliedVolatility.ETH: expected past implied volatilities of ETH, or a beta in scenarios.past.volatility',
    )
  })
})

describe('refusals', () => {
  test('underlyings without past prices are named', () => {
    const { GAS: _gas, ...closes } = five
    expect(() => historySet(spec, marketWith({ closes }), 'past')).toThrow(
      'history.closes: got "BTC, ETH", expected past prices of GAS, on which scenarios.past looks back',
    )
    const { history: _history, ...without } = market
    expect(() => historySet(spec, without, 'past')).toThrow(/past prices of BTC, ETH, GAS/)
    expect(historySet(spec, marketWith({ closes }), 'past', ['BTC']).set.scenarios).toHaveLength(4)
  })

  test('what was not asked for moves by no number', () => {
    const { set } = historySet(spec, market, 'past', ['BTC'])
    expect(shockOf(set.scenarios[0]!, 'ETH').price.move).toBeNaN()
  })

  test('a history that is too short, or steps past the horizon', () => {
    expect(() => historySet({ ...spec, windowDays: 5 }, market, 'past')).toThrow(
      'history.times: got "4 days", expected at least 5 days, on which scenarios.past looks back',
    )
    expect(historySet({ ...spec, windowDays: 5, windowDaysMin: 3 }, market, 'past').set.scenarios).toHaveLength(4)
    expect(() => historySet({ ...spec, horizonDays: 0.5 }, market, 'past')).toThrow(
      'history.stepDays: got 1, expected a whole part of the horizon of scenarios.past, 0.5 days',
    )
    expect(() => historySet({ ...spec, horizonDays: 9 }, market, 'past')).toThrow(
      'history.times: got "0 moves of one horizon among 5 rows", expected at least 1',
    )
  })

  test.each([
    [{ windowDays: 0 }, 'scenarios.past.windowDays: got 0'],
    [{ ageWeight: 1 }, 'scenarios.past.ageWeight: got 1'],
    [{ filter: { model: 'ewma', lambda: 1 } }, 'scenarios.past.filter'],
    [{ filter: { model: 'garch', alpha: 0.2, beta: 0.8 } }, 'scenarios.past.filter'],
    [{ ratio: { least: 2, most: 1 } }, 'scenarios.past.ratio.most: got 1'],
    [{ stressed: { windows: [], weight: 1 } }, 'scenarios.past.stressed.weight: got 1'],
  ] as [Partial<HistoryScenarios>, string][])('%o', (change, message) => {
    expect(() => historySet({ ...spec, ...change }, market, 'past')).toThrow(message)
  })
})
