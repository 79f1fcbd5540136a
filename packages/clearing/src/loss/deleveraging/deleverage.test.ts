import { readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { sharedFile } from '../../../../../test/shared.js'
import type { Candidate, DeleveragingRequest, HealthCheck } from './candidate.js'
import { deleverage } from './deleverage.js'
import { deleveragingPolicies } from './policy.js'

const healthy: HealthCheck = (_, lots) => ({ lots, paired: [] })

function candidate(account: string, lots: bigint, equity: bigint, more: Partial<Candidate> = {}): Candidate {
  return { account, owner: account, lots, equity, entryCost: 100n * lots, gain: 12n * lots, stressLossPerLot: 30, ...more }
}

/** Case E4 of the incident ledger. */
const shorts = [
  candidate('A', 60n, 30_000n),
  candidate('B', 40n, 1_000n),
  candidate('C', 30n, 6_000n),
  candidate('D', 20n, 400n),
  candidate('E', 10n, 5_000n),
]
const request: DeleveragingRequest = {
  side: 'short',
  required: 50n,
  mark: 88n,
  bankruptcyPrice: 90n,
  candidates: shorts,
  roundCapPpm: 1_000_000n,
  seed: 'seed',
}
const lotsOf = (outcome: ReturnType<typeof deleverage>): Record<string, bigint> =>
  Object.fromEntries(outcome.fills.map(({ account, lots }) => [account, lots]))

describe('deleverage', () => {
  test('E4 exact budget: λ* = 22/35, B 33 and D 17, the others untouched', () => {
    const outcome = deleverage(request, deleveragingPolicies.campbell, healthy)
    expect(outcome.level).toEqual({ numerator: 22n, denominator: 35n })
    expect(lotsOf(outcome)).toEqual({ B: 33n, D: 17n })
    expect(outcome.filled).toBe(50n)
  })
})
