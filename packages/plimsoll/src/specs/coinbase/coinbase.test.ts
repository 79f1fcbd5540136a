import { expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn, marketIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { withParameters } from '../withParameters.js'
import { closeOutMargin, coinbaseInternational } from './coinbaseInternational.js'

const spec = supplied(parseSpec(coinbaseInternational), (name) => (name.startsWith('concentration') ? 0.1 : 0.2))

test('a book of everything, initial above maintenance', () => {
  const result = margin(mixedBook, mixedMarket, spec)
  expect(result.initial).toBeGreaterThan(result.maintenance)
})

/** methods/venues.md §12: BTC 20 %, INJ 50 %; maintenance two thirds; close-out max(a third, maintenance − 12 %). */
test.each([
  ['BTC', 0.2, 0.2 / 3],
  ['INJ', 0.5, 1 / 3 - 0.12],
])('%s', (coin, rate, closeOut) => {
  const market = marketIn({ assets: { USDC: 1 }, perpetuals: { [coin]: 100 } })
  const book = bookIn({
    balances: { USDC: 1e6 },
    positions: [{ instrument: `${coin}-PERP`, quantity: -50, entry: 100 }],
  })
  const result = margin(book, market, spec)
  expect(result.initial).toBeCloseTo(rate * 5000, 9)
  expect(result.maintenance).toBeCloseTo((2 / 3) * rate * 5000, 9)
  const close = margin(book, market, parseSpec({ ...spec, maintenance: closeOutMargin }))
  expect(close.maintenance).toBeCloseTo(closeOut * 5000, 9)
})

test('a concentrated position asks for rate × √concentration', () => {
  const market = marketIn({
    assets: { USDC: 1 },
    perpetuals: { BTC: 100 },
    facts: { underlyings: { BTC: { concentration: 4 } } },
  })
  const book = bookIn({ balances: { USDC: 1e6 }, positions: [{ instrument: 'BTC-PERP', quantity: 10, entry: 100 }] })
  expect(margin(book, market, withParameters(spec, { 'concentration.rate': 0.15 })).initial).toBeCloseTo(0.3 * 1000, 9)
})

test('collateral of 2,000 counts as 1,800', () => {
  const market = marketIn({ assets: { COIN: 1 } })
  expect(margin(bookIn({ balances: { COIN: 2000 } }), market, spec).equity).toBeCloseTo(1800, 9)
})
