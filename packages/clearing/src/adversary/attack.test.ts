import { randomSource } from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { attack } from './attack.js'
import { costs, pushCost, slippage } from './costs.js'
import type { Move, Plan } from './plan.js'
import { playPlan } from './playPlan.js'
import type { Terrain } from './scene.js'
import { search } from './search.js'
import { strategies } from './strategies.js'

const terrain: Terrain = { policy: 'plimsoll', rules: 'house', hasBackstop: false }
const stake: Plan['stake'] = { long: 'loser', short: 'winner', lots: 10_000n, margin: 1 }
const dollarsOf = (plan: Plan): number => Number(playPlan(plan, terrain).gain) / 1e6
const gainOf = (story: Plan['story'], moves: readonly Move[] = []): number => dollarsOf({ story, stake, moves })

describe('what a plan costs', () => {
  test('whoever does nothing gains nothing', () => {
    expect(dollarsOf({ story: 'flat', stake: undefined, moves: [] })).toBe(0)
    expect(dollarsOf({ story: 'gap', stake: undefined, moves: [] })).toBe(0)
  })

  test('both sides of a position at one price cost their two fees', () => {
    // 10 coins of 70,000 at 5 hundredths of a percent, twice.
    expect(gainOf('flat')).toBe(-(10 * 70_000 * Number(costs.feePpm) * 2) / 1e6)
  })

  test('a wash trade costs four more', () => {
    const wash: Move = { slot: 3, kind: 'wash', member: 'winner', with: 'friend' }
    expect(gainOf('flat', [wash])).toBe(-(10 * 70_000 * Number(costs.feePpm) * 6) / 1e6)
  })

  test('moving the index costs what the two cheapest of three sources cost', () => {
    // Twice ½ · 5 % · 400,000 and 5 % · 1,000 a second, for ten seconds.
    expect(pushCost(0.05, 10)).toBe(21_000n)
    const push: Move = { slot: 3, kind: 'push', by: 0.05, slots: 1 }
    expect(dollarsOf({ story: 'flat', stake: undefined, moves: [push] })).toBe(-21_000)
  })

  test('the market maker’s price is worse by half of his spread and the square-root law', () => {
    // 0.9 · 4 % · √(20,000 / 2,000,000).
    expect(slippage(20_000n, 70_000)).toBeCloseTo(0.0005 + 0.0036, 12)
  })
})

describe('what the rules leave', () => {
  test('W7, O8: what a pushed price brings is paid by the pools at most, and is a small part of what pushing costs', () => {
    const withdrawals = [3, 4, 5].map((slot): Move => ({ slot, kind: 'withdraw', member: 'winner', part: 1 }))
    const push: Move = { slot: 3, kind: 'push', by: -0.3, slots: 4 }
    // 384,000 of cost; the market’s pool has 10,000, and 20,000 is its slice of the shared fund.
    const cost = Number(pushCost(-0.3, 40))
    expect(gainOf('flat', [push, ...withdrawals])).toBeLessThanOrEqual(30_000 - cost)
    expect(cost).toBeGreaterThan(10 * 30_000)
  })

  test('E6: under water-filling nobody gains by resetting an entry price, whoever is with him', () => {
    const wash: Move = { slot: 4, kind: 'wash', member: 'winner', with: 'friend' }
    expect(gainOf('gap', [wash])).toBeLessThan(gainOf('gap'))
  })

  test('W2: in a gap the coalition wins no more than what others have paid', () => {
    const outcome = playPlan({ story: 'gap', stake: { ...stake!, lots: 2_000n }, moves: [] }, terrain)
    // The pools’ 10,000 and 20,000 (the shared one’s cap) and what the two coins’ gap leaves of a thin account: 2 · 17,500 − 22,407.
    expect(outcome.gain).toBeLessThanOrEqual(30_000_000_000n + 12_593_000_000n)
    expect(outcome.deleveraged).toBeGreaterThan(0)
  })
})

describe('the search', () => {
  test('climbs a hill', () => {
    const value = (numbers: readonly number[]): bigint =>
      -BigInt(Math.round(1e6 * ((numbers[0]! - 0.3) ** 2 + (numbers[1]! - 0.8) ** 2)))
    const { numbers, value: best } = search(2, 300, randomSource(5), 0, value)
    expect(numbers[0]).toBeCloseTo(0.3, 1)
    expect(numbers[1]).toBeCloseTo(0.8, 1)
    expect(best).toBeGreaterThan(-1000n)
  })

  test('every strategy makes plans of any numbers, and the invariants hold in them', () => {
    const source = randomSource(11)
    for (const [row, { id, size, plan }] of strategies.entries()) {
      const made = plan(Array.from({ length: size }, (_, at) => source.uniform(row, at)))
      expect(() => playPlan(made, { ...terrain, policy: 'bitmex', hasBackstop: true }), id).not.toThrow()
    }
  })

  test('is the same for the same seed', () => {
    const options = { seed: 3, tries: 1, policy: 'drift' }
    expect(attack(options)).toEqual(attack(options))
  })

  test('a policy that is not known is refused', () => {
    expect(() => attack({ seed: 1, tries: 1, policy: 'fairest' })).toThrow(/plimsoll/)
  })
})
