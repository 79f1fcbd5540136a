import fc from 'fast-check'
import {
  createValuation,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  PlimsollError,
  rulebooks,
  specSummary,
  withParameters,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { arbitraryMarket } from '../arbitrary/market.js'

/** Every rule book of the library on random books: what nobody published is filled in, what it asks for is there. */
const day = 86_400_000
const supplied = 0.1

function complete(spec: MarginSpec): MarginSpec {
  return withParameters(spec, Object.fromEntries(specSummary(spec).missing.map((name) => [name, supplied])))
}

/** The market with a history and with every observation that any rule book asks for. */
function furnished(market: MarketSnapshot): MarketSnapshot {
  const steps = 900
  const times = Array.from({ length: steps }, (_, row) => market.asOf - (steps - 1 - row) * day)
  const path = (index: number, phase: number): number[] =>
    times.map((_, row) => index * (1 + 0.04 * Math.sin(1.7 * row + phase) + 0.02 * Math.sin(0.31 * row)))
  const figures = new Proxy(
    {},
    {
      has: () => true,
      get: () => 1,
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: 1 }),
    },
  )
  const anything = new Proxy(
    {},
    {
      has: () => true,
      get: () => figures,
      getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: figures }),
    },
  )
  return {
    ...market,
    facts: { market: figures, underlyings: anything, assets: anything, instruments: anything, expiries: {} },
    history: {
      stepDays: 1,
      times,
      closes: Object.fromEntries(
        Object.entries(market.underlyings).map(([name, { index }], row) => [name, path(index, row)]),
      ),
    },
  }
}

describe.each(rulebooks().map((spec) => [spec.id, complete(spec)] as const))('%s', (_id, spec) => {
  test('asks for something finite of any book, and for no more in maintenance than it says', () => {
    fc.assert(
      fc.property(arbitraryCase({ orders: true }, arbitraryMarket.map(furnished)), ({ market, book }) => {
        const valuation = createValuation(market, spec)
        try {
          const result = margin(book, market, spec, valuation)
          for (const number of [result.initial, result.maintenance, result.initialHaircut, result.maintenanceHaircut]) {
            expect(Number.isFinite(number)).toBe(true)
          }
          expect(Math.min(result.initial, result.maintenance)).toBeGreaterThanOrEqual(0)
          const again = margin(
            { ...book, positions: [...book.positions].reverse(), balances: [...book.balances].reverse() },
            market,
            spec,
          )
          expect(again.initial).toBe(result.initial)
          expect(again.maintenance).toBe(result.maintenance)
        } catch (error) {
          // What the market cannot price is the market's fault; a rule book that is complete has none.
          if (!(error instanceof PlimsollError)) throw error
          expect(['ASSET_UNKNOWN', 'MARK_MISSING'], error.message).toContain(error.code)
        }
      }),
      { numRuns: 15 },
    )
  })
})
