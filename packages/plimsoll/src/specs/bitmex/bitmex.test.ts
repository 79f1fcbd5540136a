import { expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { bitmex } from './bitmex.js'

const spec = supplied(parseSpec(bitmex), (name) => (name.startsWith('maintenance') ? 0.004 : 0.01))

test('a book of everything, initial above maintenance', () => {
  const result = margin(mixedBook, mixedMarket, spec)
  expect(result.initial).toBeGreaterThan(result.maintenance)
})

test('rates of notional at the mark; nothing nets', () => {
  const positions = [
    { instrument: 'BTC-PERP', quantity: 1, entry: 70_010 },
    { instrument: 'BTC-27MAR26', quantity: -1, entry: 70_350 },
  ]
  const result = margin(bookIn({ balances: { USDC: 1e5 }, positions }), mixedMarket, spec)
  expect(result.initial).toBeCloseTo(0.01 * (70_010 + 70_350), 6)
  expect(result.maintenance).toBeCloseTo(0.004 * (70_010 + 70_350), 6)
})

test('no rate was published: without one there is no margin', () => {
  expect(() => margin(mixedBook, mixedMarket, bitmex)).toThrow(expect.objectContaining({ code: 'SPEC_INCOMPLETE' }))
})
