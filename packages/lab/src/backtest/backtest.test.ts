import { normalPdf, normalQuantile } from '@plimsoll/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { acerbiSzekelyZ1, acerbiSzekelyZ2, shortfallTest } from './acerbiSzekely.js'
import { christoffersenIndependence, countTransitions } from './christoffersen.js'
import { dieboldMariano } from './dieboldMariano.js'
import { dynamicQuantile } from './dynamicQuantile.js'
import { binomialPmf, kupiec, kupiecRejectionProbability } from './kupiec.js'
import { fisslerZiegel, pinball, qlike } from './scores.js'
import { trafficLight } from './trafficLight.js'

const days = fc.array(fc.boolean(), { minLength: 2, maxLength: 200 })

test('likelihood ratios are ≥ 0 and vanish at the model’s own frequency', () => {
  fc.assert(
    fc.property(days, (exceptions) => {
      const transitions = countTransitions(exceptions)
      const { n00, n01, n10, n11 } = transitions
      expect(n00 + n01 + n10 + n11).toBe(exceptions.length - 1)
      const { statistic, pValue } = christoffersenIndependence(transitions)
      expect(statistic).toBeGreaterThanOrEqual(0)
      expect(pValue).toBeGreaterThanOrEqual(0)
      expect(pValue).toBeLessThanOrEqual(1)
      const count = exceptions.filter(Boolean).length
      if (count > 0 && count < exceptions.length) {
        expect(kupiec(exceptions.length, count, count / exceptions.length).statistic).toBeLessThan(1e-10)
      }
    }),
  )
})

test('exact size is the sum over the binomial, and power grows away from the model', () => {
  let total = 0
  for (let x = 0; x <= 250; x++) total += binomialPmf(x, 250, 0.01)
  expect(total).toBeCloseTo(1, 11)
  const powers = [0.02, 0.03, 0.05, 0.1].map((p) => kupiecRejectionProbability(250, 0.01, p))
  expect([...powers].sort((a, b) => a - b)).toEqual(powers)
})

test('the cumulative probability of the traffic light is the binomial sum', () => {
  let sum = 0
  for (let x = 0; x <= 12; x++) {
    sum += binomialPmf(x, 120, 0.05)
    expect(trafficLight(120, x, 0.05).cumulativeProbability).toBeCloseTo(sum, 12)
  }
  expect(trafficLight(3, 3, 0.05).cumulativeProbability).toBe(1)
})

test('Z₁ and Z₂ by hand', () => {
  const forecasts = { valueAtRisk: [2, 2, 2, 2], expectedShortfall: [3, 3, 4, 3], tailMass: 0.25 }
  const profits = [1, -3, -6, -2]
  expect(acerbiSzekelyZ1(profits, forecasts)).toBeCloseTo((-1 - 1.5) / 2 + 1, 14)
  expect(acerbiSzekelyZ2(profits, forecasts)).toBeCloseTo((-1 - 1.5) / 1 + 1, 14)
  expect(acerbiSzekelyZ1([1, 1, 1, 1], forecasts)).toBeNaN()
  expect(acerbiSzekelyZ2([1, 1, 1, 1], forecasts)).toBe(1)
})

test('under the model Z₂ is 0 in the mean and its p-values are not extreme', () => {
  const tailMass = 0.05
  const q = normalQuantile(tailMass)
  const forecasts = {
    valueAtRisk: new Float64Array(400).fill(-q),
    expectedShortfall: new Float64Array(400).fill(normalPdf(q) / tailMass),
    tailMass,
  }
  let state = 12345
  const draw = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return normalQuantile((state + 0.5) / 2 ** 32)
  }
  const options = { statistic: 'Z2', draw, replications: 2000, level: 0.05 } as const
  // The stratified sample of the model: every quantile once.
  const profits = Float64Array.from({ length: 400 }, (_, t) => normalQuantile((t + 0.5) / 400))
  const right = shortfallTest(profits, forecasts, options)
  expect(Math.abs(right.statistic)).toBeLessThan(0.02)
  expect(right.pValue).toBeGreaterThan(0.3)
  expect(right.pValue).toBeLessThan(0.7)
  const wrong = shortfallTest(
    profits.map((x) => 1.6 * x),
    forecasts,
    options,
  )
  expect(wrong.statistic).toBeLessThan(wrong.criticalValue)
  expect(wrong.pValue).toBeLessThan(0.001)
})

test('dynamic quantile is the Wald statistic of the regression', () => {
  // numpy.linalg.lstsq on the same regressors, scipy chi2.sf for the p-value.
  const profits = Array.from({ length: 300 }, (_, t) => (((t * 7919) % 1009) / 1009) * 2 - 1)
  const valueAtRisk = Array.from({ length: 300 }, (_, t) => 0.85 + (0.1 * ((t * 31) % 17)) / 17)
  const result = dynamicQuantile(profits, valueAtRisk, 0.05)
  expect(result.degrees).toBe(6)
  expect(result.statistic).toBeCloseTo(4.164159872044654, 10)
  expect(result.pValue).toBeCloseTo(0.6544720105666411, 10)
  expect(dynamicQuantile(profits, new Float64Array(300).fill(0.9), 0.05).degrees).toBe(5)
})

test('Diebold–Mariano changes sign with the order of the forecasts', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true })), {
        minLength: 5,
        maxLength: 50,
      }),
      fc.integer({ min: 1, max: 3 }),
      (rows, h) => {
        const [a, b] = [rows.map(([x]) => x), rows.map(([, y]) => y)]
        const one = dieboldMariano(a, b, h)
        const other = dieboldMariano(b, a, h)
        if (Number.isFinite(one.statistic)) {
          expect(one.statistic).toBeCloseTo(-other.statistic, 9)
          expect(one.pValue).toBeCloseTo(other.pValue, 9)
        }
      },
    ),
  )
})

test('scores are least in the mean at the truth', () => {
  const a = 0.05
  const q = -normalQuantile(a)
  const es = normalPdf(q) / a
  const profits = Array.from({ length: 20_000 }, (_, t) => normalQuantile((t + 0.5) / 20_000))
  const average = (of: (profit: number) => number): number =>
    profits.reduce((sum, x) => sum + of(x), 0) / profits.length
  const joint = average((x) => fisslerZiegel(x, q, es, a))
  for (const [dv, de] of [
    [0.1, 0],
    [-0.1, 0],
    [0, 0.1],
    [0, -0.1],
    [0.1, 0.15],
  ] as const) {
    expect(average((x) => fisslerZiegel(x, q + dv, es + de, a))).toBeGreaterThan(joint)
  }
  for (const shift of [-0.1, 0.1]) {
    expect(average((x) => pinball(x, -q + shift, a))).toBeGreaterThan(average((x) => pinball(x, -q, a)))
    expect(average((x) => qlike(x * x, 1 + shift))).toBeGreaterThan(average((x) => qlike(x * x, 1)))
  }
  expect(qlike(2, 2)).toBe(0)
})

test('what cannot be tested is refused', () => {
  expect(() => kupiec(10, 11, 0.01)).toThrow('exceptions')
  expect(() => kupiec(10, 1, 0)).toThrow('probability')
  expect(() => dieboldMariano([1, 2], [1])).toThrow('lossesOfSecond')
  expect(() => christoffersenIndependence({ n00: -1, n01: 0, n10: 0, n11: 0 })).toThrow('n00')
})
