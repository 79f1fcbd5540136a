import { describe, expect, test } from 'vitest'
import { margin } from '../../account/margin.js'
import { parseBook } from '../../account/parseBook.js'
import { parseMarket } from '../../market/parseMarket.js'
import type { NodeResult } from '../../requirement/nodeResult.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { withParameters } from '../withParameters.js'
import { okxPm } from './okxPm.js'

/** OKX API documentation v5, position builder: the printed response of 2025-01-15. The index follows from its MR1. */
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2025-01-15T10:26:41Z',
  source: { kind: 'manual', name: 'API documentation' },
  currency: 'USD',
  assets: { USDT: { price: 0.99954, decimals: 6 } },
  underlyings: { BTC: { index: 97_078.9 }, LTC: { index: 101.9951 } },
  instruments: [
    {
      kind: 'perpetual',
      id: 'BTC-USDT-SWAP',
      underlying: 'BTC',
      contractSize: 0.01,
      settlement: { kind: 'linear', currency: 'USDT' },
    },
    {
      kind: 'perpetual',
      id: 'LTC-USDT-SWAP',
      underlying: 'LTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDT' },
    },
  ],
  marks: { 'BTC-USDT-SWAP': 97_093.7, 'LTC-USDT-SWAP': 102 },
})
const book = parseBook({
  plimsoll: 'book/1',
  id: 'position builder',
  balances: [{ asset: 'USDT', amount: '100' }],
  positions: [
    { instrument: 'BTC-USDT-SWAP', quantity: '-10', entryPrice: '100000' },
    { instrument: 'LTC-USDT-SWAP', quantity: '10', entryPrice: '8000' },
  ],
})

function find(node: NodeResult, label: string): NodeResult | undefined {
  if (node.label === label) return node
  for (const child of node.children) {
    const found = find(child, label)
    if (found !== undefined) return found
  }
  return undefined
}

describe('OKX’s documented answer of the position builder', () => {
  const result = margin(book, market, parseSpec(okxPm))

  test('is met in every risk unit', () => {
    const units = find(result.tree.maintenance, 'risk units')!
    const [btc, ltc] = units.children as [NodeResult, NodeResult]
    const figures = (unit: NodeResult): number[] =>
      ['MR1', 'MR4', 'MR6', 'MR7', 'MMR'].map((label) => find(unit, label)!.value)
    const near = (actual: number[], printed: number[]): void => {
      for (const [row, figure] of printed.entries()) expect(Math.abs(actual[row]! / figure - 1)).toBeLessThan(1e-9)
    }
    near(figures(btc), [1164.4109244719994, 19.4098073796, 1164.4109244720003, 43.67206660410001, 1183.8207318516002])
    near(figures(ltc), [183.50672805719995, 8.1562464, 183.5067280572, 7.1367156, 191.6629744572])
  })

  test('is met by the account', () => {
    expect(result.equity).toBeCloseTo(-78_553.2188898, 6)
    expect(result.maintenance).toBeCloseTo(2946.5480841048, 6)
    expect(result.initial).toBeCloseTo(9643.45070718144, 6)
    expect(find(result.tree.maintenance, 'borrow MMR')!.value).toBeCloseTo(1571.064377796, 8)
    expect(find(result.tree.initial, 'borrow IMR')!.value).toBeCloseTo(7855.32188898, 8)
    // The venue’s ratio: liquidation cost 0.1 % of the liability and of its maintenance margin.
    const cost = 0.001 * (78_553.2188898 + 1571.064377796)
    expect(result.equity / (result.maintenance + cost)).toBeCloseTo(-25.95365779811705, 9)
  })
})

/** One underlying at 50,000, contracts in USDT, USDC and coin. */
const dollars = parseMarket({
  plimsoll: 'market/1',
  asOf: '2025-01-15T10:26:41Z',
  source: { kind: 'manual', name: 'by hand' },
  currency: 'USD',
  assets: {
    USDT: { price: 1, decimals: 6 },
    USDC: { price: 1, decimals: 6 },
    BTC: { price: 50_000, decimals: 8, underlying: 'BTC' },
  },
  underlyings: { BTC: { index: 50_000 } },
  instruments: [
    {
      kind: 'perpetual',
      id: 'USDT',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDT' },
    },
    {
      kind: 'perpetual',
      id: 'USDC',
      underlying: 'BTC',
      contractSize: 1,
      settlement: { kind: 'linear', currency: 'USDC' },
    },
    {
      kind: 'perpetual',
      id: 'USD',
      underlying: 'BTC',
      contractSize: 100,
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
  ],
  marks: { USDT: 50_000, USDC: 50_000, USD: 50_000 },
})
const dollarBook = (quantities: Readonly<Record<string, string>>) =>
  parseBook({
    plimsoll: 'book/1',
    id: 'dollars',
    positions: Object.entries(quantities).map(([instrument, quantity]) => ({ instrument, quantity })),
  })

describe('OKX’s minimum charge', () => {
  test('of 30,000 counts 50,000 in the tiers of 2021, and is asked for where the stress is 40,000', () => {
    // Announcement of 2021: 10,000 × 1 + 20,000 × 2. Notional 1 M: a stress of 4 % and a charge of 3 %.
    const spec = withParameters(okxPm, {
      ...Object.fromEntries(
        [10_000, 70_000, 170_000, 300_000, 470_000, 700_000].map((to, row) => [`mr7.limit.${row + 1}`, to]),
      ),
      'mr1.fall.3.large': -0.04,
      'mr1.fall.2.large': -0.03,
      'mr6.part': 0,
      'mr4.least.large': 0,
      'mr7.rate.large': 0.03,
    })
    const result = margin(dollarBook({ USDT: '20' }), dollars, spec)
    expect(find(result.tree.maintenance, 'MR')!.value).toBeCloseTo(40_000, 6)
    expect(result.maintenance).toBeCloseTo(50_000, 6)
    expect(result.initial).toBeCloseTo(65_000, 6)
  })
})

describe('OKX’s hedge between dollars', () => {
  const mr9 = (quantities: Readonly<Record<string, string>>, values: Readonly<Record<string, number>> = {}): number =>
    find(margin(dollarBook(quantities), dollars, withParameters(okxPm, values)).tree.maintenance, 'MR9')!.value

  test('of 10 M is charged 202,500 by the rates of the example', () => {
    // 1 M × 0.75 % + 4 M × 1.75 % + 5 M × 2.5 %, third-party copy of the announcement.
    const rates = {
      'mr9.limit.3': 1e9,
      'mr9.rate.near.1': 0.0075,
      'mr9.rate.near.2': 0.0175,
      'mr9.rate.near.3': 0.025,
    }
    expect(mr9({ USDT: '200', USD: '-100000' }, rates)).toBeCloseTo(202_500, 6)
  })

  test('is taken pair by pair, each of what the ones before it left', () => {
    // 1 M in USDT against 0.6 M in dollars, then 0.4 M against USDC; 0.5 % of each.
    expect(mr9({ USDT: '20', USD: '-6000', USDC: '-30' })).toBeCloseTo(0.005 * (600_000 + 400_000), 6)
    // Nothing stands against anything.
    expect(mr9({ USDT: '20', USD: '6000', USDC: '30' })).toBe(0)
    expect(mr9({ USDC: '-10', USD: '2000' })).toBeCloseTo(0.005 * 200_000, 6)
  })
})
