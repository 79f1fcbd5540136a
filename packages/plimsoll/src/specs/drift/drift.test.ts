import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { type BookInWords, bookIn, marketIn } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { driftSpec, driftV2 } from './driftV2.js'
import type { DriftMarkets } from './markets.js'

function values(name: string): number {
  if (name.endsWith('assetInitial')) return 0.8
  if (name.endsWith('assetMaintenance')) return 0.9
  if (name.endsWith('liabilityInitial')) return 1.2
  if (name.endsWith('liabilityMaintenance')) return 1.1
  if (name.endsWith('maintenance')) return 0.05
  if (name.endsWith('profitInitial') || name.endsWith('profitMaintenance')) return 1
  return name.endsWith('initial') || name === 'unlisted.rate' ? 0.1 : 0
}

/** The market of the venue's own tests: a coin at 100 with weights 0.8 / 0.9 / 1.2 / 1.1, a perpetual at 10 / 5 %. */
const markets: DriftMarkets = {
  spot: {
    SOL: {
      assetInitial: 0.8,
      assetMaintenance: 0.9,
      liabilityInitial: 1.2,
      liabilityMaintenance: 1.1,
      imf: 0,
      scaleStart: 0,
    },
  },
  perpetuals: {
    BTC: { initial: 0.1, maintenance: 0.05, imf: 0, profitInitial: 1, profitMaintenance: 1, profitImf: 0 },
  },
}
const market = marketIn({ assets: { USDC: 1, SOL: 100 }, perpetuals: { BTC: 1000 }, spot: [['SOL', 'USDC']] })
const under = (book: BookInWords, spec = driftSpec(markets)) => margin(bookIn(book), market, spec)

describe('Drift v2', () => {
  test('is a rule book and covers a mixed book', () => {
    expect(parseSpec(JSON.parse(JSON.stringify(driftV2)))).toEqual(driftV2)
    const result = margin(mixedBook, mixedMarket, supplied(driftV2, values))
    expect(result.maintenance).toBeGreaterThan(0)
    expect(result.excess).toBeLessThanOrEqual(result.equity - result.maintenance)
  })

  // methods/venues.md §10: spot orders 50,000.01 / 60,000.01 / 300,000.01.
  test.each([
    { quantity: 500, requirement: 50_000.01, collateral: 50_000 },
    { quantity: -500, requirement: 60_000.01, collateral: 60_000 },
    { quantity: -2500, requirement: 300_000.01, collateral: 260_000 },
  ])('an order of $quantity coins at its worse side', ({ quantity, requirement, collateral }) => {
    const result = under({
      balances: { USDC: 10_000, SOL: 0 },
      orders: [{ instrument: 'SOL-USDC', quantity, price: 100 }],
    })
    expect(result.initial).toBeCloseTo(requirement, 6)
    expect(result.initialEquity).toBeCloseTo(collateral, 6)
  })

  // §10: what is owed stands in the requirement at its weight, what is held in collateral.
  test('a borrowed coin', () => {
    const result = under({ balances: { USDC: 10_000, SOL: -50 } })
    expect(result.accountValue).toBeCloseTo(5000, 9)
    expect(result.initialEquity).toBeCloseTo(10_000, 9)
    expect(result.initial).toBeCloseTo(6000, 9)
    expect(result.maintenance).toBeCloseTo(5500, 9)
    expect(result.excess).toBeCloseTo(4000, 9)
  })

  // §10: positive unrealised profit is capped at $100 for initial margin; a loss counts whole.
  test('profit counts up to 100 for initial margin', () => {
    const gain = under({ balances: { USDC: 1000 }, positions: [{ instrument: 'BTC-PERP', quantity: 1, entry: 700 }] })
    expect(gain.initialEquity).toBeCloseTo(1100, 9)
    expect(gain.equity).toBeCloseTo(1300, 9)
    const loss = under({ balances: { USDC: 1000 }, positions: [{ instrument: 'BTC-PERP', quantity: -1, entry: 700 }] })
    expect(loss.initialEquity).toBeCloseTo(700, 9)
    expect(loss.equity).toBeCloseTo(700, 9)
  })

  test('perpetual orders at their worse side, with a cent for each', () => {
    const orders = [
      { instrument: 'BTC-PERP', quantity: 2, price: 1000 },
      { instrument: 'BTC-PERP', quantity: -4, price: 1000 },
    ]
    const result = under({ positions: [{ instrument: 'BTC-PERP', quantity: 1, entry: 1000 }], orders })
    expect(result.initial).toBeCloseTo(0.1 * 3 * 1000 + 0.02, 9)
    expect(result.maintenance).toBeCloseTo(0.05 * 3 * 1000 + 0.02, 9)
  })

  test('the ratio grows with the root of size', () => {
    const sized = driftSpec({ ...markets, perpetuals: { BTC: { ...markets.perpetuals.BTC!, imf: 0.01 } } })
    const result = under({ positions: [{ instrument: 'BTC-PERP', quantity: 100, entry: 1000 }] }, sized)
    expect(result.initial).toBeCloseTo((0.08 + 0.01 * 10) * 100_000, 6)
  })

  test('a taker’s fill stands half-way', () => {
    const fill = under(
      { balances: { SOL: 10 }, positions: [{ instrument: 'BTC-PERP', quantity: 1, entry: 1000 }] },
      driftSpec(markets, { opening: 'fill' }),
    )
    expect(fill.initialEquity).toBeCloseTo(850, 9)
    expect(fill.initial).toBeCloseTo(75, 9)
  })

  test('what may be withdrawn leaves the requirement covered', () => {
    const result = under({
      balances: { USDC: 10_000, SOL: 20 },
      positions: [{ instrument: 'BTC-PERP', quantity: 20, entry: 1000 }],
    })
    expect(result.excess).toBeCloseTo(10_000 + 1600 - 2000, 9)
    expect(result.withdrawableAssets.USDC).toBeCloseTo(9600, 6)
    expect(result.withdrawableAssets.SOL).toBe(20)
  })
})
