import { createValuation, healthLevel, type MarginSpec, margin, parseBook, parseSpec } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { type VenueView, venueCrossedMax, venueHealthEdges, venueLevelsFrom } from '../contract/index.js'
import { fixtureMarket } from '../fixture/fixtureMarket.js'
import { venueRuleBook } from './ruleBook.js'
import { createVenue, type Venue } from './venue.js'

const accounts = 300
let clock = 0
const now = (): number => clock++

/** An expected shortfall over joint scenarios: a rule book that is followed by bounds. */
const shortfall: MarginSpec = parseSpec({
  ...JSON.parse(JSON.stringify(venueRuleBook)),
  id: 'shortfall',
  provenance: [],
  scenarios: {
    scan: {
      kind: 'list',
      smile: 'sticky-strike',
      horizonDays: 0,
      volatility: [
        { id: 'down', kind: 'relative', move: -0.2 },
        { id: 'up', kind: 'relative', move: 0.4 },
      ],
      scenarios: Array.from({ length: 60 }, (_, row) => ({
        id: `s${row}`,
        moves: { BTC: 0.005 * (row - 30), ETH: 0.006 * (row - 28), '*': 0.004 * ((7 * row) % 60) - 0.12 },
        volatility: row % 3 === 0 ? 'up' : 'down',
      })),
    },
  },
  ...Object.fromEntries(
    (['initial', 'maintenance'] as const).map((which) => [
      which,
      {
        node: 'scale',
        by: which === 'initial' ? 1.1 : 1,
        of: {
          node: 'tail',
          scenarios: 'scan',
          scope: 'account',
          measure: 'expected-shortfall',
          confidence: 0.95,
          quantile: 'kth-worst',
        },
      },
    ]),
  ),
})

/** Every account by the general evaluator, from the book that anybody can ask for. */
function recomputed(venue: Venue, spec: MarginSpec, market = fixtureMarket()) {
  const valuation = createValuation(market, spec)
  return Array.from({ length: accounts }, (_, account) => {
    const result = margin(parseBook(venue.book(account)), market, spec, valuation)
    const warningUtilisation = 1.1 / venueLevelsFrom.safe
    return { ...result, level: healthLevel(result, { warningUtilisation }) }
  })
}

function expectSameNumbers(venue: Venue, spec: MarginSpec, market = fixtureMarket()): void {
  const all = recomputed(venue, spec, market)
  for (const [account, { equity, maintenance, initial, level }] of all.entries()) {
    const shown = venue.account(account)!
    expect(Math.abs(shown.equity! - equity)).toBeLessThanOrEqual(1e-9 * (1 + Math.abs(equity)))
    expect(Math.abs(shown.maintenance! - maintenance)).toBeLessThanOrEqual(1e-9 * (1 + maintenance))
    expect(Math.abs(shown.initial! - initial)).toBeLessThanOrEqual(1e-9 * (1 + initial))
    expect(shown.level, `account ${account}`).toBe(level)
  }
  const { levels, histogram } = venue.view()
  for (const level of ['liquidation', 'call', 'warning', 'safe'] as const)
    expect(levels[level]).toBe(all.filter((one) => one.level === level).length)
  for (const { from, to, accounts: count } of histogram)
    expect(count).toBe(
      all.filter(({ health }) => (from === null || health >= from) && (to === null || health < to)).length,
    )
}

describe.each([venueRuleBook, shortfall])('$id', (spec) => {
  test('numbers, levels and bins are those of computing every account by itself, at every tick', () => {
    const venue = createVenue({ accounts, seed: 7, spec }, fixtureMarket(), now)
    expectSameNumbers(venue, spec)
    let before = recomputed(venue, spec)
    let crossings = 0
    for (const [level, hours] of [
      [1.004, 1],
      [0.99, 1],
      [0.93, 2],
      [1.05, 3],
      [1.05, 3],
    ] as const) {
      const market = fixtureMarket(level, hours)
      const { crossed, tick, evaluated, repriced, unvalued } = venue.tick(market, 0)
      expectSameNumbers(venue, spec, market)
      const present = recomputed(venue, spec, market)
      const changed = present.flatMap(({ level: is }, account) => (is === before[account]!.level ? [] : [account]))
      expect(crossed.total).toBe(changed.length)
      expect(crossed.listed).toHaveLength(Math.min(venueCrossedMax, changed.length))
      for (const { account, from, to, health } of crossed.listed) {
        expect([from, to]).toEqual([before[account]!.level, present[account]!.level])
        expect(health).toBeCloseTo(present[account]!.health, 9)
      }
      expect(unvalued).toEqual({ accounts: 0, instruments: [] })
      expect(evaluated).toBeLessThanOrEqual(accounts)
      if (tick < 5) expect(repriced).toBeGreaterThan(100)
      crossings += changed.length
      before = present
    }
    expect(crossings).toBeGreaterThan(20)
    expect(venue.view().rulebook.path).toBe(spec === venueRuleBook ? 'exact' : 'bounded')
  })
})

describe('the accounts', () => {
  const made = (count: number, seed = 1): Venue =>
    createVenue({ accounts: count, seed, spec: venueRuleBook }, fixtureMarket(), now)

  test('are the same for the same seed, whatever their number, and others for another seed', () => {
    const [few, many, other] = [made(40), made(400), made(40, 2)]
    for (let account = 0; account < 40; account++) expect(few.book(account)).toEqual(many.book(account))
    expect(few.book(3)).not.toEqual(other.book(3))
  })

  test('hold 8 to 20 positions on up to five underlyings, and use 5 to 98 % of what stands behind them', () => {
    const venue = made(2000)
    const views = Array.from({ length: 2000 }, (_, account) => venue.account(account)!)
    const underlyings = new Set<number>()
    for (const { positions } of views) {
      expect(positions.length).toBeGreaterThanOrEqual(8)
      expect(positions.length).toBeLessThanOrEqual(20)
      expect(new Set(positions.map(({ instrument }) => instrument)).size).toBe(positions.length)
      underlyings.add(new Set(positions.map(({ underlying }) => underlying)).size)
    }
    expect([...underlyings].sort((a, b) => a - b)).toEqual([1, 2, 3])
    const used = views.map(({ utilisation }) => utilisation!)
    const between = (from: number, to: number): number => used.filter((part) => part >= from && part < to).length / 2000
    expect(between(0.05, 0.98)).toBeGreaterThan(0.97)
    for (let from = 0.05; from < 0.9; from += 0.1) expect(between(from, from + 0.1)).toBeGreaterThan(0.01)
    expect(between(0.98, 1.13)).toBeGreaterThan(0.001)
    expect(between(0.98, 1.13)).toBeLessThan(0.02)
    expect(venue.account(2000)).toBeUndefined()
  })

  test('what expires is paid out and opened anew, and no equity changes by it', () => {
    const venue = made(accounts)
    const held = (): number[] =>
      Array.from(
        { length: accounts },
        (_, account) =>
          venue.account(account)!.positions.filter(({ instrument }) => instrument.includes('9MAR26')).length,
      )
    const [before, eve] = [fixtureMarket(1, 7 * 24 - 0.001), fixtureMarket(1, 7 * 24)]
    const expiring = held().reduce((sum, count) => sum + count, 0)
    expect(expiring).toBeGreaterThan(100)
    venue.tick(before, 0)
    const equity = Array.from({ length: accounts }, (_, account) => venue.account(account)!.equity!)
    const { settlement, positions, unvalued } = venue.tick(eve, 0)
    expect(settlement).toMatchObject({ positions: expiring })
    expect(positions).toBe(made(accounts).view().positions)
    expect(unvalued.accounts).toBe(0)
    expect(held().every((count) => count === 0)).toBe(true)
    expectSameNumbers(venue, venueRuleBook, eve)
    for (const [account, was] of equity.entries()) {
      const scale = 1000 + Math.abs(was) + venue.account(account)!.maintenance!
      expect(Math.abs(venue.account(account)!.equity! - was) / scale).toBeLessThan(0.01)
    }
  })
})

test('a rule book that cannot be followed in bulk is refused with the reason', () => {
  const byPosition: MarginSpec = parseSpec({
    ...JSON.parse(JSON.stringify(venueRuleBook)),
    initial: { node: 'worst-of', scenarios: 'scan', scope: 'position' },
    maintenance: { node: 'worst-of', scenarios: 'scan', scope: 'position' },
  })
  expect(() => createVenue({ accounts: 5, seed: 1, spec: byPosition }, fixtureMarket(), now)).toThrow(
    'nets by position',
  )
})

test('the edges of the levels are edges of the histogram', () => {
  expect(venueHealthEdges).toEqual(expect.arrayContaining(Object.values(venueLevelsFrom)))
  expect([...venueHealthEdges].sort((a, b) => a - b)).toEqual(venueHealthEdges)
  const view: VenueView = createVenue({ accounts: 5, seed: 1, spec: venueRuleBook }, fixtureMarket(), now).view()
  expect(view.histogram.at(0)).toMatchObject({ from: null, to: 1 })
  expect(view.histogram.at(-1)).toMatchObject({ from: 5, to: null })
})
