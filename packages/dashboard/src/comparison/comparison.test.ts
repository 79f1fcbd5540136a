import type { ComparedNumbers, DifferenceView, SpecView } from '@plimsoll/server/contract'
import { describe, expect, test } from 'vitest'
import { chosen, joined, sorted } from './compared'
import { completenessOf, wanting } from './completeness'
import { differenceWords } from './differenceWords'

const spec = (id: string, more: Partial<SpecView> = {}): SpecView => ({
  id,
  title: id.toUpperCase(),
  description: '',
  version: '1',
  asOf: '2026-01-01',
  generation: 'portfolio',
  sources: [],
  completeness: { read: 0, 'third-party': 0, derived: 0, own: 0, missing: 0 },
  missing: [],
  facts: [],
  needsHistory: false,
  ...more,
})
const numbers = (capital: number, more: Partial<ComparedNumbers> = {}): ComparedNumbers => ({
  currency: 'USD',
  initial: capital,
  maintenance: capital / 2,
  equity: 100,
  health: 2,
  capital,
  worst: null,
  terms: [],
  ...more,
})
const row = (specId: string, capital: number, more: Partial<ComparedNumbers> = {}) => ({
  specId,
  numbers: numbers(capital, more),
  refusal: null,
})
const refused = { specId: 'd', numbers: null, refusal: { code: 'SPEC_INCOMPLETE', message: 'm' } }
const specs = ['a', 'b', 'c', 'd', 'e'].map((id) => spec(id))

describe('the table of rule books', () => {
  const { compared, unevaluated } = joined(
    [row('a', 30), row('b', 10), row('c', 0), row('e', 5, { currency: 'EUR' }), refused],
    specs,
    'a',
  )

  test('multiplies the cheapest that asks for anything, in the account’s currency', () => {
    expect(compared.map(({ multiple }) => multiple)).toEqual([3, 1, 0, null])
    expect(unevaluated.map((one) => one.spec.id)).toEqual(['d'])
  })

  test('is sorted by any column, ties by title', () => {
    const ids = (key: Parameters<typeof sorted>[1]['key'], isDescending = false) =>
      sorted(compared, { key, isDescending }).map((one) => one.spec.id)
    expect(ids('capital')).toEqual(['c', 'e', 'b', 'a'])
    expect(ids('capital', true)).toEqual(['a', 'b', 'e', 'c'])
    expect(ids('title', true)).toEqual(['e', 'c', 'b', 'a'])
    expect(ids('health')).toEqual(['a', 'b', 'c', 'e'])
  })

  test('chooses two; a third takes the place of the older', () => {
    expect(chosen(['a'], 'b')).toEqual(['a', 'b'])
    expect(chosen(['a', 'b'], 'c')).toEqual(['b', 'c'])
    expect(chosen(['a', 'b'], 'a')).toEqual(['b'])
  })
})

test('completeness is a word, and what is wanting is named', () => {
  const counts = { read: 3, 'third-party': 0, derived: 1, own: 0, missing: 0 }
  expect(completenessOf(spec('a'))).toMatchObject({ word: 'our own' })
  expect(completenessOf(spec('a', { completeness: counts }))).toMatchObject({
    word: 'published',
    counts: 'Parameters: 3 read, 1 derived',
  })
  const third = spec('a', { completeness: { ...counts, 'third-party': 2 } })
  expect(completenessOf(third).word).toBe('third-party')
  const missing = spec('a', { completeness: { ...counts, missing: 2 }, missing: ['x', 'y'] })
  expect(completenessOf(missing).word).toBe('2 missing')
  const because = (code: string, where: string) => wanting(missing, { code, message: 'as it was said', where })
  expect(because('SPEC_INCOMPLETE', 'a: parameters.x')).toBe('Needs x, which nobody published; neither y')
  expect(because('FACT_MISSING', 'market.facts.underlying.BTC.openInterest')).toContain('underlying.BTC.openInterest')
  expect(because('VOLATILITY_MISSING', '')).toBe('as it was said')
})

test('a difference is told by amount, kind, term and leg, whichever way it goes', () => {
  const view: DifferenceView = {
    account: 'x',
    asOf: '2026-01-01T00:00:00.000Z',
    first: { specId: 'a', numbers: numbers(100) },
    second: { specId: 'b', numbers: numbers(250) },
    difference: -150,
    kinds: [
      { kind: 'charge', first: 0, second: 140, difference: -140 },
      { kind: 'scan', first: 100, second: 110, difference: -10 },
    ],
    main: { of: 'second', term: { kind: 'charge', label: 'roll charge', value: 140, scenario: null } },
    legs: [{ leg: 'balance:BTC', first: 1, second: 9, difference: -8 }],
  }
  expect(differenceWords(view, 'A', 'B')).toEqual([
    'B asks for 150.00 USD more capital than A, 2.50 times as much.',
    'Most of it is charges and minimums: 0.00 under A, 140.00 under B.',
    'The term behind it is “roll charge” of B, 140.00 USD.',
    'Of the legs, BTC collateral differs most: it adds 1.00 under A and 9.00 under B.',
  ])
  expect(differenceWords({ ...view, difference: 0 }, 'A', 'B')).toEqual([
    'A and B ask for the same capital, 100.00 USD.',
  ])
})
