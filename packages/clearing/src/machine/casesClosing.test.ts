import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { impactCost } from '../liquidation/impact.js'
import { liquidationRules } from '../liquidation/venues/index.js'
import { assess } from '../risk/assess.js'
import { markOf } from '../risk/marks.js'
import { expiry, parameters, smallVenue } from '../simulation/smallVenue.js'
import type { ParameterRecord } from '../state/records.js'
import type { Event } from './events.js'
import { balanceOf, openAccounts, trade, usdc } from './fixture/actions.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

const house = liquidationRules('house')
const depth = { dailyMove: 50_000n, stressVolumeLots: 10_000n, executableLots: 1_000n, band: 50_000n }

const figures = ({ state }: RatioVenue, id: string): ReturnType<typeof assess> =>
  assess(state, id, state.accounts.get(id)!)
const money = ({ state }: RatioVenue, id: string): number => Number(state.accounts.get(id)!.balances.USDC ?? 0n) / 1e6
const lotsOf = ({ state }: Pick<RatioVenue, 'state'>, id: string, instrument = 'X-PERP'): number =>
  Number(state.accounts.get(id)!.positions[instrument]?.lots ?? 0n)
const deleveraged = (events: readonly Event[]) =>
  events.filter((event): event is Extract<Event, { kind: 'deleveraged' }> => event.kind === 'deleveraged')

describe('a solvent account that nobody bought from', () => {
  /** A long of 1,000 coins from 100 with 4,000 dollars, against a short; nothing but deleveraging is left to do. */
  function lastStage(own: Partial<ParameterRecord>): RatioVenue {
    const venue = ratioVenue(
      ratioSpec(0.03, 0.01),
      { X: 100 },
      { depth: { X: depth }, liquidation: { ...house, stages: [{ kind: 'deleverage' }] }, ...own },
    )
    venue.open('long', 4_000 + (own.size === undefined ? 0 : 1_500))
    venue.open('short', 50_000)
    expect(venue.trade('long', 'short', 1_000, 'X').refusal).toBeUndefined()
    return venue
  }

  test('is closed at the mark, as far as its target asks: what it has left is its own, and the winner keeps what it has won', () => {
    const venue = lastStage({})
    // 800 dollars, 968 needed; at the target, 1.2 times 0.968 a coin, 688 coins may stay.
    venue.price('X', 96.8)
    const [only] = deleveraged(venue.must('advance', {}).events)
    expect(only!.round).toMatchObject({ price: 96_800_000n, filled: 312n })
    expect(only!.round.fills[0]).toMatchObject({ account: 'short', cost: 0n })
    expect([lotsOf(venue, 'long'), lotsOf(venue, 'short')]).toEqual([688, -688])
    expect(figures(venue, 'long').equity).toBeCloseTo(800, 9)
    expect(figures(venue, 'short').equity).toBeCloseTo(50_000 + 3_200, 9)
    expect(venue.state.episodes.get('long')!.open).toBe(false)
    expect(audit(venue.state)).toEqual([])
  })

  test('pays the fund what its requirement held for closing its size: to wait is no cheaper than to sell', () => {
    const size = { ...parameters.size, impactPpm: 900_000n }
    const venue = lastStage({ size })
    venue.price('X', 96.5)
    const cost = (coins: bigint): number =>
      impactCost({ dailyMove: 96.5 * 0.05, stressVolumeLots: 10_000n }, coins, 900_000n)
    // 2,000 dollars; needed are 965, and what closing a tenth of a day’s volume costs.
    expect(figures(venue, 'long').equity).toBeCloseTo(2_000, 9)
    expect(figures(venue, 'long').maintenance).toBeCloseTo(965 + cost(1_000n), 6)
    venue.must('advance', {})
    expect(lotsOf(venue, 'long')).toBe(465)
    const paid = Number(venue.state.houses.get('fund:shared USDC')) / 1e6
    expect(paid).toBeCloseTo(cost(1_000n) - cost(465n), 5)
    expect(figures(venue, 'long').equity).toBeCloseTo(2_000 - paid, 6)
    expect(figures(venue, 'long').equity / figures(venue, 'long').maintenance).toBeCloseTo(1.2, 2)
    // Nobody else has a cent more or less by it.
    expect(figures(venue, 'short').equity).toBeCloseTo(50_000 + 3_500, 9)
    expect(audit(venue.state)).toEqual([])
  })

  test('with less than that pays what it has, and no more', () => {
    const venue = lastStage({ size: { ...parameters.size, impactPpm: 900_000n } })
    venue.price('X', 94.6)
    expect(figures(venue, 'long').equity).toBeCloseTo(100, 9)
    const { events } = venue.must('advance', {})
    expect(events.filter(({ kind }) => kind === 'loss-shared')).toEqual([])
    expect([lotsOf(venue, 'long'), money(venue, 'long')]).toEqual([0, 0])
    expect(venue.state.houses.get('fund:shared USDC')).toBe(usdc(100))
    expect(figures(venue, 'short').equity).toBeCloseTo(50_000 + 5_400, 9)
    expect(audit(venue.state)).toEqual([])
  })

  test('a round that takes only a part of each position is the last one until time passes again', () => {
    const venue = lastStage({ deleveraging: { ...parameters.deleveraging, roundCapPpm: 100_000n } })
    venue.price('X', 96.8)
    expect(deleveraged(venue.must('advance', {}).events).map(({ round }) => [round.filled, round.deferred])).toEqual([
      [100n, 212n],
    ])
    expect(deleveraged(venue.must('advance', {}).events).map(({ round }) => round.filled)).toEqual([90n])
  })
})

describe('W2 JELLY', () => {
  /** Lots of a thousand tokens at 10.30: A is short 430,000 of them with what it must leave, B₁ and B₂ of the same owner are long. */
  function jelly(): RatioVenue {
    const venue = ratioVenue(
      ratioSpec(0.1, 0.05),
      { JELLY: 10.3 },
      {
        depth: { JELLY: { ...depth, stressVolumeLots: 400_000n } },
        openInterestMax: { 'JELLY-PERP': 430_000n },
        backstop: { account: 'vault', most: { JELLY: usdc(500_000) } },
      },
    )
    venue.open('vault', 10e6)
    venue.open('A', 1e6, 'coalition')
    venue.open('B1', 1e6, 'coalition')
    venue.open('B2', 1e6, 'coalition')
    expect(venue.trade('B1', 'A', 200_000, 'JELLY').refusal).toBeUndefined()
    expect(venue.trade('B2', 'A', 230_000, 'JELLY').refusal).toBeUndefined()
    // All but the tenth of 4,429,000 that it needs.
    venue.must('withdraw', { account: 'A', asset: 'USDC', amount: usdc(557_099) })
    return venue
  }

  /** What the three have at the mark, with the 557,099 that A has withdrawn, less the 3 M that they have brought. */
  const net = (venue: RatioVenue): number =>
    ['A', 'B1', 'B2'].reduce((sum, id) => sum + figures(venue, id).equity, 0) + 557_099 - 3e6

  /** Nobody sells the coin and nobody bids: orders come back without a fill. */
  function look(venue: RatioVenue): readonly Event[] {
    const { events } = venue.must('advance', {})
    for (const event of events) {
      if (event.kind !== 'liquidation-ordered') continue
      const { epoch } = event.step.orders[0]!
      venue.must('liquidation-filled', { account: event.account, epoch, trades: [] })
    }
    return events
  }

  test('W2: (iii) in a gap of +400 % the vault takes 0.5 M at the mark and no loss, B₁ and B₂ the rest at the bankruptcy price; the coalition has lost its margin and won it', () => {
    const venue = jelly()
    venue.price('JELLY', 51.5)
    const events = look(venue)
    const size = -lotsOf(venue, 'vault', 'JELLY-PERP') * 51.5
    expect(size).toBeLessThanOrEqual(500_000)
    expect(size).toBeGreaterThan(499_900)
    expect(figures(venue, 'vault').equity).toBeCloseTo(10e6, 4)
    expect(lotsOf(venue, 'A', 'JELLY-PERP')).toBe(0)
    expect(deleveraged(events)).toHaveLength(1)
    expect(net(venue)).toBeCloseTo(0, 4)
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('W2: (iii) over an hour A is closed in the fourth minute; what the coalition has won in the end is what the vault’s 0.5 M have lost on the way', () => {
    const venue = jelly()
    let closedAt = 0
    let then = 0
    for (let minute = 1; minute <= 60; minute++) {
      venue.wait(60_000)
      venue.price('JELLY', Math.round(10.3 * 5 ** (minute / 60) * 10_000) / 10_000)
      look(venue)
      if (closedAt === 0 && lotsOf(venue, 'A', 'JELLY-PERP') === 0) {
        closedAt = minute
        then = net(venue)
        expect(figures(venue, 'vault').equity).toBeCloseTo(10e6, 4)
      }
    }
    expect(closedAt).toBe(4)
    // The bankruptcy price is a whole ten-thousandth of a dollar for each of 386,396 lots.
    expect(then).toBeCloseTo(-33.83, 2)
    // 43,604 lots from 11.47 to 51.50.
    expect(figures(venue, 'vault').equity - 10e6).toBeCloseTo(-1_745_616.37, 2)
    expect(net(venue) - then).toBeCloseTo(10e6 - figures(venue, 'vault').equity, 4)
    expect(audit(venue.state)).toEqual([])
  })
})

describe('losses on options', () => {
  const call = 'BTC-27MAR26-72000-C'

  /** `a` has sold a call for 5,000 dollars, of a market of its own, and has little more than it needs for it. */
  function soldCall(): ReturnType<typeof smallVenue> {
    const venue = smallVenue({ withdrawalFloor: 0n, tradeBand: 1_000_000n })
    venue.must('list-instrument', {
      instrument: {
        kind: 'option',
        id: call,
        underlying: 'BTC',
        contractSize: 1,
        expiry,
        strike: 72_000,
        right: 'call',
        settlement: { kind: 'linear', currency: 'USDC' },
      },
      lotDecimals: 3,
      priceDecimals: 2,
      market: 'BTC-CALLS',
    })
    openAccounts(venue, { a: 14_000, b: 200_000, giver: 10_000 })
    for (const market of ['BTC', 'BTC-CALLS']) {
      venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(1_000), market })
    }
    expect(trade(venue, call, 1_000n, 5_000, 'b', 'a')).toBeUndefined()
    return venue
  }

  test('count for the option’s market after it was bought back', () => {
    const venue = soldCall()
    venue.price(95_000)
    // 19,000 were there, and 24,000 are paid.
    expect(trade(venue, call, 1_000n, 24_000, 'a', 'b')).toBeUndefined()
    expect(balanceOf(venue, 'a')).toBe(-usdc(5_000))
    expect(venue.state.accounts.get('a')!.realised[call]).toBe(-usdc(19_000))
    expect(venue.state.accounts.get('b')!.realised[call]).toBe(usdc(19_000))
    const { events } = venue.must('advance', {})
    const shared = events.find((event) => event.kind === 'loss-shared')!
    expect(shared.payments.map(({ from, amount }) => [from, amount])).toEqual([
      ['fund:BTC-CALLS', usdc(1_000)],
      ['unpaid', usdc(4_000)],
    ])
    expect(venue.state.houses.get('fund:BTC USDC')).toBe(usdc(1_000))
    expect(audit(venue.state)).toEqual([])
  })

  test('stay with whoever has lost them when an auction hands the option over at the mark', () => {
    const venue = soldCall()
    venue.price(84_000)
    venue.must('advance', {})
    venue.must('bid', { bidder: 'b', account: 'a', share: 10n ** 18n, limit: usdc(19_000) })
    // The half that it takes to come to the stage’s buffer, at the mark in cents a coin; 5 dollars of premium a lot.
    const handed = 1_000n + BigInt(lotsOf(venue, 'a', call))
    expect(handed).toBeGreaterThan(500n)
    const mark = markOf(venue.state, venue.state.listings.get(call)!)!
    const { realised } = venue.state.accounts.get('b')!
    expect(realised[call]).toBe(handed * mark * 10n - usdc(5_000))
    expect(venue.state.accounts.get('a')!.realised[call]).toBe(-realised[call]!)
    expect(audit(venue.state)).toEqual([])
  })

  test('count for it after it was settled', () => {
    const venue = soldCall()
    venue.wait(expiry - 31 * 60_000 - venue.state.clock.get('clock')!.at)
    venue.price(95_000)
    venue.wait(31 * 60_000)
    venue.must('price', {
      feed: 'index BTC',
      decimals: 2,
      fast: 9_500_000n,
      low: 9_500_000n,
      high: 9_500_000n,
      status: 'VALID',
    })
    const settled = venue.must('advance', {}).events
    // 23,000 of payoff less the premium; the account had 19,000.
    expect(venue.state.accounts.get('a')!.realised[call]).toBe(-usdc(18_000))
    const shared = [...settled, ...venue.must('advance', {}).events].find((event) => event.kind === 'loss-shared')!
    expect(shared.payments[0]).toMatchObject({ from: 'fund:BTC-CALLS', amount: usdc(1_000) })
    expect(audit(venue.state)).toEqual([])
  })
})
