import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

const usdc = (dollars: number): bigint => BigInt(Math.round(dollars * 1e6))

/** W3, in dollars for millions: A has realised +10 against B, who has −10 unrealised and 1 of collateral; 12 are there, of which 9 are C’s. */
function drift(): RatioVenue {
  const venue = ratioVenue(ratioSpec(0.02, 0.01), { X: 1 }, { liquidationsMax: 0 })
  venue.open('A', 2, 'a')
  venue.open('B', 1, 'b')
  venue.open('C', 9, 'c')
  venue.open('D', 100, 'd')
  expect(venue.trade('A', 'B', 20, 'X').refusal).toBeUndefined()
  venue.price('X', 1.5)
  // A closes at 1.5 against D, who opens: what A has won is money now, B’s loss is not.
  expect(venue.trade('D', 'A', 20, 'X').refusal).toBeUndefined()
  return venue
}

const taken = ({ state }: RatioVenue): number => -Number(state.houses.get('external USDC')) / 1e6
const takes = (venue: RatioVenue, account: string, dollars: number) =>
  venue.send('withdraw', { account, asset: 'USDC', amount: usdc(dollars) }).refusal?.code

describe('profit is not cash', () => {
  test('W3: what was won leaves only as far as it was collected, and who has won nothing is paid in full, whoever comes first', () => {
    for (const order of ['AC', 'CA']) {
      const venue = drift()
      expect(venue.state.accounts.get('A')!.balances.USDC).toBe(usdc(12))
      const seen: Record<string, unknown> = {}
      for (const who of order) seen[who] = who === 'A' ? takes(venue, 'A', 10) : takes(venue, 'C', 9)
      expect(seen).toEqual({ A: 'WITHDRAWAL_EXCEEDS', C: undefined })
      // B’s one dollar is collected, or can be; the two that A paid in are its own.
      expect(takes(venue, 'A', 3.000001)).toBe('WITHDRAWAL_EXCEEDS')
      expect(takes(venue, 'A', 2)).toBeUndefined()
      expect(takes(venue, 'A', 1.000001)).toBe('WITHDRAWAL_EXCEEDS')
      expect(takes(venue, 'A', 1)).toBeUndefined()
      expect(taken(venue)).toBe(112 - 9 - 3)
      expect(audit(venue.state)).toEqual([])
    }
  })

  test('W3: a fund that covers what is lacking opens the gate, and a part of it is shared', () => {
    const venue = drift()
    venue.open('giver', 50)
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(4), market: 'shared' })
    expect(takes(venue, 'A', 7.000001)).toBe('WITHDRAWAL_EXCEEDS')
    expect(takes(venue, 'A', 7)).toBeUndefined()
    venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(10), market: 'shared' })
    expect(takes(venue, 'A', 5)).toBeUndefined()
  })

  test('a profit stays a profit in another account of the same owner, or of another', () => {
    const venue = drift()
    venue.open('A2', 0, 'a')
    venue.open('E', 0, 'e')
    venue.must('transfer', { from: 'A', to: 'A2', asset: 'USDC', amount: usdc(7) })
    venue.must('transfer', { from: 'A2', to: 'E', asset: 'USDC', amount: usdc(4) })
    // 2 of principal went to A2 and on to E. What is left is 10 of profit in three hands, for which there is 1.
    expect(venue.state.accounts.get('E')!.contributed.USDC).toBe(usdc(2))
    expect(takes(venue, 'E', 2.2)).toBeUndefined()
    expect(takes(venue, 'E', 0.000001)).toBe('WITHDRAWAL_EXCEEDS')
    expect(takes(venue, 'A2', 0.3)).toBeUndefined()
    expect(takes(venue, 'A2', 0.000001)).toBe('WITHDRAWAL_EXCEEDS')
    expect(takes(venue, 'A', 0.5)).toBeUndefined()
    expect(takes(venue, 'A', 0.000001)).toBe('WITHDRAWAL_EXCEEDS')
  })

  test('while nobody is insolvent all profit may leave at once, although the loser has closed nothing', () => {
    const venue = ratioVenue(ratioSpec(0.02, 0.01), { X: 1 }, { liquidationsMax: 0 })
    for (const [account, dollars] of [
      ['A', 2],
      ['B', 20],
      ['D', 100],
    ] as const)
      venue.open(account, dollars)
    venue.trade('A', 'B', 20, 'X')
    venue.price('X', 1.5)
    venue.trade('D', 'A', 20, 'X')
    expect(takes(venue, 'A', 12)).toBeUndefined()
  })
})

/** Winners of so much against a loser who pays a part; bystanders; they all run for the door in some order, in pieces. */
const run = fc.record({
  wins: fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 4 }),
  collateral: fc.integer({ min: 1, max: 30 }),
  fund: fc.integer({ min: 0, max: 10 }),
  asks: fc.array(fc.record({ who: fc.nat(5), part: fc.integer({ min: 1, max: 12_000_000 }) }), { maxLength: 40 }),
})

test('E12: in a run everybody gets the same share of what there is, bystanders all of theirs, and nobody more by being first', () => {
  let gated = 0
  fc.assert(
    fc.property(run, ({ wins, collateral, fund, asks }) => {
      const venue = ratioVenue(ratioSpec(0.02, 0.01), { X: 1 }, { liquidationsMax: 0 })
      venue.open('loser', collateral)
      venue.open('later', 10_000)
      venue.open('giver', fund)
      if (fund > 0) venue.must('contribute', { account: 'giver', asset: 'USDC', amount: usdc(fund), market: 'shared' })
      for (const by of ['x', 'y']) venue.open(by, 3)
      wins.forEach((coins, row) => {
        venue.open(`w${row}`, 5)
        venue.trade(`w${row}`, 'loser', coins, 'X')
      })
      venue.price('X', 1.9)
      for (const [row, coins] of wins.entries()) venue.trade('later', `w${row}`, coins, 'X')
      const winners = wins
        .map((_, row) => `w${row}`)
        .filter((id) => venue.state.accounts.get(id)!.balances.USDC! > usdc(5))
      const won = winners.map((id) => venue.state.accounts.get(id)!.balances.USDC! - usdc(5))
      const loss = won.reduce((sum, one) => sum + one, 0n)
      const people = [...winners, 'x', 'y']
      for (const { who, part } of asks) {
        venue.send('withdraw', { account: people[who % people.length]!, asset: 'USDC', amount: BigInt(part) })
      }
      // Whoever has not had it all asks for the rest, to the unit.
      for (const id of people)
        for (let amount = 2 ** 26; amount >= 1; amount /= 2)
          venue.send('withdraw', { account: id, asset: 'USDC', amount: BigInt(amount) })
      const left = (id: string): bigint => venue.state.accounts.get(id)!.balances.USDC ?? 0n
      expect([left('x'), left('y')]).toEqual([0n, 0n])
      const cash = usdc(collateral + fund)
      const expected = won.map((profit) => (cash >= loss ? profit : (profit * cash) / loss))
      const isShort = usdc(collateral) < loss && winners.some((id) => left(id) > 0n)
      if (isShort) gated++
      expect(winners.map((id, row) => won[row]! - left(id))).toEqual(isShort ? expected : won)
      expect(audit(venue.state)).toEqual([])
    }),
    { numRuns: 60 },
  )
  expect(gated).toBeGreaterThan(5)
})
