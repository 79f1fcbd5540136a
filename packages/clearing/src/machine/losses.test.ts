import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { FundActions } from '../loss/waterfall/fundWatch.js'
import { parameters } from '../simulation/smallVenue.js'
import type { ParameterRecord } from '../state/records.js'
import type { Event } from './events.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))
const hour = 3_600_000
const open: FundActions = { opens: true, sharedFundPays: true, initialFactorPpm: 1_000_000n }

function fund(slice: number, drawn: FundActions = open): ParameterRecord['fund'] {
  return {
    rule: { ...parameters.fund.rule, actions: { NORMAL: open, DRAWN: drawn, EXHAUSTED: drawn } },
    slice: { capPerMarket: usdc(slice), windowMilliseconds: hour },
  }
}

/** Markets at 100, 3 % initial and 1 % maintenance, with so much in funds. */
function venueWith(
  own: Partial<ParameterRecord>,
  funds: Readonly<Record<string, number>>,
  markets = ['X'],
): RatioVenue {
  const depth = {
    dailyMove: 50_000n,
    stressVolumeLots: 1_000_000n,
    executableLots: 1_000n,
    band: 50_000n,
  }
  const prices = Object.fromEntries(markets.map((name) => [name, 100]))
  const depths = Object.fromEntries(markets.map((name) => [name, depth]))
  const venue = ratioVenue(ratioSpec(0.03, 0.01), prices, { depth: depths, ...own })
  venue.open('giver', 1e6)
  for (const [market, amount] of Object.entries(funds)) {
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(amount), market })
  }
  return venue
}

const balance = ({ state }: RatioVenue, account: string): number =>
  Number(state.accounts.get(account)!.balances.USDC ?? 0n) / 1e6
const house = ({ state }: RatioVenue, name: string): number => Number(state.houses.get(`${name} USDC`) ?? 0n) / 1e6
const lots = ({ state }: RatioVenue, account: string, market = 'X'): number =>
  Number(state.accounts.get(account)!.positions[`${market}-PERP`]?.lots ?? 0n)
const of = <Kind extends Event['kind']>(events: readonly Event[], kind: Kind) =>
  events.filter((event): event is Extract<Event, { kind: Kind }> => event.kind === kind)

/** A long of so many coins with 3 dollars for each, against a short that can pay. */
function longAgainstShort(venue: RatioVenue, coins: number, market = 'X', name = ''): void {
  venue.open(`long${name}`, 3 * coins)
  venue.open(`short${name}`, 50 * coins)
  expect(venue.trade(`long${name}`, `short${name}`, coins, market).refusal).toBeUndefined()
}

describe('the order of losses', () => {
  test('E1: of a loss of 100 the account pays 30, its market’s pool 20, its slice of the fund 25, and winners the 25 that are left', () => {
    const venue = venueWith({ fund: fund(25) }, { X: 20, shared: 1000 })
    longAgainstShort(venue, 10)
    venue.price('X', 90)
    const { events } = venue.must('advance', {})
    // The short has won 100 and is closed at 92.5 in place of 90.
    expect(balance(venue, 'short') - 500).toBe(75)
    expect(of(events, 'deleveraged').map(({ round }) => [round.filled, round.fills[0]!.account])).toEqual([
      [10n, 'short'],
    ])
    expect(of(events, 'loss-shared')[0]!.payments.map(({ tier, amount }) => [tier, amount])).toEqual([
      ['market-pool', usdc(20)],
      ['shared-fund', usdc(25)],
    ])
    expect([house(venue, 'fund:X'), house(venue, 'fund:shared'), house(venue, 'unpaid')]).toEqual([0, 975, 0])
    expect([balance(venue, 'long'), lots(venue, 'long'), lots(venue, 'short')]).toEqual([0, 0, 0])
    expect(audit(venue.state)).toEqual([])
  })

  test('E1: with a provider who pays 10 of it winners pay 15, and its cap of the market is used up for the hour', () => {
    const providers = [{ account: 'provider', most: { X: usdc(10) } }]
    const venue = venueWith({ fund: fund(25), providers }, { X: 20, shared: 1000 })
    venue.open('provider', 1000)
    longAgainstShort(venue, 10)
    venue.price('X', 90)
    const { events } = venue.must('advance', {})
    // The short is closed at 91.5 in place of 90.
    expect(balance(venue, 'short') - 500).toBe(85)
    expect(of(events, 'loss-shared')[0]!.payments.map(({ tier, from, amount }) => [tier, from, amount])).toEqual([
      ['market-pool', 'fund:X', usdc(20)],
      ['shared-fund', 'fund:shared', usdc(25)],
      ['backstop', 'account:provider', usdc(10)],
    ])
    expect([house(venue, 'unpaid'), balance(venue, 'long'), balance(venue, 'provider')]).toEqual([0, 0, 990])
    longAgainstShort(venue, 10, 'X', '2')
    venue.price('X', 80)
    venue.must('advance', {})
    expect(balance(venue, 'provider')).toBe(990)
    venue.wait(hour)
    longAgainstShort(venue, 10, 'X', '3')
    venue.price('X', 70)
    venue.must('advance', {})
    expect(balance(venue, 'provider')).toBe(980)
    expect(audit(venue.state)).toEqual([])
  })

  test('E1: a provider pays with what its own positions do not need, in no market that it has not agreed to, and not for itself', () => {
    const providers = [
      { account: 'provider', most: { X: usdc(1000) } },
      { account: 'elsewhere', most: { Y: usdc(1000) } },
      { account: 'long', most: { X: usdc(1000) } },
      { account: 'gone', most: { X: usdc(1000) } },
    ]
    const venue = venueWith({ providers }, {}, ['X', 'Y'])
    venue.open('provider', 40)
    venue.open('elsewhere', 1000)
    venue.open('other', 1000)
    longAgainstShort(venue, 10)
    expect(venue.trade('other', 'provider', 10, 'Y').refusal).toBeUndefined()
    venue.price('X', 90)
    venue.must('advance', {})
    // It has 40 and needs 30 of it for ten coins of Y.
    expect(balance(venue, 'provider')).toBe(30)
    expect(balance(venue, 'elsewhere')).toBe(1000)
    expect(balance(venue, 'short') - 500).toBe(100 - 60)
    expect([house(venue, 'unpaid'), balance(venue, 'long')]).toEqual([0, 0])
    expect(audit(venue.state)).toEqual([])
  })

  test('a fund that has enough leaves winners the price of the market', () => {
    const venue = venueWith({ fund: fund(1000) }, { shared: 1000 })
    longAgainstShort(venue, 10)
    venue.price('X', 90)
    venue.must('advance', {})
    expect(balance(venue, 'short') - 500).toBe(100)
    expect(house(venue, 'fund:shared')).toBe(930)
  })

  test('E2: market X draws its slice and no more within the hour, the others’ pools are not touched', () => {
    // Bankruptcy prices are whole ten-thousandths: up to one a lot less is drawn.
    const shared = (): number => Math.round(house(venue, 'fund:shared') * 100) / 100
    // In millions of the case: 13 lost beyond the account, a pool of 0.5, 2 a market of the fund’s 100.
    const venue = venueWith({ fund: fund(2) }, { X: 0.5, Y: 0.5, shared: 100 }, ['X', 'Y'])
    longAgainstShort(venue, 13)
    longAgainstShort(venue, 13, 'Y', 'Y')
    venue.price('X', 96)
    venue.must('advance', {})
    expect([house(venue, 'fund:X'), house(venue, 'fund:Y'), shared()]).toEqual([0, 0.5, 98])
    expect(balance(venue, 'short') - 650).toBeCloseTo(52 - 10.5, 2)
    // An hour later its slice is whole again; before it, another loss is its winners’.
    longAgainstShort(venue, 13, 'X', '2')
    venue.price('X', 92)
    venue.must('advance', {})
    expect(shared()).toBe(98)
    // Y has its own slice all the while.
    venue.price('Y', 96)
    venue.must('advance', {})
    expect([house(venue, 'fund:Y'), shared()]).toEqual([0, 96])
    venue.wait(hour)
    venue.price('X', 100)
    longAgainstShort(venue, 13, 'X', '3')
    venue.price('X', 96)
    venue.must('advance', {})
    expect(shared()).toBe(94)
    expect(audit(venue.state)).toEqual([])
  })

  test('E3: a fund that has lost 30 % of its peak says so: only reducing, deleveraging before it pays again, until money comes in', () => {
    const closed: FundActions = { opens: false, sharedFundPays: false, initialFactorPpm: 1_000_000n }
    const venue = venueWith({ fund: fund(1000, closed) }, { shared: 391 })
    venue.must('advance', {})
    longAgainstShort(venue, 40)
    longAgainstShort(venue, 10, 'X', '2')
    venue.open('taker', 1000)
    venue.price('X', 92)
    const { events } = venue.must('advance', {})
    // 5 dollars a coin beyond the accounts’ three: the first, of 40, takes 200 of 391, and that is 51 %.
    expect(of(events, 'fund-watched').at(-1)!.watch.state).toBe('DRAWN')
    expect(house(venue, 'fund:shared')).toBe(191)
    expect(balance(venue, 'short') + balance(venue, 'short2') - 2500).toBe(8 * 40 + 3 * 10)
    venue.open('other', 1000)
    expect(venue.trade('taker', 'other', 1, 'X').refusal?.code).toBe('VENUE_RESTRICTED')
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(160), market: 'shared' })
    venue.must('advance', {})
    expect(venue.state.funds.get('shared')!.watch.state).toBe('NORMAL')
    expect(venue.trade('taker', 'other', 1, 'X').refusal).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('while the fund is drawn down more is asked of who opens, and nobody is called by it', () => {
    const venue = venueWith({ fund: fund(1000, { ...open, initialFactorPpm: 2_000_000n }) }, { shared: 10 })
    venue.must('advance', {})
    longAgainstShort(venue, 10)
    venue.open('small', 4)
    venue.open('maker', 1000)
    venue.price('X', 96)
    venue.must('advance', {})
    expect(venue.state.funds.get('shared')!.watch.state).toBe('EXHAUSTED')
    // One coin needs 2.88, and 5.76 now.
    expect(venue.trade('small', 'maker', 1, 'X').refusal?.code).toBe('MARGIN_INSUFFICIENT')
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(10), market: 'shared' })
    venue.must('advance', {})
    expect(venue.trade('small', 'maker', 1, 'X').refusal).toBeUndefined()
    venue.must('advance', {})
    expect(venue.state.levels.get('small')).toBeUndefined()
  })
})

describe('nobody to give', () => {
  /** A long that is bankrupt below 90, against shorts that are bankrupt above 85 and what they paid in; the mark is 88. */
  function disjoint(collateral: number): RatioVenue {
    const venue = venueWith({}, {})
    venue.price('X', 95)
    venue.open('long', 50)
    venue.open('maker', 1e4)
    expect(venue.trade('long', 'maker', 10, 'X').refusal).toBeUndefined()
    venue.price('X', 85)
    venue.open('late', 10 * collateral)
    expect(venue.trade('maker', 'late', 10, 'X').refusal).toBeUndefined()
    venue.price('X', 88)
    return venue
  }

  test('E17: shorts that would be bankrupt at 89 do not pay 90: they are closed at the mark, and the loss goes to the next tier', () => {
    const venue = disjoint(4)
    venue.must('advance', {})
    expect([lots(venue, 'long'), lots(venue, 'late')]).toEqual([0, 0])
    expect([balance(venue, 'long'), balance(venue, 'late')]).toEqual([0, 10])
    expect(house(venue, 'unpaid')).toBe(-20)
    expect(venue.state.episodes.get('long')!.open).toBe(false)
    expect(audit(venue.state)).toEqual([])
  })

  test('E19: where the other side is insolvent as well, both are settled at the index and the loss stands on the ledger', () => {
    const venue = disjoint(2.6)
    venue.must('advance', {})
    expect([lots(venue, 'long'), lots(venue, 'late')]).toEqual([0, 0])
    expect([balance(venue, 'long'), balance(venue, 'late')]).toEqual([0, 0])
    expect(house(venue, 'unpaid')).toBe(-24)
    expect(audit(venue.state)).toEqual([])
  })
})
