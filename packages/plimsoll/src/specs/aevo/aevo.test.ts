import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { createValuation } from '../../valuation/valuation.js'
import { aevoPm } from './aevoPm.js'
import { aevoSm } from './aevoSm.js'

const values = (name: string): number =>
  name === 'maintenance.fraction' ? 0.8 : name.endsWith('maintenance') ? 0.03 : 0.05
const standard = supplied(parseSpec(aevoSm), values)
const portfolio = supplied(parseSpec(aevoPm), values)

test.each([standard, portfolio])('$id: a book of everything, initial not below maintenance', (spec) => {
  const result = margin(mixedBook, mixedMarket, spec)
  expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
  expect(result.maintenance).toBeGreaterThan(0)
})

/** methods/venues.md §12: the published figures contain the mark, by which the account’s value is already lower. */
describe('short options', () => {
  const worth = (id: string): number => {
    const instrument = mixedMarket.instruments.get(id)!
    return createValuation(mixedMarket, standard).quote(instrument).value
  }
  const of = (id: string, quantity = -1) =>
    margin(bookIn({ balances: { USDC: 1e5 }, positions: [{ instrument: id, quantity }] }), mixedMarket, standard)

  test('a call 2,000 out of the money: max(15 % − OTM/S, 10 %) of 70,000', () => {
    expect(of('BTC-call').initial).toBeCloseTo(0.15 * 70_000 - 2000, 6)
    expect(of('BTC-call', -2).maintenance).toBeCloseTo(2 * 7000, 6)
  })

  test('a put in the money: 15 % of the index', () => {
    expect(of('BTC-put').initial).toBeCloseTo(0.15 * 70_000, 6)
    expect(of('BTC-put').maintenance).toBeCloseTo(Math.max(7000, 0.1 * worth('BTC-put')), 6)
  })

  test('bought, it needs its own value and no more', () => {
    const result = of('BTC-call', 1)
    expect(result.initial).toBeCloseTo(worth('BTC-call'), 9)
    expect(result.equity - result.initial).toBeCloseTo(1e5, 6)
  })
})

describe('portfolio margin', () => {
  test('a perpetual loses 20 %', () => {
    const book = bookIn({
      balances: { USDC: 1e6 },
      positions: [{ instrument: 'BTC-PERP', quantity: 1, entry: 70_010 }],
    })
    expect(margin(book, mixedMarket, portfolio).initial).toBeCloseTo(0.2 * 70_010, 6)
  })

  test('a covered book needs its floor: 5 % of the perpetual and of the short call’s index', () => {
    const book = bookIn({
      balances: { USDC: 1e6 },
      positions: [
        { instrument: 'BTC-PERP', quantity: 0.01, entry: 70_010 },
        { instrument: 'BTC-27MAR26', quantity: -0.01, entry: 70_350 },
      ],
    })
    const result = margin(book, mixedMarket, portfolio)
    expect(result.initial).toBeCloseTo(0.05 * 0.02 * 70_000, 6)
    expect(result.maintenance).toBeCloseTo(0.8 * result.initial, 9)
  })

  test('collateral: 99 % of USDT, nothing of SOL', () => {
    const book = bookIn({ balances: { USDT: 1000, SOL: 5 } })
    expect(margin(book, mixedMarket, portfolio).equity).toBeCloseTo(0.99 * 999, 9)
  })
})
