import {
  type DynamicRule,
  dynamicValue,
  type MarginSpec,
  type MarketSnapshot,
  parseMarket,
  randomSource,
  rulebook,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { assess } from '../risk/assess.js'
import { type RatioVenue, ratioVenue } from './fixture/ratioVenue.js'

/**
 * Margins that grow faster than collateral can move, on the machine: each day the venue announces the range that our dynamic rule says, of
 * what was known then; the machine lets no change raise a requirement by more than `riseMax`, and brings it in over `rampTime`. Prices
 * are synthetic.
 */
const hour = 3_600_000
const rule = rulebook('plimsoll-pm-dynamic').parameters!['range.BTC']!.rule!
/** The published limit: 5 % in a day, in a straight line. */
const limits = { changeDelay: hour, rampTime: 24 * hour, riseMax: 50_000n }
const perHour = 0.05 / 24
const coins = 100

const empty = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'simulated', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: { BTC: { index: 70_000 } },
  instruments: [],
})

/** The range in force after so many closes, which are so many hours apart. */
function rangeAfter(closes: readonly number[], rows: number, stepHours: number, of: DynamicRule): number {
  const times = closes.slice(0, rows).map((_, row) => empty.asOf - (rows - row) * stepHours * hour)
  const market: MarketSnapshot = {
    ...empty,
    history: { stepDays: stepHours / 24, times, closes: { BTC: closes.slice(0, rows) } },
  }
  return dynamicValue(of, market)!
}

/** The rule book of our portfolio margin with another range of its grid. */
function specOf(range: number): MarginSpec {
  const spec = rulebook('portfolio')
  const { grid } = spec.scenarios
  if (grid === undefined || !('tails' in grid)) throw new Error('a rule book with a grid')
  return { ...spec, scenarios: { grid: { ...grid, range: { '*': range } } } }
}

/** Normal draws by twelve uniform ones, of a seed: those of the lab’s case. */
function normal(seed: number, count: number, deviation: number): number[] {
  const source = randomSource(seed)
  return Array.from({ length: count }, (_, path) => {
    let sum = -6
    for (let draw = 0; draw < 12; draw++) sum += source.uniform(path, draw)
    return sum * deviation
  })
}

function pathOf(returns: readonly number[]): number[] {
  const closes = [70_000]
  for (const change of returns) closes.push(closes.at(-1)! * (1 + change))
  return closes
}

/** A venue on which one side is long a hundred coins and the other short, with plenty. */
function venueAt(range: number, price: number): RatioVenue {
  const venue = ratioVenue(specOf(range), { BTC: price }, limits)
  venue.open('long', 1e8)
  venue.open('short', 1e8)
  expect(venue.trade('long', 'short', coins, 'BTC').refusal).toBeUndefined()
  return venue
}

function announce(venue: RatioVenue, name: string, range: number): string | undefined {
  const spec = specOf(range)
  const effectiveAt = venue.state.clock.get('clock')!.at + hour
  const change = { specs: { isolated: spec, cross: spec, portfolio: spec } }
  return venue.send('announce-change', { name, change, effectiveAt }).refusal?.code
}

const initialOf = ({ state }: RatioVenue, account: string): number =>
  assess(state, account, state.accounts.get(account)!).initial

function fastest(values: readonly number[]): number {
  return Math.max(...values.slice(1).map((value, row) => value / values[row]! - 1))
}

describe('P12 speed', () => {
  /** What the machine asks of the long, as a part of its size, each hour of a path from the hundredth hour on. */
  function asked(closes: readonly number[], of: DynamicRule): readonly number[] {
    let range = rangeAfter(closes, 101, 1, of)
    const venue = venueAt(range, 70_000)
    return closes.slice(100).map((close, row) => {
      venue.wait(hour)
      venue.price('BTC', close)
      const target = row % 24 === 0 ? rangeAfter(closes, 101 + row, 1, of) : range
      if (target !== range) {
        expect(announce(venue, `range-${row}`, target)).toBeUndefined()
        range = target
      }
      venue.must('advance', {})
      return initialOf(venue, 'long') / (close * coins)
    })
  }

  /** Hours whose next day lost more than was asked then. */
  function breaches(closes: readonly number[], ratios: readonly number[]): number {
    return ratios.filter((ratio, row) => {
      const later = closes[100 + row + 24]
      return later !== undefined && 1 - later / closes[100 + row]! > ratio
    }).length
  }

  function storm(seed: number): readonly number[] {
    return pathOf([
      ...normal(seed, 400, 0.004),
      ...normal(seed + 100, 72, 0.02),
      ...normal(seed + 200, 400, 0.004),
    ]).map((price) => Math.round(price * 100) / 100)
  }

  test('P12: volatility five times as great in an hour: what is asked grows by no more than 5 % a day, each hour by no more than its part, and 99 % of days are covered', () => {
    let observed = 0
    let broken = 0
    for (const seed of [1, 2, 3, 4]) {
      const closes = storm(seed)
      const ratios = asked(closes, rule)
      expect(fastest(ratios)).toBeLessThanOrEqual(perHour * (1 + 1e-6))
      expect(Math.max(...ratios)).toBeGreaterThan(1.2 * ratios[0]!)
      observed += ratios.length - 24
      broken += breaches(closes, ratios)
    }
    expect(observed).toBeGreaterThan(2500)
    expect(1 - broken / observed).toBeGreaterThanOrEqual(0.99)
  })

  test('P12: the one path that is covered to 98.8 % by itself is covered to 99 % with a floor of 22 % before the storm, at the same speed', () => {
    const closes = storm(3)
    const [house, higher] = [rule, { ...rule, floor: 0.22 }].map((of) => {
      const ratios = asked(closes, of)
      expect(fastest(ratios)).toBeLessThanOrEqual(perHour * (1 + 1e-6))
      return 1 - breaches(closes, ratios) / (ratios.length - 24)
    })
    // Nine hours in a row, of one day of the storm that lost more than had been asked: what the limit costs.
    expect(house).toBeCloseTo(1 - 9 / 749, 12)
    expect(higher).toBeGreaterThanOrEqual(0.99)
  })

  test('P12: a change that is due while another one comes in waits for the end of its ramp; one that would be faster is refused', () => {
    const venue = venueAt(0.2, 70_000)
    expect(announce(venue, 'too-fast', 0.2101)).toBe('PARAMETER_INVALID')
    expect(announce(venue, 'first', 0.209)).toBeUndefined()
    const ratios: number[] = []
    for (let step = 0; step < 60; step++) {
      if (step === 8) expect(announce(venue, 'second', 0.217)).toBeUndefined()
      venue.wait(hour)
      venue.must('advance', {})
      ratios.push(initialOf(venue, 'long') / (70_000 * coins))
    }
    expect(fastest(ratios)).toBeLessThanOrEqual(perHour * (1 + 1e-6))
    // The first from the first hour to the 25th, the second from there to the 49th.
    expect(ratios[0]).toBeCloseTo(0.2, 12)
    expect(ratios[12]).toBeCloseTo(0.2045, 12)
    expect(ratios[24]).toBeCloseTo(0.209, 12)
    expect(ratios[36]).toBeCloseTo(0.213, 12)
    expect(ratios[48]).toBeCloseTo(0.217, 12)
    expect(ratios[59]).toBeCloseTo(0.217, 12)
  })
})

describe('P5 LDI', () => {
  test('P5: three days of losses of 10, 12 and 14 %, each larger than any before: what all accounts together need grows by no more than the published part an hour, and every day is covered', () => {
    const falls = [-0.1, -0.12, -0.14]
    const calm = normal(7, 1500, 0.02)
    expect(Math.min(...calm)).toBeGreaterThan(-0.1)
    const closes = pathOf([...calm, ...falls, ...normal(8, 20, 0.02)]).map((price) => Math.round(price * 100) / 100)
    const first = 1497
    let range = rangeAfter(closes, first + 1, 24, rule)
    const venue = venueAt(range, closes[first]!)
    const totals: number[] = []
    const parts: number[] = []
    let covered = 0
    for (let day = first; day + 1 < closes.length; day++) {
      const target = rangeAfter(closes, day + 1, 24, rule)
      if (target !== range) {
        expect(announce(venue, `range-${day}`, target)).toBeUndefined()
        range = target
      }
      const needed = initialOf(venue, 'long')
      if (needed >= (closes[day]! - closes[day + 1]!) * coins) covered++
      for (let step = 1; step <= 24; step++) {
        venue.wait(hour)
        const price = closes[day]! + ((closes[day + 1]! - closes[day]!) * step) / 24
        venue.price('BTC', Math.round(price * 100) / 100)
        venue.must('advance', {})
        totals.push(initialOf(venue, 'long') + initialOf(venue, 'short'))
        parts.push((totals.at(-1)! / (2 * coins * Math.round(price * 100))) * 100)
      }
    }
    const days = closes.length - 1 - first
    expect(covered).toBe(days)
    // As a part of what is held, whatever the price does; and in dollars on the three days, on which prices only fall.
    expect(fastest(parts)).toBeLessThanOrEqual(perHour * (1 + 1e-6))
    expect(fastest(totals.slice(72, 144))).toBeLessThanOrEqual(perHour * (1 + 1e-6))
    // The limit is what holds it: of the three days each asks for the whole of it.
    expect(parts[6 * 24 + 1]! / parts[3 * 24]!).toBeGreaterThan(1.1)
    // Nobody was liquidated for a call that came faster than the price.
    expect(venue.state.episodes.keys()).toEqual([])
    expect(audit(venue.state)).toEqual([])
  })
})
