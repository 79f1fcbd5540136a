import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { bookIn, marketIn, valueNamed } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { dydxSpec, dydxV4 } from './dydxV4.js'
import { genesisTiers } from './genesis.js'

const values = (name: string): number =>
  name.startsWith('other.openInterest') ? 0 : name === 'other.maintenanceFraction' ? 0.5 : 0.2

describe('dYdX v4', () => {
  test('is a rule book and covers a mixed book', () => {
    expect(parseSpec(JSON.parse(JSON.stringify(dydxV4)))).toEqual(dydxV4)
    const result = margin(mixedBook, mixedMarket, supplied(dydxV4, values))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
  })

  // methods/venues.md §9: large tier 2 %, maintenance 60 % of it.
  test('the genesis tier of BTC', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 50_000 } })
    const result = margin(bookIn({ positions: [{ instrument: 'BTC-PERP', quantity: -0.1 }] }), market, dydxV4)
    expect(result.initial).toBeCloseTo(100, 9)
    expect(result.maintenance).toBeCloseTo(60, 9)
  })

  // §9: base + (1 − base) × (OI − lower) / (upper − lower); the mid tier at 70 million of 40 to 100.
  test('open interest raises initial margin, not maintenance', () => {
    const spec = dydxSpec(genesisTiers, { DOGE: 'mid' })
    const at = (openInterest: number) =>
      margin(
        bookIn({ positions: [{ instrument: 'DOGE-PERP', quantity: 10_000 }] }),
        marketIn({
          assets: { USDC: 1 },
          perpetuals: { DOGE: 0.1 },
          facts: { underlyings: { DOGE: { openInterest } } },
        }),
        spec,
      )
    expect(at(400e6).initial).toBeCloseTo(50, 9)
    expect(at(700e6).initial).toBeCloseTo(1000 * (0.05 + 0.95 * 0.5), 9)
    expect(at(2e9).initial).toBeCloseTo(1000, 9)
    expect(at(2e9).maintenance).toBeCloseTo(30, 9)
  })

  test('without its open interest a market with caps is refused', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { DOGE: 0.1 } })
    const book = bookIn({ positions: [{ instrument: 'DOGE-PERP', quantity: 1 }] })
    expect(() => margin(book, market, dydxSpec(genesisTiers, { DOGE: 'mid' }))).toThrow('openInterest')
  })

  test('a margin is rounded up to a quantum, whatever binary fractions make of it', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 0.07 } })
    const of = (quantity: number) =>
      margin(bookIn({ positions: [{ instrument: 'BTC-PERP', quantity }] }), market, dydxV4).tree.initial
    // 70,000 quantums × 2 % is 1,400 and no more; 70,000.07 quantums × 2 % is more than 1,400.
    expect(valueNamed(of(1), 'margin in quantums')).toBe(1400)
    expect(valueNamed(of(1.000001), 'margin in quantums')).toBe(1401)
  })

  test('a lower leverage that the trader has chosen raises the fraction', () => {
    const market = marketIn({ assets: { USDC: 1 }, perpetuals: { BTC: 50_000 } })
    const positions = [{ instrument: 'BTC-PERP', quantity: 1 }]
    const chosen = margin(bookIn({ positions, facts: { 'initialFraction.BTC': 0.2 } }), market, dydxV4)
    expect(chosen.initial).toBeCloseTo(10_000, 8)
    expect(chosen.maintenance).toBeCloseTo(600, 8)
  })
})
