import { normalQuantile } from '@plimsoll/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { acrossBuckets } from './acrossBuckets.js'
import { bucketAggregate } from './bucketAggregate.js'
import type { SensitivityCalibration } from './calibration.js'
import { type CrifRow, parseCrif, type SensitivityRow } from './crif.js'
import { type CrifMarginOptions, crifMargin } from './crifMargin.js'
import type { FactorBucket } from './factor.js'
import type { SensitivityNode } from './node.js'
import { parseSensitivityCalibration } from './parseCalibration.js'

/** Round numbers made up for these tests; they are nobody's calibration. */
function inventedDocument() {
  const bucket = (name: string, otherNameCorrelation: number, more: object = {}) => {
    return {
      name,
      sameNameCorrelation: 1,
      otherNameCorrelation,
      deltaThreshold: 50,
      vegaThreshold: 80,
      curvature: true,
      ...more,
    }
  }
  const bucketed = (more: object = {}) => ({
    buckets: [bucket('1', 0.5), bucket('2', 0.25, { curvature: false })],
    bucketCorrelations: [
      [1, 0.5],
      [0.5, 1],
    ],
    residual: bucket('Residual', 0.125),
    netting: 'name',
    sameNameBy: 'qualifier',
    ...more,
  })
  const credit = {
    netting: 'nameTenorLabel',
    buckets: [bucket('1', 0.5, { sameNameCorrelation: 0.75 }), bucket('2', 0.25)],
  }
  const weights = (more: object = {}) => ({
    deltaWeights: { '1': 4, '2': 8, Residual: 16 },
    vegaWeights: { '1': 0.5, '2': 0.25, Residual: 1 },
    ...more,
  })
  const ratio = { historicalVolatilityRatio: 0.5 }
  const horizon = (horizonDays: number, concentration: boolean) => ({
    horizonDays,
    calendarDays: horizonDays,
    concentration,
    interestRate: {
      deltaWeights: { calm: [8, 4, 2], wild: [16, 16, 8] },
      inflationWeight: 4,
      crossCurrencyBasisWeight: 2,
      vegaWeight: 0.25,
      ...ratio,
    },
    creditQualifying: weights({ baseCorrelationWeight: 2 }),
    creditNonQualifying: weights(),
    equity: weights(ratio),
    commodity: weights(ratio),
    fx: {
      deltaWeights: square(
        ['calm', 'wild'],
        [
          [4, 8],
          [8, 16],
        ],
      ),
      vegaWeight: 0.5,
      ...ratio,
    },
  })
  const square = (names: readonly string[], values: readonly (readonly number[])[]) => ({ names, values })
  const names = ['interestRate', 'creditQualifying', 'creditNonQualifying', 'equity', 'commodity', 'fx']
  const groups = { byCurrency: { USD: 'calm', EUR: 'calm' }, others: 'wild' }
  return {
    plimsoll: 'sensitivity-calibration/1',
    id: 'invented',
    version: '1',
    currency: 'USD',
    yearDays: 365,
    volatilityConfidence: 0.99,
    curvatureConfidence: 0.995,
    horizons: [horizon(10, true), horizon(1, false)],
    interestRate: {
      tenorCorrelations: square(
        ['1m', '1y', '10y'],
        [
          [1, 0.75, 0.25],
          [0.75, 1, 0.5],
          [0.25, 0.5, 1],
        ],
      ),
      subCurveCorrelation: 0.9375,
      inflationCorrelation: 0.375,
      crossCurrencyBasisCorrelation: 0.0625,
      currencyCorrelation: 0.25,
      volatilityGroups: groups,
      concentrationGroups: groups,
      deltaThresholds: { calm: 100, wild: 20 },
      vegaThresholds: { calm: 100, wild: 20 },
    },
    creditQualifying: { ...bucketed(credit), baseCorrelationCorrelation: 0.25 },
    creditNonQualifying: bucketed({ ...credit, sameNameBy: 'label2' }),
    equity: bucketed(),
    commodity: bucketed(),
    fx: {
      volatilityGroups: groups,
      currencyCorrelations: {
        calm: square(
          ['calm', 'wild'],
          [
            [0.5, 0.25],
            [0.25, -0.0625],
          ],
        ),
        wild: square(
          ['calm', 'wild'],
          [
            [0.75, 0.5],
            [0.5, 0.5],
          ],
        ),
      },
      volatilityCorrelation: 0.5,
      concentrationGroups: groups,
      deltaThresholds: { calm: 100, wild: 20 },
      vegaThresholds: square(
        ['calm', 'wild'],
        [
          [100, 50],
          [50, 20],
        ],
      ),
    },
    riskClassCorrelations: square(
      names,
      names.map((a) => names.map((b) => (a === b ? 1 : 0.25))),
    ),
    addOns: { productClassMultipliers: {}, notionalFactors: {}, fixedAmount: 0 },
  }
}

const calibration: SensitivityCalibration = parseSensitivityCalibration(inventedDocument())
const concentrated: CrifMarginOptions = { horizonDays: 10, calculationCurrency: 'USD' }
const plain: CrifMarginOptions = { horizonDays: 1, calculationCurrency: 'USD' }

const productClass = fc.constantFrom('RatesFX' as const, 'Credit' as const, 'Equity' as const, 'Commodity' as const)
const amount = fc.integer({ min: -4096, max: 4096 }).map((units) => units / 16)
const rowOf = (
  riskType: SensitivityRow['riskType'],
  fields: Record<string, readonly string[]>,
): fc.Arbitrary<SensitivityRow> =>
  fc.record({
    productClass,
    riskType: fc.constant(riskType),
    qualifier: fc.constantFrom(...(fields.qualifier ?? ['A', 'B', 'C'])),
    bucket: fc.constantFrom(...(fields.bucket ?? [''])),
    label1: fc.constantFrom(...(fields.label1 ?? [''])),
    label2: fc.constantFrom(...(fields.label2 ?? [''])),
    amount,
  })
const buckets = ['1', '2', 'Residual']
const tenors = ['1m', '1y', '10y']
const currencies = ['USD', 'EUR', 'TRY', 'ZAR']
const deltaRow = fc.oneof(
  rowOf('Risk_IRCurve', { qualifier: currencies, label1: tenors, label2: ['OIS', 'Libor3m'] }),
  rowOf('Risk_Inflation', { qualifier: currencies }),
  rowOf('Risk_XCcyBasis', { qualifier: currencies }),
  rowOf('Risk_CreditQ', { bucket: buckets, label1: ['1y', '5y'], label2: ['', 'EUR'] }),
  rowOf('Risk_CreditNonQ', { bucket: buckets, label1: ['1y', '5y'], label2: ['G', 'H'] }),
  rowOf('Risk_BaseCorr', {}),
  rowOf('Risk_Equity', { bucket: buckets }),
  rowOf('Risk_Commodity', { bucket: buckets }),
  rowOf('Risk_FX', { qualifier: currencies }),
)
const vegaRow = fc.oneof(
  rowOf('Risk_IRVol', { qualifier: currencies, label1: tenors }),
  rowOf('Risk_InflationVol', { qualifier: currencies, label1: tenors }),
  rowOf('Risk_CreditVol', { bucket: buckets, label1: tenors }),
  rowOf('Risk_CreditVolNonQ', { bucket: buckets, label1: tenors, label2: ['G', 'H'] }),
  rowOf('Risk_EquityVol', { bucket: buckets, label1: tenors }),
  rowOf('Risk_CommodityVol', { bucket: buckets, label1: tenors }),
  rowOf('Risk_FXVol', { qualifier: ['USDEUR', 'EURUSD', 'TRYUSD', 'ZARTRY'], label1: tenors }),
)
const addOnRow: fc.Arbitrary<CrifRow> = fc.oneof(
  fc.record({
    riskType: fc.constant('Param_ProductClassMultiplier' as const),
    qualifier: productClass,
    amount: fc.constantFrom(1, 1.25, 2),
  }),
  fc.record({
    riskType: fc.constant('Param_AddOnFixedAmount' as const),
    qualifier: fc.constant(''),
    amount: fc.nat(99),
  }),
  fc.record({ riskType: fc.constant('Notional' as const), qualifier: fc.constantFrom('X', 'Y'), amount }),
  fc.record({
    riskType: fc.constant('Param_AddOnNotionalFactor' as const),
    qualifier: fc.constantFrom('X', 'Y'),
    amount: fc.constantFrom(5, 12.5),
  }),
)
const anyRow: fc.Arbitrary<CrifRow> = fc.oneof(deltaRow, vegaRow, addOnRow)
const options = fc.constantFrom(concentrated, plain)

describe('crifMargin', () => {
  test('two shares, worked by hand', () => {
    // Bucket 1: 4·10 = 40 and 4·(−5) = −20, correlation ½: K² = 1600 + 400 − 800 = 1200. No concentration at this horizon.
    const share = { productClass: 'Equity', riskType: 'Risk_Equity', bucket: '1' }
    const rows = parseCrif([
      { ...share, qualifier: 'A', amount: 10 },
      { ...share, qualifier: 'B', amount: -5 },
    ])
    expect(crifMargin(rows, calibration, plain).value).toBe(Math.sqrt(1200))
  })

  test('a concentrated currency is charged by the root of its excess', () => {
    // 400 against a threshold of 100: CR = 2, WS = 4 · 2 · 400.
    const row = { productClass: 'RatesFX', riskType: 'Risk_IRCurve', qualifier: 'USD', label1: '1y', amount: 400 }
    const rows = parseCrif([row])
    expect(crifMargin(rows, calibration, concentrated).value).toBe(3200)
    expect(crifMargin(rows, calibration, plain).value).toBe(1600)
    // The same position in a currency worth half as much: twice the amount, twice the margin.
    const halved = { ...concentrated, calculationCurrency: 'EUR', thresholdRate: 2 }
    expect(crifMargin(parseCrif([{ ...row, amount: 800 }]), calibration, halved).value).toBe(6400)
  })

  test('unequal concentration lowers the correlation of two names, and of two currencies', () => {
    // Thresholds 50: A has CR = 2, WS = 4·2·200; B has CR = 1, WS = 4·50; correlation ½ · ½.
    const share = { productClass: 'Equity', riskType: 'Risk_Equity', bucket: '1' }
    const shares = parseCrif([
      { ...share, qualifier: 'A', amount: 200 },
      { ...share, qualifier: 'B', amount: 50 },
    ])
    expect(crifMargin(shares, calibration, concentrated).value).toBe(
      Math.sqrt(1600 * 1600 + 200 * 200 + 2 * 0.25 * 1600 * 200),
    )
    // Thresholds 100: dollars have CR = 2, WS = 4·2·400, euros CR = 1, WS = 4·100; correlation ¼ · ½.
    const rate = { productClass: 'RatesFX', riskType: 'Risk_IRCurve', label1: '1y' }
    const rates = parseCrif([
      { ...rate, qualifier: 'USD', amount: 400 },
      { ...rate, qualifier: 'EUR', amount: 100 },
    ])
    expect(crifMargin(rates, calibration, concentrated).value).toBe(
      Math.sqrt(3200 * 3200 + 400 * 400 + 2 * 0.125 * 3200 * 400),
    )
  })

  test('a currency pair is one pair in either order; cross-currency basis is never concentrated', () => {
    const pair = { productClass: 'RatesFX', riskType: 'Risk_FXVol', label1: '1y' }
    const pairs = parseCrif([
      { ...pair, qualifier: 'USDEUR', amount: 30 },
      { ...pair, qualifier: 'EURUSD', amount: -30 },
    ])
    expect(crifMargin(pairs, calibration, concentrated).value).toBe(0)
    const basis = { productClass: 'RatesFX', riskType: 'Risk_XCcyBasis', qualifier: 'USD', amount: 400 }
    expect(crifMargin(parseCrif([basis]), calibration, concentrated).value).toBe(800)
  })

  test('delta margin is the same from both sides', () => {
    fc.assert(
      fc.property(fc.array(deltaRow, { maxLength: 30 }), options, (rows, chosen) => {
        const call = crifMargin(rows, calibration, chosen)
        const post = crifMargin(rows, calibration, { ...chosen, side: 'post' })
        expect(post.value).toBeCloseTo(call.value, 6)
      }),
    )
  })

  test('the other side of a portfolio is the portfolio with its signs turned', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(deltaRow, vegaRow), { maxLength: 30 }), options, (rows, chosen) => {
        const turned = rows.map((row) => ({ ...row, amount: -row.amount }))
        const call = crifMargin(turned, calibration, chosen)
        expect(crifMargin(rows, calibration, { ...chosen, side: 'post' }).value).toBeCloseTo(call.value, 6)
      }),
    )
  })

  test('an option sold to the collecting party is charged for curvature, one bought from it is not', () => {
    const option = {
      productClass: 'Equity',
      riskType: 'Risk_EquityVol',
      qualifier: 'A',
      bucket: '1',
      label1: '1m',
      amount: 64,
    }
    const curvature = (side: 'call' | 'post'): number | undefined =>
      nodesOf(crifMargin(parseCrif([option]), calibration, { ...plain, side }).tree).find(
        ({ kind }) => kind === 'curvature',
      )?.value
    // The collecting party is long: CVR = ½ · 1/(365/12) · σ · 64, σ = 4·√365/z, and λ = z′² − 1 makes it CVR · z′².
    const sigma = (4 * Math.sqrt(365)) / normalQuantile(0.99)
    const z = normalQuantile(0.995)
    expect(curvature('call')).toBeCloseTo(((0.5 * 12) / 365) * sigma * 64 * z * z, 9)
    expect(curvature('post')).toBe(0)
  })

  test('without concentration twice the portfolio has exactly twice the margin', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(deltaRow, vegaRow), { maxLength: 30 }), (rows) => {
        const doubled = rows.map((row) => ({ ...row, amount: 2 * row.amount }))
        expect(crifMargin(doubled, calibration, plain).value).toBe(2 * crifMargin(rows, calibration, plain).value)
      }),
    )
  })

  test('the order of the rows changes no bit', () => {
    fc.assert(
      fc.property(
        fc
          .array(anyRow, { maxLength: 30 })
          .chain((rows) =>
            fc.tuple(fc.constant(rows), fc.shuffledSubarray([...rows.keys()], { minLength: rows.length })),
          ),
        options,
        ([rows, order], chosen) => {
          const sorted = crifMargin(rows, calibration, chosen)
          const shuffled = crifMargin(
            order.map((place) => rows[place]!),
            calibration,
            chosen,
          )
          expect(shuffled.tree).toEqual(sorted.tree)
          expect(shuffled.value).toBe(sorted.value)
          expect(shuffled.parts).toEqual(order.map((place) => sorted.parts[place]))
        },
      ),
    )
  })

  test('every level of the tree is made of the level below', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), options, (rows, chosen) => {
        const { tree, value } = crifMargin(rows, calibration, chosen)
        expect(value).toBe(sumOf(tree))
        for (const node of nodesOf(tree)) {
          if (node.kind === 'riskClass' || node.kind === 'addOns') expect(node.value).toBe(sumOf(node))
          if (node.kind === 'productClass') {
            let square = 0
            for (const a of node.children)
              for (const b of node.children) square += (a === b ? 1 : 0.25) * a.value * b.value
            expect(node.value).toBeCloseTo(Math.sqrt(square), 6)
          }
          if (node.kind === 'weightedSensitivity') {
            const { exposure = 0, weight = 0, concentration = 1 } = node.factors ?? {}
            expect(node.value).toBeCloseTo(exposure * weight * concentration, 6)
          } else expect(node.value).toBeGreaterThanOrEqual(0)
        }
      }),
    )
  })

  test('the parts of the rows add up to the margin', () => {
    fc.assert(
      fc.property(fc.array(anyRow, { maxLength: 40 }), options, (rows, chosen) => {
        const { value, parts } = crifMargin(rows, calibration, chosen)
        let sum = 0
        let size = value
        for (const part of parts) {
          sum += part
          size += Math.abs(part)
        }
        expect(Math.abs(sum - value)).toBeLessThanOrEqual(1e-12 * size)
      }),
      { numRuns: 300 },
    )
  })

  test('a part is what growing the row by one percent adds, a hundredfold', () => {
    const step = 1e-4
    fc.assert(
      fc.property(fc.array(fc.oneof(deltaRow, vegaRow), { minLength: 1, maxLength: 15 }), fc.nat(), (rows, pick) => {
        const place = pick % rows.length
        const grown = (factor: number): number => {
          const changed = rows.map((row, k) => (k === place ? { ...row, amount: factor * row.amount } : row))
          return crifMargin(changed, calibration, plain).value
        }
        const { value, parts } = crifMargin(rows, calibration, plain)
        const up = (grown(1 + step) - value) / step
        const down = (value - grown(1 - step)) / step
        // At a kink (an offset at its cap, a margin at zero) the two differ and there is no derivative to compare with.
        fc.pre(Math.abs(up - down) < 1e-3 * (1 + Math.abs(rows[place]!.amount)))
        expect(Math.abs((up + down) / 2 - parts[place]!)).toBeLessThan(1e-3 * (1 + Math.abs(rows[place]!.amount)))
      }),
      { numRuns: 300 },
    )
  })

  test('add-ons: rows replace the calibration’s table', () => {
    const share = { productClass: 'Equity', riskType: 'Risk_Equity', bucket: '1', qualifier: 'A', amount: 10 }
    const agreed = { productClassMultipliers: { Equity: 1.5 }, notionalFactors: { X: 0.25 }, fixedAmount: 7 }
    const document = parseSensitivityCalibration({ ...inventedDocument(), addOns: agreed })
    const notional = { riskType: 'Notional', qualifier: 'X', amount: -100 }
    // 40 · 0.5 + 7 + 0.25 · 100
    expect(crifMargin(parseCrif([share, notional]), document, plain).value).toBe(40 + 52)
    const rows = [
      { riskType: 'Param_ProductClassMultiplier', qualifier: 'Equity', amount: 2 },
      { riskType: 'Param_AddOnNotionalFactor', qualifier: 'X', amount: 10 },
    ]
    // 40 · 1 + 7 + 0.1 · 100
    expect(crifMargin(parseCrif([share, notional, ...rows]), document, plain).value).toBe(40 + 57)
  })

  test('what cannot be placed is refused with its place', () => {
    const refused = (row: object, chosen: CrifMarginOptions = plain) => {
      try {
        crifMargin(parseCrif([row]), calibration, chosen)
      } catch (error) {
        return error instanceof PlimsollError ? error.where : error
      }
      return 'accepted'
    }
    const share = { productClass: 'Equity', riskType: 'Risk_Equity', qualifier: 'A', bucket: '1', amount: 1 }
    const rate = { productClass: 'RatesFX', riskType: 'Risk_IRCurve', qualifier: 'USD', label1: '1y', amount: 1 }
    expect(refused(share)).toBe('accepted')
    expect(refused({ ...share, bucket: '9' })).toBe('rows[0].bucket')
    expect(refused({ ...share, riskType: 'Risk_EquityVol', label1: 'soon' })).toBe('rows[0].label1')
    expect(refused({ ...rate, label1: '7y' })).toBe('rows[0].label1')
    expect(refused({ ...rate, riskType: 'Risk_FXVol', qualifier: 'EUR' })).toBe('rows[0].qualifier')
    expect(refused({ ...rate, riskType: 'Risk_Weather' })).toBe('rows[0].riskType')
    expect(refused({ ...rate, amount: Number.NaN })).toBe('rows[0].amount')
    expect(refused({ ...rate, productClass: 'Weather' })).toBe('rows[0].productClass')
    expect(refused({ riskType: 'Param_ProductClassMultiplier', qualifier: 'Equity', amount: 0.5 })).toBe(
      'rows[0].amount',
    )
    expect(refused(rate, { ...plain, horizonDays: 5 })).toBe('options.horizonDays')
    expect(refused(rate, { ...plain, calculationCurrency: 'EUR' })).toBe('options.thresholdRate')
  })
})

describe('a calibration document', () => {
  const refused = (change: (document: ReturnType<typeof inventedDocument>) => void): unknown => {
    const document = inventedDocument()
    change(document)
    try {
      parseSensitivityCalibration(document)
    } catch (error) {
      return error instanceof PlimsollError ? error.where : error
    }
    return 'accepted'
  }
  test.each([
    ['calibration.plimsoll', (d) => Object.assign(d, { plimsoll: 'spec/1' })],
    ['calibration.colour', (d) => Object.assign(d, { colour: 'red' })],
    [
      'calibration.interestRate.tenorCorrelations.values[1][0]',
      (d) => {
        Object.assign(d.interestRate.tenorCorrelations.values, { 1: [0.5, 1, 0.5] })
      },
    ],
    [
      'calibration.equity.bucketCorrelations[0][0]',
      (d) => {
        d.equity.bucketCorrelations[0] = [0.5, 0.5]
      },
    ],
    [
      'calibration.horizons[1].equity.deltaWeights.Residual',
      (d) => {
        Object.assign(d.horizons[1]!.equity.deltaWeights, { Residual: 0 })
      },
    ],
    [
      'calibration.horizons[0].interestRate.deltaWeights.wild',
      (d) => {
        d.horizons[0]!.interestRate.deltaWeights.wild = [1]
      },
    ],
    ['calibration.fx.deltaThresholds.wild', (d) => Object.assign(d.fx.deltaThresholds, { wild: Number.NaN })],
    [
      'calibration.riskClassCorrelations.names',
      (d) => Object.assign(d.riskClassCorrelations, { names: ['fx'], values: [[1]] }),
    ],
    ['calibration.curvatureConfidence', (d) => Object.assign(d, { curvatureConfidence: 1 })],
    [
      'calibration.addOns.productClassMultipliers.Credit',
      (d) => Object.assign(d.addOns.productClassMultipliers, { Credit: 0.9 }),
    ],
  ] as readonly (readonly [string, (document: ReturnType<typeof inventedDocument>) => void])[])(
    'is refused at %s',
    (where, change) => {
      expect(refused(change)).toBe(where)
    },
  )
  test('is accepted as it is', () => expect(refused(() => {})).toBe('accepted'))
})

describe('aggregation', () => {
  const bucketOf = (values: readonly number[], matrix: readonly (readonly number[])[]): FactorBucket => ({
    label: '',
    factors: values.map((value) => ({ label: '', value, rows: [], factors: {} })),
    correlation: (k, l) => matrix[k]![l]!,
  })

  test('inside a bucket two portfolios together never need more than apart', () => {
    // Correlations of unit vectors are positive semi-definite by construction.
    const direction = fc
      .array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 })
      .map((v) => [...v, 0.5])
    const values = fc.array(fc.double({ min: -1e3, max: 1e3, noNaN: true }), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(fc.array(direction, { minLength: 6, maxLength: 6 }), values, values, (directions, a, b) => {
        const dot = (v: readonly number[], w: readonly number[]): number => v.reduce((sum, x, k) => sum + x * w[k]!, 0)
        const matrix = directions.map((v) => directions.map((w) => dot(v, w) / Math.sqrt(dot(v, v) * dot(w, w))))
        const margin = (list: readonly number[]): number => bucketAggregate(bucketOf(list, matrix)).margin
        // A margin of 0 is the root of a rounding error of 1e-10 of the squares.
        expect(margin(a.map((x, k) => x + b[k]!))).toBeLessThanOrEqual(margin(a) + margin(b) + 1e-3)
      }),
      { numRuns: 500 },
    )
  })

  test('across buckets they may: the cap on an offset is not convex', () => {
    // Two independent factors in the first bucket, each hedged perfectly by the second bucket, but √2 cannot offset 2.
    const identity = [
      [1, 0],
      [0, 1],
    ]
    const margin = (first: readonly number[], second: number): number =>
      acrossBuckets([bucketOf(first, identity), bucketOf([second], [[1]])], () => 1).margin
    expect(margin([1, 0], -1)).toBe(0)
    expect(margin([0, 1], -1)).toBe(0)
    expect(margin([1, 1], -2)).toBeCloseTo(2 - Math.SQRT2, 12)
  })
})

function sumOf(node: SensitivityNode): number {
  return node.children.reduce((sum, child) => sum + child.value, 0)
}

function nodesOf(node: SensitivityNode): readonly SensitivityNode[] {
  return [node, ...node.children.flatMap(nodesOf)]
}
