import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { type BookInWords, bookIn, marketIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { mangoSpec, mangoV4 } from './mangoV4.js'
import type { MangoBank, MangoMarkets } from './markets.js'

function values(name: string): number {
  if (name.endsWith('ScaleStart')) return 0
  if (name.endsWith('Asset')) return name.includes('maintenance') ? 0.9 : 0.8
  if (name.endsWith('Liability')) return name.includes('maintenance') ? 1.1 : 1.2
  return name === 'unlisted.rate' ? 0.1 : 0.95
}

const bank = (asset: number, liability: number): MangoBank => ({
  initialAsset: asset,
  initialLiability: liability,
  maintenanceAsset: (1 + asset) / 2,
  maintenanceLiability: (1 + liability) / 2,
  depositScaleStart: 0,
  borrowScaleStart: 0,
})
const perpetual = {
  initialBaseAsset: 0.8,
  initialBaseLiability: 1.2,
  maintenanceBaseAsset: 0.9,
  maintenanceBaseLiability: 1.1,
  initialOverall: 0.95,
  maintenanceOverall: 1,
}
const markets: MangoMarkets = { banks: { USDC: bank(1, 1), SOL: bank(0.5, 1.5) }, perpetuals: { BTC: perpetual } }
const market = marketIn({ assets: { USDC: 1, SOL: 10 }, perpetuals: { BTC: 1000 }, spot: [['SOL', 'USDC']] })
const health = (book: BookInWords, at = market) => margin(bookIn(book), at, mangoSpec(markets)).excess

describe('Mango v4', () => {
  test('is a rule book and covers a mixed book', () => {
    expect(parseSpec(JSON.parse(JSON.stringify(mangoV4)))).toEqual(mangoV4)
    const result = margin(mixedBook, mixedMarket, supplied(mangoV4, values))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.excess).toBeLessThanOrEqual(result.equity - result.maintenance)
  })

  // methods/venues.md §11: Σ balance × weight × price.
  test('tokens at the weight of their side', () => {
    expect(health({ balances: { USDC: 100, SOL: 4 } })).toBeCloseTo(100 + 4 * 10 * 0.5, 9)
    expect(health({ balances: { USDC: 100, SOL: -4 } })).toBeCloseTo(100 - 4 * 10 * 1.5, 9)
  })

  // §11: quote + min(bids case, asks case), a positive one times the overall weight.
  test('a perpetual with orders', () => {
    const positions = [{ instrument: 'BTC-PERP', quantity: 1, entry: 700 }]
    expect(health({ balances: { USDC: 500 }, positions })).toBeCloseTo(500 + (800 - 700) * 0.95, 9)
    const orders = [
      { instrument: 'BTC-PERP', quantity: 2, price: 1000 },
      { instrument: 'BTC-PERP', quantity: -3, price: 1000 },
    ]
    // Bids: 3 × 800 − 2000 = 400; asks: −2 × 1200 + 3000 = 600.
    expect(health({ balances: { USDC: 500 }, positions, orders })).toBeCloseTo(500 - 700 + 400, 9)
  })

  // §11: reserved funds wholly one way or wholly the other; the smaller gain counts.
  test('a spot order counts for the smaller of both outcomes', () => {
    const sale = { instrument: 'SOL-USDC', quantity: -4, price: 12 }
    // As coins: 4 × 10 × 0.5 = 20; as currency at the oracle's 10, below the limit: 40.
    expect(health({ balances: { USDC: 0, SOL: 4 }, orders: [sale] })).toBeCloseTo(20, 9)
    // Owing coins, the sale's funds pay them back at 1.5; the currency is worth less.
    const owing = { balances: { USDC: 0, SOL: -6 }, orders: [sale] }
    // Free balance −10 at 1.5: −150; the order adds min(4 × 15, 40) = 40.
    expect(health(owing)).toBeCloseTo(-110, 9)
  })

  // §11: Init uses the worse of the oracle's and the stable price.
  test('a slow price counts where it is worse', () => {
    const slow = (stablePrice: number) =>
      marketIn({ assets: { USDC: 1, SOL: 10 }, perpetuals: { BTC: 1000 }, facts: { assets: { SOL: { stablePrice } } } })
    expect(health({ balances: { SOL: 4 } }, slow(8))).toBeCloseTo(4 * 8 * 0.5, 9)
    expect(health({ balances: { SOL: 4 } }, slow(12))).toBeCloseTo(4 * 10 * 0.5, 9)
    expect(health({ balances: { SOL: -4 } }, slow(12))).toBeCloseTo(-4 * 12 * 1.5, 9)
  })

  test('maintenance looks at the oracle alone, with its own weights', () => {
    const result = margin(bookIn({ balances: { USDC: 100, SOL: -4 } }), market, mangoSpec(markets))
    expect(result.equity - result.maintenance).toBeCloseTo(100 - 4 * 10 * 1.25, 9)
  })
})
