import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { impactCost } from '../liquidation/impact.js'
import { assess } from '../risk/assess.js'
import type { DepthRecord, SizeRules } from '../state/records.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))
/** A nineteenth of 25.5 M, whole coins. */
const part = Math.floor(25_500_000 / 19)
const none: SizeRules = { impactPpm: 0n, assets: {}, ownerMax: {}, openInterest: {} }
/** Y of the impact law, as in the comparison of impact laws of the design. */
const charged: SizeRules = { ...none, impactPpm: 900_000n }

/** A market that moves so much a day and trades so many coins in one under stress. */
function depth(dailyMove: number, coins: number): DepthRecord {
  const stressVolumeLots = BigInt(Math.round(coins))
  return {
    dailyMove: BigInt(Math.round(dailyMove * 1e6)),
    stressVolumeLots,
    executableLots: stressVolumeLots / 10n + 1n,
    band: 50_000n,
  }
}

const figures = ({ state }: RatioVenue, id: string): ReturnType<typeof assess> =>
  assess(state, id, state.accounts.get(id)!)

/** The most whole coins that the machine lets the buyer have. */
function mostBought(venue: RatioVenue, buyer: string, seller: string, underlying: string, most: number): number {
  let held = 0
  for (let step = 2 ** Math.floor(Math.log2(most)); step >= 1; step /= 2) {
    while (held + step <= most && venue.trade(buyer, seller, step, underlying).refusal === undefined) held += step
  }
  return held
}

describe('withdrawals', () => {
  /** W1: cash 15.23 M, long 160,000 coins from 1,865, mark 1,915; 2 % initial, 1 % maintenance. */
  function longHolder(own: Parameters<typeof ratioVenue>[2]): RatioVenue {
    const venue = ratioVenue(ratioSpec(0.02, 0.01), { ETH: 1865 }, own)
    venue.open('a', 15.23e6)
    venue.open('b', 60e6)
    expect(venue.trade('a', 'b', 160_000, 'ETH').refusal).toBeUndefined()
    venue.price('ETH', 1915)
    expect(figures(venue, 'a').equity).toBeCloseTo(23.23e6, 0)
    return venue
  }

  test('W1: of 23.23 M behind 306.4 M nothing may leave where a tenth of the notional stays', () => {
    const venue = longHolder({ withdrawalFloor: 100_000n })
    for (const amount of [usdc(15.23e6), 1n]) {
      expect(venue.send('withdraw', { account: 'a', asset: 'USDC', amount }).refusal?.code).toBe('WITHDRAWAL_EXCEEDS')
    }
    expect(figures(venue, 'a').kept).toBeCloseTo(30.64e6, -3)
    // 17.09 M is more than the cash: the profit that the case withdraws is not there at all.
    const { refusal } = venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(17.09e6) })
    expect(refusal?.code).toBe('FUNDS_INSUFFICIENT')
  })

  test('W1: after any withdrawal that is accepted, what is left pays for closing the whole position and for maintenance', () => {
    // A market of 160,000 coins a day that moves 2 %: closing costs 0.9 · 2 % = 1.8 % of the size.
    const venue = longHolder({ size: charged, depth: { ETH: depth(0.02, 160_000) } })
    const cost = impactCost({ dailyMove: 1915 * 0.02, stressVolumeLots: 160_000n }, 160_000n, 900_000n)
    expect(cost / 306.4e6).toBeCloseTo(0.018, 9)
    let left = 15.23e6
    for (let amount = 8e6; amount >= 0.01; amount /= 2) {
      if (venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(amount) }).refusal === undefined)
        left -= amount
    }
    expect(left).toBeLessThan(15.23e6)
    expect(figures(venue, 'a').equity).toBeGreaterThanOrEqual(cost + 0.01 * 306.4e6)
    expect(figures(venue, 'a').equity).toBeCloseTo(cost + 0.02 * 306.4e6, -1)
  })
})

describe('limits of an owner', () => {
  test('W8: an order by which all accounts and orders of an owner could come to more than its share is refused at entry', () => {
    const venue = ratioVenue(ratioSpec(0.1, 0.05), { X: 1 }, { size: { ...none, ownerMax: { 'X-PERP': 1000n } } })
    venue.open('one', 1e6, 'o')
    venue.open('two', 1e6, 'o')
    venue.open('other', 1e6)
    const order = (account: string, id: string, lots: bigint, reduceOnly = false) =>
      venue.send('place-order', { account, order: id, instrument: 'X-PERP', lots, price: 10_000n, reduceOnly }).refusal
        ?.code
    expect(venue.trade('one', 'other', 600, 'X').refusal).toBeUndefined()
    expect(order('two', 'first', 400n)).toBeUndefined()
    expect(order('two', 'second', 1n)).toBe('POSITION_LIMIT')
    expect(venue.trade('two', 'other', 1, 'X').refusal?.code).toBe('POSITION_LIMIT')
    // The other side is free up to the same limit, and reducing always is.
    expect(order('two', 'third', -1000n)).toBeUndefined()
    expect(order('one', 'fourth', -600n, true)).toBeUndefined()
    venue.must('cancel-order', { account: 'two', order: 'first' })
    expect(order('two', 'second', 400n)).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('a fill of a resting order takes no new room', () => {
    const venue = ratioVenue(ratioSpec(0.1, 0.05), { X: 1 }, { size: { ...none, ownerMax: { 'X-PERP': 1000n } } })
    venue.open('one', 1e6)
    venue.open('other', 1e6, 'p')
    venue.must('place-order', {
      account: 'one',
      order: 'all',
      instrument: 'X-PERP',
      lots: 1000n,
      price: 10_000n,
      reduceOnly: false,
    })
    venue.must('trade', {
      instrument: 'X-PERP',
      lots: 1000n,
      price: 10_000n,
      buyer: { account: 'one', order: 'all', fee: 0n },
      seller: { account: 'other', fee: 0n },
    })
    expect(venue.state.owners.get('one')).toEqual({
      long: { 'X-PERP': 1000n },
      short: {},
      buying: {},
      selling: {},
      assets: {},
    })
  })
})

describe('size', () => {
  /** W9: 19 accounts of 157,000 each, 25.5 M long together, in a market where closing that costs 31 % (Y 0.9, σ 10 %, 11.9 days of volume). */
  function wallets(ownerOf: (row: number) => string, size: SizeRules): { venue: RatioVenue; held: number } {
    const venue = ratioVenue(ratioSpec(0.1169, 0.06), { POP: 1 }, { size, depth: { POP: depth(0.1, 2_149_300) } })
    venue.open('maker', 100e6)
    let held = 0
    for (let row = 0; row < 19; row++) {
      venue.open(`w${row}`, 157_000, ownerOf(row))
      if (venue.trade(`w${row}`, 'maker', part, 'POP').refusal === undefined) held++
    }
    return { venue, held }
  }

  test('W9: linked wallets are charged as one, and what 11.7 % would let in is refused', () => {
    expect(wallets(() => 'one', none).held).toBe(19)
    const { held, venue } = wallets(() => 'one', charged)
    expect(held).toBe(0)
    // With the collateral for it, the whole is charged 31 % beside the scenarios, however it is split.
    for (let row = 0; row < 19; row++) {
      venue.must('deposit', { account: `w${row}`, asset: 'USDC', amount: usdc(600_000) })
      expect(venue.trade(`w${row}`, 'maker', part, 'POP').refusal).toBeUndefined()
    }
    const initial = Array.from({ length: 19 }, (_, row) => figures(venue, `w${row}`).initial).reduce(
      (sum, one) => sum + one,
      0,
    )
    expect(initial / (19 * part)).toBeCloseTo(0.1169 + 0.31, 4)
    expect(audit(venue.state)).toEqual([])
  })

  test('W9: wallets that nobody links are stopped by the market’s open interest, whoever holds it', () => {
    // From 1 M on more is asked for, all of the size at 10 M.
    const crowded: SizeRules = { ...none, openInterest: { 'POP-PERP': { from: 1_000_000n, to: 10_000_000n } } }
    const { venue, held } = wallets((row) => `o${row}`, crowded)
    expect(held).toBe(1)
    // What closing the open interest costs is less than what its holder was asked for.
    expect(0.31 * Math.sqrt(1 / 19)).toBeLessThan(0.1169)
    expect(Number(venue.state.books.get('POP-PERP')!.openInterest)).toBe(part)
  })

  test('resting orders of others are nothing that a charge could fall by', () => {
    const quoted = wallets(() => 'one', charged).venue
    quoted.must('place-order', {
      account: 'maker',
      order: 'bid',
      instrument: 'POP-PERP',
      lots: 20_000_000n,
      price: 9_900n,
      reduceOnly: false,
    })
    expect(quoted.trade('w0', 'maker', part, 'POP').refusal?.code).toBe('MARGIN_INSUFFICIENT')
  })

  test('E13: who wants half of the open interest is asked for it when opening, at a rate that rises with the root of its size', () => {
    const venue = ratioVenue(ratioSpec(0.1, 0.05), { X: 100 }, { size: charged, depth: { X: depth(0.05, 10_000) } })
    for (const [id, dollars] of [
      ['whale', 2.4e6],
      ['maker', 1e9],
    ] as const)
      venue.open(id, dollars)
    for (let row = 0; row < 100; row++) {
      venue.open(`s${row}`, 20_000)
      expect(venue.trade(`s${row}`, 'maker', 1_000, 'X').refusal).toBeUndefined()
    }
    // 100,000 coins of others at 10 % and 1.4 %; the whale’s 100,000 need 1 M by the scenarios, and 14.2 % of the size for closing it.
    expect(figures(venue, 's0').initial / 100_000).toBeCloseTo(0.1 + 0.9 * 0.05 * Math.sqrt(0.1), 9)
    expect(venue.trade('whale', 'maker', 100_000, 'X').refusal?.code).toBe('MARGIN_INSUFFICIENT')
    venue.must('deposit', { account: 'whale', asset: 'USDC', amount: usdc(0.03e6) })
    expect(venue.trade('whale', 'maker', 100_000, 'X').refusal).toBeUndefined()
    expect(figures(venue, 'whale').initial).toBeCloseTo(1e6 + 0.9 * 0.05 * Math.sqrt(10) * 10e6, 3)
  })

  test('C3: collateral counts for what selling all of its owner’s would bring', () => {
    // 5.7 M coins at 19 dollars are 95 % of the asset on the venue; its market trades 2 M in a stress day and moves 15 %.
    const size: SizeRules = {
      ...charged,
      assets: { SOL: { dailyMove: 150_000n, stressVolume: 2_000_000n * 10n ** 6n } },
    }
    const venue = ratioVenue(
      ratioSpec(0.1, 0.05),
      { SOL: 19, X: 1 },
      { size, depth: { X: depth(0.05, 1e12), SOL: depth(0.15, 2e6) } },
    )
    venue.open('maker', 1e9)
    for (const account of ['whale', 'second']) {
      venue.open(account, 0, 'o')
      venue.must('deposit', { account, asset: 'SOL', amount: 2_850_000n * 10n ** 6n })
    }
    const cost = impactCost({ dailyMove: 19 * 0.15, stressVolumeLots: 2_000_000n }, 5_700_000n, 900_000n)
    expect(cost / (5.7e6 * 19)).toBeCloseTo(0.9 * 0.15 * Math.sqrt(2.85), 9)
    const { equity } = figures(venue, 'whale')
    expect(equity).toBeCloseTo((5.7e6 * 19 - cost) / 2, 3)
    // The most that it can open is what the sale would pay for, less than a tenth of the price away.
    const most = mostBought(venue, 'whale', 'maker', 'X', 2 ** 30)
    expect(0.1 * most).toBeLessThanOrEqual(equity)
    // Its own size in the other market is charged too, at under a hundredth of that.
    expect(0.1 * most).toBeGreaterThan(0.98 * equity)
    // There is no command that takes an account over: the list is closed.
    expect(() => venue.send('take-over' as 'deposit', { account: 'whale', asset: 'SOL', amount: 1n })).toThrow(
      TypeError,
    )
  })

  test('P1: two legs of which one hedges the other are charged for both sizes, with the power of three halves', () => {
    // Ten days’ volume of A against B, 100 dollars each, with scenarios that let them move together and not at all apart.
    const spec = ratioSpec(0.2, 0.15, 'account')
    const venue = ratioVenue(
      spec,
      { A: 100, B: 100 },
      { size: charged, depth: { A: depth(0.03, 10_000), B: depth(0.03, 10_000) } },
    )
    venue.open('a', 10e6)
    venue.open('m', 1e9)
    const initial: number[] = []
    for (const more of [25_000, 75_000]) {
      expect(venue.trade('a', 'm', more, 'A').refusal).toBeUndefined()
      expect(venue.trade('m', 'a', more, 'B').refusal).toBeUndefined()
      initial.push(figures(venue, 'a').initial)
    }
    expect(initial[0]).toBeGreaterThan(0)
    expect(initial[1]! / initial[0]!).toBeCloseTo(4 ** 1.5, 6)
    // The spread moves by 5.56 in a day where 4 had been the most: the charge alone is 17.1 a coin.
    expect(initial[1]! / 100_000).toBeCloseTo(2 * 0.9 * 3 * Math.sqrt(10), 6)
    const before = figures(venue, 'a').equity
    venue.price('A', 100 - 5.56)
    const lost = before - figures(venue, 'a').equity
    expect(lost).toBeCloseTo(556_000, 3)
    expect(lost).toBeLessThan(initial[1]!)
  })

  test('P6: gains that were levered again three times are paid for at −20 %, and what is left pays for closing', () => {
    const venue = ratioVenue(ratioSpec(0.2, 0.15), { X: 100 }, { size: charged, depth: { X: depth(0.03, 50_000) } })
    venue.open('a', 10e6)
    venue.open('m', 10e9)
    let held = mostBought(venue, 'a', 'm', 'X', 2 ** 20)
    const size: number[] = [held]
    for (const price of [126, 159, 200]) {
      // The slow price has not followed yet: what was won counts for nothing that is opened.
      venue.price('X', price, { low: price / 1.26, high: price })
      expect(venue.trade('a', 'm', Math.ceil(0.05 * held), 'X').refusal?.code).toBe('MARGIN_INSUFFICIENT')
      venue.price('X', price)
      held += mostBought(venue, 'a', 'm', 'X', 2 ** 20)
      size.push(held)
    }
    expect(size[3]).toBeGreaterThan(size[0]!)
    venue.price('X', 160)
    const cost = impactCost({ dailyMove: 160 * 0.03, stressVolumeLots: 50_000n }, BigInt(held), 900_000n)
    expect(figures(venue, 'a').equity).toBeGreaterThan(cost)
  })

  test('W4: open interest cannot come to 67 M on the collateral given, and the fund pays nothing at −30 %', () => {
    // 100 accounts with a fifth of 0.8 M among them; the part of the size asked for rises from nothing at 1 M of coins to all at 4 M.
    const size: SizeRules = { ...none, openInterest: { 'YFI-PERP': { from: 1_000_000n, to: 4_000_000n } } }
    const venue = ratioVenue(ratioSpec(0.2, 0.1), { YFI: 1 }, { size, depth: { YFI: depth(0.1, 1e6) } })
    venue.open('maker', 1e9)
    for (let row = 0; row < 100; row++) venue.open(`a${row}`, 1_600)
    const everybodyBuys = (): void => {
      for (let row = 0; row < 100; row++) mostBought(venue, `a${row}`, 'maker', 'YFI', 2 ** 20)
    }
    everybodyBuys()
    const openInterest = (): number => Number(venue.state.books.get('YFI-PERP')!.openInterest)
    expect(openInterest()).toBe(800_000)
    let left = 0
    for (const price of [1.3, 1.7, 2.2, 2.7, 3.15]) {
      // It takes days: even the slow price has followed, so that what was won may be levered again.
      venue.price('YFI', price)
      everybodyBuys()
      for (let row = 0; row < 100; row++) {
        const { refusal } = venue.send('withdraw', { account: `a${row}`, asset: 'USDC', amount: usdc(100) })
        if (refusal === undefined) left += 100
      }
    }
    const peak = openInterest() * 3.15
    // Without it they come to 15.6 M coins, 49 M dollars.
    expect(peak).toBeLessThan(10e6)
    // Only what was paid in can leave: profit that is not realised is no balance.
    expect(left).toBeLessThanOrEqual(160_000)
    venue.price('YFI', 3.15 * 0.7)
    const deficit = Array.from({ length: 100 }, (_, row) => figures(venue, `a${row}`).equity).filter(
      (equity) => equity < 0,
    )
    expect(deficit).toEqual([])
  })

  test('W2: beyond the cap of open interest nothing is opened, and a short of a moving coin may not withdraw what closing costs', () => {
    const size = charged
    const venue = ratioVenue(
      ratioSpec(0.1, 0.05),
      { JELLY: 0.0103 },
      {
        size,
        depth: { JELLY: depth(0.2, 400e6) },
        openInterestMax: { 'JELLY-PERP': 430_000_000n },
      },
    )
    venue.open('a', 3.5e6, 'attacker')
    venue.open('b', 3.5e6, 'attacker')
    expect(venue.trade('b', 'a', 430_000_000, 'JELLY').refusal).toBeUndefined()
    expect(venue.trade('b', 'a', 1, 'JELLY').refusal?.code).toBe('POSITION_LIMIT')
    const notional = 430e6 * 0.0103
    const cost = 0.9 * 0.2 * Math.sqrt(430 / 400) * notional
    expect(figures(venue, 'a').initial).toBeCloseTo(0.1 * notional + cost, 3)
    const most = 3.5e6 - 0.1 * notional - cost
    expect(venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(most + 1) }).refusal?.code).toBe(
      'WITHDRAWAL_EXCEEDS',
    )
    venue.must('withdraw', { account: 'a', asset: 'USDC', amount: usdc(most - 1) })
  })
})

test('a change of the size rules comes in over the ramp, and its shadow says whom it raises', () => {
  const venue = ratioVenue(
    ratioSpec(0.1, 0.05),
    { X: 100 },
    {
      size: none,
      depth: { X: depth(0.05, 10_000) },
      changeDelay: 3_600_000,
      rampTime: 3_600_000,
      riseMax: 10_000_000n,
    },
  )
  venue.open('a', 1e6)
  venue.open('b', 1e6)
  expect(venue.trade('a', 'b', 10_000, 'X').refusal).toBeUndefined()
  const at = venue.state.clock.get('clock')!.at
  venue.must('announce-change', { name: 'size', change: { size: charged }, effectiveAt: at + 3_600_000 })
  expect(venue.state.pending.get('size')!.shadow.raised).toEqual(['a', 'b'])
  venue.wait(3_600_000)
  venue.must('advance', {})
  expect(figures(venue, 'a').initial).toBeCloseTo(100_000, 6)
  venue.wait(1_800_000)
  venue.must('advance', {})
  expect(figures(venue, 'a').initial).toBeCloseTo(100_000 + 0.5 * 0.045 * 1e6, 6)
  venue.wait(1_800_000)
  venue.must('advance', {})
  expect(figures(venue, 'a').initial).toBeCloseTo(145_000, 6)
})

test.each([
  ['size.openInterest.X', { size: { ...none, openInterest: { X: { from: 2n, to: 2n } } } }],
  ['depth.X.stressVolumeLots', { depth: { X: { ...depth(0.1, 1), stressVolumeLots: 0n } } }],
])('%s by which nothing could be computed is refused', (where, own) => {
  expect(() => ratioVenue(ratioSpec(0.1, 0.05), { X: 1 }, own)).toThrow(where)
})

test('an instrument of unknown depth is opened by nobody where size is charged', () => {
  const venue = ratioVenue(ratioSpec(0.1, 0.05), { X: 1 }, { size: charged, depth: {} })
  venue.open('a', 1e6)
  venue.open('b', 1e6)
  expect(venue.trade('a', 'b', 1, 'X').refusal).toMatchObject({ code: 'PRICE_UNAVAILABLE', where: 'depth of X-PERP' })
})
