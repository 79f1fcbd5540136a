import { describe, expect, test } from 'vitest'
import { handlers as binance } from './handlers/binance.js'
import { handlers as coinbase } from './handlers/coinbase.js'
import { handlers as vega } from './handlers/vega.js'
import type { Handler, OracleCase } from './oracleCase.js'

/**
 * Worked numbers that venues print and that methods/venues.md repeats, given to the handlers of the published cases: these
 * read the cases by what they carry, and must find the number in each of these forms.
 */
function run(
  handler: Handler,
  inputs: OracleCase['inputs'],
  expected: OracleCase['expected'],
  model = 'documented',
): void {
  handler({
    id: 'documented',
    venue: 'documented',
    model,
    kind: 'documented',
    inputs,
    expected,
    tolerance: { abs: 1e-6 },
    notes: [],
  })
}

describe('Vega: margin calculator (§12)', () => {
  const handler = vega['vega|margin calculator|position-margin']!

  test.each([
    [
      'short 1 at 15,900, slippage 0.25, risk factor 0.1',
      { position: -1, markPrice: 15_900, slippage: 0.25, riskFactorShort: 0.1 },
      5565,
    ],
    ['the same, the side in a word', { size: 1, side: 'short', price: 15_900, slippage: 0.25, riskFactor: 0.1 }, 5565],
    ['the same, the names apart', { short: 1, mark: 15_900, slippageFactor: 0.25, rf: 0.1 }, 5565],
    ['funding on a maintenance margin', { maintenance: 556.5, fundingFactor: 0.5, fundingPayment: 0.16 }, 556.58],
    ['funding, other names', { base: 556.5, factor: 0.5, funding: 0.16 }, 556.58],
    [
      'funding on a position',
      {
        size: -1,
        markPrice: 15_900,
        slippage: 0.025,
        riskFactor: 0.01,
        fundingPaymentFactor: 0.5,
        fundingPayment: 0.16,
      },
      556.58,
    ],
    ['isolated position', { price: 15_900, factor: 0.9 }, 14_310],
    ['isolated position, short', { entryPrice: 15_900, size: -1, marginFactor: 0.9 }, 14_310],
    ['isolated order', { orderPrice: 145_000, size: 7, factor: 0.9 }, 913_500],
    ['isolated order, short names', { price: 145_000, qty: 7, factor: 0.9 }, 913_500],
    ['auction order', { size: 10, orderPrice: 3, markPrice: 100, riskFactorLong: 0.1 }, 100],
    ['auction order above the mark', { size: 10, orderPrice: 300, markPrice: 100, riskFactorLong: 0.1 }, 300],
  ])('%s', (_, inputs, margin) => {
    run(handler, inputs, { margin })
    expect(() => {
      run(handler, inputs, { margin: margin * 1.01 })
    }).toThrow()
  })

  test('a field that nobody reads fails', () => {
    expect(() => {
      run(handler, { price: 15_900, factor: 0.9, insurance: 1 }, { margin: 14_310 })
    }).toThrow('nobody reads')
  })
})

describe('Binance: cost of an order (§6)', () => {
  const handler = binance['binance|*|*']!

  test.each([
    [
      'COIN-M',
      { contracts: 10, contractSize: 100, price: 9800, leverage: 20 },
      { initialMargin: (10 * (100 / 9800)) / 20 },
    ],
    [
      'USD-M buy above the mark: qty × (price − mark)',
      { quantity: 2, side: 'BUY', price: 10_100, markPrice: 10_000, leverage: 20 },
      { initialMargin: 1010, openLoss: 200, cost: 1210 },
    ],
    [
      'USD-M sell above the mark: none',
      { qty: 2, side: 'SELL', orderPrice: 10_100, markPrice: 10_000, leverage: 10 },
      { openLoss: 0 },
    ],
  ])('%s', (model, inputs, expected) => {
    run(handler, inputs, expected, model)
  })
})

describe('Coinbase International (§12)', () => {
  const handler = coinbase['coinbase|*|*']!

  test.each([
    ['rates of BTC', { baseIM: 0.2, notional: 1000 }, { IM: 200, MM: 400 / 3, closeOut: 200 / 3 }],
    ['rates of INJ, as fractions', { baseIM: 0.5 }, { imRate: 0.5, mmRate: 1 / 3, closeOutRate: 1 / 3 - 0.12 }],
    ['collateral', { collateral: 2000, collateralWeight: 0.9 }, { collateralValue: 1800 }],
  ])('%s', (_, inputs, expected) => {
    run(handler, inputs, expected)
  })
})
