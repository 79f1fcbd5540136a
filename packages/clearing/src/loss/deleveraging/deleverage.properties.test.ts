import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { type Deleveraging, deleverage } from './deleverage.js'
import { type DeleveragingPolicy, deleveragingPolicies } from './policy.js'
import { profitOf } from './stages.js'

const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })
const all = Object.entries(deleveragingPolicies) as readonly (readonly [string, DeleveragingPolicy])[]

/** Few values each, so that ties and bounds are common. */
const anyCandidate = fc.record({
  lots: fc.oneof(fc.bigInt(1n, 8n), fc.bigInt(1n, 5_000n)),
  equity: fc.oneof(fc.constantFrom(0n, -50n, 1_000n), fc.bigInt(1n, 2_000_000n)),
  entry: fc.bigInt(60n, 140n),
  gain: fc.oneof(fc.constantFrom(-10n, 0n, 50_000n), fc.bigInt(0n, 200_000n)),
  stressLossPerLot: fc.oneof(fc.constantFrom(-5, 0, 3, 30), fc.double({ min: -10, max: 40, noNaN: true })),
  owner: fc.constantFrom('one', 'two', undefined),
})

const anyRequest: fc.Arbitrary<DeleveragingRequest> = fc
  .record({
    side: fc.constantFrom('long', 'short'),
    required: fc.oneof(fc.bigInt(1n, 20n), fc.bigInt(1n, 30_000n)),
    mark: fc.bigInt(80n, 120n),
    bankruptcyPrice: fc.bigInt(80n, 120n),
    roundCapPpm: fc.constantFrom(1_000_000n, 250_000n, 1n),
    seed: fc.string(),
    rows: fc.array(anyCandidate, { minLength: 1, maxLength: 14 }),
  })
  .map(({ rows, ...rest }) => ({
    ...rest,
    stressLossPerLot: 30,
    candidates: rows.map(
      ({ entry, owner, ...row }, i): DeleveragingCandidate => ({
        ...row,
        account: `account ${i}`,
        owner: owner ?? `owner ${i}`,
        entryCost: entry * row.lots,
      }),
    ),
  }))

const givenBy = (outcome: Deleveraging): Map<string, bigint> =>
  new Map(outcome.fills.map(({ account, lots }) => [account, lots]))
const total = (values: Iterable<bigint>): bigint => [...values].reduce((sum, value) => sum + value, 0n)
const gapOf = ({ side, mark, bankruptcyPrice }: DeleveragingRequest): bigint =>
  side === 'long' ? mark - bankruptcyPrice : bankruptcyPrice - mark

/** The most that an account can give in a round, written anew. */
function mostOf(candidate: DeleveragingCandidate, request: DeleveragingRequest): bigint {
  const byRound = (candidate.lots * request.roundCapPpm + 999_999n) / 1_000_000n
  let most = byRound < candidate.lots ? byRound : candidate.lots
  for (const purse of [candidate.gain, candidate.equity]) {
    while (most > 0n && gapOf(request) > 0n && most * gapOf(request) > purse) {
      const affordable = purse > 0n ? purse / gapOf(request) : 0n
      most = affordable < most ? affordable : most - 1n
    }
  }
  return most
}

describe.each(all)('%s', (_, policy) => {
  test('gives exactly what is required, or names what it could not; nobody gives more than he may', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const outcome = deleverage(request, policy, healthy)
        expect(total(givenBy(outcome).values())).toBe(outcome.filled)
        expect(outcome.filled + outcome.deferred + outcome.uncovered).toBe(request.required)
        const limits = new Map(request.candidates.map((one) => [one.account, mostOf(one, request)]))
        for (const [account, lots] of givenBy(outcome)) expect(lots <= limits.get(account)!).toBe(true)
        const capacity = total(limits.values())
        expect(outcome.filled).toBe(capacity < request.required ? capacity : request.required)
        for (const { cost, before, after, lots } of outcome.fills) {
          expect(cost).toBe(lots * gapOf(request))
          expect(after.equity).toBe(before.equity - cost)
          expect(after.lots).toBe(before.lots - lots)
          if (cost > 0n) expect(after.equity >= 0n).toBe(true)
        }
      }),
      { numRuns: 300 },
    )
  })

  test('does not depend on the order of the candidates', () => {
    const shuffled = anyRequest.chain((request) =>
      fc
        .shuffledSubarray([...request.candidates], {
          minLength: request.candidates.length,
          maxLength: request.candidates.length,
        })
        .map((candidates) => [request, { ...request, candidates }] as const),
    )
    fc.assert(
      fc.property(shuffled, ([request, again]) => {
        expect(deleverage(again, policy, healthy)).toEqual(deleverage(request, policy, healthy))
      }),
      { numRuns: 200 },
    )
  })

  test('other names move at most a lot of an account, and nothing but the draw', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const renamed = {
          ...request,
          candidates: request.candidates.map((one, i) => ({ ...one, account: `${97 - i}`, owner: `of ${97 - i}` })),
        }
        const apart = { ...request, candidates: request.candidates.map((one) => ({ ...one, owner: one.account })) }
        const before = givenBy(deleverage(apart, policy, healthy))
        const after = givenBy(deleverage(renamed, policy, healthy))
        request.candidates.forEach(({ account }, i) => {
          const moved = (before.get(account) ?? 0n) - (after.get(`${97 - i}`) ?? 0n)
          expect(moved >= -1n && moved <= 1n).toBe(true)
        })
      }),
      { numRuns: 200 },
    )
  })

  test('more required takes from nobody less, but for the lot that rounding moves in three places', () => {
    fc.assert(
      fc.property(anyRequest, fc.bigInt(1n, 50n), (request, more) => {
        const before = givenBy(deleverage(request, policy, healthy))
        const after = givenBy(deleverage({ ...request, required: request.required + more }, policy, healthy))
        for (const [account, lots] of before) expect((after.get(account) ?? 0n) >= lots - 1n).toBe(true)
      }),
      { numRuns: 200 },
    )
  })

  test('split into equal parts of one owner, nobody’s share changes (E7)', () => {
    fc.assert(
      fc.property(anyRequest, fc.bigInt(2n, 6n), (request, parts) => {
        // Limits that round would bind one part a little tighter: ample purses and no cap, so that the rule itself is seen.
        const ample = {
          ...request,
          roundCapPpm: 1_000_000n,
          bankruptcyPrice: request.mark,
          candidates: request.candidates.map((one) => ({
            ...one,
            owner: one.account,
            lots: one.lots * parts,
            equity: one.equity * parts,
            entryCost: one.entryCost * parts,
          })),
        }
        const [first, ...others] = ample.candidates
        const split = Array.from({ length: Number(parts) }, (_unused, part) => ({
          ...first!,
          account: `${first!.account} part ${part}`,
          lots: first!.lots / parts,
          equity: first!.equity / parts,
          entryCost: first!.entryCost / parts,
        }))
        const whole = givenBy(deleverage(ample, policy, healthy))
        const apart = givenBy(deleverage({ ...ample, candidates: [...split, ...others] }, policy, healthy))
        expect(total(split.map(({ account }) => apart.get(account) ?? 0n))).toBe(whole.get(first!.account) ?? 0n)
        for (const { account } of others) expect(apart.get(account)).toBe(whole.get(account))
      }),
      { numRuns: 200 },
    )
  })

  test('whatever health allows, it ends, and no account gives more than that', () => {
    fc.assert(
      fc.property(anyRequest, fc.array(fc.bigInt(0n, 40n), { minLength: 14, maxLength: 14 }), (request, allowed) => {
        const check: HealthCheck = ({ account }, lots) => {
          const most = allowed[Number(account.slice(8))]!
          // Not monotone on purpose: seven lots are never healthy.
          const lower = lots < most ? lots : most
          return { lots: lower === 7n ? 6n : lower, paired: [] }
        }
        const outcome = deleverage(request, policy, check)
        for (const [account, lots] of givenBy(outcome)) {
          expect(check(request.candidates.find((one) => one.account === account)!, lots).lots).toBe(lots)
        }
        expect(outcome.filled + outcome.deferred + outcome.uncovered).toBe(request.required)
      }),
      { numRuns: 200 },
    )
  })
})

describe('each rule is what it says', () => {
  const whenFilled = (request: DeleveragingRequest, policy: DeleveragingPolicy): Map<string, bigint> | undefined => {
    const outcome = deleverage(request, policy, healthy)
    return outcome.filled === request.required ? givenBy(outcome) : undefined
  }

  test.each(['leverage', 'stress'] as const)(
    'water-filling by %s: each gives what brings it to the common level, but for less than a lot',
    (by) => {
      let seen = 0
      fc.assert(
        fc.property(anyRequest, (request) => {
          const outcome = deleverage(request, { kind: 'water-filling', by }, healthy)
          if (outcome.level === undefined) return
          seen++
          const level = Number(outcome.level.numerator) / Number(outcome.level.denominator)
          const given = givenBy(outcome)
          for (const one of request.candidates) {
            const lots = Number(given.get(one.account) ?? 0n)
            const most = Number(mostOf(one, request))
            const [own, alone] =
              by === 'stress'
                ? [one.stressLossPerLot, request.stressLossPerLot]
                : [Number(request.mark), Number(request.mark)]
            const exact = one.equity <= 0n ? most : (Number(one.lots) * own - level * Number(one.equity)) / alone
            expect(Math.abs(lots - Math.min(most, Math.max(0, exact)))).toBeLessThan(1 + 1e-6)
          }
        }),
        { numRuns: 1000 },
      )
      expect(seen).toBeGreaterThan(100)
    },
  )

  test('leverage water-filling leaves the smallest greatest leverage of all ways to close the lots (all ways tried)', () => {
    const small = fc.record({
      required: fc.bigInt(1n, 8n),
      rows: fc.array(fc.record({ lots: fc.bigInt(1n, 5n), equity: fc.bigInt(1n, 40n) }), {
        minLength: 2,
        maxLength: 4,
      }),
    })
    fc.assert(
      fc.property(small, ({ required, rows }) => {
        const candidates = rows.map(
          (row, i): DeleveragingCandidate => ({
            ...row,
            account: `${i}`,
            owner: `${i}`,
            entryCost: 1n,
            gain: 0n,
            stressLossPerLot: 1,
          }),
        )
        const request: DeleveragingRequest = {
          side: 'long',
          required,
          mark: 100n,
          bankruptcyPrice: 100n,
          stressLossPerLot: 1,
          candidates,
          roundCapPpm: 1_000_000n,
          seed: '',
        }
        const given = whenFilled(request, deleveragingPolicies.campbell)
        if (given === undefined) return
        const greatest = (closed: readonly bigint[]): number =>
          Math.max(...rows.map(({ lots, equity }, i) => Number(lots - closed[i]!) / Number(equity)))
        const ours = greatest(rows.map((_, i) => given.get(`${i}`) ?? 0n))
        let least = Number.POSITIVE_INFINITY
        const tryAll = (i: number, left: bigint, closed: readonly bigint[]): void => {
          if (i === rows.length) {
            if (left === 0n) least = Math.min(least, greatest(closed))
            return
          }
          for (let lots = 0n; lots <= rows[i]!.lots && lots <= left; lots++)
            tryAll(i + 1, left - lots, [...closed, lots])
        }
        tryAll(0, required, [])
        // Rounding to whole lots costs less than a lot of the account with the least equity.
        const smallest = Math.min(...rows.map(({ equity }) => Number(equity)))
        expect(ours).toBeLessThan(least + 1 / smallest)
      }),
      { numRuns: 300 },
    )
  })

  test.each(['lots', 'profit'] as const)(
    'pro rata by %s: a share is the weight times one factor, or the limit',
    (by) => {
      fc.assert(
        fc.property(anyRequest, (request) => {
          const given = whenFilled(request, { kind: 'pro-rata', by })
          if (given === undefined) return
          const rows = request.candidates.map((one) => ({
            lots: given.get(one.account) ?? 0n,
            most: mostOf(one, request),
            weight: by === 'lots' ? one.lots : profitOf(one, request),
          }))
          const winners = rows.filter(({ weight }) => weight > 0n)
          // Whoever has no profit gives only when all who have gave what they could.
          if (rows.some(({ weight, lots }) => weight <= 0n && lots > 0n)) {
            for (const { lots, most } of winners) expect(lots).toBe(most)
            return
          }
          for (const a of winners) {
            for (const b of winners) {
              if (a.lots >= a.most) continue
              // a is not limited: b's factor is at most a's, up to the lot that each was rounded by.
              expect(Number(b.lots - 1n) / Number(b.weight)).toBeLessThan(Number(a.lots + 1n) / Number(a.weight))
            }
          }
        }),
        { numRuns: 500 },
      )
    },
  )

  test('queue: nobody gives while one of higher rank has something left to give', () => {
    fc.assert(
      fc.property(anyRequest, (request) => {
        const given = whenFilled(request, deleveragingPolicies.bitmex)
        if (given === undefined) return
        const rankOf = (one: DeleveragingCandidate): number => {
          const profit = Number(profitOf(one, request)) / Number(one.entryCost)
          const leverage = one.equity > 0n ? Number(one.lots * request.mark) / Number(one.equity) : Infinity
          return profit > 0 ? profit * leverage : profit / leverage
        }
        for (const a of request.candidates) {
          for (const b of request.candidates) {
            if (
              rankOf(a) > rankOf(b) * (1 + Math.sign(rankOf(b)) * 1e-9) + 1e-12 &&
              (given.get(b.account) ?? 0n) > 0n
            ) {
              expect(given.get(a.account) ?? 0n).toBe(mostOf(a, request))
            }
          }
        }
      }),
      { numRuns: 500 },
    )
  })

  test('split into equal parts of unknown owners, nobody’s share changes where leverage decides (E7)', () => {
    fc.assert(
      fc.property(anyRequest, fc.bigInt(2n, 6n), (request, parts) => {
        const [first, ...rest] = request.candidates
        // Others of the very same level would share the odd lot with the parts.
        const others = rest.filter((one) => one.equity > 0n && one.lots * first!.equity !== first!.lots * one.equity)
        const part = (of: string): DeleveragingCandidate => ({ ...first!, account: of, owner: of })
        const whole: DeleveragingCandidate = {
          ...first!,
          owner: 'whole',
          lots: first!.lots * parts,
          equity: first!.equity * parts,
          entryCost: first!.entryCost * parts,
        }
        const given = (candidates: readonly DeleveragingCandidate[]): Map<string, bigint> =>
          givenBy(
            deleverage(
              { ...request, roundCapPpm: 1_000_000n, bankruptcyPrice: request.mark, candidates },
              deleveragingPolicies.campbell,
              healthy,
            ),
          )
        const before = given([whole, ...others])
        const after = given([...Array.from({ length: Number(parts) }, (_, i) => part(`part ${i}`)), ...others])
        const together = total([...after].filter(([account]) => account.startsWith('part')).map(([, lots]) => lots))
        expect(together).toBe(before.get(whole.account) ?? 0n)
      }),
      { numRuns: 500 },
    )
  })

  test.each(['campbell', 'drift', 'chitra'] as const)(
    '%s: a split of lots and equity in any proportions never lowers what an owner gives, while no cap binds',
    (name) => {
      const part = fc.integer({ min: 0, max: 100 })
      fc.assert(
        fc.property(anyRequest, part, part, (request, x, y) => {
          const ample = { ...request, roundCapPpm: 1_000_000n, bankruptcyPrice: request.mark }
          const [first, ...others] = ample.candidates
          if (first!.lots < 2n || first!.equity < 2n) return
          const lots = 1n + ((first!.lots - 2n) * BigInt(x)) / 100n
          const equity = 1n + ((first!.equity - 2n) * BigInt(y)) / 100n
          const costOf = (of: bigint): bigint => (first!.entryCost / first!.lots) * of
          const parts = [
            { ...first!, account: 'part 1', owner: 'part 1', lots, equity, entryCost: costOf(lots) },
            {
              ...first!,
              account: 'part 2',
              owner: 'part 2',
              lots: first!.lots - lots,
              equity: first!.equity - equity,
              entryCost: costOf(first!.lots - lots),
            },
          ]
          const given = (candidates: readonly DeleveragingCandidate[]): Map<string, bigint> =>
            givenBy(deleverage({ ...ample, candidates }, deleveragingPolicies[name], healthy))
          const whole = given(ample.candidates).get(first!.account) ?? 0n
          const split = given([...parts, ...others])
          const apart = (split.get('part 1') ?? 0n) + (split.get('part 2') ?? 0n)
          // Floor against ceiling, once for the whole and once for each part.
          expect(apart >= whole - 3n).toBe(true)
        }),
        { numRuns: 400 },
      )
    },
  )

  test('E6: what was paid at entry has no influence on lots, leverage and stress', () => {
    fc.assert(
      fc.property(
        anyRequest,
        fc.array(fc.bigInt(1n, 10n ** 6n), { minLength: 14, maxLength: 14 }),
        (request, costs) => {
          const washed = {
            ...request,
            candidates: request.candidates.map((one, i) => ({ ...one, entryCost: costs[i]! })),
          }
          for (const name of ['drift', 'campbell', 'plimsoll'] as const) {
            expect(deleverage(washed, deleveragingPolicies[name], healthy)).toEqual(
              deleverage(request, deleveragingPolicies[name], healthy),
            )
          }
        },
      ),
      { numRuns: 200 },
    )
  })
})
