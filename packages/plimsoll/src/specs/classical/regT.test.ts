import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { booksOf, classicalMarket as market, options } from '../../../../../test/oracles/classicalMarket.js'
import { type BookInWords, bookIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { partsOf } from '../../requirement/parts.js'
import type { StrategyLeg } from '../../strategy/strategyBook.js'
import { strategyMargin } from '../../strategy/strategyMargin.js'
import { createValuation } from '../../valuation/valuation.js'
import { regT } from './regT.js'

describe('reg-t', () => {
  const spec = parseSpec(regT)
  const of = (positions: NonNullable<BookInWords['positions']>, orders: NonNullable<BookInWords['orders']> = []) =>
    margin(bookIn({ balances: { USD: 1e6 }, positions, orders }), market, spec)

  test.each([
    ['a perpetual bought or sold: 50 %, 25 % and 30 % to be kept', [['BTC-PERP', 2]], 70_000, 35_000],
    ['sold', [['BTC-PERP', -2]], 70_000, 42_000],
    ['coins bought: the same', [['BTC-USD', 2]], 70_000, 35_000],
    ['coins sold short: 150 % and 130 % less the proceeds', [['BTC-USD', -2]], 70_000, 42_000],
    ['a call 7,000 out of the money: 20 % less that; 10 % at least', [['BTC-MAR-1.1-call', -10]], 7000, 7000],
    [
      'a call at the money, without its premium: the account’s value has lost it',
      [['BTC-MAR-1-call', -10]],
      14_000,
      14_000,
    ],
  ] as const)('%s', (_, legs, initial, maintenance) => {
    const result = of(legs.map(([instrument, quantity]) => ({ instrument, quantity })))
    expect(result.initial).toBeCloseTo(initial, 6)
    expect(result.maintenance).toBeCloseTo(maintenance, 6)
  })

  const worth = (id: string): number => createValuation(market, spec).quote(market.instruments.get(id)!).value * 10

  test('a call covered by the coin needs nothing of its own: what it was sold for pays for the coin', () => {
    const result = of([
      { instrument: 'BTC-PERP', quantity: 1 },
      { instrument: 'BTC-MAR-1.1-call', quantity: -10 },
    ])
    expect(result.initial).toBeCloseTo(35_000 - worth('BTC-MAR-1.1-call'), 6)
    expect(result.maintenance).toBeCloseTo(17_500 - worth('BTC-MAR-1.1-call'), 6)
  })

  test('a spread 7,000 wide: its greatest loss from here', () => {
    const result = of([
      { instrument: 'BTC-MAR-1-call', quantity: -10 },
      { instrument: 'BTC-MAR-1.1-call', quantity: 10 },
    ])
    expect(result.initial).toBeCloseTo(7000 + worth('BTC-MAR-1.1-call') - worth('BTC-MAR-1-call'), 6)
  })

  test('excess is the deposit and the proceeds of sales less the strategy total', () => {
    const ids = [...options.filter(({ underlying }) => underlying === 'BTC').map(({ id }) => id), 'BTC-USD']
    const valuation = createValuation(market, spec)
    const rule = (spec.initial as unknown as { of: { rule: Parameters<typeof strategyMargin>[1] }[] }).of[0]!.rule
    fc.assert(
      fc.property(booksOf(ids), (positions) => {
        const legs = positions.map(({ instrument: id, quantity }): StrategyLeg => {
          const instrument = market.instruments.get(id)!
          if (instrument.kind !== 'option') return { kind: 'stock', id, quantity, price: 70_000 }
          const { right, strike, expiry, contractSize: multiplier } = instrument
          const premium = valuation.quote(instrument).value / multiplier
          return { kind: 'option', id, right, strike, expiryDay: expiry / 86_400_000, multiplier, premium, quantity }
        })
        let proceeds = 0
        for (const leg of legs) {
          const price = leg.kind === 'option' ? leg.premium * leg.multiplier : leg.price
          proceeds += Math.max(-leg.quantity, 0) * price
        }
        const total = strategyMargin({ day: market.asOf / 86_400_000, underlyingPrice: 70_000, legs }, rule).requirement
        // Whatever was bought or sold at the mark leaves the account’s value at the deposit.
        let spent = 0
        for (const { instrument, quantity } of positions)
          spent += quantity * valuation.quote(market.instruments.get(instrument)!).value
        const deposit = 1e6
        const result = margin(bookIn({ balances: { USD: deposit - spent }, positions }), market, spec)
        expect(result.accountValue).toBeCloseTo(deposit, 5)
        expect(result.excess).toBeCloseTo(deposit + proceeds - Math.max(total, proceeds), 4)
      }),
      { numRuns: 60 },
    )
  })

  test('an order that closes needs nothing; one that hedges helps nobody before it fills', () => {
    const sold = [{ instrument: 'BTC-MAR-1-call', quantity: -10 }]
    const alone = of(sold).initial
    const buy = (instrument: string, quantity: number) => ({ instrument, quantity, price: 0 })
    expect(of(sold, [buy('BTC-MAR-1-call', 10)]).initial).toBeCloseTo(alone, 6)
    expect(of(sold, [buy('BTC-MAR-1.1-call', 10)]).initial).toBeCloseTo(alone, 6)
    const more = of(sold, [{ instrument: 'BTC-MAR-1-call', quantity: -10, price: 1e5 }])
    expect(more.initial).toBeCloseTo(2 * alone, 6)
    expect(more.maintenance).toBeCloseTo(of(sold).maintenance, 6)
  })

  test('the legs’ parts add up to the requirement, orders and sales included', () => {
    const ids = [...options.map(({ id }) => id), 'BTC-USD', 'BTC-PERP']
    fc.assert(
      fc.property(booksOf(ids), booksOf(ids), (positions, drawn) => {
        const orders = drawn.slice(0, 5).map((order) => ({ ...order, price: order.quantity > 0 ? 1 : 1e5 }))
        const { node, value } = { node: of(positions, orders).tree.initial, value: of(positions, orders).initial }
        if (value === 0) return
        let sum = 0
        for (const part of partsOf(node).values()) sum += part
        expect(sum).toBeCloseTo(value, 4)
      }),
      { numRuns: 40 },
    )
  })

  test('many orders: each by itself, never less than any way of filling them', () => {
    const sold = [{ instrument: 'BTC-MAR-1-call', quantity: -10 }]
    const orders = ['BTC-MAR-0.9-put', 'BTC-MAR-1-put', 'BTC-APR-1-call', 'BTC-SEP-1.1-call'].map((instrument) => ({
      instrument,
      quantity: -5,
      price: 1e5,
    }))
    const all = of([...sold, ...orders.map(({ instrument, quantity }) => ({ instrument, quantity }))]).initial
    expect(of(sold, orders).initial).toBeGreaterThanOrEqual(all - 1e-6)
    expect(of(sold, orders.slice(0, 3)).initial).toBeLessThanOrEqual(of(sold, orders).initial)
  })
})
