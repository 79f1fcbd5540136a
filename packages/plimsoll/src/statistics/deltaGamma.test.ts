import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chiSquareQuantile, chiSquareSurvival } from './chiSquare.js'
import { normalTail } from './closedFormTail.js'
import { cornishFisherTail } from './cornishFisher.js'
import { diagonaliseDeltaGamma, quadraticCumulants } from './deltaGamma.js'
import { deltaGammaTail } from './deltaGammaTail.js'
import { quadraticExceedance } from './quadraticInversion.js'
import { oneFactorExceedance } from './quadraticOneFactor.js'
import { sineCosine } from './sineCosine.js'

const number = fc.double({ min: -2, max: 2, noNaN: true })
const confidence = fc.double({ min: 0.6, max: 0.9999, noNaN: true })
const relative = (a: number, b: number): number => Math.abs(a - b) / (1e-300 + Math.abs(b))

test('sine and cosine are the engine’s to 2e-16', () => {
  fc.assert(
    fc.property(fc.double({ min: -1e5, max: 1e5, noNaN: true }), (x) => {
      const [sine, cosine] = sineCosine(x)
      expect(Math.abs(sine - Math.sin(x))).toBeLessThan(4e-16)
      expect(Math.abs(cosine - Math.cos(x))).toBeLessThan(4e-16)
    }),
  )
  expect(sineCosine(1e300)[0]).toBeNaN()
})

test('sums of squares of normals are χ²: inversion has its digits into the far tail', () => {
  for (const degrees of [1, 2, 3, 10, 60]) {
    const loss = { constant: 0, slopes: Array(degrees).fill(0), curvatures: Array(degrees).fill(2) }
    for (const x of [0.3, 0.7, 1.5, 4, 10].map((factor) => factor * degrees)) {
      const expected = chiSquareSurvival(x, degrees)
      if (expected < 1e-200) continue
      const { probability, excess } = quadraticExceedance(loss, x)
      expect(relative(probability, expected)).toBeLessThan(1e-11)
      // E(X − x)⁺ = k·P(χ²_{k+2} > x) − x·P(χ²_k > x).
      const partial = degrees * chiSquareSurvival(x, degrees + 2)
      expect(Math.abs(excess - (partial - x * expected))).toBeLessThan(1e-11 * partial)
      // The bounded side: the loss is −χ².
      const mirrored = { ...loss, curvatures: loss.curvatures.map((a) => -a) }
      expect(Math.abs(quadraticExceedance(mirrored, -x).probability - (1 - expected))).toBeLessThan(1e-12)
    }
  }
})

test('one factor: two roots and inversion agree', () => {
  fc.assert(
    fc.property(number, number, fc.double({ min: -3, max: 4, noNaN: true }), (slope, curvature, deviations) => {
      fc.pre(Math.abs(curvature) > 1e-3)
      const deviation = Math.sqrt(slope * slope + (curvature * curvature) / 2)
      const level = 0.5 + curvature / 2 + deviations * deviation
      const loss = { constant: 0.5, slopes: [slope], curvatures: [curvature] }
      const roots = oneFactorExceedance(0.5, slope, curvature, level)
      const inverted = quadraticExceedance(loss, level)
      expect(Math.abs(inverted.probability - roots.probability)).toBeLessThan(1e-9)
      expect(Math.abs(inverted.excess - roots.excess)).toBeLessThan(1e-9 * (1 + deviation))
    }),
    { numRuns: 300 },
  )
})

test('the inversion at an exact level of a sum of opposite squares (Laplace distribution)', () => {
  // ½(y₁² + y₂²) − ½(y₃² + y₄²) is the difference of two unit exponentials: P(L > q) = ½e^(−q), E(L − q)⁺ = ½e^(−q).
  const loss = { constant: 0, slopes: [0, 0, 0, 0], curvatures: [1, 1, -1, -1] }
  for (const q of [0.01, 0.5, 2, 10, 100]) {
    const { probability, excess } = quadraticExceedance(loss, q)
    expect(relative(probability, 0.5 * Math.exp(-q))).toBeLessThan(1e-11)
    expect(relative(excess, 0.5 * Math.exp(-q))).toBeLessThan(1e-11)
  }
})

test('without curvature every method is the normal closed form', () => {
  const covariance = [
    [1, 0.5],
    [0.5, 2],
  ]
  const normal = normalTail({ confidence: 0.99, mean: -0.1, standardDeviation: Math.sqrt(1 + 2 * 0.5 * 3 + 9 * 2) })
  for (const method of ['auto', 'exact'] as const) {
    const tail = deltaGammaTail({ theta: -0.1, deltas: [1, 3], covariance }, { confidence: 0.99, method })
    expect(relative(tail.valueAtRisk, normal.valueAtRisk)).toBeLessThan(1e-12)
    expect(relative(tail.expectedShortfall, normal.expectedShortfall)).toBeLessThan(1e-12)
  }
})

const profit = fc.tuple(fc.integer({ min: 1, max: 4 }), fc.infiniteStream(number)).map(([n, stream]) => {
  const draw = (): number => stream.next().value!
  const square = (): number[][] => Array.from({ length: n }, () => Array.from({ length: n }, draw))
  const root = square()
  const raw = square()
  const dot = (a: number[], b: number[]): number => a.reduce((sum, x, i) => sum + x * b[i]!, 0)
  return {
    theta: draw(),
    deltas: Array.from({ length: n }, draw),
    gammas: raw.map((row, i) => row.map((_, j) => raw[Math.min(i, j)]![Math.max(i, j)]!)),
    covariance: root.map((_, i) => root.map((_row, j) => dot(root[Math.min(i, j)]!, root[Math.max(i, j)]!))),
  }
})

test('cumulants: diagonal form and traces of ΓΣ agree', () => {
  fc.assert(
    fc.property(profit, (quadratic) => {
      const { theta, deltas, gammas, covariance } = quadratic
      const times = (a: readonly (readonly number[])[], b: readonly (readonly number[])[]): number[][] =>
        a.map((row) => b[0]!.map((_, j) => row.reduce((sum, x, k) => sum + x * b[k]![j]!, 0)))
      const trace = (a: readonly (readonly number[])[]): number => a.reduce((sum, row, i) => sum + row[i]!, 0)
      const gs = times(gammas, covariance)
      const gs2 = times(gs, gs)
      const form = (power: readonly (readonly number[])[]): number =>
        times(
          times([deltas], times(covariance, power)),
          deltas.map((x) => [x]),
        )[0]![0]!
      const identity = deltas.map((_, i) => deltas.map((_d, j) => (i === j ? 1 : 0)))
      const expected = [
        theta + trace(gs) / 2,
        form(identity) + trace(gs2) / 2,
        3 * form(gs) + trace(times(gs2, gs)),
        12 * form(gs2) + 3 * trace(times(gs2, gs2)),
      ]
      const got = quadraticCumulants(diagonaliseDeltaGamma(quadratic))
      const size = 1 + Math.abs(expected[3]!) + expected[1]! ** 2
      got.forEach((value, i) => {
        expect(Math.abs(value - expected[i]!)).toBeLessThan(1e-10 * size)
      })
    }),
  )
})

test('exact tail: the level has its probability, ES ≥ VaR, both rise with the confidence', () => {
  fc.assert(
    fc.property(profit, confidence, (quadratic, c) => {
      const tail = deltaGammaTail(quadratic, { confidence: c, method: 'exact' })
      expect(tail.expectedShortfall).toBeGreaterThanOrEqual(tail.valueAtRisk)
      const further = deltaGammaTail(quadratic, { confidence: (1 + c) / 2, method: 'exact' })
      expect(further.valueAtRisk).toBeGreaterThanOrEqual(tail.valueAtRisk - 1e-9)
      expect(further.expectedShortfall).toBeGreaterThanOrEqual(tail.expectedShortfall - 1e-9)
      const chosen = deltaGammaTail(quadratic, { confidence: c })
      const { insideDomain, secondOrderShare } = chosen.cornishFisher
      expect(chosen.method === 'cornish-fisher').toBe(insideDomain && secondOrderShare <= 0.1)
      // What is used unasked is near the truth.
      const deviation = Math.sqrt(chosen.cumulants[1])
      expect(Math.abs(chosen.valueAtRisk - tail.valueAtRisk)).toBeLessThanOrEqual(0.03 * deviation + 1e-9)
    }),
    { numRuns: 60 },
  )
})

test('a long straddle is outside the expansion’s domain, and its exact tail is what its χ² says', () => {
  // P&L = −1 + ½y²: the loss is worst where nothing moves.
  const straddle = { theta: -1, deltas: [0], gammas: [[1]], covariance: [[1]] }
  const tail = deltaGammaTail(straddle, { confidence: 0.99 })
  expect(tail.method).toBe('one-factor')
  expect(tail.cornishFisher.insideDomain).toBe(false)
  expect(tail.valueAtRisk).toBeCloseTo(1 - chiSquareQuantile(0.01, 1) / 2, 12)
  expect(() => deltaGammaTail(straddle, { confidence: 0.99, method: 'cornish-fisher' })).toThrow('domain')
})

test('a profit that is normal to the last digit has the normal quantile (once the middle of its bracket)', () => {
  const profit = {
    deltas: [1e-227, 2],
    gammas: [
      [0, 2],
      [2, 0],
    ],
    covariance: [
      [4e-277, 0],
      [0, 4],
    ],
  }
  for (const c of [0.7, 0.9542623331588674, 0.99]) {
    const expected = normalTail({ confidence: c, standardDeviation: 4 })
    const tail = deltaGammaTail(profit, { confidence: c, method: 'exact' })
    expect(relative(tail.valueAtRisk, expected.valueAtRisk)).toBeLessThan(1e-13)
    expect(relative(tail.expectedShortfall, expected.expectedShortfall)).toBeLessThan(1e-13)
  }
})

test('a normal part that vanishes beside a square leaves the square’s own tail', () => {
  for (const small of [1e-5, 1e-8, 1e-10, 1e-12, 1e-20]) {
    const profit = {
      deltas: [0, small],
      gammas: [
        [2, 0],
        [0, 0],
      ],
      covariance: [
        [1, 0],
        [0, 1],
      ],
    }
    const tail = deltaGammaTail(profit, { confidence: 0.95, method: 'exact' })
    // The loss is −y² but for the small part: VaR is −χ²₁'s 5 % quantile.
    expect(Math.abs(tail.valueAtRisk + chiSquareQuantile(0.05, 1))).toBeLessThan(1e-13 + 100 * small * small)
  }
})

test('monotone is not accurate: large terms that cancel are not trusted unasked', () => {
  // One dominant square and many opposite small ones: s ≈ 2.1, k ≈ 8, where the expansion is monotone and far off.
  const n = 80
  const curvatures = Array.from({ length: n }, (_, i) => (i === 0 ? 37 : i % 2 === 0 ? 3 : -3))
  const identity = curvatures.map((_, i) => curvatures.map((_c, j) => (i === j ? 1 : 0)))
  const gammas = identity.map((row, i) => row.map((entry) => entry * curvatures[i]!))
  const profit = { deltas: curvatures.map(() => 0), gammas, covariance: identity }
  const chosen = deltaGammaTail(profit, { confidence: 0.99 })
  expect(chosen.cornishFisher.insideDomain).toBe(true)
  expect(chosen.method).toBe('inversion')
  const deviation = Math.sqrt(chosen.cumulants[1])
  expect(chosen.valueAtRisk - chosen.cornishFisher.valueAtRisk).toBeGreaterThan(0.1 * deviation)
})

test('inside its domain the expansion increases in z', () => {
  fc.assert(
    fc.property(fc.double({ min: -2, max: 2, noNaN: true }), fc.double({ min: -1, max: 8, noNaN: true }), (s, k) => {
      const { insideDomain } = cornishFisherTail([0, 1, s, k], 0.99)
      const at = (z: number): number =>
        z + ((z * z - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s * s) / 36
      let increasing = true
      for (let z = -4.26; z < 4.25; z += 0.01) increasing &&= at(z + 0.01) > at(z)
      if (insideDomain) expect(increasing).toBe(true)
    }),
  )
})

test('what cannot be a quadratic profit is refused', () => {
  const options = { confidence: 0.99 }
  expect(() => deltaGammaTail({ deltas: [1], covariance: [[-1]] }, options)).toThrow('semi-definite')
  expect(() => deltaGammaTail({ deltas: [1, 2], covariance: [[1]] }, options)).toThrow('covariance')
  expect(() => deltaGammaTail({ deltas: [Number.NaN], covariance: [[1]] }, options)).toThrow('deltas[0]')
  expect(() => deltaGammaTail({ deltas: [1], gammas: [], covariance: [[1]] }, options)).toThrow('gammas')
  expect(() => deltaGammaTail({ deltas: [1], covariance: [[1]], theta: Infinity }, options)).toThrow('theta')
  expect(() => deltaGammaTail({ deltas: [1], covariance: [[1]] }, { confidence: 1 })).toThrow('confidence')
  const flat = deltaGammaTail({ theta: -2, deltas: [0], covariance: [[1]] }, options)
  expect(flat.valueAtRisk).toBe(2)
})
