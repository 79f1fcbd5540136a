import fc from 'fast-check'
import { parseBook, parseMarket, randomSource, rulebook } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import type { InstrumentTerms, Lots } from './account.js'
import { bankruptcyParts } from './bankruptcyParts.js'
import { acceptsFill, closeEpisode, type Episode, startEpisode } from './episode.js'
import { bookWorld } from './fixture/bookWorld.js'
import { type LinearAccount, linearSituation, linearTerms, standingOf } from './fixture/linearAccount.js'
import { runSteps } from './fixture/runEpisode.js'
import { addedImpactCost, impactCost, maxWithdrawable, unwindCost } from './impact.js'
import { type Decision, nextAction } from './nextAction.js'
import { needsLiquidation, worstFirst } from './queue.js'
import type { LiquidationRules, StepStage } from './rules.js'
import type { Situation } from './situation.js'
import { bookFills, placeStep } from './steps/bookFills.js'
import type { LiquidationStep } from './steps/nextStep.js'
import { liquidationRules } from './venues/index.js'

/** Cases of the incident ledger, by its ids, as far as the room of liquidation can show them alone. */

const house = liquidationRules('house')
const steps = house.stages.find((stage): stage is StepStage => stage.kind === 'steps')!

/** The steps of the house alone, for as long as they last. */
const stepsOnly: LiquidationRules = { ...house, stages: [{ ...steps, timeMilliseconds: 86_400_000 }] }

/** The house rules with other parameters of the steps. */
function houseWith(changed: Partial<StepStage>): LiquidationRules {
  return { ...house, stages: house.stages.map((stage) => (stage === steps ? { ...steps, ...changed } : stage)) }
}

function stepIn({ action }: Decision): LiquidationStep {
  if (action.kind !== 'step') throw new Error(`no step but ${JSON.stringify(action.kind)}`)
  return action.step
}

/** 10 lots long at 100, of which 5 % is required. */
function oneLong(equity: number, more: Partial<InstrumentTerms> = {}): LinearAccount {
  return { positions: { X: 10_000n }, instruments: { X: linearTerms({ mark: 100n, ...more }) }, equity, ratio: 0.05 }
}

describe('withdrawal and size', () => {
  test('W1 HL-ETH: nothing may be withdrawn from 23.23 M behind 306.4 M of notional', () => {
    // 15.23 M of cash and 8.0 M of profit; IM 2 % is 6.13 M, MM 1 %, and a tenth of the notional must stay.
    const notional = 306.4e6
    const figures = { equity: 23.23e6, initial: 6.13e6, maintenance: 3.06e6, grossNotional: notional, unwindCost: 0 }
    expect(maxWithdrawable(figures, 100_000n)).toBe(0)
    // Without the part of the notional it is the size that keeps the money: 160,000 ETH in a market of as many a day, 5 % volatile.
    const terms = linearTerms({ mark: 1_915n, dailyMove: 1_915 * 0.05, stressVolumeLots: 160_000n })
    const cost = unwindCost({ ETH: 160_000n }, { ETH: terms }, 900_000n)
    expect(cost).toBeCloseTo(0.045 * notional, -1)
    expect(maxWithdrawable({ ...figures, unwindCost: cost }, 0n)).toBeCloseTo(23.23e6 - 3.06e6 - cost, -1)
  })

  test('W9 POPCAT: unwinding costs 31 % of the linked wallets’ position, and 11.7 % is not enough', () => {
    // 25.5 M in a market whose size makes Y·σ·√(Q/ADV) 31 %: with Y 0.9 and σ 10 % that is 11.9 days of volume.
    const terms = linearTerms({ mark: 1n, dailyMove: 0.1, stressVolumeLots: 2_149_300n })
    const group = unwindCost({ POPCAT: 25_500_000n }, { POPCAT: terms }, 900_000n)
    expect(group / 25.5e6).toBeCloseTo(0.31, 4)
    expect(group).toBeGreaterThan(19 * 157_000)
    // Split among 19 wallets that nobody links it would be a quarter of that: the add-on is for the owner's positions together.
    const alone = 19 * unwindCost({ POPCAT: 25_500_000n / 19n }, { POPCAT: terms }, 900_000n)
    expect(alone / group).toBeCloseTo(Math.sqrt(1 / 19), 4)
  })

  test('C4 CRV: with the cost of unwinding in maintenance the first clip comes while equity pays for the last', () => {
    const aware = squeeze({ ratio: 0.3, isSizeAware: true })
    expect(aware.clips).toBeGreaterThan(3)
    expect(aware.firstCover).toBeGreaterThan(1)
    expect(aware.equityLow).toBeGreaterThan(0)
    expect(aware.equityEnd).toBeGreaterThan(0)
    // A flat 10 %: when the first clip comes, equity no longer pays for what there is to close.
    expect(squeeze({ ratio: 0.1, isSizeAware: false }).firstCover).toBeLessThan(1)
  })
})

/**
 * C4: 92 M of a coin owed against 63.6 M of cash; the coin rises from 0.43 by 60 % in three hours and stays there for twenty-one. The
 * market trades 40 M in a stress day, 10 M are for sale at a time, and a day moves 12 %. Each clip costs its expected impact.
 */
function squeeze({ ratio, isSizeAware }: { ratio: number; isSizeAware: boolean }): {
  clips: number
  firstCover: number
  equityLow: number
  equityEnd: number
} {
  let [lots, cash] = [-92_000_000n, 63.6e6]
  const seen = { clips: 0, firstCover: 0, equityLow: Number.POSITIVE_INFINITY, equityEnd: 0 }
  let episode = closeEpisode(startEpisode(undefined, 0))
  for (let minute = 0; minute <= 1_440 && lots !== 0n; minute++) {
    const mark = BigInt(Math.round(430 * (1 + 0.6 * Math.min(1, minute / 180))))
    const terms = linearTerms({
      mark,
      tickValue: 0.001,
      dailyMove: Number(mark) * 0.001 * 0.12,
      stressVolumeLots: 40_000_000n,
      executableLots: 10_000_000n,
      bandTicks: 200n,
    })
    const equity = cash + Number(lots) * Number(mark) * 0.001
    const account = { positions: { CRV: lots }, instruments: { CRV: terms }, equity, ratio, isSizeAware }
    const before = standingOf(account, house)
    seen.equityLow = Math.min(seen.equityLow, equity)
    seen.equityEnd = equity
    if (!episode.open) {
      if (!needsLiquidation(before)) continue
      episode = startEpisode(episode, minute * 60_000)
    }
    const decision = nextAction(linearSituation(account, stepsOnly, { episode, now: minute * 60_000 }))
    episode = decision.episode
    if (decision.action.kind !== 'step') continue
    const { step } = decision.action
    const bought = step.orders[0]!.lots
    if (seen.clips === 0) {
      seen.firstCover = equity / unwindCost(account.positions, account.instruments, house.impactPpm)
    }
    lots += bought
    cash -= Number(bought) * Number(mark) * 0.001 + step.why.cost
    seen.clips++
    const after = standingOf({ ...account, positions: { CRV: lots }, equity: equity - step.why.cost }, house)
    const booked = bookFills(episode, { fills: { CRV: bought }, notional: 0n, before, after, decimals: 6 })
    episode = booked.episode
  }
  return seen
}

describe('liquidation steps', () => {
  test('L3 non-monotone: the future that hedges a call is not sold first', () => {
    const market = parseMarket({
      plimsoll: 'market/1',
      asOf: '2026-02-05T12:00:00Z',
      source: { kind: 'manual', name: 'L3' },
      currency: 'USD',
      assets: { USDC: { price: 1, decimals: 6 } },
      underlyings: {
        BTC: {
          index: 70_000,
          forwards: [{ expiry: '2026-06-26T08:00:00Z', price: 70_000 }],
          slices: [{ kind: 'quotes', expiry: '2026-06-26T08:00:00Z', strikes: [60_000, 80_000], vols: [0.6, 0.6] }],
        },
      },
      instruments: [
        {
          kind: 'option',
          id: 'BTC-CALL',
          underlying: 'BTC',
          contractSize: 1,
          expiry: '2026-06-26T08:00:00Z',
          strike: 60_000,
          right: 'call',
          settlement: { kind: 'linear', currency: 'USDC' },
        },
        {
          kind: 'perpetual',
          id: 'BTC-PERP',
          underlying: 'BTC',
          contractSize: 1,
          settlement: { kind: 'linear', currency: 'USDC' },
        },
      ],
      marks: { 'BTC-PERP': 70_000 },
    })
    // Long 10 calls, short 7 futures, and cash lost so far that equity is 90 % of maintenance.
    const book = parseBook({
      plimsoll: 'book/1',
      id: 'L3',
      balances: [{ asset: 'USDC', amount: '-140000' }],
      positions: [
        { instrument: 'BTC-CALL', quantity: '10' },
        { instrument: 'BTC-PERP', quantity: '-7', entryPrice: '70000' },
      ],
    })
    const world = bookWorld(book, { market, spec: rulebook('portfolio'), rules: house })
    const { account, assess } = world.situation(startEpisode(undefined, 0), 0)
    expect(needsLiquidation(account)).toBe(true)
    // The trap: without the short future the calls stand naked, and more is required.
    expect(assess({ 'BTC-PERP': 7_000n }).maintenance).toBeGreaterThan(account.maintenance)
    const { steps: made, last } = runSteps(world, house)
    expect(last.action.kind).toBe('release')
    const alone = made.filter(({ step }) => step.kind === 'leg' && step.orders[0]!.instrument === 'BTC-PERP')
    expect(alone).toEqual([])
  })

  test('L6 toxic: a penalty above the requirement closes everything once, and clips cost no more than that', () => {
    // 5 % required, 6 % charged: a part would cost more than it relieves.
    const rules = houseWith({ fee: { kind: 'rate', ratePpm: 60_000n } })
    const account = oneLong(49_000, { dailyMove: 0 })
    const step = stepIn(nextAction(linearSituation(account, rules)))
    expect(step.kind).toBe('whole')
    expect(step.orders).toMatchObject([{ instrument: 'X', side: 'sell', lots: 10_000n }])
    // The penalty of 60,000 is cut to what is there: nobody is left with a debt.
    expect(step.why.fee).toBe(49_000)
    expect(step.why.shortfallAfter).toBe(0)

    // A penalty that parts can bear: n clips pay what one pays, to the unit, and health never falls.
    fc.assert(
      fc.property(fc.array(fc.bigInt(1n, 10_000_000n), { minLength: 1, maxLength: 40 }), (clips) => {
        const charge = (notionals: readonly bigint[]): bigint => {
          let episode = startEpisode(undefined, 0)
          for (const notional of notionals) {
            const before = { equity: 40, maintenance: 50 }
            const after = { equity: 40, maintenance: 10 }
            episode = placeStep(episode, { ...step, feePpm: 7_777n }, 0)
            episode = bookFills(episode, { fills: {}, notional, before, after, decimals: 6 }).episode
          }
          return episode.fees
        }
        const whole = clips.reduce((sum, clip) => sum + clip, 0n)
        expect(charge(clips)).toBe(charge([whole]))
      }),
    )
  })

  test('L6: n clips of one episode expect the impact of one trade of their sum', () => {
    const terms = linearTerms({ mark: 100n })
    const clips = [1n, 500n, 20n, 3_000n, 479n]
    let done = 0n
    let cost = 0
    for (const clip of clips) {
      cost += addedImpactCost(terms, done, -clip, 900_000n)
      done -= clip
    }
    expect(cost).toBeCloseTo(impactCost(terms, 4_000n, 900_000n), 6)
  })

  test('L6 toxic: impact above the relief closes the whole of it, or leaves it to the auction', () => {
    const thin = { dailyMove: 100, stressVolumeLots: 1n, bandTicks: 50n }
    const small = { positions: { X: 2n }, instruments: { X: linearTerms({ mark: 100n, ...thin }) }, ratio: 0.9 }
    const decision = nextAction(linearSituation({ ...small, equity: 170 }, { ...house, impactPpm: 1_000_000n }))
    expect(decision.action.kind).not.toBe('step')
    expect(decision.passed).toContainEqual({ stage: 'steps', reason: 'nothing-lowers-the-shortfall' })
  })

  test('L7 dust: a rest below the limit goes with the step, and dust with a debt is recognised', () => {
    // Less than 10 dollars are dust. A lot is a dollar; 992 of 1,000 would be enough, and 999 could be traded.
    const terms = linearTerms({ mark: 100n, tickValue: 0.01, dailyMove: 0, executableLots: 999n })
    const account = { positions: { X: 1_000n }, instruments: { X: terms }, equity: 0.5, ratio: 0.05 }
    const closing: StepStage = {
      ...steps,
      size: { kind: 'participation', partPpm: 1_000_000n },
      fee: { kind: 'rate', ratePpm: 0n },
    }
    const lotsClosed = (dustNotional: bigint): bigint => {
      const rules = { ...house, stages: [{ ...closing, dustNotional }] }
      return stepIn(nextAction(linearSituation(account, rules))).orders[0]!.lots
    }
    expect(lotsClosed(0n)).toBe(992n)
    expect(lotsClosed(10_000_000n)).toBe(1_000n)

    const left = { ...account, positions: { X: 3n }, equity: -2 }
    const decision = nextAction(linearSituation(left, house))
    expect(decision.action).toMatchObject({
      kind: 'deleverage',
      parts: [{ instrument: 'X', lots: 3n, amount: -2_000_000n }],
    })
    const nothing = nextAction(linearSituation({ ...left, positions: {} }, house))
    expect(nothing.action).toEqual({ kind: 'bankrupt', deficit: 2_000_000n })
  })

  test('L7 dust: somebody who tops up one unit at a time cannot keep the episode open', () => {
    let episode = startEpisode(undefined, 0)
    let equity = 45_000
    let kinds: string[] = []
    // No fill ever comes; every second a millionth is paid in.
    for (let second = 0; second <= 2_000; second++) {
      equity += 1e-6
      const situation = linearSituation(oneLong(equity, { executableLots: 0n }), house, {
        episode,
        now: second * 1_000,
      })
      const decision = nextAction(situation)
      episode = decision.episode
      kinds = [...kinds.filter((kind) => kind !== decision.action.kind), decision.action.kind]
    }
    expect(kinds).toEqual(['wait', 'auction', 'deleverage'])
  })

  test('L8 rescue: a fill that comes 50 ms after the release is refused', () => {
    const situation = linearSituation(oneLong(45_000), house)
    const decision = nextAction(situation)
    const order = stepIn(decision).orders[0]!
    expect(acceptsFill(decision.episode, order.epoch)).toBe(true)
    // Nothing more goes out while the order is on its way.
    expect(nextAction({ ...situation, episode: decision.episode, now: 10 }).action).toMatchObject({ reason: 'fills' })
    // A deposit lifts the account to its target.
    const rescued = linearSituation(oneLong(60_000), house, { episode: decision.episode, now: 20 })
    const released = nextAction(rescued)
    expect(released.action).toEqual({ kind: 'release', hedges: {} })
    expect(acceptsFill(released.episode, order.epoch)).toBe(false)
    // The next episode is another one, and the old order is still nobody's.
    const next = startEpisode(released.episode, 1_000)
    expect(next.epoch).toBe(2)
    expect(acceptsFill(next, order.epoch)).toBe(false)
    const filled = { fills: {}, notional: 0n, before: situation.account, after: situation.account, decimals: 6 }
    expect(() => bookFills(released.episode, filled)).toThrow('a step that is out')
  })

  test('L2 what an episode has bought it does not sell, and what it has retired it leaves alone', () => {
    const situation = linearSituation(oneLong(45_000), house)
    const reasonWith = (more: Partial<Episode>): unknown =>
      nextAction({ ...situation, episode: { ...situation.episode, ...more } }).passed
    const nothing = [
      { stage: 'cancel-orders', reason: 'no-orders' },
      { stage: 'steps', reason: 'nothing-lowers-the-shortfall' },
    ]
    expect(reasonWith({ traded: { X: 1n } })).toEqual(nothing)
    expect(reasonWith({ retired: ['X'] })).toEqual(nothing)
    expect(reasonWith({ traded: { X: -1n } })).toEqual([nothing[0]])
  })

  test('L2 between maintenance and target the steps go on, and the worst fill still lowers the shortfall', () => {
    // Health 1.1: what would leave health where it is is more than the shortfall falls by, and the smaller counts.
    const account = oneLong(55_000, { executableLots: 10_000n, bandTicks: 90n })
    const step = stepIn(nextAction(linearSituation(account, house)))
    const [order] = step.orders
    const slip = Number(order!.lots) * Number(100n - order!.limit)
    const after = standingOf(account, house, { X: -order!.lots })
    expect(after.maintenance - (after.equity - slip - step.why.fee)).toBeLessThan(step.why.shortfallBefore)
    expect(order!.limit).toBeLessThan(100n)
  })

  test('L2 where a bad fill hurts three times as much as the slip, limits are drawn in until the worst fill is lawful', () => {
    const account = oneLong(45_000, { bandTicks: 90n })
    const situation = linearSituation(account, house)
    const assess: Situation['assess'] = (change, prices = {}) => {
      const atMark = standingOf(account, house, change)
      const slip = atMark.equity - standingOf(account, house, change, prices).equity
      return { ...atMark, equity: atMark.equity - 3 * slip }
    }
    const plain = stepIn(nextAction(situation))
    const drawnIn = stepIn(nextAction({ ...situation, assess }))
    expect(drawnIn.orders[0]!.lots).toBe(plain.orders[0]!.lots)
    expect(drawnIn.orders[0]!.limit).toBeGreaterThan(plain.orders[0]!.limit)
    const worst = assess({ X: -drawnIn.orders[0]!.lots }, { X: drawnIn.orders[0]!.limit })
    expect(worst.maintenance - worst.equity + drawnIn.why.fee).toBeLessThan(drawnIn.why.shortfallBefore)
    expect((worst.equity - drawnIn.why.fee) / worst.maintenance).toBeGreaterThanOrEqual(0.9)
  })

  test('P2 a price of zero: the deficit is still divided, exactly', () => {
    const terms = linearTerms({ mark: 0n, lotNotional: 0 })
    const parts = bankruptcyParts({ A: 5n, B: -3n }, -7n, { A: terms, B: terms }, 6)
    expect(parts.map(({ amount }) => amount)).toEqual([-3n, -4n])
  })

  test('L10 orders first: they are cancelled and the account looked at again before a position is touched', () => {
    const situation = linearSituation(oneLong(45_000), house)
    const withOrders = { ...situation, account: { ...situation.account, hasOpenOrders: true } }
    expect(nextAction(withOrders).action).toEqual({ kind: 'cancel-orders' })
    expect(nextAction({ ...withOrders, account: { ...withOrders.account, maintenance: 30_000 } }).action.kind).toBe(
      'release',
    )
    expect(nextAction(situation).action.kind).toBe('step')
  })

  test('L11 fee: 5 of equity and a fee of 8 leave 0, not −3', () => {
    const step = { ...stepIn(nextAction(linearSituation(oneLong(45_000), house))), feePpm: 80_000n }
    const booked = bookFills(placeStep(startEpisode(undefined, 0), step, 0), {
      fills: { X: -10_000n },
      notional: 100_000_000n,
      before: { equity: 5, maintenance: 50 },
      after: { equity: 5, maintenance: 0 },
      decimals: 6,
    })
    expect(booked.fee).toBe(5_000_000n)
    // Of an account that owes there is nothing to take.
    const before = { equity: -1, maintenance: 50 }
    const owing = bookFills(placeStep(startEpisode(undefined, 0), step, 0), {
      fills: { X: -10_000n },
      notional: 100_000_000n,
      before,
      after: { equity: -1, maintenance: 0 },
      decimals: 6,
    })
    expect(owing.fee).toBe(0n)
  })

  test('L13 gap: after −30 % a 10× long is 20 below zero, and leaves at its bankruptcy price of 90', () => {
    const account = {
      positions: { X: 1n },
      instruments: { X: linearTerms({ mark: 70n }) },
      equity: 10 - 30,
      ratio: 0.05,
    }
    const { action } = nextAction(linearSituation(account, house))
    expect(action).toEqual({
      kind: 'deleverage',
      parts: [{ instrument: 'X', lots: 1n, amount: -20_000_000n, price: 90n }],
    })
  })

  test('L14 band: no order is priced beyond it, and what cannot trade goes to the auction', () => {
    // Requirement and equity would bear a slip of 45 ticks; the band is 5.
    const wide = { ...oneLong(500_000), ratio: 0.6 }
    const [order] = stepIn(nextAction(linearSituation(wide, house))).orders
    expect(order!.limit).toBe(95n)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 59 }),
        fc.boolean(),
        fc.bigInt(0n, 20n),
        fc.bigInt(1n, 10_000n),
        (percent, isLong, bandTicks, executableLots) => {
          const terms = linearTerms({ mark: 100n, bandTicks, executableLots })
          const lots = isLong ? 10_000n : -10_000n
          const account = { positions: { X: lots }, instruments: { X: terms }, equity: percent * 10_000, ratio: 0.6 }
          const { action } = nextAction(linearSituation(account, house))
          if (action.kind !== 'step') return
          for (const { limit, side } of action.step.orders) {
            expect(side).toBe(isLong ? 'sell' : 'buy')
            expect(isLong ? 100n - limit : limit - 100n).toBeLessThanOrEqual(bandTicks)
          }
        },
      ),
    )
    // Nobody within the band: it waits for the market, and after its time the whole is auctioned.
    let situation: Situation = linearSituation(oneLong(45_000, { executableLots: 0n }), house)
    expect(nextAction(situation).action).toMatchObject({ kind: 'wait', reason: 'pace' })
    situation = { ...situation, now: steps.timeMilliseconds, episode: nextAction(situation).episode }
    expect(nextAction(situation)).toMatchObject({
      action: { kind: 'auction' },
      passed: [{ stage: 'steps', reason: 'time-spent' }],
    })
  })

  test('L15 ingress down: in PROTECTED only who is near bankruptcy is touched, paced as ever; in DEGRADED and HALT nobody', () => {
    const at = (equity: number, system: Situation['system']): string =>
      nextAction({ ...linearSituation({ ...oneLong(equity) }, houseWith({})), system }).action.kind
    expect(at(45_000, 'normal')).toBe('step')
    expect(at(45_000, 'protected')).toBe('wait')
    expect(at(12_000, 'protected')).toBe('auction')
    expect(at(12_000, 'degraded')).toBe('wait')
    expect(at(12_000, 'halt')).toBe('wait')
    const orders = { ...linearSituation(oneLong(45_000), house) }
    const withOrders = { ...orders, account: { ...orders.account, hasOpenOrders: true } }
    expect(nextAction({ ...withOrders, system: 'degraded' }).action.kind).toBe('cancel-orders')
    expect(nextAction({ ...withOrders, system: 'halt' }).action.kind).toBe('wait')
  })

  test('L17 order: 10,000 accounts, worst first, whatever their ids and the order of the table', () => {
    const random = randomSource(17)
    const accounts = Array.from({ length: 10_000 }, (_, row) => ({
      id: `account-${row}`,
      equity: Math.floor(random.uniform(0, row) * 100),
      maintenance: 100,
      positions: { X: BigInt(1 + Math.floor(random.uniform(1, row) * 5)) } as Lots,
    }))
    const risks = (list: typeof accounts): unknown => list.map(({ equity, positions }) => [equity, positions.X])
    const first = worstFirst(accounts, 500)
    expect(first).toHaveLength(500)
    for (const [row, account] of first.slice(1).entries()) {
      expect(account.equity).toBeGreaterThanOrEqual(first[row]!.equity)
    }
    // Other ids and another order of the table: the same risks at the same places.
    const shuffled = accounts
      .map((account, row) => ({ ...account, id: `other-${10_000 - row}`, key: random.uniform(2, row) }))
      .sort((a, b) => a.key - b.key)
    expect(risks([...worstFirst(shuffled, 500)])).toEqual(risks([...first]))
    // The bound bounds: the rest of the accounts come in the next tick.
    const done = new Set(first.map(({ id }) => id))
    const rest = accounts.filter(({ id }) => !done.has(id))
    expect(worstFirst(rest, 1)[0]!.equity).toBeGreaterThanOrEqual(first.at(-1)!.equity)
  })

  test('the square-root law: 0.1, 0.25, 0.5, 1 and 2 days of volume cost 3.4, 5.4, 7.6, 10.8 and 15.3 % (incidents §5.2)', () => {
    const terms = { dailyMove: 12, stressVolumeLots: 10_000n }
    const percent = (days: number): number =>
      Math.round((impactCost(terms, BigInt(days * 10_000), 900_000n) / (days * 1_000_000)) * 1_000) / 10
    expect([0.1, 0.25, 0.5, 1, 2].map(percent)).toEqual([3.4, 5.4, 7.6, 10.8, 15.3])
  })
})
