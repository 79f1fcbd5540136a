import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeleveragingCandidate, HealthCheck } from '../deleveraging/candidate.js'
import { deleverage } from '../deleveraging/deleverage.js'
import { deleveragingPolicies } from '../deleveraging/policy.js'
import { type FundActions, type FundRule, unwatchedFund, watchFund } from './fundWatch.js'
import { afterDraw, type SharedDraws, sharedSlice } from './sharedSlice.js'
import {
  deleveragingPrice,
  type LossPayer,
  type LossPayment,
  type LossSources,
  lossTiers,
  shareLoss,
} from './shareLoss.js'
import { withdrawableProfit, withdrawalGate } from './withdrawableProfit.js'

const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })
const none = (name: string): LossPayer => ({ name, available: 0n })
const empty: LossSources = {
  equity: none('account'),
  surplus: none('surplus of X'),
  marketPool: none('pool of X'),
  sharedFund: none('fund'),
  backstops: [],
  deleveraging: () => [],
  gains: [],
  venueCapital: none('venue'),
  finalSettlement: 'settlement of X',
}
const paid = (payments: readonly LossPayment[]): string[] => payments.map(({ from, amount }) => `${from} ${amount}`)
const total = (payments: readonly LossPayment[]): bigint => payments.reduce((sum, { amount }) => sum + amount, 0n)

function winner(account: string, lots: bigint, equity: bigint, gain: bigint): DeleveragingCandidate {
  return { account, owner: account, lots, equity, entryCost: 100n * lots, gain, stressLossPerLot: 30 }
}

/** Deleverages a bankrupt long of `lots` at the price that passes on what is left. */
function deleveraged(
  candidates: readonly DeleveragingCandidate[],
  lots: bigint,
  mark: bigint,
): LossSources['deleveraging'] {
  return (left) => {
    const { fills } = deleverage(
      {
        side: 'short',
        required: lots,
        mark,
        bankruptcyPrice: deleveragingPrice('short', mark, lots, left),
        stressLossPerLot: 30,
        candidates,
        roundCapPpm: 1_000_000n,
        seed: 'event',
      },
      deleveragingPolicies.campbell,
      healthy,
    )
    return fills.map(({ account, cost }) => ({ name: account, available: cost }))
  }
}

describe('shareLoss', () => {
  test('E1 arithmetic: 30 + 20 + 25 + 10, then 15 by deleveraging; the sum is 100', () => {
    const payments = shareLoss(
      100n,
      {
        ...empty,
        equity: { name: 'account', available: 30n },
        marketPool: { name: 'pool of X', available: 20n },
        sharedFund: { name: 'fund', available: 1_000n, cap: 25n },
        backstops: [{ name: 'provider', available: 10n }],
        deleveraging: deleveraged([winner('W', 20n, 400n, 100n), winner('V', 5n, 400n, 100n)], 5n, 88n),
      },
      'event',
    )
    expect(payments).toEqual([
      { from: 'account', amount: 30n, tier: 'equity', why: 'all of 30' },
      { from: 'pool of X', amount: 20n, tier: 'market-pool', why: 'all of 20' },
      { from: 'fund', amount: 25n, tier: 'shared-fund', why: 'its cap of 25, of 1000 there' },
      { from: 'provider', amount: 10n, tier: 'backstop', why: 'all of 10' },
      { from: 'W', amount: 15n, tier: 'deleveraging', why: 'all of 15' },
    ])
    expect(total(payments)).toBe(100n)
  })

  test('E9 capacity: deficit 15, gains 12.5, equity 16: principal is not taken, 2.5 goes to the named next tier', () => {
    // In tenths. Ten lots each; the winners gained 75 and 50 and have equity 160 together.
    const candidates = [winner('W', 10n, 90n, 75n), winner('V', 10n, 70n, 50n)]
    const gains = candidates.map(({ account, gain }) => ({ name: account, available: gain }))
    const sources = { ...empty, gains, deleveraging: deleveraged(candidates, 15n, 88n) }
    const venue = shareLoss(150n, { ...sources, venueCapital: { name: 'venue', available: 1_000n } }, 'event')
    const byTier = (payments: readonly LossPayment[], tier: string): bigint =>
      total(payments.filter((payment) => payment.tier === tier))
    expect(byTier(venue, 'deleveraging') + byTier(venue, 'gain-haircut')).toBe(125n)
    expect(venue[venue.length - 1]).toEqual({
      from: 'venue',
      amount: 25n,
      tier: 'venue-capital',
      why: 'what was left to pay, of 1000',
    })
    for (const { name, available } of gains) {
      expect(total(venue.filter(({ from }) => from === name))).toBe(available)
    }
    const settled = shareLoss(150n, sources, 'event')
    expect(settled[settled.length - 1]).toEqual({
      from: 'settlement of X',
      amount: 25n,
      tier: 'final-settlement',
      why: 'nobody else is left: the market is settled at its index',
    })
  })

  test('E19 no winners: what the venue does not pay is final settlement’s', () => {
    const insolvent = [winner('W', 10n, -5n, 0n)]
    const payments = shareLoss(
      100n,
      { ...empty, deleveraging: deleveraged(insolvent, 10n, 88n), venueCapital: { name: 'venue', available: 40n } },
      'event',
    )
    expect(paid(payments)).toEqual(['venue 40', 'settlement of X 60'])
  })

  test('W2 JELLY (iii): the vault pays its cap, the coalition’s own winners the rest; it nets what the vault paid, and no more', () => {
    // Cents; lots of 1,000 of the 430 M tokens. A is short at 0.0103 with 0.1 M left, B₁ and B₂ of the same owner long; then 0.0515.
    const lots = 430_000n
    const [entry, mark] = [1_030n, 5_150n]
    const margin = 10_000_000n
    const won = (part: bigint): DeleveragingCandidate => ({
      ...winner(`B${part}`, part, 500_000_000n + part * (mark - entry), part * (mark - entry)),
      owner: 'coalition',
      entryCost: part * entry,
    })
    const candidates = [won(200_000n), won(230_000n)]
    const deficit = lots * (mark - entry) - margin
    const payments = shareLoss(
      deficit,
      {
        ...empty,
        backstops: [{ name: 'vault', available: 10n ** 12n, cap: 50_000_000n }],
        deleveraging: (left) => {
          const request = {
            side: 'long',
            required: lots,
            mark,
            bankruptcyPrice: deleveragingPrice('long', mark, lots, left),
            stressLossPerLot: 1,
            candidates,
            roundCapPpm: 1_000_000n,
            seed: 'event',
          } as const
          const { fills } = deleverage(request, deleveragingPolicies.campbell, healthy)
          return fills.map(({ account, cost }) => ({ name: account, available: cost }))
        },
        gains: candidates.map(({ account, gain }) => ({ name: account, available: gain })),
      },
      'event',
    )
    const from = (prefix: string): bigint => total(payments.filter((payment) => payment.from.startsWith(prefix)))
    expect(total(payments)).toBe(deficit)
    expect(from('vault')).toBe(50_000_000n)
    expect(from('B')).toBe(deficit - 50_000_000n)
    // A lost its margin; what the two won, less what they gave.
    expect(lots * (mark - entry) - from('B') - margin).toBe(50_000_000n)
  })

  test('a tier with several payers is shared in proportion, whole units, in any order', () => {
    const backstops = [
      { name: 'a', available: 100n, cap: 10n },
      { name: 'b', available: 10n },
      { name: 'c', available: 7n },
    ]
    const one = shareLoss(20n, { ...empty, backstops }, 'event')
    // 20 · 10/27 = 7.41, twice, and 20 · 7/27 = 5.19; the odd unit is drawn between a and b, whose remainders are equal.
    expect(one.map(({ amount }) => amount).sort((a, b) => Number(a - b))).toEqual([5n, 7n, 8n])
    expect(one[0]!.why).toBe('in proportion, 10 of the tier’s 27')
    const reversed = shareLoss(20n, { ...empty, backstops: [...backstops].reverse() }, 'event')
    expect(paid(reversed).sort()).toEqual(paid(one).sort())
  })

  test('the sum is the deficit; every tier is exhausted or capped before the next pays; nobody pays twice or too much', () => {
    const amount = fc.oneof(fc.constantFrom(0n, -3n), fc.bigInt(1n, 1_000n))
    const payer = (name: string): fc.Arbitrary<LossPayer> =>
      fc.record({ name: fc.constant(name), available: amount, cap: amount }, { requiredKeys: ['name', 'available'] })
    const payers = (name: string): fc.Arbitrary<readonly LossPayer[]> =>
      fc
        .integer({ min: 0, max: 4 })
        .chain((count) => fc.tuple(...Array.from({ length: count }, (_, i) => payer(`${name} ${i}`))))
    const anySources = fc.record({
      equity: payer('account'),
      surplus: payer('surplus'),
      marketPool: payer('pool'),
      sharedFund: payer('fund'),
      backstops: payers('backstop'),
      adl: payers('winner'),
      gains: payers('winner'),
      venueCapital: payer('venue'),
    })
    fc.assert(
      fc.property(fc.bigInt(0n, 8_000n), anySources, fc.string(), (deficit, { adl, ...rest }, seed) => {
        const sources = { ...rest, deleveraging: () => adl, finalSettlement: 'settlement' }
        const payments = shareLoss(deficit, sources, seed)
        expect(total(payments)).toBe(deficit)
        const most = ({ available, cap }: LossPayer): bigint => {
          const least = cap !== undefined && cap < available ? cap : available
          return least > 0n ? least : 0n
        }
        const fromAdl = (name: string): bigint =>
          total(payments.filter(({ tier, from }) => tier === 'deleveraging' && from === name))
        const inTier: Readonly<Record<string, readonly LossPayer[]>> = {
          equity: [rest.equity],
          surplus: [rest.surplus],
          'market-pool': [rest.marketPool],
          'shared-fund': [rest.sharedFund],
          backstop: rest.backstops,
          deleveraging: adl,
          'gain-haircut': rest.gains.map((one) => ({ ...one, available: one.available - fromAdl(one.name) })),
          'venue-capital': [rest.venueCapital],
        }
        for (const payment of payments) {
          expect(payment.amount > 0n).toBe(true)
          if (payment.tier === 'final-settlement') continue
          const own = inTier[payment.tier]!.find(({ name }) => name === payment.from)!
          expect(payment.amount <= most(own)).toBe(true)
        }
        const last = Math.max(...payments.map(({ tier }) => lossTiers.indexOf(tier)))
        for (const tier of lossTiers.slice(0, Math.max(0, last))) {
          const whole = inTier[tier]!.reduce((sum, one) => sum + most(one), 0n)
          expect(total(payments.filter((payment) => payment.tier === tier))).toBe(whole)
        }
      }),
      { numRuns: 1000 },
    )
  })

  test('the bankruptcy price passes on no more than is left, and less than a unit a lot less', () => {
    fc.assert(
      fc.property(fc.bigInt(1n, 10_000n), fc.bigInt(0n, 10n ** 9n), fc.bigInt(-500n, 500n), (lots, left, mark) => {
        for (const side of ['long', 'short'] as const) {
          const price = deleveragingPrice(side, mark, lots, left)
          const cost = lots * (side === 'long' ? mark - price : price - mark)
          expect(cost <= left && left - cost < lots).toBe(true)
        }
      }),
    )
  })
})

const open: FundActions = { opens: true, sharedFundPays: true, initialFactorPpm: 1_000_000n }
const closed: FundActions = { opens: false, sharedFundPays: false, initialFactorPpm: 1_250_000n }
const hour = 3_600_000
const rule: FundRule = {
  windowMilliseconds: 8 * hour,
  bucketMilliseconds: 60_000,
  triggerPpm: 300_000n,
  releasePpm: 150_000n,
  actions: { NORMAL: open, DRAWN: closed, EXHAUSTED: closed },
}
const slice = { capPerMarket: 2_000_000n, windowMilliseconds: 24 * hour }

describe('the fund', () => {
  test('E2 isolation: market M loses 13 M with 0.5 M of its own; it draws 2 M of the shared 100 M and the rest is its winners’', () => {
    const fund = { name: 'fund', balance: 100_000_000n, watch: unwatchedFund, rule }
    const sources = (market: string, draws: SharedDraws, at: number): LossSources => ({
      ...empty,
      marketPool: { name: `pool of ${market}`, available: 500_000n },
      sharedFund: sharedSlice(fund, draws, market, at, slice),
      deleveraging: (left) => [{ name: `winners of ${market}`, available: left }],
    })
    const before: SharedDraws = { draws: [] }
    const first = shareLoss(13_000_000n, sources('M', before, 0), 'event')
    expect(paid(first)).toEqual(['pool of M 500000', 'fund 2000000', 'winners of M 10500000'])
    // Another loss an hour later: M's slice is used up, N's is not, and M's is whole again after the window.
    const draws = afterDraw(before, 'M', 0, 2_000_000n, slice)
    const later = (market: string, at: number): string[] =>
      paid(shareLoss(3_000_000n, sources(market, draws, at), 'event'))
    expect(later('M', hour)).toEqual(['pool of M 500000', 'winners of M 2500000'])
    expect(later('N', hour)).toEqual(['pool of N 500000', 'fund 2000000', 'winners of N 500000'])
    expect(later('M', 24 * hour)).toEqual(['pool of M 500000', 'fund 2000000', 'winners of M 500000'])
    expect(afterDraw(draws, 'N', 25 * hour, 1n, slice).draws).toHaveLength(1)
  })

  test('E3 pace: 391 that lose more than 30 % of the peak of eight hours change the state; slowly lost, they do not', () => {
    // Deribit, March 2020: 391 to 183 (53 % in three days). All of it within the window:
    let fast = watchFund(unwatchedFund, 0, 391n, rule)
    fast = watchFund(fast, 6 * hour, 280n, rule)
    expect(fast).toMatchObject({ state: 'NORMAL', drawdownPpm: 283_888n })
    fast = watchFund(fast, 7 * hour, 183n, rule)
    expect(fast).toMatchObject({ state: 'DRAWN', drawdownPpm: 531_970n })
    expect(rule.actions[fast.state]).toEqual(closed)
    const fund = { name: 'fund', balance: 183n, watch: fast, rule }
    expect(sharedSlice(fund, { draws: [] }, 'M', 7 * hour, slice)).toEqual({ name: 'fund', available: 183n, cap: 0n })
    // It stays so until the peak is out of sight or money came in.
    expect(watchFund(fast, 7.5 * hour, 330n, rule)).toMatchObject({ state: 'DRAWN', drawdownPpm: 156_011n })
    expect(watchFund(fast, 7.5 * hour, 340n, rule).state).toBe('NORMAL')
    expect(watchFund(fast, 16 * hour, 183n, rule)).toMatchObject({ state: 'NORMAL', drawdownPpm: 0n })
    // The same loss over three days, evenly.
    let slow = unwatchedFund
    for (let step = 0; step <= 72; step++) {
      slow = watchFund(slow, step * hour, 391n - (BigInt(step) * 208n) / 72n, rule)
      expect(slow.state).toBe('NORMAL')
      expect(slow.peaks.length).toBeLessThanOrEqual(10)
    }
    expect(watchFund(slow, 73 * hour, 0n, rule).state).toBe('EXHAUSTED')
  })

  test('E3: Bybit’s example, a pool of a million that loses 350 thousand, is drawn; exactly 30 % is not', () => {
    const before = watchFund(unwatchedFund, 0, 1_000_000n, rule)
    expect(watchFund(before, hour, 650_000n, rule).state).toBe('DRAWN')
    expect(watchFund(before, hour, 700_000n, rule).state).toBe('NORMAL')
    expect(watchFund(before, hour, 699_999n, rule).state).toBe('DRAWN')
  })

  test('the drawdown is that of the highest balance of the window, up to a bucket', () => {
    const steps = fc.array(fc.tuple(fc.integer({ min: 0, max: 3 * hour }), fc.bigInt(0n, 1_000n)), {
      minLength: 1,
      maxLength: 60,
    })
    fc.assert(
      fc.property(steps, (moves) => {
        let watch = unwatchedFund
        let at = 0
        const seen: { at: number; balance: bigint }[] = []
        for (const [pause, balance] of moves) {
          at += pause
          seen.push({ at, balance })
          watch = watchFund(watch, at, balance, rule)
          const highest = (from: number): bigint =>
            seen.filter((one) => one.at >= from).reduce((most, one) => (one.balance > most ? one.balance : most), 0n)
          const drawdown = (peak: bigint): bigint =>
            peak > 0n ? ((peak - balance) * 1_000_000n + peak - 1n) / peak : 0n
          const window = at - rule.windowMilliseconds
          expect(watch.drawdownPpm >= drawdown(highest(window))).toBe(true)
          expect(watch.drawdownPpm <= drawdown(highest(window - 2 * rule.bucketMilliseconds))).toBe(true)
        }
      }),
    )
  })
})

describe('profit is not cash', () => {
  test('W3 Drift: ten million won, none collected: A gets what was collected and the fund’s share; C gets all, in either order', () => {
    // Millions. C has no position: nine of the pool's twelve are C's, one is B's collateral, two are A's own.
    const run = (order: readonly ('A' | 'C')[], collected: bigint, fund: bigint): Record<string, bigint> => {
      let pool = 12n + fund
      let paidToA = 0n
      const got: Record<string, bigint> = { A: 0n, C: 0n }
      for (const who of order) {
        const profit = withdrawableProfit({ due: 10n, paid: paidToA }, { due: 10n, cash: collected + fund })
        const amount = who === 'C' ? 9n - got.C! : profit
        if (who === 'A') paidToA += amount
        got[who] = got[who]! + amount
        pool -= amount
        expect(pool >= 0n).toBe(true)
      }
      return got
    }
    for (const order of [
      ['A', 'C'],
      ['C', 'A'],
      ['A', 'A', 'C'],
    ] as const) {
      expect(run(order, 0n, 0n)).toEqual({ A: 0n, C: 9n })
      // B is liquidated and its one million collected; the fund stands in for two.
      expect(run(order, 1n, 0n)).toEqual({ A: 1n, C: 9n })
      expect(run(order, 1n, 2n)).toEqual({ A: 3n, C: 9n })
    }
  })

  test('E12 run: what insolvent accounts may cost exceeds the fund: gated, and each gets his part whoever asks first', () => {
    expect(withdrawalGate({ insolventMaintenance: 25n, uncovered: 0n, fund: 25n })).toBe('open')
    expect(withdrawalGate({ insolventMaintenance: 26n, uncovered: 0n, fund: 25n })).toBe('pro-rata')
    expect(withdrawalGate({ insolventMaintenance: 0n, uncovered: 1n, fund: 0n })).toBe('pro-rata')
    const anyClaims = fc.array(fc.bigInt(0n, 1_000n), { minLength: 1, maxLength: 8 })
    const asks = fc.array(fc.tuple(fc.nat(7), fc.bigInt(0n, 1_200n)), { maxLength: 40 })
    fc.assert(
      fc.property(anyClaims, fc.bigInt(0n, 4_000n), asks, (dues, cash, requests) => {
        const due = dues.reduce((sum, one) => sum + one, 0n)
        const had = dues.map(() => 0n)
        // A race: everyone asks for any amounts in any order, then for all that is left.
        for (const [row, wanted] of [...requests, ...dues.map((_, i) => [i, 1_000n] as const)]) {
          if (row >= dues.length) continue
          const most = withdrawableProfit({ due: dues[row]!, paid: had[row]! }, { due, cash })
          had[row] = had[row]! + (wanted < most ? wanted : most)
        }
        const all = had.reduce((sum, one) => sum + one, 0n)
        expect(all <= cash && all <= due).toBe(true)
        had.forEach((one, row) => {
          expect(one).toBe(cash >= due ? dues[row] : (dues[row]! * cash) / due)
        })
        const short = cash < due ? cash : due
        expect(short - all < BigInt(dues.length)).toBe(true)
      }),
    )
  })
})
