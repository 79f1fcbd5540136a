import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import type { Portfolio } from '../account/portfolio.js'
import { parseMarket } from '../market/parseMarket.js'
import { parseSpec } from './parseSpec.js'
import type { MarginSpec, Profile } from './spec.js'

// All numbers by hand: 1 BTC at 1000, a stablecoin at 1, prices down 10 % and the stablecoin down 25 %.
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 1000, decimals: 8, underlying: 'BTC' } },
  underlyings: {
    BTC: {
      index: 1000,
      forwards: [{ expiry: '2026-03-27T08:00:00Z', price: 1000 }],
      slices: [{ kind: 'quotes', expiry: '2026-03-27T08:00:00Z', strikes: [1000], vols: [0.5] }],
    },
  },
  instruments: [
    {
      kind: 'perpetual',
      id: 'PERP',
      underlying: 'BTC',
      settlement: { kind: 'linear', currency: 'USDC' },
      contractSize: 1,
    },
    {
      kind: 'option',
      id: 'CALL',
      underlying: 'BTC',
      settlement: { kind: 'linear', currency: 'USDC' },
      contractSize: 1,
      expiry: '2026-03-27T08:00:00Z',
      strike: 1000,
      right: 'call',
    },
  ],
  marks: { PERP: 1000, CALL: 60 },
})

const list = (scenario: object): MarginSpec['scenarios'][string] => ({
  kind: 'list',
  smile: 'sticky-strike',
  horizonDays: 0,
  volatility: [{ id: 'same', kind: 'none' }],
  scenarios: [{ id: 'only', volatility: 'same', ...scenario }],
})

function rules(change: Partial<MarginSpec>): MarginSpec {
  return parseSpec({
    plimsoll: 'spec/1',
    id: 'by-hand',
    version: '1',
    asOf: '2026-02-05',
    title: 'By hand',
    description: '',
    sources: [],
    generation: 'portfolio',
    currency: 'USD',
    decimals: 2,
    scenarios: { down: list({ move: -0.1 }), peg: list({ assets: { USDC: -0.25 } }) },
    collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
    initial: 0,
    maintenance: 0,
    ...change,
  })
}

const holding = (positions: readonly object[], balances: readonly object[] = []): Portfolio =>
  parseBook({ plimsoll: 'book/1', id: 'one', positions, balances })
const long = { instrument: 'PERP', quantity: '1' }
const down = { node: 'worst-of', scenarios: 'down', scope: 'account' } as const

describe('a leaf that is written twice is computed once only where both see the same', () => {
  test('a collateral rule sees balances, the requirement beside it does not', () => {
    const spec = rules({ collateral: { mode: 'rule', shocked: [], initial: down, maintenance: 0 }, initial: down })
    const { initial, initialHaircut } = margin(holding([long], [{ asset: 'BTC', amount: '2' }]), market, spec)
    expect({ initial, initialHaircut }).toEqual({ initial: 100, initialHaircut: 300 })
  })

  test('a profile’s cells under two filters', () => {
    // A worst-of inside each: 100 of the perpetual, and nothing where only options are in sight.
    const within = (kind: 'option' | 'perpetual'): Profile => ({
      profile: 'for-each',
      scope: 'underlying',
      where: { kind: [kind] },
      of: {
        profile: 'shift',
        of: { profile: 'where', where: { kind: [] }, of: { profile: 'profits' } },
        by: { node: 'scale', by: -1, of: down },
      },
    })
    const book = holding([long, { instrument: 'CALL', quantity: '-1' }])
    const of = (...kinds: ('option' | 'perpetual')[]): number =>
      margin(book, market, rules({ initial: { ...down, of: { profile: 'sum', of: kinds.map(within) } } })).initial
    expect(of('perpetual')).toBe(100)
    expect(of('option', 'perpetual')).toBe(of('option') + 100)
    expect(of('perpetual', 'option')).toBe(of('option') + 100)
  })

  test('cells of a scan, from which balances that it does not move are left out, and cells of everything', () => {
    const peg = { node: 'worst-of', scenarios: 'peg', scope: 'account' } as const
    const scan = {
      ...down,
      of: { profile: 'shift', of: { profile: 'profits' }, by: { node: 'scale', by: -1, of: peg } },
    } as const
    const each = { node: 'for-each', scope: 'account', of: peg } as const
    const spec = (of: MarginSpec['initial']): MarginSpec =>
      rules({ collateral: { mode: 'shocked', haircuts: {}, residualHaircuts: {} }, initial: of })
    const book = holding([long], [{ asset: 'USDC', amount: '500' }])
    const alone = margin(book, market, spec(scan)).initial + margin(book, market, spec(each)).initial
    expect(alone).toBe(225)
    expect(margin(book, market, spec({ node: 'sum', of: [scan, each] })).initial).toBe(alone)
    expect(margin(book, market, spec({ node: 'sum', of: [each, scan] })).initial).toBe(alone)
  })
})

test('what may leave is solved for where the minimum’s rate looks at the balance', () => {
  // Rate = 1 / worth of the coins held: 3 coins need 1000 / 3000, one coin would need 1.
  const spec = rules({
    collateral: { mode: 'shocked', haircuts: {}, residualHaircuts: {} },
    initial: {
      node: 'short-option-minimum',
      netting: 'none',
      rate: {
        node: 'ratio',
        of: 1e6,
        over: { node: 'where', where: { kind: ['asset'] }, of: { node: 'measure', of: 'value', sum: 'gross' } },
        ifZero: 1,
      },
    },
  })
  const book = holding([{ instrument: 'CALL', quantity: '-1' }], [{ asset: 'BTC', amount: '1000' }])
  const { withdrawableAssets } = margin(book, market, spec)
  // w·1000 − 60 ≥ 10⁹ / (w·1000) for what is left, w coins: w·1000 = 30 + √(30² + 10⁹).
  expect(withdrawableAssets.BTC).toBeCloseTo(1000 - (30 + Math.sqrt(900 + 1e9)) / 1000, 6)
})

test('a proportion that no number can hold is given up, and the tree stays finite', () => {
  const initial = { node: 'exponential', of: 5e-324 } as const
  const { tree } = margin(holding([long]), market, rules({ initial }))
  expect(tree.initial.value).toBe(1)
  expect(tree.initial.counts).toEqual([0])
})

test('a tail whose weight is no number is refused', () => {
  const tail = { move: 0, weight: { rule: 'range-over-move', factor: 1 }, volatility: 'same' } as const
  const grid = {
    smile: 'sticky-strike',
    horizonDays: 0,
    range: { '*': 0.1 },
    moves: [0],
    volatility: [{ id: 'same', kind: 'none' }],
    tails: [tail],
  } as const
  expect(() => rules({ scenarios: { grid: JSON.parse(JSON.stringify(grid)) } })).toThrow(
    /spec\.scenarios\.grid.*a weight that is a finite number/u,
  )
})

test('relief for a tag without letters is none for scenarios without a tag', () => {
  const of = { profile: 'relieve', of: { profile: 'profits' }, by: { '': 40 } } as const
  expect(margin(holding([long]), market, rules({ initial: { ...down, of } })).initial).toBe(100)
})
