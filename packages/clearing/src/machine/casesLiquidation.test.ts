import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { impactCost } from '../liquidation/impact.js'
import type { LiquidationRules, Stage, StepStage } from '../liquidation/rules.js'
import { liquidationRules } from '../liquidation/venues/index.js'
import { assess } from '../risk/assess.js'
import type { ParameterRecord } from '../state/records.js'
import type { LiquidationTrade } from './commands.js'
import type { Event } from './events.js'
import { usdc } from './fixture/actions.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** Cases of the incident ledger that are about one market, through `apply`, with their own numbers. Prices are ten-thousandths. */
const house = liquidationRules('house')

/** The house rules with other parameters of the steps; without the stages that would take over below a health. */
function houseWith(changed: Partial<StepStage>): LiquidationRules {
  const stages = house.stages.map((stage): Stage => {
    if (stage.kind === 'steps') return { ...stage, ...changed }
    if (stage.kind !== 'auction') return stage
    const { belowPpm: _below, ...auction } = stage
    return auction
  })
  return { ...house, stages }
}

/** A market of coins at 100 dollars that moves nothing by being traded in, unless said otherwise. */
function coinVenue(ratio: number, own: Partial<ParameterRecord> = {}, depth: Partial<Depth> = {}): RatioVenue {
  const X = { dailyMove: 0n, stressVolumeLots: 1_000_000n, executableLots: 10_000n, band: 50_000n, ...depth }
  return ratioVenue(ratioSpec(ratio, ratio), { X: 100 }, { depth: { X }, tradeBand: 500_000n, ...own })
}

type Depth = ParameterRecord['depth'][string]
type Ordered = Extract<Event, { kind: 'liquidation-ordered' }>

const ticks = (dollars: number): bigint => BigInt(Math.round(dollars * 10_000))
const lotsOf = ({ state }: RatioVenue, account: string): bigint =>
  state.accounts.get(account)!.positions['X-PERP']?.lots ?? 0n
const moneyOf = ({ state }: RatioVenue, account: string): bigint => state.accounts.get(account)!.balances.USDC ?? 0n
const figures = ({ state }: RatioVenue, account: string): ReturnType<typeof assess> =>
  assess(state, account, state.accounts.get(account)!)
const health = (venue: RatioVenue, account: string): number => {
  const { equity, maintenance } = figures(venue, account)
  return equity / maintenance
}
const ordersIn = (events: readonly Event[]): readonly Ordered[] =>
  events.filter((event) => event.kind === 'liquidation-ordered')

/** Trades of all that was ordered, at the orders' limits or at the price that is given. */
function fillsOf({ step }: Ordered, counterparty: string, price?: bigint): readonly LiquidationTrade[] {
  return step.orders.map(({ instrument, side, lots, limit }) => ({
    instrument,
    lots: side === 'sell' ? -lots : lots,
    price: price ?? limit,
    counterparty,
  }))
}

function fill(venue: RatioVenue, order: Ordered, counterparty: string, price?: bigint) {
  const { epoch } = order.step.orders[0]!
  return venue.send('liquidation-filled', {
    account: order.account,
    epoch,
    trades: fillsOf(order, counterparty, price),
  })
}

/** `user` is long so many coins from 100 with so much money, `other` short them, `taker` has money. */
function longOf(venue: RatioVenue, coins: number, dollars: number): void {
  venue.open('user', dollars)
  venue.open('other', 50_000_000)
  venue.open('taker', 50_000_000)
  expect(venue.trade('user', 'other', coins, 'X').refusal).toBeUndefined()
}

describe('C4 CRV', () => {
  /**
   * 92 M of a coin owed against 63.6 M of cash: sold at 0.43 by an account with the 24.04 M between them, which is worth the same at every
   * price. The coin rises by 60 % in three hours and stays. The market trades 40 M in a stress day, 10 M are for sale at a time, and a
   * day moves 12 %. Each clip is bought at the tick to which its expected impact lifts it.
   */
  function squeeze(maintenance: number, impactPpm: bigint) {
    const depth = {
      X: { dailyMove: 120_000n, stressVolumeLots: 40_000_000n, executableLots: 10_000_000n, band: 450_000n },
    }
    const size = { impactPpm, assets: {}, ownerMax: {}, openInterest: {} }
    const venue = ratioVenue(
      ratioSpec(maintenance, maintenance),
      { X: 0.43 },
      { depth, size, liquidation: houseWith({ timeMilliseconds: 86_400_000, stepsMax: 1000 }) },
    )
    venue.open('short', 63.6e6 - 92e6 * 0.43)
    venue.open('market', 1e9)
    expect(venue.trade('market', 'short', 92_000_000, 'X').refusal).toBeUndefined()
    const unwinding = impactCost({ dailyMove: 0.43 * 0.12, stressVolumeLots: 40_000_000n }, 92_000_000n, impactPpm)
    expect(figures(venue, 'short').maintenance).toBeCloseTo(maintenance * 92e6 * 0.43 + unwinding, 2)
    const seen = { clips: 0, firstCover: 0, equityLow: Number.POSITIVE_INFINITY }
    for (let second = 0; second <= 4 * 3600 && lotsOf(venue, 'short') !== 0n; second += 20) {
      const price = Math.round(4300 * (1 + 0.6 * Math.min(1, second / 10_800))) / 10_000
      venue.price('X', price)
      for (const order of ordersIn(venue.must('advance', {}).events)) {
        const terms = { dailyMove: price * 0.12, stressVolumeLots: 40_000_000n }
        const { equity } = figures(venue, 'short')
        if (seen.clips === 0) seen.firstCover = equity / impactCost(terms, 92_000_000n, 900_000n)
        const { lots, limit } = order.step.orders[0]!
        const lifted = ticks(price) + BigInt(Math.floor((order.step.why.cost / Number(lots)) * 10_000))
        expect(lifted).toBeLessThanOrEqual(limit)
        expect(fill(venue, order, 'market', lifted).refusal).toBeUndefined()
        seen.clips++
      }
      seen.equityLow = Math.min(seen.equityLow, figures(venue, 'short').equity)
      venue.wait(20_000)
    }
    return { ...seen, venue }
  }

  test('C4: with the cost of unwinding in maintenance the first clip comes while equity pays for the last, and nobody else loses', () => {
    const { venue, ...seen } = squeeze(0.3, 900_000n)
    expect(seen.clips).toBeGreaterThan(3)
    expect(seen.firstCover).toBeGreaterThan(1)
    expect(seen.equityLow).toBeGreaterThan(0)
    expect(lotsOf(venue, 'short')).toBeLessThan(0n)
    expect(health(venue, 'short')).toBeGreaterThan(1)
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('C4: a flat 10 % has the first clip when equity no longer pays for what there is to close', () => {
    expect(squeeze(0.1, 0n).firstCover).toBeLessThan(1)
  })
})

describe('L5 zero bids', () => {
  function auctioned(liquidation: LiquidationRules): RatioVenue {
    const venue = coinVenue(0.1, { liquidation, backstop: { account: 'taker', most: { X: usdc(1_000_000) } } })
    longOf(venue, 1000, 14_000)
    // 5,500 left of 9,150 that are needed.
    venue.price('X', 91.5)
    venue.must('advance', {})
    expect(venue.state.episodes.get('user')!.auction).not.toBeNull()
    return venue
  }

  test('L5: nothing is sold below the reserve, the clock starts again once, then the backstop takes over, and the user keeps what the rules leave', () => {
    const venue = auctioned(house)
    const fee = venue.state.houses.get('fund:shared USDC')!
    for (let second = 0; second < 180; second++) {
      const { auction } = venue.state.episodes.get('user')!
      expect(auction!.restarts).toBe(second < 90 ? 0 : 1)
      const free = venue.send('bid', { bidder: 'other', account: 'user', share: 10n ** 18n, limit: 0n })
      expect(free.refusal).toMatchObject({ code: 'BID_REFUSED', expected: 'above-limit' })
      // The reserve is half of what it is worth: less than that buys nothing at any time, for a share or for all of it.
      const { equity } = figures(venue, 'user')
      const half = 5n * 10n ** 17n
      const low = venue.send('bid', { bidder: 'other', account: 'user', share: half, limit: usdc(equity * 0.249) })
      expect(low.refusal).toMatchObject({ code: 'BID_REFUSED', expected: 'above-limit' })
      venue.wait(1000)
      venue.must('advance', {})
    }
    for (let second = 0; second < 3; second++) {
      venue.wait(1000)
      venue.must('advance', {})
    }
    // Half of maintenance went with the positions; the fee was charged once, although the clock ran twice.
    expect(lotsOf(venue, 'user')).toBe(0n)
    expect(lotsOf(venue, 'taker')).toBe(1000n)
    expect(venue.state.houses.get('fund:shared USDC')).toBe(fee)
    expect(moneyOf(venue, 'user')).toBe(usdc(5500) - fee - usdc(9150 / 2))
    expect(audit(venue.state)).toEqual([])
  })

  test('L5: a falling price starts again when it has run for its time, or has fallen too deep, and never opens at nothing', () => {
    const rules = liquidationRules('maker-like')
    const [cancel, sale, end] = rules.stages as readonly [Stage, Extract<Stage, { kind: 'auction' }>, Stage]
    const { price } = sale
    if (price.kind !== 'falling') throw new Error('the rules of a falling price')
    const reserve = 3n * 10n ** 26n
    for (const reset of [{ tailMilliseconds: 600_000 }, { cusp: 9n * 10n ** 26n }]) {
      const stage: Stage = { ...sale, floor: reserve, restarts: 2, price: { ...price, ...reset } }
      const venue = auctioned({ ...rules, stages: [cancel, stage, end] })
      const starts = new Set<number>()
      for (let tick = 0; tick < 80 && venue.state.episodes.get('user')!.auction !== null; tick++) {
        starts.add(venue.state.episodes.get('user')!.auction!.startedAt)
        const free = venue.send('bid', { bidder: 'other', account: 'user', share: 10n ** 27n, limit: 0n })
        expect(free.refusal?.code).toBe('BID_REFUSED')
        venue.wait(90_000)
        venue.must('advance', {})
      }
      // Three clocks; then as much of what nobody wanted as is needed is matched against the other side, and no longer waits for a bidder.
      expect(starts.size).toBe(3)
      expect(lotsOf(venue, 'user')).toBeLessThan(1000n)
      expect(venue.state.episodes.get('user')!.open).toBe(false)
      expect(moneyOf(venue, 'user')).toBeGreaterThanOrEqual(0n)
    }
  })
})

describe('L6 toxic', () => {
  /** 5 % required, 49,000 left of 49,950. */
  function short(fee: bigint, executableLots: bigint): RatioVenue {
    const liquidation = houseWith({ fee: { kind: 'rate', ratePpm: fee } })
    const venue = coinVenue(0.05, { liquidation }, { executableLots })
    longOf(venue, 10_000, 50_000)
    venue.price('X', 99.9)
    return venue
  }

  test('L6: where 6 % are charged of what 5 % are required for, everything is closed once, and the penalty is what is left', () => {
    const venue = short(60_000n, 10_000n)
    const [order] = ordersIn(venue.must('advance', {}).events) as [Ordered]
    expect(order.step).toMatchObject({ kind: 'whole', orders: [{ instrument: 'X-PERP', side: 'sell', lots: 10_000n }] })
    expect(fill(venue, order, 'taker').refusal).toBeUndefined()
    expect(moneyOf(venue, 'user')).toBe(0n)
    expect(venue.state.houses.get('fund:shared USDC')).toBe(usdc(49_000))
    venue.must('advance', {})
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
    expect(audit(venue.state)).toEqual([])
  })

  test('L6: clip after clip health does not fall, and n clips cost what one costs, to the unit', () => {
    const play = (executableLots: bigint) => {
      const venue = short(7_777n, executableLots)
      let clips = 0
      let lots = 0n
      let [order] = ordersIn(venue.must('advance', {}).events)
      while (order !== undefined) {
        const before = health(venue, 'user')
        expect(fill(venue, order, 'taker', ticks(99.9)).refusal).toBeUndefined()
        clips++
        lots += order.step.orders[0]!.lots
        expect(health(venue, 'user')).toBeGreaterThanOrEqual(before)
        venue.wait(1000)
        order = ordersIn(venue.must('advance', {}).events)[0]
      }
      expect(venue.state.episodes.get('user')!.open).toBe(false)
      return { clips, lots, fee: venue.state.houses.get('fund:shared USDC')! }
    }
    const one = play(100_000n)
    const many = play(1_000n)
    expect(one.clips).toBe(1)
    expect(many.clips).toBeGreaterThan(10)
    for (const { lots, fee } of [one, many]) expect(fee).toBe((lots * usdc(99.9) * 7_777n + 999_999n) / 1_000_000n)
  })
})

describe('L7 dust', () => {
  test('L7: somebody who pays in a unit a second cannot keep the episode open: the clocks run, and it ends', () => {
    const venue = coinVenue(0.05, {}, { executableLots: 0n })
    longOf(venue, 1000, 5_000)
    venue.price('X', 99.5)
    const kinds = new Set<string>()
    let second = 0
    for (; second < 1000 && venue.state.episodes.get('user')?.open !== false; second++) {
      const { events } = venue.must('advance', {})
      const { stage } = venue.state.episodes.get('user')!
      kinds.add(house.stages[stage]!.kind)
      expect(ordersIn(events)).toEqual([])
      venue.must('deposit', { account: 'user', asset: 'USDC', amount: 1n })
      venue.wait(1000)
    }
    // 600 seconds for steps that nobody takes, twice 90 for the auction.
    expect(second).toBeGreaterThan(775)
    expect(second).toBeLessThan(790)
    expect([...kinds]).toEqual(['steps', 'auction', 'deleverage'])
    venue.must('advance', {})
    expect(venue.state.episodes.get('user')!.open).toBe(false)
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
  })

  test('L7: a debt is recognised although what is held is less than an order is worth', () => {
    const venue = coinVenue(0.05)
    longOf(venue, 1000, 6_000)
    // Three coins at a cent are dust; the other 997 the account has sold itself, at a loss of 99,670 that it does not have.
    expect(lotsOf(venue, 'user')).toBe(1000n)
    venue.price('X', 0.01)
    const sale = { instrument: 'X-PERP', lots: 997n, price: ticks(0.01) }
    venue.must('trade', { ...sale, buyer: { account: 'other', fee: 0n }, seller: { account: 'user', fee: 0n } })
    expect(figures(venue, 'user').equity).toBeLessThan(-93_000)
    venue.must('advance', {})
    expect(lotsOf(venue, 'user')).toBe(0n)
    expect(moneyOf(venue, 'user')).toBe(0n)
    expect(venue.state.episodes.get('user')!.open).toBe(false)
    expect(audit(venue.state)).toEqual([])
  })
})

describe('L11 fee', () => {
  test('L11: of 5 that are left a fee of 8 takes 5, and makes no debt', () => {
    const liquidation = houseWith({ fee: { kind: 'rate', ratePpm: 80_000n } })
    const venue = coinVenue(0.1, { liquidation })
    longOf(venue, 1, 15)
    venue.price('X', 90)
    // 8 % of 100: the coin is worth 90 now, so the fee of it is 7.20.
    const [order] = ordersIn(venue.must('advance', {}).events) as [Ordered]
    expect(figures(venue, 'user').equity).toBe(5)
    expect(order.step.feePpm).toBe(80_000n)
    expect(fill(venue, order, 'taker').refusal).toBeUndefined()
    expect(venue.state.houses.get('fund:shared USDC')).toBe(usdc(5))
    expect(moneyOf(venue, 'user')).toBe(0n)
    venue.must('advance', {})
    expect(venue.state.houses.get('unpaid USDC')).toBeUndefined()
  })
})

describe('L14 band', () => {
  function wide(): { readonly venue: RatioVenue; readonly order: Ordered } {
    const venue = coinVenue(0.6, { liquidation: houseWith({}) })
    longOf(venue, 10_000, 600_000)
    venue.price('X', 99)
    const [order] = ordersIn(venue.must('advance', {}).events) as [Ordered]
    return { venue, order }
  }

  test('L14: a best bid 40 % below is never crossed: no order is priced beyond the band, and no fill is booked beyond its order', () => {
    const { venue, order } = wide()
    expect(order.step.orders[0]!.limit).toBe(ticks(99 * 0.95))
    // The shortfall would fall all the same: 60 % are required.
    for (const price of [ticks(99 * 0.6), ticks(99 * 0.95) - 1n]) {
      expect(fill(venue, order, 'taker', price).refusal).toMatchObject({ code: 'PRICE_OUT_OF_BAND' })
    }
    expect(lotsOf(venue, 'user')).toBe(10_000n)
    expect(fill(venue, order, 'taker').refusal).toBeUndefined()
  })

  test('L14: what cannot trade within the band goes to the auction', () => {
    const { venue, order } = wide()
    venue.must('liquidation-filled', { account: 'user', epoch: order.step.orders[0]!.epoch, trades: [] })
    venue.wait(1000)
    const { events } = venue.must('advance', {})
    expect(ordersIn(events)).toEqual([])
    expect(venue.state.episodes.get('user')!.auction).not.toBeNull()
    expect(lotsOf(venue, 'user')).toBe(10_000n)
  })
})

describe('L9 spiral', () => {
  test('L9: accounts meet one market: what a step has taken of it is not there for another within the pace, however often time is told', () => {
    const size = { kind: 'participation', partPpm: 1_000_000n } as const
    const venue = coinVenue(0.05, { liquidation: houseWith({ size }) }, { executableLots: 1000n })
    longOf(venue, 10_000, 50_000)
    venue.open('second', 50_500)
    expect(venue.trade('second', 'other', 10_000, 'X').refusal).toBeUndefined()
    venue.price('X', 99.98)
    const [first] = ordersIn(venue.must('advance', {}).events) as [Ordered]
    expect(first).toMatchObject({ account: 'user', step: { orders: [{ lots: 1000n }] } })
    expect(fill(venue, first, 'taker').refusal).toBeUndefined()
    venue.price('X', 99.9)
    for (let tick = 0; tick < 9; tick++) {
      venue.wait(100)
      expect(ordersIn(venue.must('advance', {}).events)).toEqual([])
    }
    expect(venue.state.episodes.get('second')!.open).toBe(true)
    venue.wait(100)
    // A second after the first step: one account has what the market takes, and the other waits again.
    expect(ordersIn(venue.must('advance', {}).events).map(({ step }) => step.orders[0]!.lots)).toEqual([1000n])
  })
})
