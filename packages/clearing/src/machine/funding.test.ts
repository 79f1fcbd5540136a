import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { assess } from '../risk/assess.js'
import { loadState, saveState } from '../state/state.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))
const hour = 3_600_000
const balance = ({ state }: RatioVenue, account: string): number =>
  Number(state.accounts.get(account)!.balances.USDC ?? 0n) / 1e6

/** A long and a short of ten coins at 100; longs pay 0.1 % an hour. */
function holders(a = 1000): RatioVenue {
  const venue = ratioVenue(ratioSpec(0.05, 0.02), { X: 100 })
  venue.open('a', a)
  venue.open('b', 1000)
  venue.open('c', 1000)
  expect(venue.trade('a', 'b', 10, 'X').refusal).toBeUndefined()
  venue.must('set-funding', { instrument: 'X-PERP', rate: 1_000_000n })
  return venue
}

describe('funding that accrues', () => {
  test('is owed by the millisecond and paid by the hour, from one side to the other', () => {
    const venue = holders()
    venue.wait(hour / 2)
    venue.must('advance', {})
    expect([balance(venue, 'a'), balance(venue, 'b')]).toEqual([1000, 1000])
    expect(assess(venue.state, 'a', venue.state.accounts.get('a')!).equity).toBeCloseTo(999.5, 9)
    // What is to come is not counted.
    expect(assess(venue.state, 'b', venue.state.accounts.get('b')!).equity).toBe(1000)
    venue.wait(hour / 2)
    venue.must('advance', {})
    expect([balance(venue, 'a'), balance(venue, 'b')]).toEqual([999, 1001])
    expect(audit(venue.state)).toEqual([])
  })

  test('who comes in the middle of an hour pays from then on, and who leaves has paid', () => {
    const venue = holders()
    venue.wait(hour / 4)
    venue.must('advance', {})
    expect(venue.trade('c', 'a', 10, 'X').refusal).toBeUndefined()
    expect(balance(venue, 'a')).toBe(999.75)
    venue.wait((3 * hour) / 4)
    venue.must('advance', {})
    expect([balance(venue, 'a'), balance(venue, 'b'), balance(venue, 'c')]).toEqual([999.75, 1001, 999.25])
  })

  test('W11 accrual: value equal to the requirement and 50 of funding that is not paid: nothing may leave', () => {
    // Ten coins need 50; at 5 % an hour 50 have accrued a millisecond before they are paid.
    const venue = holders(100)
    venue.must('set-funding', { instrument: 'X-PERP', rate: 50_000_000n })
    venue.wait(hour - 1)
    venue.must('advance', {})
    const { equity, initial } = assess(venue.state, 'a', venue.state.accounts.get('a')!)
    expect([balance(venue, 'a'), initial]).toEqual([100, 50])
    expect(equity).toBeCloseTo(50, 3)
    const refused = venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(1) })
    expect(refused.refusal?.code).toBe('WITHDRAWAL_EXCEEDS')
    // By balance and requirement alone 50 look free.
    expect(venue.send('withdraw', { account: 'a', asset: 'USDC', amount: usdc(50) }).refusal?.code).toBe(
      'WITHDRAWAL_EXCEEDS',
    )
  })

  test('nothing accrues at a price that is not of now', () => {
    const venue = holders()
    const price = { feed: 'index X', decimals: 4, fast: 1_000_000n, low: 1_000_000n, high: 1_000_000n }
    venue.must('price', { ...price, status: 'STALE' })
    venue.wait(hour)
    venue.must('advance', {})
    expect(balance(venue, 'a')).toBe(1000)
  })

  test('an instrument that is no perpetual, or not there, is refused', () => {
    const venue = holders()
    expect(venue.send('set-funding', { instrument: 'Y-PERP', rate: 1n }).refusal?.code).toBe('INSTRUMENT_UNKNOWN')
  })
})

test('I1, I12: through random trades, rates and times money is conserved, both sides sum to nothing and a restart owes the same', () => {
  const step = fc.oneof(
    fc.record({
      kind: fc.constant('trade' as const),
      from: fc.nat(3),
      to: fc.nat(3),
      coins: fc.integer({ min: 1, max: 9 }),
    }),
    fc.record({ kind: fc.constant('rate' as const), rate: fc.bigInt(-9_000_001n, 9_000_001n) }),
    fc.record({ kind: fc.constant('wait' as const), time: fc.integer({ min: 1, max: 2 * hour }) }),
    fc.record({ kind: fc.constant('price' as const), price: fc.integer({ min: 90, max: 110 }) }),
  )
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 30 }), (steps) => {
      const venue = ratioVenue(ratioSpec(0.05, 0.02), { X: 100 })
      const names = ['a', 'b', 'c', 'd'] as const
      for (const name of names) venue.open(name, 10_000)
      for (const each of steps) {
        if (each.kind === 'trade' && each.from !== each.to)
          venue.trade(names[each.from]!, names[each.to]!, each.coins, 'X')
        if (each.kind === 'rate') venue.must('set-funding', { instrument: 'X-PERP', rate: each.rate })
        if (each.kind === 'price') venue.price('X', each.price)
        if (each.kind === 'wait') {
          venue.wait(each.time)
          venue.must('advance', {})
        }
        expect(audit(venue.state)).toEqual([])
        const restored = loadState(saveState(venue.state))
        for (const name of names) {
          const figures = [venue.state, restored].map((state) => assess(state, name, state.accounts.get(name)!))
          expect(figures[0]).toEqual(figures[1])
        }
      }
      // Two hours on everything is paid: nothing is left between the two sides but what rounding gave the house.
      venue.wait(2 * hour)
      venue.must('advance', {})
      expect(venue.state.houses.get('funding:X-PERP USDC')).toBeUndefined()
      expect(venue.state.houses.get('rounding USDC') ?? 0n).toBeGreaterThanOrEqual(0n)
    }),
    { numRuns: 60 },
  )
})
