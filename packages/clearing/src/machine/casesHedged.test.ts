import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { type SmallVenue, smallVenue } from '../simulation/smallVenue.js'
import { figuresOf, trade, usdc } from './fixture/actions.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** Hedged winners through `apply`, one lot a thousandth of a coin. */
const call = 'BTC-27MAR26-70000-C'
const perpetual = 'BTC-PERP'
const lotsOf = ({ state }: SmallVenue | RatioVenue, id: string, instrument = perpetual): bigint =>
  state.accounts.get(id)!.positions[instrument]?.lots ?? 0n

function venueUnder(policy: DeleveragingPolicyName, accounts: Readonly<Record<string, number>>): SmallVenue {
  const venue = smallVenue({
    deleveraging: { policy: deleveragingPolicies[policy], roundCapPpm: 1_000_000n },
    tradeBand: 1_000_000n,
    withdrawalFloor: 0n,
  })
  for (const [account, dollars] of Object.entries(accounts)) {
    venue.must('open-account', { account, owner: account, mode: 'portfolio' })
    venue.must('deposit', { account, asset: 'USDC', amount: usdc(dollars) })
  }
  return venue
}

/** A bankrupt long of five coins against shorts of ten, W with ten calls and X without, of one equity at the end. */
function fallingMarket(policy: DeleveragingPolicyName): SmallVenue {
  const venue = venueUnder(policy, { long: 68_000, maker: 5e6, W: 300_000, X: 150_000 })
  venue.price(84_000)
  expect(trade(venue, perpetual, 5_000n, 84_000, 'long', 'maker')).toBeUndefined()
  for (const winner of ['W', 'X']) expect(trade(venue, perpetual, 10_000n, 84_000, 'maker', winner)).toBeUndefined()
  expect(trade(venue, call, 10_000n, 16_000, 'W', 'maker')).toBeUndefined()
  venue.price(70_000)
  const missing = figuresOf(venue, 'W').equity - figuresOf(venue, 'X').equity
  venue.must('deposit', { account: 'X', asset: 'USDC', amount: usdc(missing) })
  return venue
}

describe('E5 on the machine', () => {
  test('E5: W, short with calls against it, gives nothing before X, naked at the same equity; a rule blind to hedges takes from both', () => {
    const venue = fallingMarket('plimsoll')
    expect(figuresOf(venue, 'W').equity).toBeCloseTo(figuresOf(venue, 'X').equity, 5)
    venue.must('advance', {})
    expect([lotsOf(venue, 'long'), lotsOf(venue, 'W'), lotsOf(venue, 'X')]).toEqual([0n, -10_000n, -5_000n])
    expect(audit(venue.state)).toEqual([])
    const blind = fallingMarket('campbell')
    blind.must('advance', {})
    expect([lotsOf(blind, 'W'), lotsOf(blind, 'X')]).toEqual([-7_500n, -7_500n])
  })

  test('E5: no fill takes a healthy account below maintenance: whose longs cover sold calls gives fewer of them, and another the rest', () => {
    const venue = venueUnder('campbell', { short: 60_000, maker: 5e6, W: 600_000, X: 1_200_000 })
    expect(trade(venue, perpetual, 5_000n, 70_000, 'maker', 'short')).toBeUndefined()
    for (const winner of ['W', 'X']) expect(trade(venue, perpetual, 10_000n, 70_000, winner, 'maker')).toBeUndefined()
    expect(trade(venue, call, 20_000n, 6_300, 'maker', 'W')).toBeUndefined()
    venue.price(83_000)
    const before = figuresOf(venue, 'W')
    venue.must('withdraw', { account: 'W', asset: 'USDC', amount: usdc(Math.floor(before.equity - before.initial)) })
    const health = (id: string): number => figuresOf(venue, id).equity / figuresOf(venue, id).maintenance
    expect(health('W')).toBeCloseTo(1.25, 4)
    const { events } = venue.must('advance', {})
    const given = 10_000n - lotsOf(venue, 'W')
    // By leverage alone W would give all five coins. Five, and then half of it, would take it below maintenance: a quarter does not.
    expect(events.filter(({ kind }) => kind === 'deleveraged')).toHaveLength(1)
    expect(given).toBe(1_250n)
    expect(lotsOf(venue, 'X')).toBe(6_250n)
    expect(health('W')).toBeGreaterThanOrEqual(1)
    expect(audit(venue.state)).toEqual([])
  })
})

describe('hedges across coins', () => {
  const depth = { dailyMove: 50_000n, stressVolumeLots: 1_000_000n, executableLots: 1_000n, band: 50_000n }

  /** Shorts of ten BTC with 200 dollars each: W is long ten ETH as well, Y short ten, X has nothing else; C has 1,000, of it 900 in ten BTC. */
  function coins(required: number, policy: DeleveragingPolicyName): RatioVenue {
    const venue = ratioVenue(
      ratioSpec(0.03, 0.01),
      { BTC: 100, ETH: 100 },
      {
        depth: { BTC: depth, ETH: depth },
        deleveraging: { policy: deleveragingPolicies[policy], roundCapPpm: 1_000_000n },
      },
    )
    venue.open('maker', 1e6)
    venue.open('long', 9 * required)
    expect(venue.trade('long', 'maker', required, 'BTC').refusal).toBeUndefined()
    for (const name of ['W', 'X', 'Y', 'C']) {
      venue.open(name, 100)
      expect(venue.trade('maker', name, 10, 'BTC').refusal).toBeUndefined()
    }
    expect(venue.trade('W', 'maker', 10, 'ETH').refusal).toBeUndefined()
    expect(venue.trade('maker', 'Y', 10, 'ETH').refusal).toBeUndefined()
    venue.price('BTC', 90)
    venue.must('deposit', { account: 'C', asset: 'BTC', amount: 10_000_000n })
    venue.must('withdraw', { account: 'C', asset: 'USDC', amount: usdc(100) })
    return venue
  }

  const given = (venue: RatioVenue): readonly bigint[] =>
    ['W', 'X', 'Y', 'C'].map((name) => 10n + lotsOf(venue, name, 'BTC-PERP'))

  test.each([
    // Y stands to lose twice what X does, until it has given what it is short of BTC.
    [5, [0n, 0n, 5n, 0n]],
    [12, [0n, 2n, 10n, 0n]],
    // When X is flat C is next: W’s ETH wins more than its BTC lose, for it stands at 100.
    [24, [0n, 10n, 10n, 4n]],
  ])(
    'E5: of %s lots the shorts give what is naked of theirs: long ETH and coins owned are hedges, short ETH is none',
    (required, expected) => {
      const venue = coins(required, 'plimsoll')
      venue.must('advance', {})
      expect(given(venue)).toEqual(expected)
      expect(audit(venue.state)).toEqual([])
    },
  )

  test('E5: the same for longs in a rise: sold ETH hedges them, bought ETH does not', () => {
    const venue = ratioVenue(
      ratioSpec(0.03, 0.01),
      { BTC: 100, ETH: 100 },
      {
        depth: { BTC: depth, ETH: depth },
        deleveraging: { policy: deleveragingPolicies.plimsoll, roundCapPpm: 1_000_000n },
      },
    )
    venue.open('maker', 1e6)
    venue.open('short', 9 * 12)
    expect(venue.trade('maker', 'short', 12, 'BTC').refusal).toBeUndefined()
    for (const name of ['W', 'X', 'Y']) {
      venue.open(name, 100)
      expect(venue.trade(name, 'maker', 10, 'BTC').refusal).toBeUndefined()
    }
    expect(venue.trade('maker', 'W', 10, 'ETH').refusal).toBeUndefined()
    expect(venue.trade('Y', 'maker', 10, 'ETH').refusal).toBeUndefined()
    venue.price('BTC', 110)
    venue.must('advance', {})
    // A fall of 1 − 1/1.05 takes 5.24 a BTC and 4.76 an ETH: Y’s ETH are 9.09 of its lots, which it gives alone, and then it has none left.
    expect(['W', 'X', 'Y'].map((name) => 10n - lotsOf(venue, name, 'BTC-PERP'))).toEqual([0n, 2n, 10n])
  })

  test('by leverage of the position alone W, X and Y give alike, whatever else they hold', () => {
    const venue = coins(12, 'campbell')
    venue.must('advance', {})
    expect(given(venue)).toEqual([4n, 4n, 4n, 0n])
  })
})
