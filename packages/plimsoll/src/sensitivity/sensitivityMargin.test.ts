import { normalQuantile } from '@plimsoll/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import type { LegSensitivity } from './netSensitivities.js'
import { sensitivityMargin } from './sensitivityMargin.js'
import { parseUnderlyingBuckets, type UnderlyingBuckets } from './underlyingBuckets.js'

/** Round numbers made up for these tests. */
function inventedDocument() {
  return {
    plimsoll: 'sensitivity-buckets/1',
    id: 'invented',
    moveConfidence: 0.99,
    curvatureConfidence: 0.995,
    buckets: [
      {
        name: 'large',
        deltaWeight: 0.25,
        vegaWeight: 0.5,
        correlation: 0.75,
        deltaThreshold: 1000,
        vegaThreshold: 400,
      },
      { name: 'small', deltaWeight: 0.5, vegaWeight: 1, correlation: 0.5 },
      { name: 'stable', deltaWeight: 0.03125, vegaWeight: 2, correlation: 0.25 },
    ],
    bucketCorrelations: [
      [1, 0.5, 0.125],
      [0.5, 1, 0],
      [0.125, 0, 1],
    ],
    residual: { name: 'others', deltaWeight: 0.75, vegaWeight: 1, correlation: 0.25 },
    vegaTenors: {
      tenorDays: [7, 30, 90],
      weights: [1.5, 1, 0.5],
      correlations: [
        [1, 0.75, 0.5],
        [0.75, 1, 0.75],
        [0.5, 0.75, 1],
      ],
    },
  }
}
const document = parseUnderlyingBuckets(inventedDocument())
const withoutThresholds: UnderlyingBuckets = parseUnderlyingBuckets({
  ...inventedDocument(),
  buckets: inventedDocument().buckets.map(({ name, deltaWeight, vegaWeight, correlation }) => {
    return { name, deltaWeight, vegaWeight, correlation }
  }),
})
const z99 = normalQuantile(0.99)
const z995 = normalQuantile(0.995)

const bucketNames: Readonly<Record<string, string>> = {
  BTC: 'large',
  ETH: 'large',
  SOL: 'small',
  XRP: 'small',
  USDC: 'stable',
  MOON: 'unheard of',
  MARS: 'neither',
}
const amount = fc.integer({ min: -4096, max: 4096 }).map((units) => units / 4)
const anyAmount = fc.double({ min: -1e100, max: 1e100, noNaN: true })
const rowsOf = (size: fc.Arbitrary<number>): fc.Arbitrary<LegSensitivity[]> =>
  fc.array(
    fc
      .record({
        leg: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
        underlying: fc.constantFrom(...Object.keys(bucketNames)),
        delta: size,
        vega: fc.array(fc.record({ tenorDays: fc.constantFrom(0, 1, 7, 20, 30, 44.5, 90, 800), amount: size }), {
          maxLength: 3,
        }),
        curvature: size,
      })
      .map((row) => ({ ...row, bucket: bucketNames[row.underlying]! })),
    { maxLength: 12 },
  )
const row = (leg: string, more: Partial<LegSensitivity>): LegSensitivity => {
  return { leg, underlying: 'BTC', bucket: 'large', delta: 0, vega: [], curvature: 0, ...more }
}

describe('sensitivityMargin', () => {
  test('is the formula, written a second time without nets, buckets or slopes', () => {
    fc.assert(
      fc.property(rowsOf(amount), (rows) => {
        const { children, value } = sensitivityMargin(rows, document)
        const expected = [plainDelta(rows), plainVega(rows), plainCurvature(rows)]
        for (const [k, number] of expected.entries()) expect(children[k]!.value).toBeCloseTo(number, 6)
        expect(value).toBeCloseTo(expected[0]! + expected[1]! + expected[2]!, 6)
      }),
      { numRuns: 500 },
    )
  })

  test('the parts’ sum is the value to the bit, and every leg has one', () => {
    fc.assert(
      fc.property(rowsOf(amount), (rows) => {
        const { value, parts, children } = sensitivityMargin(rows, document)
        expect(parts.reduce((sum, { part }) => sum + part, 0)).toBe(value)
        expect(parts.map(({ leg }) => leg)).toEqual([...new Set(rows.map(({ leg }) => leg))].sort())
        const size = parts.reduce((sum, { part }) => sum + Math.abs(part), 1)
        const below = children.reduce((sum, child) => sum + child.value, 0)
        expect(Math.abs(below - value)).toBeLessThanOrEqual(1e-11 * size)
      }),
      { numRuns: 500 },
    )
  })

  test('the order of the rows changes no bit', () => {
    const shuffled = rowsOf(amount).chain((rows) =>
      fc.tuple(fc.constant(rows), fc.shuffledSubarray(rows, { minLength: rows.length })),
    )
    fc.assert(
      fc.property(shuffled, ([rows, others]) => {
        expect(sensitivityMargin(others, document)).toEqual(sensitivityMargin(rows, document))
      }),
    )
  })

  test('a delta book needs as much as its mirror image', () => {
    fc.assert(
      fc.property(rowsOf(amount), (rows) => {
        const deltas = rows.map((entry) => ({ ...entry, curvature: 0 }))
        const mirrored = deltas.map((entry) => ({
          ...entry,
          delta: -entry.delta,
          vega: entry.vega.map((point) => ({ ...point, amount: -point.amount })),
        }))
        expect(sensitivityMargin(mirrored, document).value).toBeCloseTo(sensitivityMargin(deltas, document).value, 6)
      }),
    )
  })

  test('without thresholds twice the book needs exactly twice as much', () => {
    fc.assert(
      fc.property(rowsOf(amount), (rows) => {
        const doubled = rows.map((entry) => ({
          ...entry,
          delta: 2 * entry.delta,
          vega: entry.vega.map((point) => ({ ...point, amount: 2 * point.amount })),
          curvature: 2 * entry.curvature,
        }))
        expect(sensitivityMargin(doubled, withoutThresholds).value).toBe(
          2 * sensitivityMargin(rows, withoutThresholds).value,
        )
      }),
    )
  })

  test('two books of one underlying together never need more than apart', () => {
    const single = rowsOf(amount).map((rows) =>
      rows.map((entry) => ({ ...entry, underlying: 'SOL', bucket: 'small', curvature: 0 })),
    )
    fc.assert(
      fc.property(single, single, (a, b) => {
        const [one, other] = [sensitivityMargin(a, document).value, sensitivityMargin(b, document).value]
        expect(sensitivityMargin([...a, ...b], document).value).toBeLessThanOrEqual((one + other) * (1 + 1e-12) + 1e-3)
      }),
    )
  })

  test('never throws and is never below zero, whatever the finite numbers', () => {
    fc.assert(
      fc.property(rowsOf(anyAmount), (rows) => {
        const { value, parts } = sensitivityMargin(rows, document)
        expect(value).toBeGreaterThanOrEqual(0)
        expect(Number.isFinite(value)).toBe(true)
        for (const { part } of parts) expect(Number.isFinite(part)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })

  test('an option sold is charged for its curvature, one bought is not', () => {
    // CVR = ½ · 1000 · (0.25 / z)²; a single one has θ = 0 and λ = z² − 1, so the margin is CVR · z² of the other confidence.
    const move = 0.25 / z99
    expect(sensitivityMargin([row('short', { curvature: -1000 })], document).value).toBeCloseTo(
      0.5 * 1000 * move * move * z995 * z995,
      9,
    )
    expect(sensitivityMargin([row('long', { curvature: 1000 })], document).value).toBe(0)
  })

  test('a concentrated coin is charged by the root of its excess', () => {
    expect(sensitivityMargin([row('a', { delta: 1000 })], document).value).toBe(250)
    expect(sensitivityMargin([row('a', { delta: 4000 })], document).value).toBe(2000)
  })

  test('vega between two knots belongs to both, outside to the nearest', () => {
    const of = (tenorDays: number): number =>
      sensitivityMargin([row('a', { vega: [{ tenorDays, amount: 64 }] })], document).value
    // 0.5 · tenor weight · 64; half way between 30 and 90 days: ½·32 and ½·16 with correlation ¾.
    expect(of(1)).toBe(48)
    expect(of(7)).toBe(48)
    expect(of(500)).toBe(16)
    expect(of(60)).toBeCloseTo(Math.sqrt(16 * 16 + 8 * 8 + 2 * 0.75 * 16 * 8), 12)
  })

  test('a hedge has a negative part', () => {
    const { parts } = sensitivityMargin([row('long', { delta: 100 }), row('hedge', { delta: -60 })], document)
    expect(parts).toEqual([
      { leg: 'hedge', part: -15 },
      { leg: 'long', part: 25 },
    ])
  })
})

describe('a document of buckets', () => {
  test.each([
    [
      'buckets.buckets[1].correlation',
      (d) => {
        d.buckets[1]!.correlation = 1.5
      },
    ],
    [
      'buckets.bucketCorrelations[2][1]',
      (d) => {
        d.bucketCorrelations[2]![1] = 0.5
      },
    ],
    [
      'buckets.vegaTenors.tenorDays[1]',
      (d) => {
        d.vegaTenors.tenorDays[1] = 7
      },
    ],
    [
      'buckets.vegaTenors.weights',
      (d) => {
        d.vegaTenors.weights = [1]
      },
    ],
    [
      'buckets.buckets',
      (d) => {
        d.residual.name = 'large'
      },
    ],
    [
      'buckets.moveConfidence',
      (d) => {
        d.moveConfidence = 1.2
      },
    ],
    [
      'buckets.residual.deltaWeight',
      (d) => {
        d.residual.deltaWeight = -1
      },
    ],
    ['buckets.colour', (d) => Object.assign(d, { colour: 'red' })],
  ] as readonly (readonly [string, (document: ReturnType<typeof inventedDocument>) => void])[])(
    'is refused at %s',
    (where, change) => {
      const changed = inventedDocument()
      change(changed)
      const refused = (): unknown => parseUnderlyingBuckets(changed)
      expect(refused).toThrow(PlimsollError)
      expect(refused).toThrow(where)
    },
  )
})

/** Independent of the library: every pair of exposures is multiplied out. */
interface Factor {
  readonly bucket: string
  readonly name: string
  readonly tenor: number
  readonly weighted: number
  readonly charge: number
}

function ruleOf(name: string) {
  return document.buckets.find((bucket) => bucket.name === name) ?? document.residual
}

function combined(factors: readonly Factor[], power: 1 | 2): { readonly within: number; readonly residual: number } {
  const raise = (rho: number): number => (power === 2 ? rho * rho : rho)
  const k2 = new Map<string, number>()
  const sums = new Map<string, number>()
  for (const a of factors) {
    sums.set(a.bucket, (sums.get(a.bucket) ?? 0) + a.weighted)
    for (const b of factors.filter((other) => other.bucket === a.bucket)) {
      const names =
        a.name === b.name
          ? 1
          : ruleOf(a.bucket).correlation * (Math.min(a.charge, b.charge) / Math.max(a.charge, b.charge))
      const rho = names * document.vegaTenors.correlations[a.tenor]![b.tenor]!
      k2.set(a.bucket, (k2.get(a.bucket) ?? 0) + raise(rho) * a.weighted * b.weighted)
    }
  }
  const margin = (bucket: string): number => Math.sqrt(Math.max(k2.get(bucket) ?? 0, 0))
  const offer = (bucket: string): number => Math.max(-margin(bucket), Math.min(margin(bucket), sums.get(bucket) ?? 0))
  let square = 0
  for (const [b, one] of document.buckets.entries()) {
    square += margin(one.name) * margin(one.name)
    for (const [c, other] of document.buckets.entries()) {
      if (b !== c) square += raise(document.bucketCorrelations[b]![c]!) * offer(one.name) * offer(other.name)
    }
  }
  return { within: Math.sqrt(Math.max(square, 0)), residual: margin(document.residual.name) }
}

function exposureOf(rows: readonly LegSensitivity[], name: string, of: (entry: LegSensitivity) => number): number {
  return rows.filter(({ underlying }) => underlying === name).reduce((sum, entry) => sum + of(entry), 0)
}

function chargeOf(exposure: number, threshold: number | undefined): number {
  return threshold === undefined ? 1 : Math.max(1, Math.sqrt(Math.abs(exposure) / threshold))
}

function plainDelta(rows: readonly LegSensitivity[]): number {
  const factors = Object.entries(bucketNames).map(([name, bucket]): Factor => {
    const rule = ruleOf(bucket)
    const exposure = exposureOf(rows, name, ({ delta }) => delta)
    const charge = chargeOf(exposure, rule.deltaThreshold)
    return { bucket: rule.name, name, tenor: 0, weighted: rule.deltaWeight * charge * exposure, charge }
  })
  const { within, residual } = combined(factors, 1)
  return within + residual
}

function plainVega(rows: readonly LegSensitivity[]): number {
  const { tenorDays: knots, weights } = document.vegaTenors
  // The share of a knot as the hat function over its neighbours.
  const hat = (days: number, knot: number): number => {
    const at = Math.min(Math.max(days, knots[0]!), knots[knots.length - 1]!)
    const left = knots[knot - 1]
    const right = knots[knot + 1]
    if (at < knots[knot]!) return left === undefined ? 1 : Math.max(0, (at - left) / (knots[knot]! - left))
    return right === undefined ? 1 : Math.max(0, (right - at) / (right - knots[knot]!))
  }
  const factors = Object.entries(bucketNames).flatMap(([name, bucket]) => {
    const rule = ruleOf(bucket)
    const charge = chargeOf(
      exposureOf(rows, name, ({ vega }) => vega.reduce((sum, point) => sum + point.amount, 0)),
      rule.vegaThreshold,
    )
    return knots.map((_, tenor): Factor => {
      const exposure = exposureOf(rows, name, ({ vega }) =>
        vega.reduce((sum, point) => sum + point.amount * hat(point.tenorDays, tenor), 0),
      )
      return { bucket: rule.name, name, tenor, weighted: rule.vegaWeight * weights[tenor]! * charge * exposure, charge }
    })
  })
  const { within, residual } = combined(factors, 1)
  return within + residual
}

function plainCurvature(rows: readonly LegSensitivity[]): number {
  const factors = Object.entries(bucketNames).map(([name, bucket]): Factor => {
    const rule = ruleOf(bucket)
    const move = rule.deltaWeight / z99
    const weighted = -0.5 * exposureOf(rows, name, ({ curvature }) => curvature) * move * move
    return { bucket: rule.name, name, tenor: 0, weighted, charge: 1 }
  })
  const charged = (set: readonly Factor[], margin: number): number => {
    const sum = set.reduce((total, { weighted }) => total + weighted, 0)
    const size = set.reduce((total, { weighted }) => total + Math.abs(weighted), 0)
    const theta = size === 0 ? 0 : Math.min(sum / size, 0)
    return Math.max(sum + ((z995 * z995 - 1) * (1 + theta) - theta) * margin, 0)
  }
  const { within, residual } = combined(factors, 2)
  const isResidual = ({ bucket }: Factor): boolean => bucket === document.residual.name
  return (
    charged(
      factors.filter((factor) => !isResidual(factor)),
      within,
    ) + charged(factors.filter(isResidual), residual)
  )
}
