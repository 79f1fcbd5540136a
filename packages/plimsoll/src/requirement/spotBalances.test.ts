import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bookIn, marketIn } from '../../../../test/oracles/venueBook.js'
import { allExposures } from '../account/assess.js'
import { holdingsOf } from '../account/holdings.js'
import { rulebook } from '../specs/rulebook.js'
import { createValuation } from '../valuation/valuation.js'
import { contextOf } from './context.js'
import { evaluate } from './evaluate.js'
import { partsOf } from './parts.js'
import type { Requirement } from './spec.js'

const market = marketIn({
  assets: { USDC: 1, SOL: 10, BTC: 1000 },
  spot: [
    ['SOL', 'USDC'],
    ['BTC', 'USDC'],
  ],
})
const price: Requirement = { node: 'attribute', of: 'price' }

function health(side: 'held' | 'owed'): Requirement {
  return {
    node: 'spot-balances',
    side,
    balance: { node: 'where', where: { kind: ['asset'] }, of: { node: 'measure', of: 'quantity', sum: 'net' } },
    heldPrice: price,
    owedPrice: price,
    heldWeight: 0.8,
    owedWeight: 1.2,
  }
}

type Book = Parameters<typeof bookIn>[0]

function evaluated(book: Book, side: 'held' | 'owed') {
  const spec = rulebook('cross')
  const valuation = createValuation(market, spec)
  const holdings = holdingsOf(bookIn(book), valuation)
  return evaluate(health(side), contextOf(allExposures(holdings), { valuation, spec, facts: {}, known: new Map() }))
}
const worth = (book: Book): number => evaluated(book, 'held').value - evaluated(book, 'owed').value

const amounts = fc.integer({ min: -100, max: 100 })
const books: fc.Arbitrary<Required<Pick<Book, 'balances' | 'orders'>>> = fc.record({
  balances: fc.record({ USDC: fc.integer({ min: -10_000, max: 10_000 }), SOL: amounts, BTC: amounts }),
  orders: fc.array(
    fc.record({
      instrument: fc.constantFrom('SOL-USDC', 'BTC-USDC'),
      quantity: amounts.filter((quantity) => quantity !== 0),
      price: fc.integer({ min: 5, max: 2000 }),
    }),
    { maxLength: 4 },
  ),
})

describe('balances with spot orders', () => {
  test('an asset that only an order could bring has a price all the same', () => {
    // All 100 USDC are reserved: as SOL 10 × 10 × 0.8, as USDC 100 × 0.8.
    const book = { balances: { USDC: 100 }, orders: [{ instrument: 'SOL-USDC', quantity: 10, price: 10 }] }
    expect(worth(book)).toBeCloseTo(80, 9)
  })

  test('an order that overpays is exchanged at its own price', () => {
    const book = { balances: { USDC: 200 }, orders: [{ instrument: 'SOL-USDC', quantity: 10, price: 20 }] }
    expect(worth(book)).toBeCloseTo(10 * 10 * 0.8, 9)
  })

  test('an order never makes an account worth more', () => {
    fc.assert(
      fc.property(books, ({ balances, orders }) => {
        const without = worth({ balances })
        expect(worth({ balances, orders })).toBeLessThanOrEqual(without + 1e-9 * (1 + Math.abs(without)))
      }),
    )
  })

  test('its parts add up to it, and no side is negative', () => {
    fc.assert(
      fc.property(books, fc.constantFrom('held' as const, 'owed' as const), (book, side) => {
        const node = evaluated(book, side)
        expect(node.value).toBeGreaterThanOrEqual(0)
        let total = 0
        for (const part of partsOf(node).values()) total += part
        expect(Math.abs(total - node.value)).toBeLessThanOrEqual(1e-9 * (1 + node.value))
      }),
    )
  })
})
