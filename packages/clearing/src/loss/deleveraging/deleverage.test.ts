import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sharedFile } from '../../../../../test/shared.js'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { type Deleveraging, deleverage } from './deleverage.js'
import { afterRound, noDeleveraging, totalDeficit } from './episode.js'
import { type DeleveragingPolicy, deleveragingPolicies } from './policy.js'

const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })
const all = Object.entries(deleveragingPolicies) as readonly (readonly [string, DeleveragingPolicy])[]

function candidate(
  account: string,
  lots: bigint,
  equity: bigint,
  more: Partial<DeleveragingCandidate> = {},
): DeleveragingCandidate {
  return {
    account,
    owner: account,
    lots,
    equity,
    entryCost: 100n * lots,
    gain: 12n * lots,
    stressLossPerLot: 30,
    ...more,
  }
}

/** Case E4 of the incident ledger: a long went bankrupt at 90, the mark is 88. */
const case4: DeleveragingRequest = {
  side: 'short',
  required: 50n,
  mark: 88n,
  bankruptcyPrice: 90n,
  stressLossPerLot: 30,
  candidates: [
    candidate('A', 60n, 30_000n),
    candidate('B', 40n, 1_000n),
    candidate('C', 30n, 6_000n),
    candidate('D', 20n, 400n),
    candidate('E', 10n, 5_000n),
  ],
  roundCapPpm: 1_000_000n,
  seed: 'seed',
}

const lotsOf = (outcome: Deleveraging): Record<string, bigint> =>
  Object.fromEntries(outcome.fills.map(({ account, lots }) => [account, lots]))

describe('cases of the incident ledger', () => {
  test('E4 exact budget: λ* = 22/35, B 33 and D 17, the others untouched', () => {
    const outcome = deleverage(case4, deleveragingPolicies.campbell, healthy)
    expect(outcome.level).toEqual({ numerator: 22n, denominator: 35n })
    expect(lotsOf(outcome)).toEqual({ B: 33n, D: 17n })
    expect(outcome).toMatchObject({ filled: 50n, deferred: 0n, uncovered: 0n })
    // Nobody is hedged: stress leverage is leverage times 30/88.
    const stress = deleverage(case4, deleveragingPolicies.plimsoll, healthy)
    expect(lotsOf(stress)).toEqual({ B: 33n, D: 17n })
    expect(stress.level).toEqual({ numerator: 3n, denominator: 14n })
  })

  test('E6 wash reset: entering anew at the mark changes nothing where equity and exposure decide', () => {
    // B and D close and reopen with a friend at 88: profit since entry is gone, gain of the period and equity are not.
    const washed = {
      ...case4,
      candidates: case4.candidates.map((one) =>
        one.account === 'B' || one.account === 'D' ? { ...one, entryCost: 88n * one.lots } : one,
      ),
    }
    const changed = (policy: DeleveragingPolicy): boolean =>
      JSON.stringify(Object.entries(lotsOf(deleverage(case4, policy, healthy))), asText) !==
      JSON.stringify(Object.entries(lotsOf(deleverage(washed, policy, healthy))), asText)
    // Hyperliquid's price ratio falls from 100/88 to 1, too little to change this order of leverages; a population shows it.
    expect(all.filter(([, policy]) => changed(policy)).map(([name]) => name)).toEqual(['bitmex', 'binance', 'chitra'])
    // The queue by profit lets both go free (A and E have one leverage and one rank: 17.14 and 2.86).
    expect(lotsOf(deleverage(case4, deleveragingPolicies.bitmex, healthy))).toEqual({ B: 30n, D: 20n })
    expect(lotsOf(deleverage(washed, deleveragingPolicies.bitmex, healthy))).toEqual({ A: 17n, C: 30n, E: 3n })
  })

  test.each(all)('E7 sybil, %s: an account split into ten equal ones gives what it gave', (_, policy) => {
    const whole = lotsOf(deleverage(case4, policy, healthy))
    for (const split of ['A', 'B', 'C', 'D']) {
      const candidates = case4.candidates.flatMap((one) =>
        one.account !== split
          ? [one]
          : Array.from({ length: 10 }, (_unused, part) => ({
              ...one,
              account: `${split}${part}`,
              lots: one.lots / 10n,
              equity: one.equity / 10n,
              entryCost: one.entryCost / 10n,
              gain: one.gain / 10n,
            })),
      )
      const parts = deleverage({ ...case4, candidates }, policy, healthy)
      const given: Record<string, bigint> = {}
      for (const { account, lots } of parts.fills) given[account[0]!] = (given[account[0]!] ?? 0n) + lots
      expect(given).toEqual(whole)
    }
  })

  test('E8 ties: equals give in proportion, and the draw for the odd lot is another one at another event', () => {
    const equals = ['P', 'Q', 'R'].map((account) => candidate(account, 10n, 1_000n))
    const request = { ...case4, required: 10n, candidates: equals }
    for (const [, policy] of all) {
      const given = Object.values(lotsOf(deleverage(request, policy, healthy))).sort((a, b) => Number(a - b))
      expect(given).toEqual([3n, 3n, 4n])
    }
    const drawn = (seed: string): string =>
      deleverage({ ...request, seed }, deleveragingPolicies.plimsoll, healthy).fills.find(({ lots }) => lots === 4n)!
        .account
    const counts: Record<string, number> = {}
    for (let event = 0; event < 600; event++) counts[drawn(`${event}`)] = (counts[drawn(`${event}`)] ?? 0) + 1
    // 200 each, standard deviation 11.5.
    for (const count of Object.values(counts)) expect(Math.abs(count - 200)).toBeLessThan(46)
  })

  test('E8 ties: a double lot gives double', () => {
    const request = {
      ...case4,
      required: 12n,
      candidates: [candidate('P', 10n, 1_000n), candidate('Q', 20n, 2_000n), candidate('R', 10n, 1_000n)],
    }
    for (const [, policy] of all) expect(lotsOf(deleverage(request, policy, healthy))).toEqual({ P: 3n, Q: 6n, R: 3n })
  })

  test('E10 waves: a cap per round, what it held back comes next, and a loser counts once', () => {
    const capped = { ...case4, roundCapPpm: 250_000n }
    let candidates = capped.candidates
    let required = 50n
    let episode = noDeleveraging
    const deferred: bigint[] = []
    for (let wave = 0; required > 0n; wave++) {
      const round = deleverage({ ...capped, candidates, required }, deleveragingPolicies.campbell, healthy)
      for (const { lots, before } of round.fills) expect(lots <= (before.lots + 3n) / 4n).toBe(true)
      episode = afterRound(episode, round, [
        { account: 'loser', deficit: 100n },
        { account: `small ${wave}`, deficit: 1n },
      ])
      const given = lotsOf(round)
      candidates = candidates.flatMap((one) => {
        const lots = one.lots - (given[one.account] ?? 0n)
        const part = (money: bigint): bigint => (money * lots) / one.lots
        return lots === 0n ? [] : [{ ...one, lots, gain: part(one.gain), entryCost: part(one.entryCost) }]
      })
      deferred.push(round.deferred)
      required = round.deferred
    }
    // Quarters, rounded up: 15 + 10 + 8 + 5 + 3.
    expect(deferred).toEqual([9n, 0n])
    expect(episode).toMatchObject({ rounds: 2, filled: 50n, uncovered: 0n, cost: 100n })
    expect(totalDeficit(episode)).toBe(102n)
    expect(episode.accounts.D).toEqual({ lotsBefore: 20n, lotsClosed: 9n, cost: 18n, rounds: 2 })
  })

  test('E17 disjoint: the long is bankrupt at 90, shorts already at 89: half of what they have can be closed, and it ends', () => {
    const shorts = ['P', 'Q'].map((account) => candidate(account, 10n, 10n))
    for (const [, policy] of all) {
      const outcome = deleverage({ ...case4, required: 20n, candidates: shorts }, policy, healthy)
      // One unit a lot is what they have at 88, and closing a lot at 90 costs two.
      expect(lotsOf(outcome)).toEqual({ P: 5n, Q: 5n })
      expect(outcome).toMatchObject({ filled: 10n, deferred: 0n, uncovered: 10n })
      for (const { after } of outcome.fills) expect(after).toEqual({ lots: 5n, equity: 0n })
    }
  })

  test('E18 price: every fill at the bankruptcy price, its cost against the mark on record', () => {
    const outcome = deleverage(case4, deleveragingPolicies.campbell, healthy)
    expect(outcome.price).toBe(90n)
    expect(outcome.fills).toEqual([
      {
        account: 'B',
        lots: 33n,
        cost: 66n,
        before: { lots: 40n, equity: 1_000n },
        after: { lots: 7n, equity: 934n },
        paired: [],
      },
      {
        account: 'D',
        lots: 17n,
        cost: 34n,
        before: { lots: 20n, equity: 400n },
        after: { lots: 3n, equity: 366n },
        paired: [],
      },
    ])
    // Ahead of bankruptcy the fill is better than the mark, and costs nobody anything.
    const early = deleverage({ ...case4, bankruptcyPrice: 86n }, deleveragingPolicies.campbell, healthy)
    expect(early.fills.map(({ cost }) => cost)).toEqual([-66n, -34n])
  })

  test('E19 no winners: where all are insolvent nobody is filled, all of it is uncovered', () => {
    const candidates = case4.candidates.map((one) => ({ ...one, equity: -5n, gain: -10n }))
    for (const [, policy] of all) {
      const outcome = deleverage({ ...case4, candidates }, policy, healthy)
      expect(outcome).toMatchObject({ fills: [], filled: 0n, deferred: 0n, uncovered: 50n })
    }
    const nobody = deleverage({ ...case4, candidates: [] }, deleveragingPolicies.plimsoll, healthy)
    expect(nobody).toMatchObject({ fills: [], uncovered: 50n })
  })
})

describe('health', () => {
  test('an account that may give less is limited, and the others give the rest by the same rule', () => {
    const check: HealthCheck = ({ account }, lots) =>
      account === 'B' ? { lots: lots < 10n ? lots : 10n, paired: [] } : { lots, paired: [] }
    const outcome = deleverage(case4, deleveragingPolicies.campbell, check)
    expect(outcome.fills.find(({ account }) => account === 'B')!.lots).toBe(10n)
    expect(outcome.filled).toBe(50n)
  })

  test('paired legs are part of the record, and one that fails twice is spared', () => {
    const leg = { instrument: 'BTC-CALL', lots: 3n }
    let asked = 0
    const check: HealthCheck = ({ account }, lots) => {
      if (account === 'B') asked++
      if (account === 'B') return { lots: lots - 1n, paired: [] }
      return { lots, paired: account === 'D' ? [leg] : [] }
    }
    const outcome = deleverage(case4, deleveragingPolicies.campbell, check)
    const given = lotsOf(outcome)
    // Without B: 120 − 41,400λ = 50 lots, exactly A 9.28, C 19.86, D 19.32, E 1.55.
    expect(given).toEqual({ A: 9n, C: 20n, D: 19n, E: 2n })
    expect(asked).toBe(2)
    expect(outcome.fills.find(({ account }) => account === 'D')!.paired).toEqual([leg])
  })

  test('what health forbids to all is uncovered, not deferred', () => {
    const outcome = deleverage(case4, deleveragingPolicies.campbell, () => ({ lots: 0n, paired: [] }))
    expect(outcome).toMatchObject({ filled: 0n, deferred: 0n, uncovered: 50n })
  })
})

describe('the level', () => {
  test('is the highest at which enough is given: where P stands at its cap, not where Q would begin', () => {
    const outcome = deleverage(
      {
        ...case4,
        required: 5n,
        roundCapPpm: 500_000n,
        candidates: [candidate('P', 10n, 10n), candidate('Q', 10n, 1_000n)],
        bankruptcyPrice: 88n,
      },
      deleveragingPolicies.campbell,
      healthy,
    )
    expect(lotsOf(outcome)).toEqual({ P: 5n })
    expect(outcome.level).toEqual({ numerator: 44n, denominator: 1n })
  })
})

describe('venues', () => {
  const file = sharedFile('oracles/venues/bitmex-adl.json')
  test.skipIf(file === undefined)('BitMEX’s six longs: ranks 6 and 5 are closed by 10 each', () => {
    const { inputs, expected } = JSON.parse(readFileSync(file!, 'utf8')) as {
      readonly inputs: {
        readonly longs: readonly { readonly account: number; readonly qty: number; readonly rank: number }[]
        readonly liquidatedShort: number
        readonly bankruptcyPrice: number
      }
      readonly expected: { readonly closed: Readonly<Record<string, number>> }
    }
    // One entry price for all, and the leverage that a rank asks for: notional / equity = rank (60 divides by all of them).
    const mark = BigInt(inputs.bankruptcyPrice) + 10n
    const candidates = inputs.longs.map(({ account, qty, rank }) =>
      candidate(String(account), BigInt(qty), (BigInt(qty) * mark) / BigInt(rank), {
        entryCost: 600n * BigInt(qty),
        gain: 60n * BigInt(qty),
      }),
    )
    const request: DeleveragingRequest = {
      ...case4,
      side: 'long',
      mark,
      bankruptcyPrice: BigInt(inputs.bankruptcyPrice),
      required: BigInt(inputs.liquidatedShort),
      candidates,
    }
    const given = lotsOf(deleverage(request, deleveragingPolicies.bitmex, healthy))
    expect(Object.fromEntries(Object.entries(given).map(([account, lots]) => [account, Number(lots)]))).toEqual(
      expected.closed,
    )
  })

  test('a loser of low leverage comes before one of high leverage in BitMEX’s queue, after all winners', () => {
    // Profit %: +2 % at 2×: 0.04; −2 % at 2×: −0.01; −2 % at 10×: −0.002. Division puts the more levered loser first.
    const request: DeleveragingRequest = {
      ...case4,
      side: 'long',
      mark: 100n,
      bankruptcyPrice: 101n,
      required: 15n,
      candidates: [
        candidate('won', 10n, 500n, { entryCost: 980n }),
        candidate('lost, 2×', 10n, 500n, { entryCost: 1_020n }),
        candidate('lost, 10×', 10n, 100n, { entryCost: 1_020n }),
      ],
    }
    expect(lotsOf(deleverage(request, deleveragingPolicies.bitmex, healthy))).toEqual({ won: 10n, 'lost, 10×': 5n })
  })

  test('Hyperliquid’s index is mark/entry × notional/account value, for shorts with the price ratio turned over', () => {
    const two = (side: 'long' | 'short', first: bigint, second: bigint): Record<string, bigint> =>
      lotsOf(
        deleverage(
          {
            ...case4,
            side,
            bankruptcyPrice: 88n,
            required: 10n,
            candidates: [
              candidate('first', 10n, 500n, { entryCost: first }),
              candidate('second', 10n, 500n, { entryCost: second }),
            ],
          },
          deleveragingPolicies.hyperliquid,
          healthy,
        ),
      )
    expect(two('long', 700n, 800n)).toEqual({ first: 10n })
    expect(two('short', 990n, 1_000n)).toEqual({ second: 10n })
  })
})

describe('requests that are refused', () => {
  test.each([
    [{ required: 0n }, /required/],
    [{ roundCapPpm: 0n }, /roundCapPpm/],
    [{ roundCapPpm: 1_000_001n }, /roundCapPpm/],
    [{ candidates: [candidate('A', 0n, 1n)] }, /lots of A/],
    [{ candidates: [candidate('A', 1n, 1n), candidate('A', 1n, 1n)] }, /every account once/],
    [{ candidates: [candidate('A', 60n, 1n, { stressLossPerLot: Number.NaN })] }, /stressLossPerLot of A/],
    [{ stressLossPerLot: 0 }, /stressLossPerLot/],
  ])('%o', (change, message) => {
    expect(() => deleverage({ ...case4, ...change }, deleveragingPolicies.plimsoll, healthy)).toThrow(message)
  })
})

function asText(_: string, value: unknown): unknown {
  return typeof value === 'bigint' ? String(value) : value
}
