import fc from 'fast-check'
import {
  contributions,
  createValuation,
  formatBook,
  margin,
  type NodeResult,
  type Portfolio,
  parseBook,
  partsOf,
  rulebook,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { arbitraryMarket } from '../arbitrary/market.js'
import { houseSpec } from '../houseSpec.js'

const portfolioSpec = houseSpec('portfolio')
const runs = { numRuns: 400 }

/** The three generations of our own; what venues ask for need not have these properties. */
const house = ['isolated', 'cross', 'portfolio'].map(rulebook)

describe('a requirement, whatever the book', () => {
  test('has the same bits again, and when the lines of the book are shuffled', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ orders: true }, arbitraryMarket),
        fc.constantFrom(...house),
        ({ market, book }, spec) => {
          const once = margin(book, market, spec)
          expect(margin(book, market, spec)).toEqual(once)
          expect(margin(shuffled(book), market, spec)).toEqual(once)
        },
      ),
      runs,
    )
  })

  test('is the sum of its tree to the last bit: legs → cells → leaves → nodes', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ orders: true }, arbitraryMarket),
        fc.constantFrom(...house),
        ({ market, book }, spec) => {
          const { tree, initial, maintenance } = margin(book, market, spec)
          expect(recomputed(tree.initial)).toBe(initial)
          expect(recomputed(tree.maintenance)).toBe(maintenance)
        },
      ),
      runs,
    )
  })

  test('is split into parts that add up to it', () => {
    fc.assert(
      fc.property(arbitraryCase({ orders: true }, arbitraryMarket), ({ market, book }) => {
        const { tree, initial } = margin(book, market, portfolioSpec)
        let sum = 0
        let gross = 0
        for (const part of partsOf(tree.initial).values()) {
          sum += part
          gross += Math.abs(part)
        }
        // Only the order of summation differs: a few roundings of the gross amount.
        expect(Math.abs(sum - initial)).toBeLessThanOrEqual(1e-13 * gross)
      }),
      runs,
    )
  })

  test('is no more than its positions would need one by one', () => {
    fc.assert(
      fc.property(arbitraryCase({ balances: false }, arbitraryMarket), ({ market, book }) => {
        const parts = contributions(book, market, withoutCollateralShock)
        let alone = 0
        for (const part of parts) alone += part.alone
        expect(margin(book, market, withoutCollateralShock).initial).toBeLessThanOrEqual(alone * (1 + 1e-12))
      }),
      runs,
    )
  })

  test('does not rise when part of a lone position is hedged by the same instrument', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ balances: false, legsMax: 1 }, arbitraryMarket),
        fc.integer({ min: 0, max: 4 }),
        ({ market, book }, quarter) => {
          const whole = margin(book, market, withoutCollateralShock).initial
          const hedged = scaled(book, 4 - quarter)
          const fourfold = scaled(book, 4)
          if (whole > subnormal) expect(margin(fourfold, market, withoutCollateralShock).initial).toBe(4 * whole)
          if (hedged.positions.length > 0)
            expect(margin(hedged, market, withoutCollateralShock).initial).toBeLessThanOrEqual(
              4 * whole * (1 + 1e-12) + subnormal,
            )
        },
      ),
      runs,
    )
  })

  test('does not rise when a future is protected by options up to its size', () => {
    // At or in the money, so that the option gains where the future loses, also with volatility down: a far option may
    // lose its little time value there. Within a month, so that its time value is no loss of its own.
    fc.assert(
      fc.property(
        arbitraryMarket,
        fc.constantFrom('BTC', 'ETH'),
        fc.constantFrom('2026-02-06', '2026-02-27'),
        fc.constantFrom(0, 1, 2, 3),
        fc.boolean(),
        fc.integer({ min: 1, max: 1000 }),
        (market, underlying, expiry, depth, long, share) => {
          const strike = (long ? ['1', '1.1', '1.25', '1.6'] : ['1', '0.9', '0.8', '0.6'])[depth]!
          // 10 contracts of 0.1 coin against up to one option on one coin.
          const future = { instrument: `${underlying}-LINEAR`, quantity: long ? '10' : '-10' }
          const option = {
            instrument: `${underlying}-${expiry}-${strike}-${long ? 'put' : 'call'}-linear`,
            quantity: (share / 1000).toString(),
          }
          const book = (positions: object[]): Portfolio => parseBook({ plimsoll: 'book/1', id: 'hedge', positions })
          const alone = margin(book([future]), market, withoutCollateralShock).initial
          expect(margin(book([future, option]), market, withoutCollateralShock).initial).toBeLessThanOrEqual(
            alone * (1 + 1e-12),
          )
        },
      ),
      { numRuns: 2000 },
    )
  })

  test('grows in proportion with the book: to the bit for a power of two', () => {
    fc.assert(
      fc.property(arbitraryCase({ balances: false }, arbitraryMarket), ({ market, book }) => {
        const once = margin(book, market, withoutCollateralShock).initial
        if (once > subnormal) expect(margin(scaled(book, 8), market, withoutCollateralShock).initial).toBe(8 * once)
        const threefold = margin(scaled(book, 3), market, withoutCollateralShock).initial
        expect(Math.abs(threefold - 3 * once)).toBeLessThanOrEqual(1e-10 * Math.max(once, grossOf(book, market)))
      }),
      runs,
    )
  })

  test('never falls when a scenario is added, nor lies below any scenario’s loss', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ balances: false }, arbitraryMarket),
        fc.double({ min: -0.9, max: 5, noNaN: true }),
        ({ market, book }, move) => {
          const grid = portfolioSpec.scenarios.grid!
          const wider = {
            ...withoutCollateralShock,
            scenarios: { grid: { ...grid, tails: [...grid.tails, { move, weight: 1, volatility: 'same' }] } },
          }
          expect(margin(book, market, wider).initial).toBeGreaterThanOrEqual(
            margin(book, market, withoutCollateralShock).initial,
          )
        },
      ),
      runs,
    )
  })

  test('maintenance is no more than initial', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ orders: true }, arbitraryMarket),
        fc.constantFrom(...house),
        ({ market, book }, spec) => {
          const { initial, maintenance } = margin(book, market, spec)
          expect(maintenance).toBeLessThanOrEqual(initial)
          expect(maintenance).toBeGreaterThanOrEqual(0)
        },
      ),
      runs,
    )
  })

  test('a shared valuation gives the bits of an own one', () => {
    fc.assert(
      fc.property(arbitraryCase({ orders: true }, arbitraryMarket), ({ market, book }) => {
        const shared = createValuation(market, portfolioSpec)
        margin(scaled(book, 3), market, portfolioSpec, shared)
        expect(margin(book, market, portfolioSpec, shared)).toEqual(margin(book, market, portfolioSpec))
      }),
      { numRuns: 100 },
    )
  })
})

const withoutCollateralShock = {
  ...portfolioSpec,
  collateral: { ...portfolioSpec.collateral, mode: 'haircut' as const },
}

/** Below this a requirement has lost bits to underflow, and scaling cannot bring them back. */
const subnormal = 1e-290

/** The node's number from the smallest parts upward, in the documented order. */
function recomputed(node: NodeResult): number {
  if (node.cells !== undefined) {
    let value = 0
    for (const cell of node.cells) {
      let sum = 0
      for (const leg of cell.legs) sum += leg.part
      const needed = sum > 0 ? sum : 0
      expect(cell.value).toBe(needed)
      value += needed
    }
    return value
  }
  const values = node.children.map(recomputed)
  switch (node.kind) {
    case 'scale':
      return node.factor! * values[0]!
    case 'sum':
      return values.reduce((sum, value) => sum + value, 0)
    case 'max':
      return Math.max(...values)
    case 'min':
      return Math.min(...values)
    default:
      throw new Error(`no rule for ${node.kind}`)
  }
}

function shuffled(book: Portfolio): Portfolio {
  return {
    ...book,
    positions: [...book.positions].reverse(),
    balances: [...book.balances].reverse(),
    orders: [...book.orders].reverse(),
  }
}

/** The book with every quantity times a whole number; entry prices stay. */
function scaled(book: Portfolio, factor: number): Portfolio {
  if (factor === 0) return { ...book, positions: [] }
  return parseBook({
    ...formatBook(book),
    positions: book.positions
      .map((position) => ({
        ...position,
        quantity: { units: position.quantity.units * BigInt(factor), scale: position.quantity.scale },
      }))
      .map(formatPosition),
  })
}

function formatPosition(position: Portfolio['positions'][number]): unknown {
  return formatBook({ id: 'x', name: 'x', balances: [], orders: [], instruments: [], positions: [position] })
    .positions[0]
}

function grossOf(book: Portfolio, market: Parameters<typeof margin>[1]): number {
  let gross = 0
  for (const part of contributions(book, market, withoutCollateralShock)) gross += part.alone
  return gross
}
