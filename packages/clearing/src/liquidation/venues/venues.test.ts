import fc from 'fast-check'
import { PlimsollError } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { checkLiquidationRules } from '../checkRules.js'
import { type Episode, startEpisode } from '../episode.js'
import { type LinearAccount, linearSituation, linearTerms, standingOf } from '../fixture/linearAccount.js'
import { type Decision, nextAction } from '../nextAction.js'
import type { LiquidationRules, Stage } from '../rules.js'
import { bookFills } from '../steps/bookFills.js'
import { liquidationRuleIds, liquidationRules } from './index.js'

/** One market of a coin at 100 dollars, of which a lot is one; deep, so that impact is no matter. */
const terms = linearTerms({
  mark: 100_000n,
  tickValue: 0.001,
  dailyMove: 0,
  executableLots: 1_000_000n,
  bandTicks: 10_000n,
})
const account = (lots: bigint, health: number, ratio = 0.05): LinearAccount => ({
  positions: { X: lots },
  instruments: { X: terms },
  equity: Math.abs(Number(lots)) * 100 * ratio * health,
  ratio,
})

/** The decision, and the episode after its orders were filled at the mark. */
function filled(state: LinearAccount, rules: LiquidationRules, decision: Decision): [LinearAccount, Episode] {
  if (decision.action.kind !== 'step') throw new Error(decision.action.kind)
  const { step } = decision.action
  const fills = Object.fromEntries(
    step.orders.map(({ instrument, side, lots }) => [instrument, side === 'buy' ? lots : -lots]),
  )
  const positions = { X: state.positions.X! + fills.X! }
  const left = { ...state, positions }
  const [before, after] = [standingOf(state, rules), standingOf(left, rules)]
  const booked = bookFills(decision.episode, { fills, notional: 0n, before, after, decimals: rules.decimals })
  return [left, booked.episode]
}

function orderOf({ action }: Decision): { lots: bigint; limit: bigint } {
  if (action.kind !== 'step') throw new Error(action.kind)
  return action.step.orders[0]!
}

describe('parameter sets', () => {
  test.each(liquidationRuleIds())('%s is allowed, and says where it is from', (id) => {
    const rules = checkLiquidationRules(liquidationRules(id))
    expect(rules.sources.length).toBeGreaterThan(0)
    expect(rules.stages[0]).toEqual({ kind: 'cancel-orders' })
  })

  test('an unknown one is refused', () => {
    expect(() => liquidationRules('nobody')).toThrow(PlimsollError)
  })

  const house = liquidationRules('house')
  const changed = (kind: Stage['kind'], more: object): LiquidationRules => ({
    ...house,
    stages: house.stages.map((stage) => (stage.kind === kind ? ({ ...stage, ...more } as Stage) : stage)),
  })
  test.each<[string, LiquidationRules]>([
    ['targetPpm', { ...house, targetPpm: 999_999n }],
    ['impactPpm', { ...house, impactPpm: -1n }],
    ['stages', { ...house, stages: [] }],
    ['stages[1].stepsMax', changed('steps', { stepsMax: 0 })],
    ['stages[1].paceMilliseconds', changed('steps', { paceMilliseconds: 0 })],
    ['stages[1].fee', changed('steps', { fee: { kind: 'rate', ratePpm: 100_001n } })],
    ['stages[1].size.partPpm', changed('steps', { size: { kind: 'participation', partPpm: 0n } })],
    ['stages[1].size.firstPpm', changed('steps', { size: { kind: 'share', firstPpm: 2_000_000n, aboveNotional: 0n } })],
    ['stages[1].size', changed('steps', { size: { kind: 'lots', futureLots: 1n, otherLots: 0n } })],
    [
      'stages[1].size.ramp.durationMilliseconds',
      changed('steps', { size: { kind: 'cover', ramp: { durationMilliseconds: 0 } } }),
    ],
    ['stages[2].feePpm', changed('auction', { feePpm: 100_001n })],
    ['stages[2].floor', changed('auction', { floor: 10n ** 19n })],
    ['stages[2].price.legs', changed('auction', { price: { kind: 'legs', legs: [] } })],
    [
      'stages[2].price.legs[0].milliseconds',
      changed('auction', { price: { kind: 'legs', legs: [{ from: 1n, to: 0n, milliseconds: 0 }] } }),
    ],
    [
      'stages[2].price.periodMilliseconds',
      changed('auction', { price: { kind: 'falling', periodMilliseconds: 0, factor: 0n } }),
    ],
    [
      'stages[2].price.factor',
      changed('auction', { price: { kind: 'falling', periodMilliseconds: 1, factor: 10n ** 18n } }),
    ],
    ['stages[3].compensationPpm', changed('backstop', { compensationPpm: 1_000_001n })],
  ])('%s outside its range is refused', (where, rules) => {
    expect(() => checkLiquidationRules(rules)).toThrow(expect.objectContaining({ code: 'INPUT_INVALID', where }))
  })
})

describe('a fifth of what is large, a cool-down, the whole, and the vault below two thirds', () => {
  const rules = liquidationRules('hyperliquid')

  test('above 100,000 of notional: 20 %, nothing for 30 s, then all of it', () => {
    const state = account(2_000n, 0.7)
    const first = nextAction(linearSituation(state, rules, { now: 1_000 }))
    expect(orderOf(first).lots).toBe(400n)
    const [left, episode] = filled(state, rules, first)
    // A fifth lifted health from 0.7 to 0.875.
    expect(nextAction(linearSituation(left, rules, { episode, now: 30_999 })).action).toMatchObject({ until: 31_000 })
    expect(orderOf(nextAction(linearSituation(left, rules, { episode, now: 31_000 }))).lots).toBe(1_600n)
  })

  test('100,000 and less: all of it at once', () => {
    expect(orderOf(nextAction(linearSituation(account(1_000n, 0.7), rules))).lots).toBe(1_000n)
  })

  test('below two thirds the vault takes positions and margin, up to its cap; the rest is matched', () => {
    const state = account(2_000n, 0.66)
    const room = { X: 150_000_000_000n }
    const { action } = nextAction(linearSituation(state, rules, { backstopRoom: room }))
    expect(action).toMatchObject({
      kind: 'takeover',
      takeover: { parts: [{ lots: 1_500n, price: 100_000n }], compensation: 4_950_000_000n },
    })
    const without = nextAction(linearSituation(state, rules))
    expect(without.action).toMatchObject({ kind: 'deleverage' })
    expect(without.passed.at(-1)).toEqual({ stage: 'backstop', reason: 'cap-reached' })
  })
})

describe('a part of the position at the fillable price', () => {
  const rules = liquidationRules('dydx-v4')

  test('a tenth, at least 1,000 and at most 100,000 of notional', () => {
    const lots = (held: bigint): bigint => orderOf(nextAction(linearSituation(account(held, 0.9), rules))).lots
    expect(lots(1_000n)).toBe(100n)
    expect(lots(50n)).toBe(10n)
    expect(lots(8n)).toBe(8n)
    expect(lots(50_000n)).toBe(1_000n)
  })

  test('the spread opens with the distance to maintenance, and is cut to the account’s own share', () => {
    const limit = (health: number): bigint => orderOf(nextAction(linearSituation(account(1_000n, health), rules))).limit
    // (1 − 0.99)·1.5·5 % of 100 = 0.075.
    expect(limit(0.99)).toBe(99_925n)
    expect(limit(0.9)).toBe(99_250n)
    // (1 − 0.5)·1.5·5 % would be 3.75; the share of equity is 2.5, of which the fee of 1.5 is kept.
    expect(limit(0.5)).toBe(99_001n)
  })
})

describe('a growing part of what covers the shortage', () => {
  const rules = liquidationRules('drift-v2')

  test('10 % at once, all of it after a minute, at the mark less 1 %', () => {
    const state = account(100_000n, 0.9)
    const first = nextAction(linearSituation(state, rules))
    // Short of 1.02·500,000 − 450,000 = 60,000; a lot frees 100·(0.05 − 0.01) less a fee of 1: 20,000 lots, of these a tenth.
    expect(orderOf(first)).toMatchObject({ lots: 2_000n, limit: 99_000n })
    const [left, episode] = filled(state, rules, first)
    // What was freed counts: nothing more before the part has grown.
    const soon = nextAction(linearSituation(left, rules, { episode, now: 400 }))
    expect(soon.action).toMatchObject({ kind: 'wait', reason: 'pace', until: 800 })
    const late = nextAction(linearSituation(left, rules, { episode, now: 60_000 }))
    // Short of 1.02·490,000 − 450,000 = 49,800, at 3 a lot.
    expect(orderOf(late).lots).toBe(16_600n)
  })

  test('the band holds whatever the discount', () => {
    const narrow = { ...account(100_000n, 0.9), instruments: { X: { ...terms, bandTicks: 300n } } }
    expect(orderOf(nextAction(linearSituation(narrow, rules))).limit).toBe(99_700n)
  })

  test('the discount grows after ten minutes', () => {
    const at = (now: number): bigint =>
      orderOf(nextAction(linearSituation(account(100_000n, 0.9), rules, { now }))).limit
    expect(at(599_999)).toBe(99_000n)
    // 1 % and 4,000 slots of a millionth.
    expect(at(1_600_000)).toBe(98_600n)
  })
})

describe('small steps in what weighs most, then a hedge', () => {
  const rules = liquidationRules('deribit-pm')

  test('200 contracts of a future or one option a round, one round a second', () => {
    const option = { ...terms, hedges: false }
    const both = {
      positions: { FUTURE: 1_000n, OPTION: 5_000n },
      instruments: { FUTURE: terms, OPTION: option },
      equity: 29_000,
      ratio: 0.05,
    }
    const decision = nextAction(linearSituation(both, rules))
    // The options need five times as much.
    expect(decision.action).toMatchObject({ step: { orders: [{ instrument: 'OPTION', lots: 1n }] } })
    expect(orderOf(nextAction(linearSituation(account(1_000n, 0.9), rules))).lots).toBe(200n)
  })

  test('what does not trade is left, the next is tried, and at last the delta is hedged; the hedge stays and is told (L4)', () => {
    // Two options that nobody takes, and a future that carries their delta; the requirement is of the net delta.
    const option = { ...terms, hedges: false }
    const instruments = { FUTURE: terms, 'OPTION-A': option, 'OPTION-B': option }
    const positions: Record<string, bigint> = { 'OPTION-A': 3_000n, 'OPTION-B': 2_000n }
    const net = (lots: Readonly<Record<string, bigint>>): number =>
      Math.abs(Object.entries(lots).reduce((sum, [, held]) => sum + Number(held), 0)) * 5
    let episode = startEpisode(undefined, 0)
    const tried: string[] = []
    for (let second = 0; second < 12; second++) {
      const decision = nextAction({
        ...linearSituation({ positions, instruments, equity: 24_500, ratio: 0 }, rules),
        account: { positions, hasOpenOrders: false, equity: 24_500, maintenance: net(positions) },
        assess: (change) => {
          const after = { ...positions }
          for (const [name, lots] of Object.entries(change)) after[name] = (after[name] ?? 0n) + lots
          return { equity: 24_500, maintenance: net(after) }
        },
        episode,
        now: second * 1_000,
      })
      episode = decision.episode
      if (decision.action.kind === 'release') {
        expect(decision.action.hedges).toEqual({ FUTURE: -200n })
        break
      }
      if (decision.action.kind !== 'step') throw new Error(decision.action.kind)
      const { step } = decision.action
      const [order] = step.orders
      tried.push(`${step.kind} ${order!.instrument}`)
      const lots = order!.instrument === 'FUTURE' ? -order!.lots : 0n
      const before = { equity: 24_500, maintenance: net(positions) }
      if (lots !== 0n) positions.FUTURE = (positions.FUTURE ?? 0n) + lots
      const fills = lots === 0n ? {} : { FUTURE: lots }
      const after = { equity: 24_500, maintenance: net(positions) }
      episode = bookFills(episode, { fills, notional: 0n, before, after, decimals: 6 }).episode
    }
    expect(tried).toEqual(['leg OPTION-A', 'leg OPTION-B', 'hedge FUTURE'])
    expect(episode.retired).toEqual(['OPTION-A', 'OPTION-B'])
  })
})

describe('the stages of the house', () => {
  const rules = liquidationRules('house')

  test('each has its band of health, and none is gone back to', () => {
    const kind = (health: number, more = {}): string =>
      nextAction(linearSituation(account(1_000n, health), rules, more)).action.kind
    expect(kind(1.2)).toBe('release')
    expect(kind(0.99)).toBe('step')
    expect(kind(0.6)).toBe('auction')
    expect(kind(-0.1, { backstopRoom: { X: 10n ** 12n } })).toBe('takeover')
    expect(kind(-0.1)).toBe('deleverage')
    // Once in the auction a better mark does not lead back to steps.
    const { episode } = nextAction(linearSituation(account(1_000n, 0.6), rules))
    expect(kind(0.9, { episode })).toBe('auction')
  })

  test('the backstop takes no more than its cap in any market, and the owner pays no more than he has', () => {
    fc.assert(
      fc.property(
        fc.bigInt(1n, 5_000n),
        fc.bigInt(1n, 5_000n),
        fc.bigInt(0n, 10n ** 12n),
        fc.integer({ min: -50, max: 60 }),
        (a, b, room, percent) => {
          const state = {
            positions: { A: a, B: -b },
            instruments: { A: { ...terms, underlying: 'X' }, B: { ...terms, underlying: 'X' } },
            equity: (Number(a + b) * 5 * percent) / 100,
            ratio: 0.05,
          }
          const hyper = liquidationRules('hyperliquid')
          const { action } = nextAction(linearSituation(state, hyper, { backstopRoom: { X: room } }))
          if (action.kind !== 'takeover') return
          const { parts, compensation } = action.takeover
          const taken = parts.reduce((sum, { lots }) => sum + (lots < 0n ? -lots : lots), 0n)
          expect(taken * 100_000_000n).toBeLessThanOrEqual(room)
          expect(compensation).toBeGreaterThanOrEqual(0n)
          expect(Number(compensation) / 1e6).toBeLessThanOrEqual(Math.max(0, state.equity))
        },
      ),
    )
  })

  test('the prices of deleveraging carry the whole deficit, exactly, whatever the positions', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.bigInt(-9_999n, 9_999n).filter((lots) => lots !== 0n),
          { minLength: 1, maxLength: 6 },
        ),
        fc.integer({ min: 1, max: 10 ** 9 }),
        (held, deficit) => {
          const names = held.map((_, row) => `I${row}`)
          const state = {
            positions: Object.fromEntries(held.map((lots, row) => [`I${row}`, lots])),
            instruments: Object.fromEntries(names.map((name) => [name, terms])),
            equity: -deficit / 1e6,
            ratio: 0.05,
          }
          const { action } = nextAction(linearSituation(state, rules))
          if (action.kind !== 'deleverage') throw new Error(action.kind)
          expect(action.parts.reduce((sum, { amount }) => sum + amount, 0n)).toBe(BigInt(-deficit))
          for (const { lots, amount, price } of action.parts) {
            // A tick of a lot is a thousandth of a dollar; the price leaves the account at its part or up to a tick a lot above.
            const got = lots * (price - terms.mark) * 1_000n
            const size = lots < 0n ? -lots : lots
            expect(got).toBeGreaterThanOrEqual(-amount)
            expect(got).toBeLessThan(-amount + size * 1_000n)
          }
        },
      ),
    )
  })
})
