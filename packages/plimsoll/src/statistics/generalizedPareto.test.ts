import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fitGeneralizedPareto } from './generalizedPareto.js'
import { peaksOverThreshold, peaksTail } from './peaksOverThreshold.js'
import { randomSource } from './random.js'

/** Excesses (m³/s) of floods of the Wheaton River, 1958–1984: Choulakian and Stephens, Technometrics 43 (2001), table 1. */
const wheaton = [
  1.7, 2.2, 14.4, 1.1, 0.4, 20.6, 5.3, 0.7, 1.9, 13.0, 12.0, 9.3, 1.4, 18.7, 8.5, 25.5, 11.6, 14.1, 22.1, 1.1, 2.5,
  14.4, 1.7, 37.6, 0.6, 2.2, 39.0, 0.3, 15.0, 11.0, 7.3, 22.9, 1.7, 0.1, 1.1, 0.6, 9.0, 1.7, 7.0, 20.1, 0.4, 2.8, 14.1,
  9.9, 10.4, 10.7, 30.0, 3.6, 5.6, 30.8, 13.3, 4.2, 25.5, 3.4, 11.9, 21.5, 27.6, 36.4, 2.7, 64.0, 1.5, 2.5, 27.4, 1.0,
  27.1, 20.2, 16.8, 5.3, 9.7, 27.5, 2.5, 27.0,
]

/** Inverse of P(Y > y) = p. */
const excess = (p: number, shape: number, scale: number): number =>
  shape === 0 ? -scale * Math.log(p) : (scale * (p ** -shape - 1)) / shape

/** n exact quantiles at (i − ½)/n. */
const quantiles = (n: number, shape: number, scale: number): number[] =>
  Array.from({ length: n }, (_, i) => excess((i + 0.5) / n, shape, scale))

/** The log-likelihood as it is written in textbooks. */
const logLikelihood = (excesses: readonly number[], shape: number, scale: number): number =>
  excesses.reduce(
    (sum, y) => sum - Math.log(scale) - (shape === 0 ? y / scale : (1 + 1 / shape) * Math.log1p((shape * y) / scale)),
    0,
  )

describe('fitGeneralizedPareto', () => {
  // scipy 1.17.1: Nelder–Mead on (ξ, ln β) and Brent's method on the profile, tolerances 1e-12; its own digits end near 1e-7.
  test('Wheaton River: the maximum and its interval that scipy finds by another way', () => {
    const fit = fitGeneralizedPareto(wheaton, 0.95)
    expect(fit.shape).toBeCloseTo(0.0009317, 6)
    expect(fit.scale).toBeCloseTo(12.192797, 5)
    expect(fit.logLikelihood).toBeCloseTo(-252.127954293212, 10)
    expect(fit.shapeInterval[0]).toBeCloseTo(-0.206433167, 8)
    expect(fit.shapeInterval[1]).toBeCloseTo(0.388797342, 8)
  })

  test('a thousand exact quantiles of ξ = 0.5, β = 2: the same maximum as scipy', () => {
    const fit = fitGeneralizedPareto(quantiles(1000, 0.5, 2), 0.95)
    expect(fit.shape).toBeCloseTo(0.49847006, 6)
    expect(fit.scale).toBeCloseTo(2.00202029, 6)
    expect(fit.logLikelihood).toBeCloseTo(-2192.62686363303, 9)
    expect(fit.shapeInterval[0]).toBeCloseTo(0.410695177, 8)
    expect(fit.shapeInterval[1]).toBeCloseTo(0.596997951, 8)
  })

  test.each([-0.3, -0.001, 0, 1e-6, 0.001, 0.2, 0.8, 1.5, 3])('quantiles of ξ = %d are found as such', (shape) => {
    const fit = fitGeneralizedPareto(quantiles(4000, shape, 7), 0.95)
    expect(Math.abs(fit.shape - shape)).toBeLessThan(0.01)
    expect(Math.abs(fit.scale / 7 - 1)).toBeLessThan(0.01)
    expect(fit.shapeInterval[0]).toBeLessThan(shape)
    expect(fit.shapeInterval[1]).toBeGreaterThan(shape)
  })

  test('no neighbour has a greater likelihood, and scale moves with the unit', () => {
    const sample = fc.array(fc.double({ min: 1e-3, max: 1e3, noNaN: true }), { minLength: 10, maxLength: 60 })
    fc.assert(
      fc.property(sample, fc.constantFrom(1e-6, 3, 1e6), (excesses, unit) => {
        const { shape, scale, logLikelihood: height } = fitGeneralizedPareto(excesses, 0.9)
        expect(height).toBeCloseTo(logLikelihood(excesses, shape, scale), 6)
        for (const [dShape, dScale] of [
          [0.01, 1],
          [-0.01, 1],
          [0, 1.01],
          [0, 0.99],
          [0.01, 0.99],
          [-0.01, 1.01],
        ] as const) {
          const near = shape + dShape
          if (near < -0.5 || near > 8 || excesses.some((y) => 1 + (near * y) / (scale * dScale) <= 0)) continue
          expect(logLikelihood(excesses, near, scale * dScale)).toBeLessThanOrEqual(height + 1e-9 * Math.abs(height))
        }
        const scaled = fitGeneralizedPareto(
          excesses.map((y) => y * unit),
          0.9,
        )
        expect(scaled.shape).toBeCloseTo(shape, 6)
        expect(scaled.scale / unit / scale).toBeCloseTo(1, 6)
      }),
      { numRuns: 40 },
    )
  })

  test('the 90 % interval holds the true ξ in nine samples of ten', () => {
    for (const shape of [0.3, 0.9]) {
      const random = randomSource(7)
      let held = 0
      const samples = 200
      for (let sample = 0; sample < samples; sample++) {
        const excesses = Array.from({ length: 80 }, (_, i) => excess(random.uniform(sample, i), shape, 1))
        const [low, high] = fitGeneralizedPareto(excesses, 0.9).shapeInterval
        if (low <= shape && shape <= high) held++
      }
      // Binomial: 180 ± 3 · 4.2.
      expect(Math.abs(held - 0.9 * samples)).toBeLessThan(13)
    }
  })

  test('refuses few excesses, what is no excess, and no confidence', () => {
    expect(() => fitGeneralizedPareto([1, 2, 3], 0.95)).toThrow(/at least 10/)
    expect(() => fitGeneralizedPareto([...wheaton, 0], 0.95)).toThrow(/excesses\[72\]/)
    expect(() => fitGeneralizedPareto(wheaton, 1)).toThrow(/confidence/)
  })
})

describe('peaksTail', () => {
  // McNeil, Extreme value theory for risk managers (1999): Danish fire losses above 10, ξ 0.497 and β 6.975 with 109 of 2,167.
  // The data are not shipped; our fit of them (read from the R package evir's copy) was 0.496986 and 6.975468.
  test('Danish fire losses: the published 99 % quantile 27.3 and expected shortfall 58.2', () => {
    const tail = peaksTail({ threshold: 10, count: 2167, exceedances: 109, shape: 0.497, scale: 6.975 }, 0.99)
    expect(tail.valueAtRisk).toBeCloseTo(27.29, 2)
    expect(tail.expectedShortfall).toBeCloseTo(58.24, 2)
  })

  test('VaR is where the fitted tail has the mass 1 − q, ES the mean beyond it (numerically), for every ξ', () => {
    for (const shape of [-0.4, 0, 0.3, 0.6]) {
      const peaks = { threshold: 5, count: 1000, exceedances: 100, shape, scale: 2 }
      const { valueAtRisk, expectedShortfall } = peaksTail(peaks, 0.99)
      expect(valueAtRisk).toBeCloseTo(5 + excess(0.1, shape, 2), 10)
      // Midpoints of p = 0.1·s³, which tames the infinite end.
      let mean = 0
      const steps = 200_000
      for (let i = 0; i < steps; i++) {
        const s = (i + 0.5) / steps
        mean += (5 + excess(0.1 * s * s * s, shape, 2)) * 3 * s * s
      }
      expect(expectedShortfall).toBeCloseTo(mean / steps, 4)
    }
  })

  test('a tail with ξ ≥ 1 has no mean, and a confidence below the threshold is refused', () => {
    const peaks = { threshold: 5, count: 1000, exceedances: 100, shape: 1, scale: 2 }
    expect(peaksTail(peaks, 0.99).expectedShortfall).toBe(Infinity)
    expect(peaksTail(peaks, 0.9).valueAtRisk).toBeCloseTo(5, 12)
    expect(() => peaksTail(peaks, 0.89)).toThrow(/from 0.9 to 1/)
    expect(() => peaksTail(peaks, 1)).toThrow(/excluded/)
  })
})

describe('peaksOverThreshold', () => {
  test('counts and fits what lies above the threshold alone', () => {
    const tail = quantiles(100, 0.4, 3).map((y) => 20 + y)
    const body = Array.from({ length: 900 }, (_, i) => i / 50)
    const peaks = peaksOverThreshold([...body, ...tail, 20], 20)
    expect(peaks).toMatchObject({ threshold: 20, count: 1001, exceedances: 100 })
    const alone = fitGeneralizedPareto(
      tail.map((loss) => loss - 20),
      0.95,
    )
    expect(peaks).toMatchObject({ shape: alone.shape, scale: alone.scale, shapeInterval: alone.shapeInterval })
  })
})
