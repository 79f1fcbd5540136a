import { describe, expect, test } from 'vitest'
import { margin } from '../account/margin.js'
import { parseBook } from '../account/parseBook.js'
import { parseMarket } from '../market/parseMarket.js'
import { rulebook } from '../specs/rulebook.js'
import type { NodeResult } from './nodeResult.js'
import { parseSpec } from './parseSpec.js'
import { partsOf } from './parts.js'
import type { Amount, MarginSpec } from './spec.js'

/** Every node on numbers that a person can check: BTC at 50,000, ETH at 2,500, one future of each. */
const linear = { kind: 'linear', currency: 'USDC' }
const expiry = '2026-03-27T08:00:00Z'
const option = (underlying: string, strike: number, right: string) => ({
  kind: 'option',
  id: `${underlying}-${strike}-${right}`,
  underlying,
  contractSize: 1,
  expiry,
  strike,
  right,
  settlement: linear,
})
const market = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-25T08:00:00Z',
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: { USDC: { price: 1, decimals: 6 }, BTC: { price: 50_000, decimals: 8, underlying: 'BTC' } },
  underlyings: {
    BTC: {
      index: 50_000,
      forwards: [{ expiry, price: 50_500 }],
      slices: [{ kind: 'quotes', expiry, strikes: [50_000], vols: [0.5] }],
    },
    ETH: { index: 2_500, forwards: [{ expiry, price: 2_520 }], slices: [] },
  },
  instruments: [
    { kind: 'perpetual', id: 'BTC-PERP', underlying: 'BTC', contractSize: 1, settlement: linear },
    { kind: 'perpetual', id: 'ETH-PERP', underlying: 'ETH', contractSize: 1, settlement: linear },
    {
      kind: 'perpetual',
      id: 'BTC-INV',
      underlying: 'BTC',
      contractSize: 10,
      settlement: { kind: 'inverse', currency: 'BTC' },
    },
    { kind: 'future', id: 'BTC-FUT', underlying: 'BTC', contractSize: 1, expiry, settlement: linear },
    option('BTC', 45_000, 'call'),
    option('BTC', 55_000, 'call'),
    option('BTC', 45_000, 'put'),
  ],
  marks: {
    'BTC-PERP': 50_100,
    'ETH-PERP': 2_500,
    'BTC-INV': 50_100,
    'BTC-FUT': 50_500,
    'BTC-55000-call': 1_200,
    'BTC-45000-put': 900,
    'BTC-45000-call': 6_300,
  },
  facts: { underlyings: { BTC: { openInterest: 1_000 } } },
})
const held = (positions: Record<string, string>, more: object = {}) =>
  parseBook({
    plimsoll: 'book/1',
    id: 'test',
    balances: [{ asset: 'USDC', amount: '100000' }],
    positions: Object.entries(positions).map(([instrument, quantity]) => ({ instrument, quantity })),
    ...more,
  })
const list = {
  kind: 'list' as const,
  smile: 'sticky-strike' as const,
  horizonDays: 0,
  volatility: [{ id: 'same', kind: 'none' as const }],
  scenarios: [
    { id: 'down', move: -0.1, volatility: 'same' },
    { id: 'up', move: 0.2, volatility: 'same', tag: 'up' },
    { id: 'half of a crash', move: -0.5, weight: 0.5, volatility: 'same' },
  ],
}
const parameters: MarginSpec['parameters'] = {
  two: { value: 2, status: 'own' },
  none: { value: null, status: 'missing' },
}

function evaluated(initial: Amount, book = held({ 'BTC-PERP': '2', 'ETH-PERP': '-10' })): NodeResult {
  const spec = parseSpec({
    ...rulebook('cross'),
    initial,
    maintenance: 0,
    scenarios: { list },
    parameters,
    groups: { coins: ['BTC', 'ETH'] },
  })
  return margin(book, market, spec).tree.initial
}
const value = (initial: Amount, book?: ReturnType<typeof held>): number => evaluated(initial, book).value

describe('arithmetic', () => {
  test.each<[string, Amount, number]>([
    ['a number', 3, 3],
    ['a parameter', { parameter: 'two' }, 2],
    ['sum', { node: 'sum', of: [1, 2, { parameter: 'two' }] }, 5],
    ['sum of nothing', { node: 'sum', of: [] }, 0],
    ['max', { node: 'max', of: [1, 5, 2] }, 5],
    ['min', { node: 'min', of: [4, 5, 2] }, 2],
    ['scale by a node', { node: 'scale', by: { node: 'max', of: [2, 3] }, of: 7 }, 21],
    ['ratio', { node: 'ratio', of: 6, over: 4, ifZero: 9 }, 1.5],
    ['ratio over nothing', { node: 'ratio', of: 6, over: 0, ifZero: 9 }, 9],
    ['power', { node: 'power', of: 9, exponent: 0.5 }, 3],
    ['power of a negative number counts it as 0', { node: 'power', of: -9, exponent: 0.5 }, 0],
    ['exponential', { node: 'exponential', of: 0 }, 1],
    ['exponential beyond all numbers is the largest', { node: 'exponential', of: 1e4 }, Number.MAX_VALUE],
    ['magnitude', { node: 'magnitude', of: -4 }, 4],
    ['floor', { node: 'floor', at: 5, of: 3 }, 5],
    ['cap', { node: 'cap', at: 2, of: 3 }, 2],
    ['round up', { node: 'round', of: 1.231, decimals: 2, mode: 'up' }, 1.24],
    ['round down', { node: 'round', of: 1.239, decimals: 2, mode: 'down' }, 1.23],
    ['round to the nearest', { node: 'round', of: 1.5, decimals: 0, mode: 'nearest' }, 2],
    ['round toward zero', { node: 'round', of: 1.9, decimals: 0, mode: 'toward-zero' }, 1],
    ['round to tens', { node: 'round', of: 123, decimals: -1, mode: 'up' }, 130],
    ['when it holds', { node: 'when', left: 1, is: '<', right: 2, so: 10, otherwise: { parameter: 'none' } }, 10],
    ['when it does not', { node: 'when', left: 2, is: '<', right: 2, so: { parameter: 'none' }, otherwise: 20 }, 20],
    ['nothing less than 0', { node: 'sum', of: [1, -5] }, 0],
  ])('%s', (_name, initial, expected) => {
    expect(value(initial)).toBe(expected)
  })

  test('tiers on the part and on the whole', () => {
    const bands = [{ upTo: 100, rate: 0.01 }, { upTo: 300, rate: 0.02 }, { rate: 0.05 }]
    const tiers = (of: number, mode: 'marginal' | 'whole'): number => value({ node: 'tiers', of, mode, bands })
    expect(tiers(400, 'marginal')).toBe(100 * 0.01 + 200 * 0.02 + 100 * 0.05)
    expect(tiers(300, 'marginal')).toBe(100 * 0.01 + 200 * 0.02)
    expect(tiers(400, 'whole')).toBe(20)
    // The upper edge belongs to the band.
    expect(tiers(100, 'whole')).toBe(1)
    expect(tiers(0, 'marginal')).toBe(0)
  })

  test('a parameter without a value is refused where it counts', () => {
    expect(() => value({ parameter: 'none' })).toThrow('parameters.none')
  })
})

describe('measures', () => {
  const book = held({ 'BTC-PERP': '2', 'ETH-PERP': '-10', 'BTC-55000-call': '-3', 'BTC-INV': '100' })
  test.each<[string, Amount, number]>([
    ['net quantity', { node: 'measure', of: 'quantity', sum: 'net' }, 89],
    [
      'gross notional at the index: 100,000 + 25,000 + 150,000 + 1,000',
      { node: 'measure', of: 'notional', sum: 'gross' },
      276_000,
    ],
    ['short notional: ETH and the calls', { node: 'measure', of: 'notional', sum: 'short' }, 175_000],
    ['value of what is paid for', { node: 'measure', of: 'value', sum: 'short' }, 3_600],
    ['strike notional', { node: 'measure', of: 'strike-notional', sum: 'gross' }, 165_000],
    ['legs', { node: 'measure', of: 'count', sum: 'gross' }, 4],
    ['calls only', { node: 'where', where: { right: 'call' }, of: { node: 'measure', of: 'units', sum: 'gross' } }, 3],
    [
      'inverse only',
      { node: 'where', where: { settlement: 'inverse' }, of: { node: 'measure', of: 'notional', sum: 'gross' } },
      1_000,
    ],
    [
      'not BTC',
      { node: 'where', where: { names: ['BTC'], not: true }, of: { node: 'measure', of: 'quantity', sum: 'gross' } },
      10,
    ],
    [
      'delta of the perpetuals: 2 · 50,100/50,000',
      {
        node: 'where',
        where: { kind: ['perpetual'], settlement: 'linear', names: ['BTC'] },
        of: { node: 'measure', of: 'delta', sum: 'net' },
      },
      2.004,
    ],
  ])('%s', (_name, initial, expected) => {
    expect(value(initial, book)).toBeCloseTo(expected, 9)
  })

  test('orders count at the worst side of each instrument', () => {
    const order = (id: string, side: string, quantity: string) => ({
      id,
      instrument: 'BTC-PERP',
      side,
      quantity,
      price: '50100',
    })
    const ordered = held({ 'BTC-PERP': '2' }, { orders: [order('a', 'buy', '1'), order('b', 'sell', '6')] })
    const measure = (orders: 'ignored' | 'filled' | 'worst-side'): number =>
      value({ node: 'measure', of: 'quantity', sum: 'gross', orders }, ordered)
    expect(measure('ignored')).toBe(2)
    expect(measure('filled')).toBe(2 + 1 + 6)
    // All sells filled: 2 − 6.
    expect(measure('worst-side')).toBe(4)
  })
})

describe('cells', () => {
  test('for-each cell, combined three ways', () => {
    const each = (combine: 'sum' | 'max' | 'root-sum-square'): number =>
      value({ node: 'for-each', scope: 'underlying', combine, of: { node: 'measure', of: 'notional', sum: 'gross' } })
    expect(each('sum')).toBe(125_000)
    expect(each('max')).toBe(100_000)
    expect(each('root-sum-square')).toBeCloseTo(Math.sqrt(100_000 ** 2 + 25_000 ** 2), 6)
  })

  test('what shares a cell nets in it', () => {
    const book = held({ 'BTC-PERP': '2', 'BTC-FUT': '-2', 'ETH-PERP': '1' })
    const net = (scope: 'position' | 'expiry' | 'underlying' | 'group' | 'currency' | 'account'): number =>
      value(
        { node: 'for-each', scope, of: { node: 'magnitude', of: { node: 'measure', of: 'notional', sum: 'net' } } },
        book,
      )
    expect(net('position')).toBe(202_500)
    expect(net('expiry')).toBe(202_500)
    expect(net('underlying')).toBe(2_500)
    expect(net('group')).toBe(2_500)
    expect(net('currency')).toBe(2_500)
    expect(net('account')).toBe(2_500)
  })

  test('attributes of an option', () => {
    const each = (
      of: 'strike' | 'out-of-the-money' | 'in-the-money' | 'mark' | 'days' | 'forward' | 'volatility' | 'contract-size',
      leg: string,
    ): number => value({ node: 'for-each', scope: 'position', of: { node: 'attribute', of } }, held({ [leg]: '-1' }))
    expect(each('strike', 'BTC-55000-call')).toBe(55_000)
    expect(each('out-of-the-money', 'BTC-55000-call')).toBe(5_000)
    expect(each('out-of-the-money', 'BTC-45000-put')).toBe(5_000)
    expect(each('in-the-money', 'BTC-45000-call')).toBe(5_000)
    expect(each('mark', 'BTC-55000-call')).toBe(1_200)
    expect(each('days', 'BTC-55000-call')).toBeCloseTo(30, 12)
    expect(each('forward', 'BTC-55000-call')).toBe(50_500)
    expect(each('volatility', 'BTC-55000-call')).toBe(0.5)
    expect(each('strike', 'BTC-PERP')).toBe(0)
  })

  test('facts of the market and the book, tables by name', () => {
    const openInterest: Amount = {
      node: 'for-each',
      scope: 'underlying',
      of: { node: 'fact', about: 'underlying', name: 'openInterest', otherwise: 7 },
    }
    expect(value(openInterest)).toBe(1_007)
    expect(() => value({ node: 'fact', about: 'market', name: 'depth' })).toThrow('market.facts.market')
    const leverage: Amount = { node: 'fact', about: 'account', name: 'leverage', otherwise: 1 }
    expect(value(leverage, held({}, { facts: { leverage: 5 } }))).toBe(5)
    const rate: Amount = { node: 'table', by: 'underlying', values: { BTC: 1 }, otherwise: 10 }
    expect(value({ node: 'for-each', scope: 'underlying', of: rate })).toBe(11)
  })

  test('credits between underlyings that stand against each other', () => {
    // Long 100,200 of BTC against short 25,000 of ETH: all of ETH is matched, 25,000/100,200 of BTC.
    const credited: Amount = {
      node: 'credits',
      of: { node: 'scale', by: 0.1, of: { node: 'measure', of: 'notional', sum: 'gross' } },
      exposure: { node: 'measure', of: 'delta-value', sum: 'net' },
      pairs: [{ first: 'BTC', second: 'ETH', credit: 0.8 }],
    }
    const freed = 0.8 * (10_000 * (25_000 / 100_200) + 2_500)
    expect(value(credited)).toBeCloseTo(12_500 - freed, 9)
    expect(value(credited, held({ 'BTC-PERP': '2', 'ETH-PERP': '10' }))).toBe(12_500)
  })
})

describe('scenarios', () => {
  const scan: Amount = { node: 'worst-of', scenarios: 'list', scope: 'account' }

  test('the worst of them, tails in part', () => {
    // Two BTC perpetuals at 50,100: −10 % is −10,020; half of −50 % is −25,050.
    const tree = evaluated(scan, held({ 'BTC-PERP': '2' }))
    expect(tree.value).toBeCloseTo(25_050, 9)
    expect(tree.cells![0]!.scenario!.id).toBe('half of a crash')
  })

  test('a profile transforms before the worst is taken', () => {
    const book = held({ 'BTC-PERP': '2', 'ETH-PERP': '-10' })
    // Half of −50 %: −25,050 on BTC, +6,250 on ETH of which 60 % count.
    const offset: Amount = {
      ...scan,
      of: {
        profile: 'for-each',
        scope: 'underlying',
        of: { profile: 'sides', of: { profile: 'profits' }, positive: 0.6, negative: 1 },
      },
    }
    expect(value(offset, book)).toBeCloseTo(25_050 - 0.6 * 6_250, 9)
    const capped: Amount = {
      ...scan,
      of: {
        profile: 'for-each',
        scope: 'underlying',
        of: { profile: 'sides', of: { profile: 'profits' }, positive: 1, negative: 1, positiveCap: 1_000 },
      },
    }
    expect(value(capped, book)).toBeCloseTo(25_050 - 1_000, 9)
    // +20 %: +20,040 − 5,000, taken as a loss of its size.
    const tagged: Amount = {
      ...scan,
      of: {
        profile: 'tagged',
        tag: 'up',
        yes: { profile: 'as-loss', of: { profile: 'profits' } },
        no: { profile: 'sides', of: { profile: 'profits' }, positive: 0, negative: 0 },
      },
    }
    expect(value(tagged, book)).toBeCloseTo(20_040 - 5_000, 9)
    const shifted: Amount = { ...scan, of: { profile: 'shift', of: { profile: 'profits' }, by: -100 } }
    expect(value(shifted, held({ 'BTC-PERP': '2' }))).toBeCloseTo(25_150, 9)
    const weighed: Amount = { ...scan, of: { profile: 'weigh', of: { profile: 'profits', weighted: false } } }
    expect(value(weighed, held({ 'BTC-PERP': '2' }))).toBeCloseTo(25_050, 9)
    const relieved: Amount = { ...scan, of: { profile: 'relieve', of: { profile: 'profits' }, by: { up: 1_000 } } }
    expect(value(relieved, held({ 'BTC-PERP': '-2' }))).toBeCloseTo(20_040 - 1_000, 9)
  })

  test('values are what the paid positions are worth afterwards', () => {
    const worth: Amount = {
      ...scan,
      of: {
        profile: 'shift',
        of: { profile: 'values' },
        by: { node: 'scale', by: -1, of: { node: 'measure', of: 'value', sum: 'net' } },
      },
    }
    const book = held({ 'BTC-45000-put': '1' })
    expect(value(worth, book)).toBeCloseTo(value({ ...scan, of: { profile: 'profits', weighted: false } }, book), 9)
  })

  test('the tail of three equally likely scenarios', () => {
    const book = held({ 'BTC-PERP': '-2' })
    // Losses: −10,020, 20,040, −25,050. At 2/3 the tail is one scenario.
    const tail = (measure: 'value-at-risk' | 'expected-shortfall', confidence: number): number =>
      value({ node: 'tail', scenarios: 'list', scope: 'account', measure, confidence, quantile: 'kth-worst' }, book)
    expect(tail('expected-shortfall', 2 / 3)).toBeCloseTo(20_040, 6)
    expect(tail('value-at-risk', 2 / 3)).toBeCloseTo(20_040, 6)
    expect(tail('expected-shortfall', 1 / 3)).toBeCloseTo((20_040 - 10_020) / 2, 6)
  })

  test('what each leg adds, through transformations', () => {
    const tree = evaluated(
      {
        node: 'scale',
        by: 2,
        of: {
          ...scan,
          of: {
            profile: 'for-each',
            scope: 'underlying',
            of: { profile: 'sides', of: { profile: 'profits' }, positive: 0.6, negative: 1 },
          },
        },
      },
      held({ 'BTC-PERP': '2', 'ETH-PERP': '-10' }),
    )
    const parts = partsOf(tree)
    expect(parts.get('BTC-PERP')).toBeCloseTo(2 * 25_050, 9)
    expect(parts.get('ETH-PERP')).toBeCloseTo(-2 * 0.6 * 6_250, 9)
  })
})

describe('whole models', () => {
  const rule = {
    shortOption: { rate: 0.2, minimumRate: 0.1, leverage: 1, perContractMinimum: 0 },
    longOption: { rate: 1, longDated: null },
    stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'free' },
    hedgedStock: null,
    combinations: 'fourLegs',
    limits: { combinationsMost: 1000, pivotsMost: 1000 },
  } as const

  test('a naked short call under the strategy rule, its premium standing in the account’s value', () => {
    // max(20 % · 50,000 − 5,000, 10 % · 50,000) = 5,000 beyond the premium.
    expect(value({ node: 'strategy', rule }, held({ 'BTC-55000-call': '-1' }))).toBeCloseTo(5_000, 9)
    // A vertical spread: strikes 10,000 apart against the premiums 6,300 − 1,200 received.
    const spread = held({ 'BTC-45000-call': '-1', 'BTC-55000-call': '1' })
    const { value: needed } = evaluated({ node: 'strategy', rule }, spread)
    expect(needed).toBeCloseTo(10_000 - 6_300 + 1_200, 9)
  })

  test('delta alone in closed form: z·σ·√h of the position', () => {
    const node: Amount = {
      node: 'delta-gamma',
      measure: 'value-at-risk',
      confidence: 0.99,
      horizonDays: 1,
      volatilities: { '*': 0.6 },
      correlation: 0.5,
    }
    expect(value(node, held({ 'BTC-PERP': '2' }))).toBeCloseTo(
      2.3263478740408408 * 0.6 * Math.sqrt(1 / 365) * 100_200,
      5,
    )
  })

  test('delta of one bucket: weight times net delta', () => {
    const bucket = { name: 'coins', deltaWeight: 0.2, vegaWeight: 0.5, correlation: 0.5 }
    const node: Amount = {
      node: 'sensitivities',
      moveConfidence: 0.99,
      curvatureConfidence: 0.995,
      buckets: [bucket],
      bucketCorrelations: [[1]],
      residual: { ...bucket, name: 'rest' },
      bucketOf: { BTC: 'coins', ETH: 'coins' },
      vegaTenors: { tenorDays: [30], weights: [1], correlations: [[1]] },
    }
    expect(value(node, held({ 'BTC-PERP': '2' }))).toBeCloseTo(0.2 * 100_200, 9)
  })
})

describe('random scenarios', () => {
  const spec = rulebook('monte-carlo-es')
  const book = held({ 'BTC-PERP': '1' })

  test('report their standard error, and four times the paths have half of it', () => {
    const source = spec.scenarios.scenarios as Extract<MarginSpec['scenarios'][string], { kind: 'monte-carlo' }>
    const cellOf = (paths: number) =>
      margin(book, market, { ...spec, scenarios: { scenarios: { ...source, paths } } }).tree.initial.cells![0]!
    const few = cellOf(4_000)
    const many = cellOf(16_000)
    expect(few.standardError).toBeGreaterThan(0)
    expect(few.standardError! / many.standardError!).toBeGreaterThan(1.4)
    expect(few.standardError! / many.standardError!).toBeLessThan(2.8)
    // The two runs agree within their own errors.
    expect(Math.abs(few.value - many.value)).toBeLessThan(4 * Math.hypot(few.standardError!, many.standardError!))
  })
})
