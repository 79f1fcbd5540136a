import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { mixedBook, mixedMarket, supplied } from '../../../../../test/oracles/mixedBook.js'
import { type BookInWords, bookIn, valueNamed } from '../../../../../test/oracles/venueBook.js'
import { margin } from '../../account/margin.js'
import type { EuropeanOption as Option } from '../../instrument/instrument.js'
import { parseMarket } from '../../market/parseMarket.js'
import type { MarketSnapshot } from '../../market/snapshot.js'
import { parseSpec } from '../../requirement/parseSpec.js'
import { lossPositive } from '../../span/combinedCommodity.js'
import { spanScenarios } from '../../span/scenarios.js'
import { spanRequirement } from '../../span/spanRequirement.js'
import { strategyMargin } from '../../strategy/strategyMargin.js'
import type { StrategyLeg } from '../../strategy/strategyBook.js'
import { timsRequirement } from '../../tims/timsRequirement.js'
import { sensitivitiesOf } from '../../valuation/sensitivities.js'
import { createValuation } from '../../valuation/valuation.js'
import { withParameters } from '../withParameters.js'
import { cmeSpan, spanSpec } from './cmeSpan.js'
import { occTims, timsSpec } from './occTims.js'
import { regT } from './regT.js'

const expiries = { MAR: '2026-03-27T08:00:00Z', APR: '2026-04-24T08:00:00Z', SEP: '2026-09-25T08:00:00Z' } as const
type Month = keyof typeof expiries
/** Months from February. */
const ahead: Readonly<Record<Month, number>> = { MAR: 1, APR: 2, SEP: 7 }
const indexes: Readonly<Record<string, number>> = { BTC: 70_000, ETH: 2000 }
const linear = { kind: 'linear', currency: 'USD' }

const market: MarketSnapshot = parseMarket({
  plimsoll: 'market/1',
  asOf: '2026-02-05T12:00:00Z',
  source: { kind: 'manual', name: 'classical' },
  currency: 'USD',
  assets: { USD: { price: 1, decimals: 2 }, BTC: { price: 70_000, decimals: 8, underlying: 'BTC' } },
  underlyings: Object.fromEntries(
    Object.entries(indexes).map(([name, index]) => [
      name,
      {
        index,
        forwards: Object.values(expiries).map((expiry) => ({ expiry, price: index })),
        slices: Object.values(expiries).map((expiry) => ({ kind: 'quotes', expiry, strikes: [index], vols: [0.6] })),
      },
    ]),
  ),
  instruments: Object.entries(indexes).flatMap(([underlying, index]) => [
    { kind: 'spot', id: `${underlying}-USD`, underlying, asset: underlying, currency: 'USD' },
    { kind: 'perpetual', id: `${underlying}-PERP`, underlying, contractSize: 1, settlement: linear },
    ...Object.entries(expiries).flatMap(([month, expiry]) => [
      { kind: 'future', id: `${underlying}-${month}`, underlying, contractSize: 0.1, settlement: linear, expiry },
      ...(['call', 'put'] as const).flatMap((right) =>
        [0.9, 1, 1.1].map((moneyness) => ({
          kind: 'option',
          id: `${underlying}-${month}-${moneyness}-${right}`,
          underlying,
          contractSize: 0.1,
          settlement: linear,
          expiry,
          strike: moneyness * index,
          right,
        })),
      ),
    ]),
  ]).filter(({ id }) => id !== 'ETH-USD'),
  marks: Object.fromEntries(
    Object.entries(indexes).flatMap(([name, index]) => [
      [`${name}-PERP`, index],
      ...Object.keys(expiries).map((month) => [`${name}-${month}`, index]),
    ]),
  ),
})

const futures = [...market.instruments.values()].filter(({ kind }) => kind === 'future').map(({ id }) => id)
const options = [...market.instruments.values()].filter((one): one is Option => one.kind === 'option')
const lots = fc.integer({ min: -4, max: 4 }).filter((lot) => lot !== 0)

/** Up to seven contracts of these, each once. */
function booksOf(ids: readonly string[]): fc.Arbitrary<NonNullable<BookInWords['positions']>> {
  return fc
    .uniqueArray(fc.tuple(fc.constantFrom(...ids), lots), { selector: ([id]) => id, minLength: 1, maxLength: 7 })
    .map((drawn) => drawn.map(([instrument, quantity]) => ({ instrument, quantity })))
}

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
    const rule = { priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1], extremeMultiplier: 3, extremeCoveredFraction: 0.33 }
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
      scenarios: spanScenarios({ priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1], extremeMultiplier: 3, extremeCoveredFraction: 0.33 }),
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
        bookIn({ balances: { USD: 1e5 }, positions: positions.map(([instrument, quantity]) => ({ instrument, quantity })) }),
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

describe('occ-tims', () => {
  const ranges = { BTC: { down: 0.08, up: 0.06 } }
  const spec = parseSpec(timsSpec(ranges, { coins: { classes: ['BTC', 'ETH'], offset: 0.7 } }, { down: 0.15, up: 0.15 }))

  test('is timsRequirement on the rule book’s own risk arrays', () => {
    const ids = [...futures, ...options.map(({ id }) => id)]
    fc.assert(
      fc.property(booksOf(ids), (positions) => {
        const { row } = createValuation(market, spec).arrays('main')
        const classes = Object.keys(indexes).map((underlying) => ({
          id: underlying,
          legs: positions
            .map(({ instrument, quantity }) => ({ instrument: market.instruments.get(instrument)!, quantity }))
            .filter(({ instrument }) => instrument.underlying === underlying)
            .map(({ instrument, quantity }) => ({ id: instrument.id, quantity, profits: row(instrument), minimumPerContract: 0.375 * 0.1 })),
        }))
        const expected = timsRequirement([{ id: 'coins', offset: 0.7, classes }]).value
        const { initial, maintenance } = margin(bookIn({ balances: { USD: 1e5 }, positions }), market, spec)
        expect(initial).toBeCloseTo(expected, 6)
        expect(maintenance).toBeCloseTo(expected, 6)
      }),
    )
  })

  test('index classes: −8 % and +6 % in steps of 1.6 % and 1.2 %', () => {
    const source = occTims.scenarios.main!
    if (source.kind !== 'list') throw new Error('a list')
    const moves = source.scenarios.map(({ moves: own }) => own!.SPX)
    const expected = [-0.08, -0.064, -0.048, -0.032, -0.016, 0.012, 0.024, 0.036, 0.048, 0.06]
    expect(moves).toHaveLength(10)
    moves.forEach((move, at) => {
      expect(move).toBeCloseTo(expected[at]!, 12)
    })
  })
})

describe('reg-t', () => {
  const spec = parseSpec(regT)
  const of = (positions: NonNullable<BookInWords['positions']>, orders: NonNullable<BookInWords['orders']> = []) =>
    margin(bookIn({ balances: { USD: 1e6 }, positions, orders }), market, spec)

  test.each([
    ['a perpetual bought or sold: 50 %, 25 % and 30 % to be kept', [['BTC-PERP', 2]], 70_000, 35_000],
    ['sold', [['BTC-PERP', -2]], 70_000, 42_000],
    ['coins bought: the same', [['BTC-USD', 2]], 70_000, 35_000],
    ['coins sold short: 150 % and 130 % less the proceeds', [['BTC-USD', -2]], 70_000, 42_000],
    ['a call 7,000 out of the money: 20 % less that; 10 % at least', [['BTC-MAR-1.1-call', -10]], 7000, 7000],
    ['a call at the money, without its premium: the account’s value has lost it', [['BTC-MAR-1-call', -10]], 14_000, 14_000],
  ] as const)('%s', (_, legs, initial, maintenance) => {
    const result = of(legs.map(([instrument, quantity]) => ({ instrument, quantity })))
    expect(result.initial).toBeCloseTo(initial, 6)
    expect(result.maintenance).toBeCloseTo(maintenance, 6)
  })

  const worth = (id: string): number => createValuation(market, spec).quote(market.instruments.get(id)!).value * 10

  test('a call covered by the coin needs nothing of its own: what it was sold for pays for the coin', () => {
    const result = of([
      { instrument: 'BTC-PERP', quantity: 1 },
      { instrument: 'BTC-MAR-1.1-call', quantity: -10 },
    ])
    expect(result.initial).toBeCloseTo(35_000 - worth('BTC-MAR-1.1-call'), 6)
    expect(result.maintenance).toBeCloseTo(17_500 - worth('BTC-MAR-1.1-call'), 6)
  })

  test('a spread 7,000 wide: its greatest loss from here', () => {
    const result = of([
      { instrument: 'BTC-MAR-1-call', quantity: -10 },
      { instrument: 'BTC-MAR-1.1-call', quantity: 10 },
    ])
    expect(result.initial).toBeCloseTo(7000 + worth('BTC-MAR-1.1-call') - worth('BTC-MAR-1-call'), 6)
  })

  test('excess is the deposit and the proceeds of sales less the strategy total', () => {
    const ids = [...options.filter(({ underlying }) => underlying === 'BTC').map(({ id }) => id), 'BTC-USD']
    const valuation = createValuation(market, spec)
    const rule = (spec.initial as { of: { rule: Parameters<typeof strategyMargin>[1] }[] }).of[0]!.rule
    fc.assert(
      fc.property(booksOf(ids), (positions) => {
        const legs = positions.map(({ instrument: id, quantity }): StrategyLeg => {
          const instrument = market.instruments.get(id)!
          if (instrument.kind !== 'option') return { kind: 'stock', id, quantity, price: 70_000 }
          const { right, strike, expiry, contractSize: multiplier } = instrument
          const premium = valuation.quote(instrument).value / multiplier
          return { kind: 'option', id, right, strike, expiryDay: expiry / 86_400_000, multiplier, premium, quantity }
        })
        let proceeds = 0
        for (const leg of legs) {
          const price = leg.kind === 'option' ? leg.premium * leg.multiplier : leg.price
          proceeds += Math.max(-leg.quantity, 0) * price
        }
        const total = strategyMargin({ day: market.asOf / 86_400_000, underlyingPrice: 70_000, legs }, rule).requirement
        // Whatever was bought or sold at the mark leaves the account’s value at the deposit.
        let spent = 0
        for (const { instrument, quantity } of positions) spent += quantity * valuation.quote(market.instruments.get(instrument)!).value
        const deposit = 1e6
        const result = margin(bookIn({ balances: { USD: deposit - spent }, positions }), market, spec)
        expect(result.accountValue).toBeCloseTo(deposit, 5)
        expect(result.excess).toBeCloseTo(deposit + proceeds - Math.max(total, proceeds), 4)
      }),
      { numRuns: 60 },
    )
  })

  test('an order that closes needs nothing; one that hedges helps nobody before it fills', () => {
    const sold = [{ instrument: 'BTC-MAR-1-call', quantity: -10 }]
    const alone = of(sold).initial
    const buy = (instrument: string, quantity: number) => ({ instrument, quantity, price: 0 })
    expect(of(sold, [buy('BTC-MAR-1-call', 10)]).initial).toBeCloseTo(alone, 6)
    expect(of(sold, [buy('BTC-MAR-1.1-call', 10)]).initial).toBeCloseTo(alone, 6)
    const more = of(sold, [{ instrument: 'BTC-MAR-1-call', quantity: -10, price: 1e5 }])
    expect(more.initial).toBeCloseTo(2 * alone, 6)
    expect(more.maintenance).toBeCloseTo(of(sold).maintenance, 6)
  })

  test('many orders: each by itself, never less than any way of filling them', () => {
    const sold = [{ instrument: 'BTC-MAR-1-call', quantity: -10 }]
    const orders = ['BTC-MAR-0.9-put', 'BTC-MAR-1-put', 'BTC-APR-1-call', 'BTC-SEP-1.1-call'].map((instrument) => ({
      instrument,
      quantity: -5,
      price: 1e5,
    }))
    const all = of([...sold, ...orders.map(({ instrument, quantity }) => ({ instrument, quantity }))]).initial
    expect(of(sold, orders).initial).toBeGreaterThanOrEqual(all - 1e-6)
    expect(of(sold, orders.slice(0, 3)).initial).toBeLessThanOrEqual(of(sold, orders).initial)
  })
})

test.each([
  supplied(cmeSpan, (name) => (name.startsWith('volatilityScanRange.down') ? -0.1 : name.startsWith('calendar') ? 30 : 0.2)),
  occTims,
  regT,
])('$id: a book of everything, initial not below maintenance', (spec) => {
  const result = margin(mixedBook, mixedMarket, parseSpec(spec))
  expect(result.maintenance).toBeGreaterThan(0)
  expect(result.initial).toBeGreaterThanOrEqual(result.maintenance)
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
})
