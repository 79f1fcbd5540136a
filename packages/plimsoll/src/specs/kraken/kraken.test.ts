import { expect, test } from 'vitest'
import { handlers } from '../../../../../test/oracles/handlers/kraken.js'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { krakenFutures } from './krakenFutures.js'

const sizes: Readonly<Record<string, number>> = {
  'tier.1.upTo': 50_000,
  'tier.2.upTo': 100_000,
  'tier.3.upTo': 200_000,
}
const spec = supplied(parseSpec(krakenFutures), (name) => sizes[name] ?? 0.05)

test('a book of everything, initial above maintenance', () => {
  const result = margin(mixedBook, mixedMarket, spec)
  expect(result.initial).toBeGreaterThan(result.maintenance)
})

test('only the larger side of an underlying asks, at the rate of its size; half is kept', () => {
  const positions = [
    { instrument: 'BTC-PERP', quantity: 1, entry: 70_010 },
    { instrument: 'BTC-27MAR26', quantity: -0.5, entry: 70_350 },
    { instrument: 'ETH-PERP', quantity: -10, entry: 2001 },
  ]
  const result = margin(bookIn({ balances: { USDC: 1e5 }, positions }), mixedMarket, spec)
  expect(result.initial).toBeCloseTo(0.04 * 70_010 + 0.02 * 20_010, 6)
  expect(result.maintenance).toBeCloseTo(result.initial / 2, 9)
})

test('the haircut is of the balance, not of profit', () => {
  const positions = [{ instrument: 'BTC-PERP', quantity: 1, entry: 60_010 }]
  const result = margin(bookIn({ balances: { USDC: 20_000 }, positions }), mixedMarket, spec)
  expect(result.equity).toBeCloseTo(20_000 * 0.95 + 10_000, 6)
})

/** methods/venues.md §12: 1,000 contracts bought at 8,000 with 0.01 BTC, initial margin 0.0025 BTC, 1 % to be kept. */
test('documented prices of liquidation and bankruptcy', () => {
  handlers['kraken|*|*']!({
    id: 'example',
    venue: 'kraken',
    model: 'futures',
    kind: 'liquidation-price',
    inputs: { contracts: 1000, entryPrice: 8000, collateralBtc: 0.01, maintenanceRate: 0.01, initialMargin: 0.0025 },
    expected: { liquidationPrice: 7481, bankruptcyPrice: 7407, initialMargin: 0.0025 },
    tolerance: { abs: 0.5 },
    notes: [],
  })
})
