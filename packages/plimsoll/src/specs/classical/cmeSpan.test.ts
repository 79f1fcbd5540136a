import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  ahead,
  booksOf,
  futures,
  indexes,
  linear,
  type Month,
  classicalMarket as market,
  options,
} from '../../../../../test/oracles/classicalMarket.js'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { type BookInWords, bookIn, valueNamed } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import { parseMarket } from '../../market/parseMarket.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { partsOf } from '../../requirement/parts.js'
import { lossPositive } from '../../span/combinedCommodity.js'
import { spanScenarios } from '../../span/scenarios.js'
import { spanRequirement } from '../../span/spanRequirement.js'
import { sensitivitiesOf } from '../../valuation/sensitivities.js'
import { createValuation } from '../../valuation/valuation.js'
import { withParameters } from '../withParameters.js'
import { cmeSpan, spanSpec } from './cmeSpan.js'

describe('cme-span', () => {
  const near = 40
  const far = 90
  const spec = withParameters(parseSpec(cmeSpan), {
    ...Object.fromEntries(
      ['BTC', 'ETH', 'others'].flatMap((name) => [
        [`priceScanRange.${name}`, name === 'BTC' ? 0.2 : 0.25],
        [`volatilityScanRange.up.${name}`, 0.12],
        [`volatilityScanRange.down.${name}`, -0.12],
        [`calendar.near.${name}`, near],
        [`calendar.far.${name}`, far],
        [`shortOptionMinimum.${name}`, 60],
      ]),
    ),
    'credit.BTC.ETH': 0.6,
  })

  test('has SPAN’s sixteen scenarios in its order', () => {
    const { scenarios } = createValuation(market, spec).arrays('main').set
    const rule = {
      priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1],
      extremeMultiplier: 3,
      extremeCoveredFraction: 0.33,
    }
    const expected = spanScenarios(rule)
    expect(scenarios).toHaveLength(16)
    for (const [row, { price, volatility }] of scenarios.map((one) => one.shocks.BTC!).entries()) {
      expect(price.move).toBeCloseTo(expected[row]!.priceFraction * 0.2, 12)
      expect(volatility.kind === 'absolute' ? volatility.move : 0).toBeCloseTo(expected[row]!.volatilityMove * 0.12, 12)
      expect(scenarios[row]!.weight).toBe(expected[row]!.coveredFraction)
    }
  })

  /** The file-level SPAN on the rule book’s own risk arrays; deltas by their value so that the two coins compare. */
  function fileLevel(positions: NonNullable<BookInWords['positions']>): number {
    const valuation = createValuation(market, spec)
    const leg = (months: readonly number[], side: 'A' | 'B') => ({ months: months.map(String), side, ratio: 1 })
    const neighbours = [1, 2, 3, 4, 5, 6, 7].map((month) => ({
      id: `${month}`,
      between: 'series' as const,
      priority: month,
      charge: { method: 'flat' as const, rate: near },
      legs: [leg([month], 'A'), leg([month + 1], 'B')],
    }))
    const others = {
      id: 'others',
      between: 'tiers' as const,
      priority: 1,
      charge: { method: 'flat' as const, rate: far },
      legs: [leg([1, 2, 7], 'A'), leg([1, 2, 7], 'B')],
    }
    return spanRequirement({
      scenarios: spanScenarios({
        priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1],
        extremeMultiplier: 3,
        extremeCoveredFraction: 0.33,
      }),
      excessOptionValueCrosses: true,
      initialToMaintenance: 1,
      commodities: Object.keys(indexes).map((underlying) => ({
        id: underlying,
        months: [],
        delivery: [],
        floorAtZero: false,
        // Deltas are values: the charge of one coin’s spread is that of its index.
        calendarSpreads: [...neighbours, others].map((one) => ({
          ...one,
          charge: { ...one.charge, rate: one.charge.rate / indexes[underlying]! },
        })),
        shortOptionMinimum: { rate: 60, method: 'sum' as const },
        priceScanRange: underlying === 'BTC' ? 0.2 : 0.25,
        weightedPriceRiskMethod: 'scanRange' as const,
        positions: positions
          .map(({ instrument, quantity }) => ({ instrument: market.instruments.get(instrument)!, quantity }))
          .filter(({ instrument }) => instrument.underlying === underlying)
          .map(({ instrument, quantity }) => ({
            id: instrument.id,
            quantity,
            riskArray: lossPositive(valuation.arrays('main').row(instrument)),
            delta: sensitivitiesOf(instrument, market, valuation.quote(instrument).mark).delta * indexes[underlying]!,
            month: String(ahead[instrument.id.split('-')[1] as Month]),
            ...(instrument.kind === 'option' ? { option: { right: instrument.right, value: 0 } } : {}),
          })),
      })),
      interCommoditySpreads: [
        {
          id: 'BTC against ETH',
          priority: 1,
          method: 'weightedPriceRisk',
          rate: 0.6,
          legs: [
            { commodity: 'BTC', side: 'A', deltaPerSpread: 1 },
            { commodity: 'ETH', side: 'B', deltaPerSpread: 1 },
          ],
        },
      ],
    }).total
  }
  const ours = (positions: NonNullable<BookInWords['positions']>): number =>
    margin(bookIn({ balances: { USD: 1e6 }, positions }), market, spec).maintenance

  test('futures of two coins and three months: the requirement of the file-level SPAN, credits included', () => {
    fc.assert(
      fc.property(booksOf(futures), (positions) => {
        expect(ours(positions)).toBeCloseTo(fileLevel(positions), 5)
        const { maintenance } = margin(bookIn({ balances: { USD: 1e6 }, positions }), market, spec).tree
        let sum = 0
        for (const part of partsOf(maintenance).values()) sum += part
        expect(sum).toBeCloseTo(maintenance.value, 5)
      }),
    )
  })

  test('futures and options of one coin: the same', () => {
    const ids = [...futures, ...options.map(({ id }) => id)].filter((id) => id.startsWith('BTC'))
    fc.assert(
      fc.property(booksOf(ids), (positions) => {
        expect(ours(positions)).toBeCloseTo(fileLevel(positions), 5)
      }),
    )
  })

  /** methods/classical.md §1.1: GC 2025-09-12, scan range 16,000 a contract; Sep/Oct 300, Sep/Jun 1,000. */
  test('gold: 16,000 a contract, 300 for neighbouring months, 1,000 for farther ones', () => {
    const months = { SEP: '2025-09-26T17:30:00Z', OCT: '2025-10-29T17:30:00Z', JUN: '2026-06-26T17:30:00Z' }
    const price = 3700
    const gold = parseMarket({
      plimsoll: 'market/1',
      asOf: '2025-09-12T17:30:00Z',
      source: { kind: 'manual', name: 'GC' },
      currency: 'USD',
      assets: { USD: { price: 1, decimals: 2 } },
      underlyings: { GC: { index: price } },
      instruments: Object.entries(months).map(([id, expiry]) => ({
        kind: 'future',
        id,
        underlying: 'GC',
        contractSize: 100,
        settlement: linear,
        expiry,
      })),
      marks: { SEP: price, OCT: price, JUN: price },
    })
    const rules = withParameters(parseSpec(spanSpec([{ name: 'GC' }])), {
      'priceScanRange.GC': 160 / price,
      'volatilityScanRange.up.GC': 0.05,
      'volatilityScanRange.down.GC': -0.05,
      // The charges are of one contract; deltas here are ounces.
      'calendar.near.GC': 300 / 100,
      'calendar.far.GC': 1000 / 100,
      'shortOptionMinimum.GC': 0,
      'priceScanRange.others': 0,
      'volatilityScanRange.up.others': 0,
      'volatilityScanRange.down.others': 0,
    })
    const of = (...positions: readonly (readonly [string, number])[]): number =>
      margin(
        bookIn({
          balances: { USD: 1e5 },
          positions: positions.map(([instrument, quantity]) => ({ instrument, quantity })),
        }),
        gold,
        rules,
      ).maintenance
    expect(of(['SEP', 1])).toBeCloseTo(16_000, 6)
    expect(of(['SEP', -2])).toBeCloseTo(32_000, 6)
    expect(of(['SEP', 1], ['OCT', -1])).toBeCloseTo(300, 6)
    expect(of(['SEP', 1], ['JUN', -1])).toBeCloseTo(1000, 6)
    const { row } = createValuation(gold, rules).arrays('main')
    const array = row(gold.instruments.get('SEP')!)
    expect(array[14]).toBeCloseTo(15_840, 6)
    expect(array[15]).toBeCloseTo(-15_840, 6)
  })
})

test('SPAN without the day’s figures is refused', () => {
  expect(() => margin(mixedBook, mixedMarket, cmeSpan)).toThrow(expect.objectContaining({ code: 'SPEC_INCOMPLETE' }))
})

test('a minimum for short options binds after credits, and is what is asked', () => {
  const spec = withParameters(
    supplied(cmeSpan, () => 0),
    { 'shortOptionMinimum.BTC': 500 },
  )
  const book = bookIn({ balances: { USD: 1e5 }, positions: [{ instrument: 'BTC-MAR-1.1-call', quantity: -3 }] })
  const result = margin(book, market, spec)
  // The look-ahead day only earns for who has sold.
  expect(result.maintenance).toBeCloseTo(1500, 9)
  expect(valueNamed(result.tree.maintenance, 'short option minimum')).toBeCloseTo(1500, 9)
  expect([...partsOf(result.tree.maintenance).values()]).toEqual([1500])
})
