import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { ageWeights } from './ageWeights.js'
import { normalTail, studentTTail } from './closedFormTail.js'
import { quantileConventions } from './quantileConvention.js'
import { type TailRisk, tailRisk } from './tailRisk.js'
import { standardErrorOfExpectedShortfall, standardErrorOfValueAtRisk } from './tailStandardErrors.js'
import { worstScenarios } from './worstScenarios.js'

const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const sample = fc.array(finite, { minLength: 1, maxLength: 60 }).map((list) => Float64Array.from(list))
const confidence = fc.oneof(fc.constantFrom(0.5, 0.9, 0.95, 0.99), fc.double({ min: 0.01, max: 0.999, noNaN: true }))
const convention = fc.constantFrom(...quantileConventions)
const weighted = fc
  .array(fc.tuple(finite, fc.oneof(fc.constant(0), fc.double({ min: 1e-3, max: 10, noNaN: true }))), {
    minLength: 1,
    maxLength: 60,
  })
  .filter((rows) => rows.some(([, weight]) => weight > 0))
  .map((rows) => ({
    losses: Float64Array.from(rows, ([loss]) => loss),
    weights: Float64Array.from(rows, ([, weight]) => weight),
  }))

const slack = (losses: Float64Array): number => 1e-10 * (1 + Math.max(...losses.map(Math.abs)))
const inOrder = (n: number): Float64Array => Float64Array.from({ length: n }, (_, i) => i + 1)

test('the conventions on 1 … 500 at 99 %', () => {
  const at = (quantile: (typeof quantileConventions)[number]): number =>
    tailRisk(inOrder(500), { confidence: 0.99, quantile }).valueAtRisk
  expect(at('kth-worst')).toBe(496)
  expect(at('cumulative-exceeds')).toBe(495)
  expect(at('rockafellar')).toBe(495)
  expect(at('r2')).toBe(495.5)
})

test('the R types agree with R’s own definition', () => {
  // scipy 1.10.1 stats.mstats.mquantiles([1, 2, 4, 8, 16, 32, 64], 0.8, alphap, betap) for types 4 to 9.
  const losses = Float64Array.from([64, 1, 32, 2, 16, 4, 8])
  const expected = [
    ['r4', 25.60000000000001],
    ['r5', 35.20000000000002],
    ['r6', 44.80000000000001],
    ['r7', 28.80000000000001],
    ['r8', 38.400000000000034],
    ['r9', 37.60000000000002],
  ] as const
  for (const [quantile, value] of expected) {
    expect(tailRisk(losses, { confidence: 0.8, quantile }).valueAtRisk).toBeCloseTo(value, 12)
  }
})

test('the standard errors of a normal sample at 99 %, n = 1000, are 0.118 and 0.145', () => {
  // classical.md § 3, there confirmed by simulation. Var[L | L ≥ q] of a standard normal is 1 + q·ES − ES².
  const { valueAtRisk: q, expectedShortfall: es } = normalTail({ confidence: 0.99, standardDeviation: 1 })
  const density = Math.exp((-q * q) / 2) / Math.sqrt(2 * Math.PI)
  expect(standardErrorOfValueAtRisk(0.99, 1000, density)).toBeCloseTo(0.118, 3)
  expect(standardErrorOfExpectedShortfall(0.99, 1000, 1 + q * es - es * es, q, es)).toBeCloseTo(0.145, 3)
})

test('the standard errors read from a sample are near the asymptotic ones', () => {
  // 20,000 equally probable quantiles of a uniform loss: density 1, Var[L | L ≥ q] = a²/12, ES − q = a/2.
  const n = 20_000
  const losses = Float64Array.from({ length: n }, (_, i) => (i + 0.5) / n)
  const errors = tailRisk(losses, { confidence: 0.95, quantile: 'r7', standardErrors: true }).standardErrors
  expect(errors?.valueAtRisk).toBeCloseTo(standardErrorOfValueAtRisk(0.95, n, 1), 8)
  const expected = standardErrorOfExpectedShortfall(0.95, n, 0.05 ** 2 / 12, 0.95, 0.975)
  // The sample's quantile lies up to one of the 1000 tail losses away.
  expect(Math.abs((errors?.expectedShortfall ?? 0) / expected - 1)).toBeLessThan(1e-3)
})

test('worst scenarios: as a full sort has them, ties by index', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 }), { maxLength: 50 }), fc.nat(60), (list, count) => {
      const losses = Float64Array.from(list)
      const sorted = list.map((_, i) => i).sort((i, j) => list[j]! - list[i]! || i - j)
      expect([...worstScenarios(losses, count)]).toEqual(sorted.slice(0, count))
    }),
  )
})

test('shares sum to 1 and make the figures; ES ≥ VaR; both lie in the sample', () => {
  fc.assert(
    fc.property(weighted, confidence, convention, fc.boolean(), ({ losses, weights }, c, quantile, plain) => {
      const result = tailRisk(losses, plain ? { confidence: c, quantile } : { confidence: c, quantile, weights })
      const near = slack(losses)
      for (const entries of [result.tail, result.quantile]) {
        expect(entries.reduce((sum, { weight }) => sum + weight, 0)).toBeCloseTo(1, 9)
        for (const { weight } of entries) expect(weight).toBeGreaterThan(0)
      }
      const from = (entries: TailRisk['tail']): number =>
        entries.reduce((sum, { index, weight }) => sum + weight * losses[index]!, 0)
      expect(from(result.tail)).toBe(result.expectedShortfall)
      expect(from(result.quantile)).toBe(result.valueAtRisk)
      expect(result.expectedShortfall).toBeGreaterThanOrEqual(result.valueAtRisk - near)
      expect(result.expectedShortfall).toBeLessThanOrEqual(Math.max(...losses) + near)
      expect(result.valueAtRisk).toBeGreaterThanOrEqual(Math.min(...losses) - near)
    }),
    { numRuns: 500 },
  )
})

test('ES is the minimum of α + E(L − α)⁺/(1 − c), and rockafellar a minimiser (Rockafellar and Uryasev 2000)', () => {
  fc.assert(
    fc.property(weighted, confidence, ({ losses, weights }, c) => {
      const { valueAtRisk, expectedShortfall } = tailRisk(losses, { confidence: c, quantile: 'rockafellar', weights })
      const total = weights.reduce((sum, weight) => sum + weight, 0)
      const objective = (alpha: number): number =>
        alpha + losses.reduce((sum, loss, i) => sum + Math.max(0, loss - alpha) * weights[i]!, 0) / total / (1 - c)
      const near = slack(losses) / (1 - c)
      const least = Math.min(...Array.from(losses, objective))
      expect(Math.abs(objective(valueAtRisk) - least)).toBeLessThan(near)
      expect(Math.abs(expectedShortfall - least)).toBeLessThan(near)
    }),
  )
})

test('equal weights are no weights', () => {
  fc.assert(
    fc.property(sample, confidence, convention, fc.constantFrom(1, 0.25, 7), (losses, c, quantile, weight) => {
      const plain = tailRisk(losses, { confidence: c, quantile })
      const equal = tailRisk(losses, { confidence: c, quantile, weights: new Float64Array(losses.length).fill(weight) })
      expect(Math.abs(equal.valueAtRisk - plain.valueAtRisk)).toBeLessThan(slack(losses))
      expect(Math.abs(equal.expectedShortfall - plain.expectedShortfall)).toBeLessThan(slack(losses))
      expect(equal.index).toBe(plain.index)
    }),
  )
})

test('monotone, translation equivariant, positively homogeneous, order-free', () => {
  fc.assert(
    fc.property(
      sample,
      confidence,
      convention,
      finite,
      fc.infiniteStream(fc.nat(1000)),
      (losses, c, quantile, shift, more) => {
        const of = (list: Float64Array): TailRisk => tailRisk(list, { confidence: c, quantile })
        const base = of(losses)
        const near = slack(losses) + 1e-10 * Math.abs(shift)
        const up = of(losses.map((loss) => loss + shift))
        expect(Math.abs(up.valueAtRisk - base.valueAtRisk - shift)).toBeLessThan(near)
        expect(Math.abs(up.expectedShortfall - base.expectedShortfall - shift)).toBeLessThan(near)
        const worse = of(losses.map((loss) => loss + more.next().value!))
        expect(worse.valueAtRisk).toBeGreaterThanOrEqual(base.valueAtRisk - near)
        expect(worse.expectedShortfall).toBeGreaterThanOrEqual(base.expectedShortfall - near)
        // Exactly twice, but for products so small that they underflow.
        const doubled = of(losses.map((loss) => 2 * loss)).expectedShortfall
        expect(Math.abs(doubled - 2 * base.expectedShortfall)).toBeLessThanOrEqual(1e-320)
        expect(of(losses.slice().reverse()).valueAtRisk).toBe(base.valueAtRisk)
        expect(of(losses.slice().reverse()).expectedShortfall).toBe(base.expectedShortfall)
      },
    ),
  )
})

test('ES is sub-additive', () => {
  fc.assert(
    fc.property(fc.array(fc.tuple(finite, finite), { minLength: 1, maxLength: 40 }), confidence, (rows, c) => {
      const es = (list: number[]): number =>
        tailRisk(Float64Array.from(list), { confidence: c, quantile: 'kth-worst' }).expectedShortfall
      const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)]
      expect(es(rows.map(([x, y]) => x + y))).toBeLessThanOrEqual(es(a) + es(b) + 1e-8)
    }),
  )
})

test('closed forms: ES ≥ VaR, Student-t tends to the normal, the mean shifts both', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.6, max: 0.9999, noNaN: true }),
      fc.double({ min: 2.1, max: 200, noNaN: true }),
      (c, degrees) => {
        const student = studentTTail({ confidence: c, degrees, scaling: 'unit-variance', scale: 2, mean: 3 })
        expect(student.expectedShortfall).toBeGreaterThan(student.valueAtRisk)
        const unmoved = studentTTail({ confidence: c, degrees, scaling: 'unit-variance', scale: 2 })
        expect(unmoved.valueAtRisk - 3).toBeCloseTo(student.valueAtRisk, 10)
        const limit = studentTTail({ confidence: c, degrees: 1e9, scaling: 'standard', scale: 1 })
        const normal = normalTail({ confidence: c, standardDeviation: 1 })
        expect(limit.valueAtRisk).toBeCloseTo(normal.valueAtRisk, 6)
        expect(limit.expectedShortfall).toBeCloseTo(normal.expectedShortfall, 6)
      },
    ),
  )
})

test('age weights sum to 1 and fall by λ', () => {
  const weights = ageWeights(500, 0.995)
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 13)
  expect(weights[10]! / weights[11]!).toBeCloseTo(0.995, 13)
  expect([...ageWeights(4, 1)]).toEqual([0.25, 0.25, 0.25, 0.25])
})

test('what cannot be a sample is refused', () => {
  const losses = Float64Array.of(1, 2)
  const options = { confidence: 0.9, quantile: 'r7' } as const
  expect(() => tailRisk(new Float64Array(0), options)).toThrow(PlimsollError)
  expect(() => tailRisk(Float64Array.of(1, Number.NaN), options)).toThrow('losses[1]')
  expect(() => tailRisk(losses, { ...options, confidence: 1 })).toThrow('confidence')
  expect(() => tailRisk(losses, { ...options, weights: Float64Array.of(1) })).toThrow('weights')
  expect(() => tailRisk(losses, { ...options, weights: Float64Array.of(1, -1) })).toThrow('weights[1]')
  expect(() => tailRisk(losses, { ...options, weights: Float64Array.of(0, 0) })).toThrow('positive finite sum')
  expect(() => ageWeights(0, 0.9)).toThrow('count')
  expect(() => ageWeights(5, 1.1)).toThrow('lambda')
  expect(() => studentTTail({ confidence: 0.9, degrees: 2, scaling: 'unit-variance', scale: 1 })).toThrow('degrees')
  expect(() => normalTail({ confidence: 0, standardDeviation: 1 })).toThrow('confidence')
  expect(() => normalTail({ confidence: 0.9, standardDeviation: -1 })).toThrow('standardDeviation')
})
