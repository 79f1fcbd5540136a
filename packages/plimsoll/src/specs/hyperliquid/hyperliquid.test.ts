import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn, marketIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { hyperliquid } from './hyperliquid.js'
import { hyperliquidPm } from './hyperliquidPm.js'

const values = (name: string): number => (name.endsWith('maxLeverage') ? 10 : name === 'unlisted.rate' ? 0.2 : 1)

describe('Hyperliquid', () => {
  test.each([hyperliquid, hyperliquidPm])('$id is a rule book and covers a mixed book', (spec) => {
    expect(parseSpec(JSON.parse(JSON.stringify(spec)))).toEqual(spec)
    const result = margin(mixedBook, mixedMarket, supplied(spec, values))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
  })

  // methods/venues.md §8: notional × rate − deduction, deduction = 150 million × (1/40 − 1/80) above 150 million.
  test('the printed tiers of BTC', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 100_000 } })
    const held = (quantity: number) =>
      margin(bookIn({ positions: [{ instrument: 'BTC-PERP', quantity }] }), market, hyperliquid)
    expect(held(-1000).maintenance).toBeCloseTo(100e6 / 80, 6)
    expect(held(2000).maintenance).toBeCloseTo(200e6 / 40 - 1_875_000, 6)
    expect(held(1000).initial).toBeCloseTo(100e6 / 40, 6)
    expect(held(2000).initial).toBeCloseTo(200e6 / 20, 6)
  })

  test('a lower leverage that the trader has chosen raises initial margin and not maintenance', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { ETH: 2000 } })
    const positions = [{ instrument: 'ETH-PERP', quantity: 10 }]
    const highest = margin(bookIn({ positions }), market, hyperliquid)
    const chosen = margin(bookIn({ positions, facts: { 'leverage.ETH': 5 } }), market, hyperliquid)
    expect(highest.initial).toBeCloseTo(20_000 / 25, 10)
    expect(chosen.initial).toBeCloseTo(20_000 / 5, 10)
    expect(chosen.maintenance).toBe(highest.maintenance)
  })

  // §8: borrowable = 10,000 × 40 × 0.5 = 200,000; liquidated above 0.95 of 0.5 + 0.5 × 0.5 = 0.75 of the worth.
  test('what HYPE lends, and when it is taken', () => {
    const market = marketIn({ assets: { USDC: 1, HYPE: 40 } })
    const owing = (amount: number) =>
      margin(bookIn({ balances: { HYPE: 10_000, USDC: -amount } }), market, hyperliquidPm)
    expect(owing(200_000).excess).toBeCloseTo(0, 8)
    expect(owing(0.95 * 300_000 - 1).health).toBe(Number.POSITIVE_INFINITY)
    expect(owing(0.95 * 300_000 + 1).health).toBe(Number.NEGATIVE_INFINITY)
  })

  test('perpetuals under portfolio margin need what the venue has not published', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 100_000 } })
    const book = bookIn({ positions: [{ instrument: 'BTC-PERP', quantity: 1 }] })
    expect(() => margin(book, market, hyperliquidPm)).toThrow('perpetual.initial')
  })
})
