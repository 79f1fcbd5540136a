import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import type { DeleveragingPolicyName } from '../loss/deleveraging/policy.js'
import { encode } from '../state/codec.js'
import { stateHash } from '../state/state.js'
import { type SmallCrash, smallCrash } from './fixture/smallCrash.js'
import type { RehearsalFlows } from './flows.js'
import { type RehearsalOptions, type RehearsalStep, rehearse } from './rehearse.js'
import { withPolicy } from './withPolicy.js'

function steps(own: SmallCrash = {}): readonly RehearsalStep[] {
  return [...rehearse(smallCrash(own)).steps]
}

function lastStep(options: RehearsalOptions): RehearsalStep {
  return [...rehearse(options).steps].at(-1)!
}

const none = { count: 0, capital: 0 }
/** Nobody buys: what cannot be held is deleveraged. */
const nobodyBuys: SmallCrash = {
  market: { makers: none, bidders: { ...none, pays: [0, 0] }, backstop: { capital: 0, most: {} }, fund: 0 },
}

describe('a crash played through the machine', () => {
  test.each([1, 2, 3])('seed %i: the books are sound after every step, and the counts are of everybody', (seed) => {
    const { state, steps: played, opening } = rehearse(smallCrash({ seed }))
    expect(opening).toEqual({ accounts: 60, toppedUp: 0 })
    let before: RehearsalStep | undefined
    for (const step of played) {
      expect(audit(state)).toEqual([])
      expect(Object.values(step.levels).reduce((sum, each) => sum + each, 0)).toBe(60)
      expect(step.fund).toBeGreaterThanOrEqual(0)
      for (const [name, flow] of Object.entries(step.flows)) {
        const known = before?.soFar[name as keyof typeof step.flows] ?? 0
        expect(step.soFar[name as keyof typeof step.flows]).toBe(known + flow)
      }
      before = step
    }
    expect(before?.step).toBe(45)
    expect(before?.soFar.liquidations).toBeGreaterThan(0)
    expect(before?.soFar.fills).toBeGreaterThan(0)
  })

  test('money goes nowhere: equity of everybody and the house is what was paid in', () => {
    const options = smallCrash()
    const { state, steps: played } = rehearse(options)
    let paid: number | undefined
    for (const { equity, fund, soFar } of played) {
      const rounding = Number(state.houses.get('rounding USDC') ?? 0n) / 1e6
      const all = equity.population + equity.backstop + equity.ready + fund + rounding - soFar.deposited
      paid ??= all
      // Equities are float64 of a billion; lots at marks make no cent of difference.
      expect(Math.abs(all - paid)).toBeLessThan(0.01)
    }
  })

  test('the same twice, bit for bit; another seed is another crash', () => {
    const first = rehearse(smallCrash())
    const second = rehearse(smallCrash())
    expect(encode([...first.steps])).toBe(encode([...second.steps]))
    expect(stateHash(first.state)).toBe(stateHash(second.state))
    const other = rehearse(smallCrash({ seed: 2 }))
    for (const _ of other.steps);
    expect(stateHash(other.state)).not.toBe(stateHash(first.state))
  })

  test('nobody is deleveraged where backstop and fund suffice', () => {
    const plenty = { BTC: 1e12, ETH: 1e12, SOL: 1e12 }
    const market = { fund: 1e9, backstop: { capital: 1e12, most: plenty } }
    const end = steps({ market, shock: { fallSteps: 3 } }).at(-1)!
    expect(end.soFar.deficit).toBeGreaterThan(0)
    expect(end.soFar.paidByFund).toBeCloseTo(end.soFar.deficit, 6)
    expect(end.soFar).toMatchObject({ deleveragings: 0, winnersHurt: 0, unpaid: 0 })
  })

  test('where nobody buys, exactly what is bankrupt is deleveraged, at no more than its gain', () => {
    const { state, steps: played } = rehearse(smallCrash(nobodyBuys))
    let rounds = 0
    for (const { events } of played) {
      for (const event of events) {
        if (event.kind !== 'deleveraged') continue
        rounds++
        const { required, filled, deferred, uncovered, fills } = event.round
        expect(filled + deferred + uncovered).toBe(required)
        expect(fills.reduce((sum, { lots }) => sum + lots, 0n)).toBe(filled)
        for (const { after } of fills) expect(after.equity).toBeGreaterThanOrEqual(0n)
      }
    }
    expect(rounds).toBeGreaterThan(0)
    expect(audit(state)).toEqual([])
    expect(steps(nobodyBuys).at(-1)!.soFar).toMatchObject({ fills: 0, bids: 0, takeovers: 0 })
  })

  test('E11: who holds nothing keeps what he has, whatever is deleveraged', () => {
    const options = smallCrash(nobodyBuys)
    const idle = { ...options.population.accounts[0]!, account: 'idle', owner: 'idle', holdings: [], cash: 1_000 }
    const { answer: _, ...bystander } = idle
    const { state, steps: played } = rehearse({
      ...options,
      population: { accounts: [...options.population.accounts, bystander] },
    })
    expect([...played].at(-1)!.soFar.winnersHurt).toBeGreaterThan(0)
    expect(state.accounts.get('idle')!.balances).toEqual({ USDC: 1_000_000_000n })
  })

  test('called accounts pay in what they promised, and nobody else does', () => {
    const answers = { share: 1, part: 2, afterMilliseconds: [20_000, 20_000] } as const
    const played = steps({ population: { answers } })
    const paying = played.at(-1)!
    const silent = steps({ population: { answers: { ...answers, share: 0 } } }).at(-1)!
    expect(silent.soFar).toMatchObject({ deposits: 0, deposited: 0 })
    expect(paying.soFar.deposits).toBeGreaterThan(0)
    const called = new Set<string>()
    for (const { events } of played) {
      for (const event of events) {
        if (event.kind === 'moved' && event.why === 'deposit') expect([...called]).toContain(event.to)
        if (event.kind === 'level-changed' && event.level.deadline !== undefined) called.add(`account:${event.account}`)
      }
    }
    const forced = ({ filled, bought, takenOver, deleveraged }: RehearsalFlows): number =>
      filled + bought + takenOver + deleveraged
    expect(forced(paying.soFar)).toBeLessThan(forced(silent.soFar))
  })

  test('a market that remembers falls further than the path', () => {
    const path = smallCrash().path
    const low = (own: SmallCrash): number => Math.min(...steps(own).map(({ prices }) => prices.SOL!))
    expect(low({})).toBe(Math.min(...path.points.map(({ prices }) => prices.SOL!)))
    expect(low({ market: { lasting: 0.5 } })).toBeLessThan(low({}))
  })

  test('makers are asked in turn, and take no more than their margin allows', () => {
    const rich = rehearse(smallCrash())
    const filled = [...rich.steps].at(-1)!.soFar.filled
    for (const maker of [1, 2, 3, 4, 5]) {
      expect(
        Object.keys(rich.state.accounts.get(`maker-${maker}`)!.positions).length,
        `maker ${maker}`,
      ).toBeGreaterThan(0)
    }
    const poor = rehearse(smallCrash({ market: { makers: { count: 2, capital: 1e6 } } }))
    expect([...poor.steps].at(-1)!.soFar.filled).toBeLessThan(filled)
    expect(audit(poor.state)).toEqual([])
  })
})

test('policies side by side: what is bankrupt is deleveraged under each, and who gives differs', () => {
  const of = (name: DeleveragingPolicyName): RehearsalFlows => lastStep(withPolicy(smallCrash(nobodyBuys), name)).soFar
  const [queue, proRata, stress] = [of('bitmex'), of('drift'), of('plimsoll')]
  // Who was deleveraged falls or stands differently afterwards; it moves the sum by little.
  for (const { deleveraged } of [proRata, stress])
    expect(Math.abs(deleveraged / queue.deleveraged - 1)).toBeLessThan(0.1)
  // Pro rata touches everybody on the other side; a queue a few, whole.
  expect(proRata.winnersHurt).toBeGreaterThan(queue.winnersHurt)
  expect(proRata.hedgedWinnersHurt).toBeGreaterThanOrEqual(stress.hedgedWinnersHurt)
  expect(queue.closedWhole / queue.deleveragingFills).toBeGreaterThan(proRata.closedWhole / proRata.deleveragingFills)
})

test('a winner who is deleveraged again is counted once, and as hedged if he is', () => {
  const hurt = new Set<string>()
  let fills = 0
  const { roundCapPpm: _, ...deleveraging } = smallCrash().parameters.deleveraging
  const capped = { parameters: { deleveraging: { ...deleveraging, roundCapPpm: 100_000n } } }
  const options = smallCrash({ ...nobodyBuys, ...capped })
  const played = [...rehearse(options).steps]
  for (const { events } of played) {
    for (const event of events) {
      if (event.kind !== 'deleveraged') continue
      fills += event.round.fills.length
      for (const { account } of event.round.fills) hurt.add(account)
    }
  }
  expect(fills).toBeGreaterThan(hurt.size)
  const hedged = options.population.accounts.filter(({ account, isHedged }) => isHedged && hurt.has(account)).length
  expect(played.at(-1)!.soFar).toMatchObject({
    deleveragingFills: fills,
    winnersHurt: hurt.size,
    hedgedWinnersHurt: hedged,
  })
})

test('P14: alts −60 %, BTC −15 %, depth a tenth: what it costs, as it stood when this was written', () => {
  const bottom = { BTC: 0.85, ETH: 0.4, SOL: 0.4 }
  const { soFar, fund } = lastStep(smallCrash({ shock: { bottom } }))
  expect({ fund, ...soFar }).toMatchInlineSnapshot(`
    {
      "auctions": 16,
      "bankrupt": 2,
      "bids": 38,
      "bought": 187048369.41851157,
      "calls": 48,
      "closedWhole": 0,
      "deficit": 1533849.163859,
      "deleveraged": 0,
      "deleveragingCost": 0,
      "deleveragingFills": 0,
      "deleveragings": 0,
      "deposited": 14583171.893965183,
      "deposits": 19,
      "filled": 86615831.59216,
      "fills": 152,
      "fund": 18768575.75021,
      "hedgedWinnersHurt": 0,
      "liquidations": 24,
      "orders": 152,
      "paidByFund": 1533849.163859,
      "paidByVenue": 0,
      "takenOver": 33880425.769368,
      "takeovers": 2,
      "unpaid": 0,
      "winnersHurt": 0,
    }
  `)
})
