import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { afterRound, noDeleveraging, totalDeficit } from '../loss/deleveraging/episode.js'
import { type DeleveragingPolicy, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { assess } from '../risk/assess.js'
import type { ParameterRecord } from '../state/records.js'
import type { Event } from './events.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** Cases of losses through `apply`; sums of money in dollars. */
const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))
const depth = { dailyMove: 50_000n, stressVolumeLots: 1_000_000n, executableLots: 1_000n, band: 50_000n }
const policies = Object.entries(deleveragingPolicies) as readonly (readonly [string, DeleveragingPolicy])[]

const figures = ({ state }: RatioVenue, id: string): ReturnType<typeof assess> =>
  assess(state, id, state.accounts.get(id)!)
const balance = ({ state }: RatioVenue, id: string): number => Number(state.accounts.get(id)!.balances.USDC ?? 0n) / 1e6
const house = ({ state }: RatioVenue, name: string): number => Number(state.houses.get(`${name} USDC`) ?? 0n) / 1e6
const lots = ({ state }: RatioVenue, id: string): number =>
  Number(state.accounts.get(id)!.positions['X-PERP']?.lots ?? 0n)

type Deleveraged = Extract<Event, { kind: 'deleveraged' }>
const deleveragedIn = (events: readonly Event[]): readonly Deleveraged[] =>
  events.filter((event): event is Deleveraged => event.kind === 'deleveraged')

const under = (policy: DeleveragingPolicy, roundCapPpm = 1_000_000n): Partial<ParameterRecord> => ({
  depth: { X: depth },
  deleveraging: { policy, roundCapPpm },
})

interface Holder {
  readonly lots: number
  /** At a mark of 88. */
  readonly equity: number
  readonly owner?: string
}

/**
 * Case E4: a long of 50 lots is short of 100 at a mark of 88, which makes 90 its bankruptcy price; shorts who have sold at 100 stand
 * against it and against others.
 */
function fiftyLots(shorts: Readonly<Record<string, Holder>>, own: Partial<ParameterRecord>): RatioVenue {
  const venue = ratioVenue(ratioSpec(0.03, 0.01), { X: 100 }, own)
  venue.open('long', 500)
  venue.open('others', 1e6)
  expect(venue.trade('long', 'others', 50, 'X').refusal).toBeUndefined()
  for (const [name, { lots: count, equity, owner }] of Object.entries(shorts)) {
    venue.open(name, equity - 12 * count, owner)
    expect(venue.trade('others', name, count, 'X').refusal).toBeUndefined()
  }
  venue.price('X', 88)
  return venue
}

const case4 = {
  A: { lots: 60, equity: 30_000 },
  B: { lots: 40, equity: 1_000 },
  C: { lots: 30, equity: 6_000 },
  D: { lots: 20, equity: 400 },
  E: { lots: 10, equity: 5_000 },
}

describe('who gives', () => {
  test('E4 exact budget: of A to E B gives 33 and D 17 of the 50, the others are not touched; λ* is 22/35', () => {
    for (const policy of [deleveragingPolicies.campbell, deleveragingPolicies.plimsoll]) {
      const venue = fiftyLots(case4, under(policy))
      const before = ['A', 'C', 'E'].map((name) => venue.state.accounts.get(name))
      const [only] = deleveragedIn(venue.must('advance', {}).events)
      expect(only!.round.fills.map((fill) => [fill.account, fill.lots])).toEqual([
        ['B', 33n],
        ['D', 17n],
      ])
      const { numerator, denominator } = only!.round.level!
      // Under stress everybody loses 5 % of 88 a lot: nobody is hedged, and the level is that part of the leverage’s.
      const perLeverage = policy === deleveragingPolicies.campbell ? 1 : 0.05
      expect(Number(numerator) / Number(denominator)).toBeCloseTo((22 / 35) * perLeverage, 12)
      expect(only!.round).toMatchObject({ required: 50n, filled: 50n, deferred: 0n, uncovered: 0n })
      expect(['A', 'C', 'E'].map((name) => venue.state.accounts.get(name))).toEqual(before)
      expect([lots(venue, 'long'), lots(venue, 'B'), lots(venue, 'D')]).toEqual([0, -7, -3])
      // 33 and 17 lots bought back at 90 of what was sold at 100, and nothing is left over or lacking.
      expect([balance(venue, 'long'), balance(venue, 'B'), balance(venue, 'D')]).toEqual([0, 520 + 330, 160 + 170])
      expect(house(venue, 'unpaid')).toBe(0)
      expect(audit(venue.state)).toEqual([])
    }
  })

  test('E18 ADL price: filled at 90 where the mark is 88; what it costs is bounded, on record, and shown with the margin before and after', () => {
    const venue = fiftyLots(case4, under(deleveragingPolicies.campbell))
    const [only] = deleveragedIn(venue.must('advance', {}).events)
    // Of 10⁻⁶ dollars.
    expect(only!.round.price).toBe(90_000_000n)
    const [b] = only!.round.fills
    expect(b).toMatchObject({ account: 'B', lots: 33n, cost: usdc(66) })
    expect([b!.before, b!.after]).toEqual([
      { lots: 40n, equity: usdc(1_000) },
      { lots: 7n, equity: usdc(934) },
    ])
    // No more than its 12 dollars a lot of gain.
    expect(b!.cost).toBeLessThan(usdc(12 * 40))
    // Maintenance is 1 % of 88 dollars a lot.
    expect(only!.margins.B!.before.equity).toBeCloseTo(1_000, 9)
    expect(only!.margins.B!.before.maintenance).toBeCloseTo(35.2, 9)
    expect(only!.margins.B!.after.equity).toBeCloseTo(934, 9)
    expect(only!.margins.B!.after.maintenance).toBeCloseTo(6.16, 9)
    expect(Object.keys(only!.margins)).toEqual(['B', 'D'])
    const now = figures(venue, 'B')
    expect({ equity: now.equity, maintenance: now.maintenance }).toEqual(only!.margins.B!.after)
  })

  test.each(policies)('E7 sybil, %s: D in ten equal accounts gives what D gave, and so do the others', (_, policy) => {
    const { D, ...rest } = case4
    const whole = fiftyLots(case4, under(policy))
    whole.must('advance', {})
    const tenth = { lots: D.lots / 10, equity: D.equity / 10, owner: 'D' }
    const names = Array.from({ length: 10 }, (__, row) => `D${row}`)
    const split = fiftyLots({ ...rest, ...Object.fromEntries(names.map((name) => [name, tenth])) }, under(policy))
    split.must('advance', {})
    expect(names.reduce((sum, name) => sum + lots(split, name), 0)).toBe(lots(whole, 'D'))
    for (const name of Object.keys(rest)) expect(lots(split, name)).toBe(lots(whole, name))
  })

  test('E8 ties: of four equals each gives a quarter, a double lot gives double, and the odd lot falls to no name', () => {
    const equals = { A: 10, B: 10, C: 10, D: 10, double: 20 }
    const shorts = Object.fromEntries(
      Object.entries(equals).map(([name, count]) => [name, { lots: count, equity: 20 * count }]),
    )
    const odd = new Set<string>()
    for (let minute = 0; minute < 30; minute++) {
      const venue = fiftyLots(shorts, under(deleveragingPolicies.plimsoll))
      venue.wait(minute * 60_000)
      // 50 of 60 lots: eight and a third of each ten, sixteen and two thirds of twenty.
      venue.must('advance', {})
      const given = Object.entries(equals).map(([name, count]) => count + lots(venue, name))
      expect(given.reduce((sum, one) => sum + one, 0)).toBe(50)
      given.forEach((one, row) => {
        const exact = row === 4 ? 50 / 3 : 25 / 3
        expect(Math.abs(one - exact)).toBeLessThan(1)
        if (row < 4 && one === 9) odd.add(Object.keys(equals)[row]!)
      })
    }
    expect([...odd].sort()).toEqual(['A', 'B', 'C', 'D'])
  })
})

describe('what nobody can give', () => {
  test('E9 capacity: of 15 the winners give the 12.5 that they have won; 2.5 stand on the ledger by name, and the principal of all stays', () => {
    // In hundreds: 1,500 lots long, 1 dollar short each; W and V have won 750 and 500 and have 900 and 700; Z has won nothing.
    const own = under(deleveragingPolicies.plimsoll)
    const venue = ratioVenue(ratioSpec(0.001, 0.0005), { X: 110 }, own)
    venue.open('long', 15_000)
    venue.open('maker', 1e6)
    venue.trade('long', 'maker', 1_500, 'X')
    venue.price('X', 100)
    venue.open('W', 150)
    venue.open('V', 200)
    venue.open('Z', 500)
    expect(venue.trade('maker', 'W', 750, 'X').refusal).toBeUndefined()
    expect(venue.trade('maker', 'V', 500, 'X').refusal).toBeUndefined()
    venue.price('X', 99)
    expect(venue.trade('maker', 'Z', 250, 'X').refusal).toBeUndefined()
    expect([figures(venue, 'long').equity, figures(venue, 'W').equity, figures(venue, 'V').equity]).toEqual([
      -1_500, 900, 700,
    ])
    const { events } = venue.must('advance', {})
    expect(deleveragedIn(events).map(({ round }) => round.fills.map(({ account, cost }) => [account, cost]))).toEqual([
      [
        ['V', usdc(500)],
        ['W', usdc(750)],
      ],
      [['Z', 0n]],
    ])
    const shared = events.find((event) => event.kind === 'loss-shared')!
    expect(shared.payments).toEqual([
      {
        from: 'unpaid',
        amount: usdc(250),
        tier: 'final-settlement',
        why: 'nobody else is left: the market is settled at its index',
      },
    ])
    expect(['W', 'V', 'Z', 'long'].map((name) => balance(venue, name))).toEqual([150, 200, 500, 0])
    expect(house(venue, 'unpaid')).toBe(-250)
    expect(audit(venue.state)).toEqual([])
  })

  test('E10 waves: sixteen in twelve minutes take at most a tenth of a position each, add up, and count one loser’s loss once', () => {
    const venue = ratioVenue(ratioSpec(0.03, 0.01), { X: 100 }, under(deleveragingPolicies.plimsoll, 100_000n))
    // One loser is too large for any wave; in each wave after the first another small one joins it.
    venue.open('large', 6_000)
    const winners = { W: 1_500, V: 500, U: 400 }
    for (const [name, count] of Object.entries(winners)) venue.open(name, 8 * count)
    venue.trade('large', 'W', 1_400, 'X')
    const small = Array.from({ length: 15 }, (_, row) => `small${row}`)
    small.forEach((name, row) => {
      venue.open(name, 20 * (4.98 + row))
      expect(venue.trade(name, row < 5 ? 'W' : row < 10 ? 'V' : 'U', 20, 'X').refusal).toBeUndefined()
    })
    let report = noDeleveraging
    let naive = 0n
    const covered: Record<string, bigint> = {}
    let shared = 0n
    for (let wave = 0; wave < 16; wave++) {
      venue.price('X', 95 - wave)
      const lacking = (id: string): bigint => usdc(Math.max(0, -figures(venue, id).equity))
      const standing = Object.fromEntries(['large', ...small].map((id) => [id, lacking(id)]))
      const held = Object.fromEntries(Object.keys(winners).map((id) => [id, lots(venue, id)]))
      const { events } = venue.must('advance', {})
      for (const { account, round } of deleveragedIn(events)) {
        for (const { account: winner, lots: given, before } of round.fills) {
          // A tenth of the position, rounded up to a lot; what is held back waits for the next wave.
          expect(given <= (before.lots + 9n) / 10n).toBe(true)
          expect(held[winner]).toBeDefined()
        }
        naive += standing[account]!
        const deficit = (covered[account] ?? 0n) + standing[account]!
        report = afterRound(report, round, [{ account, deficit }])
        const passed = round.fills.reduce((sum, { cost }) => sum + cost, 0n)
        covered[account] = (covered[account] ?? 0n) + passed
        standing[account] = standing[account]! - passed
      }
      for (const event of events) {
        if (event.kind !== 'loss-shared') continue
        for (const { amount } of event.payments) shared += amount
      }
      venue.wait(45_000)
    }
    expect(report.accounts.W!.rounds).toBeGreaterThan(10)
    for (const [name, { lotsBefore, lotsClosed }] of Object.entries(report.accounts)) {
      expect(Number(lotsBefore - lotsClosed)).toBe(-lots(venue, name))
    }
    // What the losers lacked in all is what others have paid for them, and what the large one still lacks.
    const paid = Object.values(covered).reduce((sum, one) => sum + one, 0n)
    const open = usdc(Math.max(0, -figures(venue, 'large').equity))
    // Prices are whole ten-thousandths: what is left of them stays with the losers.
    const left = small.reduce((sum, id) => sum + (venue.state.accounts.get(id)!.balances.USDC ?? 0n), 0n)
    expect(left).toBeLessThan(usdc(15 * 20 * 0.0001))
    expect(totalDeficit(report) + left).toBe(paid + shared + open)
    // 9,386 dollars, of which adding up the waves would have made 53,761.53.
    expect(totalDeficit(report)).toBe(usdc(9_386))
    expect(naive).toBe(usdc(53_761.534))
    expect(report.cost).toBe(paid)
    expect(audit(venue.state)).toEqual([])
  })
})
