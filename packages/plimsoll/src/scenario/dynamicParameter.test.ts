import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { History } from '../market/history.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { type DynamicRule, dynamicValue } from './dynamicParameter.js'

const day = 86_400_000

function marketOf(closes: readonly number[], more: Partial<History> = {}): MarketSnapshot {
  const times = closes.map((_, row) => row * day)
  return {
    asOf: times.at(-1)!,
    underlyings: {},
    history: { stepDays: 1, times, closes: { BTC: closes, ETH: closes.map((close) => close * 2) }, ...more },
  } as unknown as MarketSnapshot
}

const free = { times: 1, floor: 1e-9, cap: 1e9, speedLimit: { up: 1e9, down: 0.999999 } }
const volatility = (lambda: number): DynamicRule['follows'] => ({
  kind: 'realised-volatility',
  underlying: 'BTC',
  lambda,
})

/** Prices whose log returns are alternately +r and −r. */
function zigzag(r: number, count: number): number[] {
  return Array.from({ length: count }, (_, row) => 100 * Math.exp(row % 2 === 0 ? 0 : r))
}

describe('a parameter that follows the market', () => {
  test('realised volatility of returns ±r is r·√365', () => {
    expect(dynamicValue({ ...free, follows: volatility(0.9) }, marketOf(zigzag(0.04, 200)))).toBeCloseTo(
      0.04 * Math.sqrt(365),
      12,
    )
  })

  test('is absent where the market carries no history, or none of that coin', () => {
    const { history: _history, ...bare } = marketOf([1, 2])
    expect(dynamicValue({ ...free, follows: volatility(0.9) }, bare as MarketSnapshot)).toBeUndefined()
    expect(
      dynamicValue({ ...free, follows: { ...volatility(0.9), underlying: 'SOL' } as never }, marketOf([1, 2])),
    ).toBeUndefined()
  })

  test('prices that move alike have correlation 1, drawn towards the target by the shrinkage', () => {
    const follows = {
      kind: 'correlation',
      first: 'BTC',
      second: 'ETH',
      lambda: 0.9,
      shrinkage: 0.25,
      target: 0.2,
    } as const
    expect(dynamicValue({ ...free, follows }, marketOf(zigzag(0.03, 60)))).toBeCloseTo(0.75 + 0.25 * 0.2, 12)
  })

  test('follows an observation by a power of it: thinner books, larger haircut', () => {
    const follows = { kind: 'fact', about: 'underlying', of: 'BTC', name: 'depth' } as const
    const facts = { market: {}, underlyings: { BTC: { depth: 4 } }, assets: {}, instruments: {}, expiries: {} }
    const market = { ...marketOf([1, 2]), facts }
    expect(dynamicValue({ ...free, follows, times: 0.2, power: -0.5, plus: 0.01 }, market)).toBeCloseTo(
      0.01 + 0.2 / 2,
      12,
    )
  })

  test('implied volatilities of the past are gone through as they were observed', () => {
    const market = marketOf(zigzag(0.02, 5), { impliedVolatility: { BTC: [0.5, 0.6, 0.7, 0.8, 0.9] } })
    const follows = { kind: 'implied-volatility', underlying: 'BTC', days: 30 } as const
    expect(dynamicValue({ ...free, follows }, market)).toBe(0.9)
    // From 0.5, at most 10 % a day.
    expect(dynamicValue({ ...free, follows, speedLimit: { up: 0.1, down: 0.1 } }, market)).toBeCloseTo(
      0.5 * 1.1 ** 4,
      12,
    )
  })

  test('each tool against procyclicality does what the rule says', () => {
    const market = marketOf(zigzag(0.02, 5), { impliedVolatility: { BTC: [0.8, 0.4, 0.4, 0.4, 0.4] } })
    const follows = { kind: 'implied-volatility', underlying: 'BTC', days: 30 } as const
    const value = (tools: Partial<DynamicRule>): number => dynamicValue({ ...free, follows, ...tools }, market)!
    expect(value({ stressed: { weight: 0.25, level: 1.2 } })).toBeCloseTo(0.75 * 0.4 + 0.25 * 1.2, 12)
    expect(value({ longFloorDays: 3650 })).toBeCloseTo((0.8 + 4 * 0.4) / 5, 12)
    expect(value({ buffer: { share: 0.25, release: 0.45 } })).toBeCloseTo(0.45, 12)
    expect(value({ buffer: { share: 0.25, release: 1 } })).toBeCloseTo(0.5, 12)
    expect(value({ floor: 0.6 })).toBe(0.6)
    expect(value({ cap: 0.3 })).toBe(0.3)
  })

  test('never leaves its floor and cap, nor its speed limit from one day to the next, whatever the prices', () => {
    fc.assert(
      fc.property(
        fc.array(fc.double({ min: 1, max: 1000, noNaN: true }), { minLength: 3, maxLength: 80 }),
        (closes) => {
          const rule: DynamicRule = {
            ...free,
            follows: volatility(0.94),
            floor: 0.2,
            cap: 2,
            speedLimit: { up: 0.05, down: 0.02 },
          }
          const values = closes
            .slice(2)
            .flatMap((_, row) => dynamicValue(rule, marketOf(closes.slice(0, row + 3))) ?? [])
          for (const value of values) expect(value).toBeGreaterThanOrEqual(0.2 * (1 - 1e-12))
          for (const value of values) expect(value).toBeLessThanOrEqual(2 * (1 + 1e-12))
          // The starting mean runs over the memory of the decay; until then another day changes where it starts.
          for (let row = 18; row < values.length; row++) {
            expect(values[row]! / values[row - 1]!).toBeLessThanOrEqual(1.05 * (1 + 1e-12))
            expect(values[row]! / values[row - 1]!).toBeGreaterThanOrEqual(0.98 * (1 - 1e-12))
          }
        },
      ),
    )
  })
})
