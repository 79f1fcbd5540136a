import { expect, test } from 'vitest'
import { audit } from '../audit/audit.js'
import { assess } from '../risk/assess.js'
import { stateHash } from '../state/state.js'
import type { CommandBodies, CommandKind } from './commands.js'
import { type RatioVenue, ratioSpec, ratioVenue } from './fixture/ratioVenue.js'

/** What the door lets in at most: a number of 30 digits. */
const largest = 10n ** 30n

/** Two accounts with a thousand of the largest deposits each, a price of one ten-thousandth of a dollar. */
function largeVenue(): RatioVenue {
  const depth = { dailyMove: 50_000n, stressVolumeLots: largest, executableLots: largest, band: 50_000n }
  const venue = ratioVenue(ratioSpec(0.03, 0.01), { X: 0.0001 }, { depth: { X: depth } })
  for (const account of ['a', 'b']) {
    venue.open(account, 0)
    for (let deposit = 0; deposit < 1_000; deposit++) {
      venue.must('deposit', { account, asset: 'USDC', amount: largest })
    }
  }
  return venue
}

const sides = { buyer: { account: 'a', fee: 0n }, seller: { account: 'b', fee: 0n } }
const order = { account: 'a', order: 'o', instrument: 'X-PERP', reduceOnly: false }
const feed = { feed: 'index X', decimals: 4, status: 'VALID' } as const
const beyond: { readonly [Kind in CommandKind]?: readonly CommandBodies[Kind][] } = {
  deposit: [{ account: 'a', asset: 'USDC', amount: largest + 1n }],
  withdraw: [{ account: 'a', asset: 'USDC', amount: largest + 1n }],
  transfer: [{ from: 'a', to: 'b', asset: 'USDC', amount: largest + 1n }],
  contribute: [{ account: 'a', asset: 'USDC', amount: largest + 1n, market: 'X' }],
  trade: [
    { instrument: 'X-PERP', lots: largest + 1n, price: 1n, ...sides },
    { instrument: 'X-PERP', lots: 1n, price: largest + 1n, ...sides },
  ],
  'place-order': [
    { ...order, lots: largest + 1n, price: 1n },
    { ...order, lots: 1n, price: largest + 1n },
  ],
  price: [{ ...feed, fast: largest + 1n, low: 1n, high: largest + 1n }],
  'pay-funding': [{ instrument: 'X-PERP', rate: largest + 1n }],
  'set-funding': [{ instrument: 'X-PERP', rate: largest + 1n }],
  'charge-interest': [{ asset: 'USDC', rate: largest + 1n }],
}

test('G12 overflow: one more than the largest size, price or rate is refused by every command that takes one', () => {
  const venue = largeVenue()
  const codes = Object.entries(beyond).flatMap(([kind, bodies]) =>
    bodies.map((body) => [kind, venue.send(kind as 'deposit', body as CommandBodies['deposit']).refusal?.code]),
  )
  expect(codes.filter(([, code]) => code !== 'AMOUNT_TOO_LARGE')).toEqual([])
  expect(codes).toHaveLength(12)
})

test('G12 overflow: the largest size at the largest price on the largest balances is exact, finite and conserved', () => {
  const venue = largeVenue()
  const { state } = venue
  expect(state.accounts.get('a')!.balances.USDC).toBe(1_000n * largest)
  venue.must('trade', { instrument: 'X-PERP', lots: largest, price: 1n, ...sides })
  venue.must('price', { ...feed, fast: largest, low: largest, high: largest })
  // 10³⁰ lots that have risen by 10³⁰ − 1 ten-thousandths each, and what was paid in.
  const won = (largest * (largest - 1n)) / 10_000n + 1_000n * 10n ** 24n
  expect(assess(state, 'a', state.accounts.get('a')!).equity / Number(won)).toBeCloseTo(1, 12)
  for (const name of ['a', 'b']) {
    for (const figure of Object.values(assess(state, name, state.accounts.get(name)!))) {
      expect(Number.isFinite(figure)).toBe(true)
    }
  }
  venue.must('advance', {})
  // The short is closed at what it has, but for what a float64 of 10⁶⁰ cannot tell.
  const left = ['a', 'b'].map((name) => Number(state.accounts.get(name)!.positions['X-PERP']?.lots ?? 0n) / 1e30)
  for (const part of left) expect(Math.abs(part)).toBeLessThan(2 ** -52)
  const total = ['a', 'b'].reduce((sum, name) => sum + (state.accounts.get(name)!.balances.USDC ?? 0n), 0n)
  const open = state.houses.get('variation:X-PERP USDC') ?? 0n
  expect(total + open).toBe(2_000n * largest)
  expect(audit(state)).toEqual([])
  expect(stateHash(state)).toHaveLength(64)
})
