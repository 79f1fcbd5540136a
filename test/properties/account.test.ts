import fc from 'fast-check'
import {
  applyFill,
  applyTransfer,
  cancelOrder,
  createValuation,
  decimalOfNumber,
  decimalToNumber,
  generations,
  liquidationPrices,
  type MarginSpec,
  type MarketSnapshot,
  margin,
  moveMarket,
  type Portfolio,
  parseBook,
  parseDecimal,
  parseMarket,
  quoteOf,
  riskArrays,
  rulebook,
  scenarioSetOf,
  toMoney,
} from 'plimsoll'
import { describe, expect, test } from 'vitest'
import { arbitraryCase } from '../arbitrary/book.js'
import { arbitraryMarket } from '../arbitrary/market.js'
import { houseSpec } from '../houseSpec.js'

const spec = houseSpec('portfolio')

/** The three generations of our own; what venues ask for need not have these properties. */
const house = ['isolated', 'cross', 'portfolio'].map(rulebook)

describe('open orders', () => {
  test('cost the worst of all subsets of fills (checked by going through all of them)', () => {
    // One account-wide cell, so that the claim is an equality; orders at the mark, so that a fill itself gains nothing.
    const scanOnly: MarginSpec = {
      ...spec,
      collateral: rulebook('cross').collateral,
      initial: { node: 'worst-of', scenarios: 'grid', scope: 'account', gains: 'pooled' },
    }
    fc.assert(
      fc.property(arbitraryCase({ balances: false, orders: true, legsMax: 4 }, arbitraryMarket), ({ market, book }) => {
        const atMark = {
          ...book,
          orders: book.orders.map((order) => ({ ...order, price: markOf(order.instrument, market) })),
        }
        const open = margin(atMark, market, scanOnly).initial
        const worst = worstSubset(atMark, market)
        expect(Math.abs(open - worst)).toBeLessThanOrEqual(1e-9 * Math.max(1, worst))
      }),
      { numRuns: 200 },
    )
  })

  test('never lower the requirement, and reduce-only orders raise it no more than free ones', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ orders: true }, arbitraryMarket),
        fc.constantFrom(...house),
        ({ market, book }, rules) => {
          const none = margin({ ...book, orders: [] }, market, rules).initial
          expect(margin(book, market, rules).initial).toBeGreaterThanOrEqual(none)
          const reducing = { ...book, orders: book.orders.map((order) => ({ ...order, reduceOnly: true })) }
          const reduced = margin(reducing, market, rules).initial
          expect(reduced).toBeGreaterThanOrEqual(none)
          expect(reduced).toBeLessThanOrEqual(margin(book, market, rules).initial * (1 + 1e-12))
          let cancelled: Portfolio = book
          for (const order of book.orders) cancelled = cancelOrder(cancelled, order.id)
          expect(margin(cancelled, market, rules).initial).toBe(none)
        },
      ),
      { numRuns: 300 },
    )
  })
})

describe('reduce-only orders', () => {
  test('cost nothing where every position is charged for itself', () => {
    fc.assert(
      fc.property(arbitraryCase({ balances: false, orders: true }, arbitraryMarket), ({ market, book }) => {
        const reducing = {
          ...book,
          orders: book.orders.map((order) => ({ ...order, price: markOf(order.instrument, market), reduceOnly: true })),
        }
        const none = margin({ ...book, orders: [] }, market, rulebook('cross')).initial
        expect(margin(reducing, market, rulebook('cross')).initial).toBeLessThanOrEqual(none * (1 + 1e-9) + 1e-9)
      }),
      { numRuns: 300 },
    )
  })

  test('cost what is left bare when they take a hedge away, and nothing when they reduce nothing', () => {
    const market = parseMarket({
      plimsoll: 'market/1',
      asOf: '2026-02-05T12:00:00Z',
      source: { kind: 'manual', name: 'by hand' },
      currency: 'USD',
      assets: { USDC: { price: 1, decimals: 6 } },
      underlyings: { BTC: { index: 70_000 } },
      instruments: ['A', 'B'].map((id) => ({
        kind: 'perpetual',
        id,
        underlying: 'BTC',
        contractSize: 1,
        settlement: { kind: 'linear', currency: 'USDC' },
      })),
      marks: { A: 70_000, B: 70_000 },
    })
    const needs = (side: 'buy' | 'sell', quantity: string): number =>
      margin(
        parseBook({
          plimsoll: 'book/1',
          id: 'hedged',
          positions: [
            { instrument: 'A', quantity: '1' },
            { instrument: 'B', quantity: '-1' },
          ],
          orders: [{ id: 'o', instrument: 'A', side, quantity, price: '70000', reduceOnly: true }],
        }),
        market,
        spec,
      ).initial
    // Once A is sold B stands alone: 16 % of 70,000, and no more however large the order.
    expect(needs('sell', '1')).toBeCloseTo(11_200, 8)
    expect(needs('sell', '5')).toBeCloseTo(11_200, 8)
    expect(needs('buy', '5')).toBe(0)
  })
})

describe('what may be withdrawn', () => {
  test('leaves the account with enough, and a little more would not', () => {
    fc.assert(
      fc.property(
        arbitraryCase({ orders: true }, arbitraryMarket),
        fc.constantFrom(...house),
        ({ market, book }, rules) => {
          const before = margin(book, market, rules)
          for (const [asset, amount] of Object.entries(before.withdrawableAssets)) {
            const balance = decimalToNumber(
              book.balances.find((entry) => entry.asset === asset)?.amount ?? { units: 0n, scale: 0 },
            )
            expect(amount).toBeLessThanOrEqual(Math.max(balance, 0))
            const scale = 1e-9 * Math.max(1, Math.abs(before.accountValue), before.initial)
            if (amount > 0)
              expect(cashExcess(withdrawn(book, market, asset, amount, 'down'), market, rules)).toBeGreaterThanOrEqual(
                -scale,
              )
            const more = amount + 0.01 * Math.max(balance - amount, 0)
            if (more > amount * 1.000001 && cashExcess(book, market, rules) > scale) {
              expect(cashExcess(withdrawn(book, market, asset, more, 'up'), market, rules)).toBeLessThan(scale)
            }
          }
        },
      ),
      { numRuns: 200 },
    )
  })

  test('is nothing where only unrealised profit stands above the requirement', () => {
    fc.assert(
      fc.property(arbitraryCase({}, arbitraryMarket), ({ market, book }) => {
        const { withdrawable, excess, unrealised } = margin(book, market, spec)
        if (excess - Math.max(unrealised, 0) < 0) expect(withdrawable).toBe(0)
      }),
      { numRuns: 200 },
    )
  })
})

describe('liquidation prices', () => {
  test('are where equity of the whole book meets its maintenance requirement', () => {
    let found = 0
    fc.assert(
      fc.property(arbitraryCase({}, arbitraryMarket), ({ market, book }) => {
        for (const { underlying, index, below, above } of liquidationPrices(book, market, spec)) {
          for (const price of [below, above]) {
            if (price === null) continue
            found++
            // Options have no marks in these markets, so that the moved market values the book as the solver did.
            const there = margin(book, moveMarket(market, { [underlying]: { price: price / index - 1 } }), spec)
            const size = Math.max(Math.abs(there.accountValue), there.maintenance, 1)
            expect(Math.abs(there.equity - there.maintenance) / size).toBeLessThan(1e-5)
          }
        }
      }),
      { numRuns: 240 },
    )
    expect(found).toBeGreaterThan(10)
  })
})

describe('generations', () => {
  test('fall from isolated to cross, and their steps telescope to the whole saving', () => {
    fc.assert(
      fc.property(arbitraryCase({ orders: true }, arbitraryMarket), ({ market, book }) => {
        const { generations: all, steps } = generations(book, market, spec)
        const [isolated, cross, portfolio] = all
        expect(cross!.capital).toBeLessThanOrEqual(isolated!.capital)
        const saved = steps.reduce((sum, step) => sum + step.saved, 0)
        expect(Math.abs(saved - (isolated!.capital - portfolio!.capital))).toBeLessThanOrEqual(
          1e-12 * isolated!.capital + 1e-9,
        )
        const netting = steps.filter((step) => step.cause === 'netting' || step.cause === 'offset')
        for (const step of netting) expect(step.saved).toBeGreaterThanOrEqual(-1e-9 * isolated!.capital)
      }),
      { numRuns: 200 },
    )
  })
})

describe('fills', () => {
  test('at the mark leave the value of the account where it was, whatever their sequence', () => {
    fc.assert(
      fc.property(
        arbitraryCase({}, arbitraryMarket),
        fc.array(
          fc.record({
            row: fc.nat(),
            side: fc.constantFrom('buy', 'sell'),
            units: fc.integer({ min: 1, max: 30_000 }),
          }),
          { minLength: 1, maxLength: 12 },
        ),
        ({ market, book }, trades) => {
          const names = [...market.instruments.values()]
            .filter((instrument) => instrument.kind !== 'amm')
            .map((instrument) => instrument.id)
          let changed: Portfolio = book
          const before = margin(changed, market, spec).accountValue
          let traded = 0
          for (const { row, side, units } of trades) {
            const instrument = names[row % names.length]!
            const price = markOf(instrument, market)
            const quantity = { units: BigInt(units), scale: 3 }
            changed = applyFill(changed, market, { instrument, side: side as 'buy' | 'sell', quantity, price })
            traded += (units / 1000) * market.underlyings[market.instruments.get(instrument)!.underlying]!.index * 10
          }
          const after = margin(changed, market, spec).accountValue
          expect(Math.abs(after - before)).toBeLessThanOrEqual(1e-7 * (Math.abs(before) + traded + 1) + 1e-3)
        },
      ),
      { numRuns: 300 },
    )
  })

  test('that open and close at one price give back exactly the balance, never more', () => {
    fc.assert(
      fc.property(
        arbitraryMarket,
        fc.constantFrom(
          'BTC-INVERSE',
          'BTC-LINEAR',
          'ETH-QUANTO',
          'BTC-SPOT',
          'BTC-2026-06-26-1.1-call-inverse',
          'ETH-2026-06-26-0.9-put-linear',
        ),
        fc.integer({ min: 1, max: 10 ** 7 }),
        fc.integer({ min: 2500, max: 40_000 }),
        (market, instrument, units, share) => {
          const start: Portfolio = { id: 'a', name: 'a', balances: [], positions: [], orders: [], instruments: [] }
          const { index } = market.underlyings[instrument.slice(0, 3)]!
          // A quarter to four times the index, or that share of 0.2 coin or of 0.2 index for an option.
          const unit = instrument.endsWith('inverse') ? 0.2 : instrument.endsWith('linear') ? 0.2 * index : index
          const price = parseDecimal(((share / 10_000) * unit).toFixed(8), 'price')
          const trade = { instrument, quantity: { units: BigInt(units), scale: 4 }, price }
          const open = applyFill(start, market, { ...trade, side: 'buy' })
          const closed = applyFill(open, market, { ...trade, side: 'sell' })
          expect(closed.positions).toEqual([])
          for (const balance of closed.balances) {
            expect(balance.amount.units <= 0n).toBe(true)
            // A premium that has more decimals than the asset is paid rounded up and received rounded down.
            expect(-decimalToNumber(balance.amount)).toBeLessThanOrEqual(1e-6)
          }
        },
      ),
      { numRuns: 500 },
    )
  })
})

function markOf(name: string, market: MarketSnapshot) {
  return decimalOfNumber(quoteOf(market.instruments.get(name)!, market).mark, name)
}

function worstSubset(book: Portfolio, market: MarketSnapshot): number {
  const arrays = riskArrays(market, scenarioSetOf(spec.scenarios.grid!, 'grid'))
  const row = (name: string): Float64Array => arrays.row(market.instruments.get(name)!)
  let worst = 0
  for (let subset = 0; subset < 2 ** book.orders.length; subset++) {
    const filled = book.orders.filter((_, bit) => (subset >> bit) & 1)
    for (let s = 0; s < arrays.set.scenarios.length; s++) {
      let pnl = 0
      for (const position of book.positions) pnl += decimalToNumber(position.quantity) * row(position.instrument)[s]!
      for (const order of filled)
        pnl += (order.side === 'buy' ? 1 : -1) * decimalToNumber(order.quantity) * row(order.instrument)[s]!
      worst = Math.max(worst, -pnl)
    }
  }
  return worst
}

function withdrawn(
  book: Portfolio,
  market: MarketSnapshot,
  asset: string,
  amount: number,
  rounding: 'up' | 'down',
): Portfolio {
  const decimals = market.assets[asset]!.decimals
  const money = parseDecimal(toMoney(amount, decimals, rounding), 'amount')
  if (money.units === 0n) return book
  return applyTransfer(book, market, { asset, amount: { units: -money.units, scale: money.scale } })
}

function cashExcess(book: Portfolio, market: MarketSnapshot, rules: Parameters<typeof margin>[2]): number {
  const { excess, unrealised } = margin(book, market, rules, createValuation(market, rules))
  return excess - Math.max(unrealised, 0)
}
