import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type CalendarCharge, type CalendarLeg, type CalendarSpread, calendarSpreads } from './calendarSpreads.js'
import type { CombinedCommodity, SpanPosition } from './combinedCommodity.js'
import { compositeDelta } from './compositeDelta.js'
import { type InterCommoditySpread, interCommodityCredits } from './interCommodityCredit.js'
import { spanScanRisk } from './scanRisk.js'
import { spanRiskArray, spanScenarios } from './scenarios.js'
import { type SpanPortfolio, spanRequirement } from './spanRequirement.js'
import { spanPriceRisk } from './weightedPriceRisk.js'

const scenarios = spanScenarios({
  priceFractions: [0, 1 / 3, -1 / 3, 2 / 3, -2 / 3, 1, -1],
  extremeMultiplier: 3,
  extremeCoveredFraction: 0.33,
})
const flat = (rate: number): CalendarCharge => ({ method: 'flat', rate })
const leg = (months: string | readonly string[], side: 'A' | 'B', ratio = 1): CalendarLeg => ({
  months: typeof months === 'string' ? [months] : months,
  side,
  ratio,
})
const future = (id: string, quantity: number, month: string, range = 1000): SpanPosition => ({
  id,
  quantity,
  month,
  delta: 1,
  riskArray: spanRiskArray(scenarios, range, 0, (move) => move),
})
const commodity = (
  id: string,
  positions: readonly SpanPosition[],
  more: Partial<CombinedCommodity> = {},
): CombinedCommodity => ({
  id,
  positions,
  months: [],
  calendarSpreads: [],
  delivery: [],
  shortOptionMinimum: { rate: 35, method: 'sum' },
  priceScanRange: 1000,
  weightedPriceRiskMethod: 'normal',
  floorAtZero: false,
  ...more,
})
const portfolio = (commodities: readonly CombinedCommodity[], more: Partial<SpanPortfolio> = {}): SpanPortfolio => ({
  scenarios,
  commodities,
  interCommoditySpreads: [],
  excessOptionValueCrosses: true,
  initialToMaintenance: 1,
  ...more,
})

describe('scenarios', () => {
  test('pairs share the price move and differ in volatility; extremes stand alone', () => {
    scenarios.forEach(({ paired, priceFraction, volatilityMove }, at) => {
      const other = scenarios[paired]!
      expect(other.paired).toBe(at)
      expect(other.priceFraction).toBe(priceFraction)
      expect(other.volatilityMove + volatilityMove).toBe(0)
    })
  })

  test('composite delta with the weights of methods/classical.md §1.1', () => {
    const weights = [0.27, 0.217, 0.217, 0.11, 0.11, 0.037, 0.037]
    expect(compositeDelta([1, 1, 1, 1, 1, 1, 1], weights)).toBeCloseTo(0.998, 12)
  })
})

describe('scan risk', () => {
  const arrays = fc.array(fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 16, maxLength: 16 }), {
    minLength: 1,
    maxLength: 6,
  })
  const books = arrays.chain((rows) =>
    fc.tuple(
      fc.constant(rows),
      fc.array(fc.integer({ min: -5, max: 5 }), { minLength: rows.length, maxLength: rows.length }),
    ),
  )
  const positions = ([rows, quantities]: [number[][], number[]], name = 'p'): SpanPosition[] =>
    rows.map((row, at) => ({
      id: `${name}${at}`,
      quantity: quantities[at]!,
      riskArray: Float64Array.from(row),
      delta: 1,
      month: 'm',
    }))

  test('equals the worst scenario, one at a time', () => {
    fc.assert(
      fc.property(books, (drawn) => {
        const [rows, quantities] = drawn
        let worst = 0
        let first = 0
        for (let scenario = 15; scenario >= 0; scenario--) {
          let loss = 0
          rows.forEach((row, at) => {
            loss += row[scenario]! * quantities[at]!
          })
          const best = first === 0 && scenario === 15 ? Number.NEGATIVE_INFINITY : worst
          if (loss >= best) {
            worst = loss
            first = scenario
          }
        }
        const result = spanScanRisk(positions(drawn))
        expect(result.scanRisk).toBe(Math.max(0, worst))
        expect(result.activeScenario).toBe(first)
      }),
    )
  })

  test('two books together risk no more than apart', () => {
    fc.assert(
      fc.property(books, books, (a, b) => {
        const together = spanScanRisk([...positions(a, 'a'), ...positions(b, 'b')]).scanRisk
        expect(together).toBeLessThanOrEqual(spanScanRisk(positions(a)).scanRisk + spanScanRisk(positions(b)).scanRisk)
      }),
    )
  })

  test('the order of the positions changes no bit of the requirement, and the parts sum to it', () => {
    const real = fc.array(
      fc.record({
        quantity: fc.double({ min: -5, max: 5, noNaN: true }),
        row: fc.array(fc.double({ min: -1000, max: 1000, noNaN: true }), { minLength: 16, maxLength: 16 }),
        value: fc.double({ min: 0, max: 500, noNaN: true }),
        month: fc.constantFrom('SEP', 'OCT'),
        isCall: fc.boolean(),
      }),
      { maxLength: 6 },
    )
    const more = fc.record({
      floorAtZero: fc.boolean(),
      method: fc.constantFrom('sum' as const, 'max' as const),
      rate: fc.constantFrom(0, 35, 5000),
    })
    fc.assert(
      fc.property(real, fc.boolean(), more, (rows, reversed, { floorAtZero, method, rate }) => {
        const made = rows.map(
          ({ row, value, isCall, ...rest }, at): SpanPosition => ({
            ...rest,
            id: `p${at}`,
            delta: 0.5,
            riskArray: Float64Array.from(row),
            option: { right: isCall ? 'call' : 'put', value },
          }),
        )
        const spread: CalendarSpread = {
          id: 's',
          between: 'series',
          priority: 1,
          charge: flat(100),
          legs: [leg('SEP', 'A'), leg('OCT', 'B')],
        }
        const of = (list: readonly SpanPosition[]) =>
          spanRequirement(
            portfolio([
              commodity('X', list, { floorAtZero, calendarSpreads: [spread], shortOptionMinimum: { rate, method } }),
            ]),
          )
        const result = of(made)
        if (reversed) expect(of([...made].reverse())).toEqual(result)
        const [one] = result.commodities
        let sum = 0
        for (const { part } of one!.parts) sum += part
        expect(sum).toBe(one!.total)
        const formula = one!.risk - one!.netOptionValue
        expect(one!.total).toBeCloseTo(floorAtZero ? Math.max(0, formula) : formula, 6)
      }),
    )
  })
})

describe('calendar spreads', () => {
  test('series before tiers, priorities, ratios, both ways round; what is left is returned', () => {
    const spreads: CalendarSpread[] = [
      {
        id: 'tier',
        between: 'tiers',
        priority: 1,
        charge: flat(1000),
        legs: [leg(['SEP', 'OCT'], 'A'), leg(['JUN', 'JUL'], 'B')],
      },
      { id: 'series', between: 'series', priority: 9, charge: flat(300), legs: [leg('SEP', 'A', 2), leg('OCT', 'B')] },
    ]
    const deltas = [
      { month: 'SEP', delta: -5 },
      { month: 'OCT', delta: 1 },
      { month: 'JUN', delta: 1 },
      { month: 'JUL', delta: 1 },
    ]
    const result = calendarSpreads(deltas, spreads, [], 0)
    expect(result.formed).toEqual([
      { id: 'series', sideA: 'short', count: 1, charge: 300 },
      { id: 'tier', sideA: 'short', count: 2, charge: 2000 },
    ])
    expect(result.remaining.map(({ delta }) => delta)).toEqual([-1, 0, 0, 0])
  })

  test('charges by weighted price risk and per month', () => {
    const deltas = [
      { month: 'SEP', delta: 2 },
      { month: 'OCT', delta: -1 },
      { month: 'DEC', delta: -1 },
    ]
    const legs = [leg('SEP', 'A'), leg(['OCT', 'DEC'], 'B')]
    const months = [
      { month: 'SEP', monthNumber: 9 },
      { month: 'OCT', monthNumber: 10 },
      { month: 'DEC', monthNumber: 12 },
    ]
    const charged = (charge: CalendarCharge) =>
      calendarSpreads(deltas, [{ id: 's', between: 'tiers', priority: 1, charge, legs }], months, 500).charge
    // One spread of one month and one of three.
    expect(charged({ method: 'perMonth', rate: 10 })).toBe(40)
    // Two spreads of two deltas each at a tenth of 500.
    expect(charged({ method: 'weightedPriceRisk', rate: 0.1 })).toBe(200)
  })

  test('two legs on one month share its deltas', () => {
    const legs = [leg('SEP', 'A'), leg('SEP', 'A'), leg('DEC', 'B', 2)]
    const spread: CalendarSpread = { id: 's', between: 'series', priority: 1, charge: flat(1), legs }
    const deltas = [
      { month: 'SEP', delta: 3 },
      { month: 'DEC', delta: -8 },
    ]
    const result = calendarSpreads(deltas, [spread], [], 0)
    expect(result.charge).toBe(1.5)
    expect(result.remaining.map(({ delta }) => delta)).toEqual([0, -5])
  })

  const months = ['M1', 'M2', 'M3', 'M4']
  const arbitraryLeg = fc.record({ months: fc.subarray(months, { minLength: 1 }), ratio: fc.constant(1) })
  const arbitrarySpread = fc.record({
    id: fc.constantFrom('a', 'b', 'c'),
    between: fc.constantFrom('series' as const, 'tiers' as const),
    priority: fc.integer({ min: 1, max: 3 }),
    first: arbitraryLeg,
    second: arbitraryLeg,
    rate: fc.integer({ min: 1, max: 100 }),
  })
  test('equals forming them one spread at a time', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -6, max: 6 }), { minLength: 4, maxLength: 4 }),
        fc.uniqueArray(arbitrarySpread, { maxLength: 3, selector: ({ id }) => id }),
        (quantities, drawn) => {
          const spreads = drawn.map(
            ({ first, second, rate, ...rest }): CalendarSpread => ({
              ...rest,
              charge: flat(rate),
              legs: [
                { ...first, side: 'A' },
                { ...second, side: 'B' },
              ],
            }),
          )
          const deltas = quantities.map((delta, at) => ({ month: months[at]!, delta }))
          const result = calendarSpreads(deltas, spreads, [], 0)
          const left = new Map(deltas.map(({ month, delta }) => [month, delta]))
          let charge = 0
          const order = ['series', 'tiers'].flatMap((between) =>
            [1, 2, 3].flatMap((priority) =>
              ['a', 'b', 'c'].flatMap((id) =>
                spreads.filter((s) => s.between === between && s.priority === priority && s.id === id),
              ),
            ),
          )
          for (const spread of order) {
            for (const sign of [1, -1]) {
              const months = spread.legs.map(({ months: listed, side }) => {
                const wanted = side === 'A' ? sign : -sign
                return () => listed.find((month) => wanted * left.get(month)! > 0)
              })
              for (
                let found = months.map((find) => find());
                !found.includes(undefined);
                found = months.map((find) => find())
              ) {
                for (const month of found) left.set(month!, left.get(month!)! - Math.sign(left.get(month!)!))
                charge += spread.charge.rate
              }
            }
          }
          expect(result.charge).toBe(charge)
          expect(result.remaining.map(({ delta }) => delta + 0)).toEqual([...left.values()].map((delta) => delta + 0))
        },
      ),
    )
  })
})

describe('inter-commodity credits', () => {
  const spread = (
    id: string,
    priority: number,
    legs: readonly (readonly [string, 'A' | 'B', number])[],
    rate = 0.5,
  ): InterCommoditySpread => ({
    id,
    priority,
    method: 'weightedPriceRisk',
    rate,
    legs: legs.map(([name, side, deltaPerSpread]) => ({ commodity: name, side, deltaPerSpread })),
  })
  const deltas = [
    { id: 'X', delta: 10, weightedPriceRisk: 100 },
    { id: 'Y', delta: -4, weightedPriceRisk: 50 },
    { id: 'Z', delta: -9, weightedPriceRisk: 20 },
  ]

  test('in order of priority; what the first uses is gone for the second', () => {
    const spreads = [
      spread('second', 2, [
        ['X', 'A', 1],
        ['Z', 'B', 1],
      ]),
      spread('first', 1, [
        ['X', 'A', 2],
        ['Y', 'B', 1],
      ]),
    ]
    const { formed, credits, remaining } = interCommodityCredits(deltas, spreads)
    expect(formed.map(({ id, count }) => [id, count])).toEqual([
      ['first', 4],
      ['second', 2],
    ])
    expect([...credits]).toEqual([
      ['X', 8 * 50 + 2 * 50],
      ['Y', 100],
      ['Z', 20],
    ])
    expect([...remaining]).toEqual([
      ['X', 0],
      ['Y', 0],
      ['Z', -7],
    ])
  })

  test('sides must differ where the table says so, and may be the same where it says so', () => {
    expect(
      interCommodityCredits(deltas, [
        spread('same', 1, [
          ['X', 'A', 1],
          ['Y', 'A', 1],
        ]),
      ]).formed,
    ).toEqual([])
    expect(
      interCommodityCredits(deltas, [
        spread('same', 1, [
          ['Y', 'A', 1],
          ['Z', 'A', 1],
        ]),
      ]).formed[0]!.count,
    ).toBe(4)
  })

  test('flat credits are shared by the legs, a negative rate is a charge, a leg may have its own', () => {
    const flatSpread: InterCommoditySpread = {
      ...spread(
        'flat',
        1,
        [
          ['X', 'A', 1],
          ['Y', 'B', 1],
        ],
        -30,
      ),
      method: 'flat',
    }
    expect([...interCommodityCredits(deltas, [flatSpread]).credits]).toEqual([
      ['X', -60],
      ['Y', -60],
      ['Z', 0],
    ])
    const own: InterCommoditySpread = {
      ...spread('own', 1, []),
      legs: [
        { commodity: 'X', side: 'A', deltaPerSpread: 1, rate: 1 },
        { commodity: 'Y', side: 'B', deltaPerSpread: 1 },
      ],
    }
    expect([...interCommodityCredits(deltas, [own]).credits]).toEqual([
      ['X', 400],
      ['Y', 100],
      ['Z', 0],
    ])
  })

  test('a commodity that is not there forms nothing', () => {
    expect(
      interCommodityCredits(deltas, [
        spread('?', 1, [
          ['X', 'A', 1],
          ['W', 'B', 1],
        ]),
      ]).formed,
    ).toEqual([])
  })

  test('equals taking one unit at a time', () => {
    const names = ['X', 'Y', 'Z'] as const
    const side = fc.constantFrom('A' as const, 'B' as const)
    const drawn = fc.record({
      pair: fc.constantFrom([0, 1] as const, [1, 2] as const, [0, 2] as const),
      sides: fc.tuple(side, side),
      rate: fc.constantFrom(0.5, 0.8, -0.2),
    })
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: -5, max: 5 }), { minLength: 3, maxLength: 3 }),
        fc.array(drawn, { maxLength: 4 }),
        (quantities, list) => {
          const inputs = names.map((id, at) => ({ id, delta: quantities[at]!, weightedPriceRisk: 10 * (at + 1) }))
          const spreads = list.map(({ pair, sides, rate }, at) =>
            spread(
              `${at}`,
              at,
              [
                [names[pair[0]], sides[0], 1],
                [names[pair[1]], sides[1], 1],
              ],
              rate,
            ),
          )
          const left = [...quantities]
          const credits = [0, 0, 0]
          for (const { pair, sides, rate } of list) {
            const signs = (): number[] => pair.map((at, k) => Math.sign(left[at]!) * (sides[k] === 'A' ? 1 : -1))
            while (signs()[0] !== 0 && signs()[0] === signs()[1]) {
              for (const at of pair) {
                left[at]! -= Math.sign(left[at]!)
                credits[at]! += 10 * (at + 1) * rate
              }
            }
          }
          const result = interCommodityCredits(inputs, spreads)
          names.forEach((name, at) => {
            expect(result.credits.get(name)).toBeCloseTo(credits[at]!, 9)
            expect(result.remaining.get(name)! + 0).toBe(left[at]! + 0)
          })
        },
      ),
    )
  })
})

describe('weighted price risk', () => {
  const losses = Float64Array.of(20, 40, 300, 340)
  const inputs = { losses, activeScenario: 3, pairedScenario: 2, netDelta: 2, priceScanRange: 100 }
  test.each([
    ['normal', 145],
    ['scanRange', 100],
    ['scanRangeCap', 100],
  ] as const)('%s', (method, expected) => {
    expect(spanPriceRisk({ ...inputs, method })).toEqual({ timeRisk: 30, priceRisk: 290, weightedPriceRisk: expected })
  })
  test('without a net delta there is none to share', () => {
    expect(spanPriceRisk({ ...inputs, netDelta: 0, method: 'normal' }).weightedPriceRisk).toBe(0)
  })
})

describe('requirement', () => {
  test('futures on both sides of two commodities: scan, calendar, delivery, credit', () => {
    const spread: CalendarSpread = {
      id: 'c',
      between: 'series',
      priority: 1,
      charge: flat(70),
      legs: [leg('SEP', 'A'), leg('OCT', 'B')],
    }
    const x = commodity('X', [future('X1', 3, 'SEP'), future('X2', -1, 'OCT')], {
      calendarSpreads: [spread],
      delivery: [{ month: 'SEP', consumedRate: 5, remainingRate: 20 }],
    })
    const y = commodity('Y', [future('Y1', -1, 'SEP', 500)], { priceScanRange: 500 })
    const inter: InterCommoditySpread = {
      id: 'i',
      priority: 1,
      method: 'weightedPriceRisk',
      rate: 0.6,
      legs: [
        { commodity: 'X', side: 'A', deltaPerSpread: 1 },
        { commodity: 'Y', side: 'B', deltaPerSpread: 1 },
      ],
    }
    const result = spanRequirement(portfolio([y, x], { interCommoditySpreads: [inter], initialToMaintenance: 1.1 }))
    const [ofX, ofY] = result.commodities
    expect(ofX).toMatchObject({
      id: 'X',
      scan: 2000,
      activeScenario: 12,
      intra: 70,
      delivery: 5 + 40,
      inter: 600,
      risk: 1515,
    })
    expect(ofY).toMatchObject({ id: 'Y', scan: 500, activeScenario: 10, inter: 300, risk: 200, total: 200 })
    expect(result.total).toBe(1715)
    expect(result.initialTotal).toBeCloseTo(1.1 * 1715, 9)
  })

  const option = (id: string, quantity: number, right: 'call' | 'put', value: number, loss: number): SpanPosition => ({
    id,
    quantity,
    month: 'SEP',
    delta: 0,
    riskArray: Float64Array.from({ length: 16 }, (_, at) => (at === 5 ? loss : 0)),
    option: { right, value },
  })

  test('excess option value crosses commodities, or does not, or is lost', () => {
    const long = commodity('L', [option('l', 1, 'put', 1000, 400)])
    const short = commodity('S', [future('s', 1, 'SEP')])
    const total = (more: Partial<SpanPortfolio>, of = long): number =>
      spanRequirement(portfolio([of, short], more)).total
    expect(total({})).toBe(1000 - 600)
    expect(total({ excessOptionValueCrosses: false })).toBe(1000)
    expect(total({}, { ...long, floorAtZero: true })).toBe(1000)
  })

  test.each([
    ['sum', 5 * 35],
    ['max', 3 * 35],
  ] as const)('short option minimum, %s', (method, expected) => {
    const positions = [option('c', -2, 'call', 0, 0), option('p', -3, 'put', 0, 0)]
    const [one] = spanRequirement(
      portfolio([commodity('X', positions, { shortOptionMinimum: { rate: 35, method } })]),
    ).commodities
    expect(one).toMatchObject({ risk: expected, binding: 'short option minimum', total: expected })
  })

  test('nothing held, nothing needed', () => {
    expect(spanRequirement(portfolio([])).total).toBe(0)
    expect(spanRequirement(portfolio([commodity('X', [])])).commodities[0]).toMatchObject({
      total: 0,
      activeScenario: -1,
    })
  })
})
