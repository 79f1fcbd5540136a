import { type DynamicRule, dynamicValue, type MarketSnapshot, parseMarket, randomSource, rulebook } from 'plimsoll'
import { expect, test } from 'vitest'
import {
  followingProfits,
  growthPerHour,
  type MarginCoverage,
  marginCoverage,
  troughToLaterPeak,
} from './procyclicality.js'

/** Incident cases of margins that grow faster than collateral can move: synthetic prices, our own rule book with ranges that follow volatility. */
const rule = rulebook('plimsoll-pm-dynamic').parameters!['range.BTC']!.rule!

/** The published limit: 5 % a day, 0.2 % an hour. */
const perHour = 1.05 ** (1 / 24) - 1

const hour = 3_600_000
const empty = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'simulated', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: { BTC: { index: 70_000 } },
  instruments: [],
})

/** The price range that the rule book asks for after each step from `from` on, as it was known then. */
function ranges(closes: readonly number[], stepHours: number, from: number, of: DynamicRule): number[] {
  const times = closes.map((_, row) => empty.asOf - (closes.length - row) * stepHours * hour)
  const market = (rows: number): MarketSnapshot => ({
    ...empty,
    history: { stepDays: stepHours / 24, times: times.slice(0, rows), closes: { BTC: closes.slice(0, rows) } },
  })
  return closes.slice(from).map((_, row) => dynamicValue(of, market(from + row + 1))!)
}

function pathOf(returns: readonly number[]): number[] {
  const closes = [70_000]
  for (const change of returns) closes.push(closes.at(-1)! * (1 + change))
  return closes
}

/** Normal draws by twelve uniform ones, of a seed. */
function normal(seed: number, count: number, deviation: number): number[] {
  const source = randomSource(seed)
  return Array.from({ length: count }, (_, path) => {
    let sum = -6
    for (let draw = 0; draw < 12; draw++) sum += source.uniform(path, draw)
    return sum * deviation
  })
}

/** Coverage of a long position by its range over so many steps. */
function coverageOf(
  closes: readonly number[],
  margins: readonly number[],
  from: number,
  steps: number,
): MarginCoverage {
  const profits = closes
    .slice(from)
    .map((close, row) => (from + row < steps ? 0 : close / closes[from + row - steps]! - 1))
  return marginCoverage(margins, followingProfits(profits, steps))
}

/** The least coverage that a central counterparty may have: PFMI, principle 6. */
const coverageLeast = 0.99

test('P12: volatility five times as great from one hour to the next: the range grows by no more than 5 % a day, and covers 99 % of days', () => {
  let observations = 0
  let breaches = 0
  const coverages: number[] = []
  for (const seed of [1, 2, 3]) {
    const storm = { from: 1000, hours: 72 }
    const closes = pathOf([
      ...normal(seed, storm.from, 0.004),
      ...normal(seed + 100, storm.hours, 0.02),
      ...normal(seed + 200, 400, 0.004),
    ])
    const margins = ranges(closes, 1, 100, rule)
    expect(growthPerHour(margins, 1)).toBeLessThanOrEqual(perHour * (1 + 1e-9))
    expect(troughToLaterPeak(margins)).toBeLessThan(1.4)
    // The limit is what holds it: without one the range would be up by more than a tenth within some hour.
    const unlimited = ranges(closes.slice(0, 1100), 1, 990, { ...rule, speedLimit: { up: 1e9, down: 1 } })
    expect(growthPerHour(unlimited, 1)).toBeGreaterThan(0.1)
    const path = coverageOf(closes, margins, 100, 24)
    observations += path.observations
    breaches += path.breaches
    coverages.push(path.coverage)
  }
  expect(observations).toBeGreaterThan(4000)
  expect(1 - breaches / observations).toBeGreaterThanOrEqual(coverageLeast)
  // One of the three by itself is below the floor: what the limit costs.
  expect(coverages.map((coverage) => coverage.toFixed(4))).toEqual(['1.0000', '1.0000', '0.9896'])
})

test('P5: three days of losses of 10, 12 and 14 %, each larger than any in history: calls grow by 0.2 % an hour at most, and every day is covered', () => {
  const falls = [-0.1, -0.12, -0.14]
  const calm = normal(7, 1500, 0.02)
  const closes = pathOf([...calm, ...falls, ...normal(8, 250, 0.02)])
  expect(Math.min(...calm)).toBeGreaterThan(-0.1)
  const margins = ranges(closes, 24, 1400, rule)
  // Both are measured on one path: the speed of the calls, and what they leave uncovered.
  expect(growthPerHour(margins, 24)).toBeLessThanOrEqual(perHour * (1 + 1e-9))
  expect(coverageOf(closes, margins, 1400, 1).coverage).toBe(1)
  const [yesterday, first, second, third] = margins.slice(100)
  expect(first! / yesterday!).toBeCloseTo(1.05, 9)
  expect(second! / first!).toBeCloseTo(1.05, 9)
  expect(third! / second!).toBeCloseTo(1.05, 9)
  // Without the limit the first day’s call would be more than twice as large.
  const unlimited = ranges(closes.slice(0, 1502), 24, 1500, { ...rule, speedLimit: { up: 1e9, down: 1 } })
  expect(unlimited[1]! / unlimited[0]! - 1).toBeGreaterThan(0.1)
})
