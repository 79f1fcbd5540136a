import fc from 'fast-check'
import { expect, test } from 'vitest'
import { parseMarket } from '../market/parseMarket.js'
import { createValuation } from '../valuation/valuation.js'
import { contextOf } from './context.js'
import { evaluate, evaluateRequirement } from './evaluate.js'
import type { Exposure } from './exposure.js'

const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-01-01T00:00:00Z',
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 } },
  underlyings: { ETH: { index: 2000, forwards: [{ expiry: '2026-02-01T00:00:00Z', price: 2010 }] } },
})

type Row = readonly [strike: number, right: 'call' | 'put', quantity: number]

function exposures(rows: readonly Row[], kind: 'position' | 'order' = 'position'): readonly Exposure[] {
  return rows.map(([strike, right, quantity], row): Exposure => {
    const instrument = {
      kind: 'option',
      id: `O${row}`,
      underlying: 'ETH',
      settlement: { kind: 'linear', currency: 'USDC' },
      contractSize: 1,
      expiry: Date.UTC(2026, 1, 1),
      strike,
      right,
    } as const
    return kind === 'position'
      ? { kind, leg: instrument.id, instrument, quantity, profit: 0, carry: 0 }
      : { kind, leg: `order:${row}`, instrument, quantity, fillLoss: 0, price: 1 }
  })
}

const scene = () => ({
  valuation: createValuation(market, { id: 'test', scenarios: {} }),
  spec: { id: 'test' },
  facts: {},
  known: new Map(),
})

function worst(rows: readonly Row[], kind: 'position' | 'order' = 'position'): number {
  return evaluate({ node: 'worst-payoff' }, contextOf(exposures(rows, kind), scene())).value
}

test('a spread owes at most the distance of its strikes, a sold put its strike, a bought option nothing', () => {
  expect(
    worst([
      [1000, 'call', -1],
      [1200, 'call', 1],
    ]),
  ).toBe(200)
  expect(worst([[1900, 'put', -1.5]])).toBe(2850)
  expect(
    worst([
      [1900, 'put', 1],
      [2100, 'call', 2],
    ]),
  ).toBe(0)
  // Calls sold alone owe without end; up to their strike they owe nothing.
  expect(worst([[2000, 'call', -1]])).toBe(0)
})

test('a resting sell order counts as sold, a resting buy order not as bought', () => {
  expect(worst([[1900, 'put', -1]], 'order')).toBe(1900)
  expect(worst([[1900, 'put', 1]], 'order')).toBe(0)
})

const row = fc.tuple(
  fc.integer({ min: 1, max: 40 }).map((step) => step * 100),
  fc.constantFrom('call' as const, 'put' as const),
  fc.integer({ min: -5, max: 5 }).filter((quantity) => quantity !== 0),
)

test('no settlement up to the highest strike owes more, and one of them owes as much', () => {
  fc.assert(
    fc.property(
      fc.array(row, { minLength: 1, maxLength: 8 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (rows, share) => {
        const owed = (price: number): number =>
          rows.reduce((sum, [strike, right, quantity]) => {
            const intrinsic = Math.max(right === 'call' ? price - strike : strike - price, 0)
            return sum - quantity * intrinsic
          }, 0)
        const most = worst(rows)
        const strikes = rows.map(([strike]) => strike)
        expect(owed(share * Math.max(...strikes))).toBeLessThanOrEqual(most + 1e-9)
        expect(Math.max(0, ...[0, ...strikes].map(owed))).toBe(most)
      },
    ),
  )
})

test('legs add up to the number', () => {
  const node = evaluateRequirement(
    { node: 'worst-payoff' },
    exposures([
      [1000, 'put', -2],
      [900, 'put', 1],
    ]),
    scene(),
  )
  expect(node.legs?.reduce((sum, { part }) => sum + part, 0)).toBe(node.value)
  expect(node.value).toBe(1100)
})
