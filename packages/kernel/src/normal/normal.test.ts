import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { ulpsBetween } from '../../test-reference/ulps.js'
import { millsRatio, normalCdf, normalPdf, normalQuantile } from './index.js'
import { millsDescent } from './millsRatio.js'

const cases = { numRuns: 5000 }

function worst(table: string, f: (x: number) => number): number {
  return Math.max(...reference(table).map((row) => ulpsBetween(f(row[0]!), row[1]!)))
}

test('normal distribution against 300-bit references: distance in units of the last place', () => {
  expect(worst('millsValues', millsRatio)).toBeLessThanOrEqual(8)
  expect(worst('pdfValues', normalPdf)).toBeLessThanOrEqual(3)
  expect(worst('cdfValues', normalCdf)).toBeLessThanOrEqual(8)
  expect(worst('quantileValues', normalQuantile)).toBeLessThanOrEqual(4)
})

test('limits and what lies outside', () => {
  expect(normalCdf(-Infinity)).toBe(0)
  expect(normalCdf(Infinity)).toBe(1)
  expect(normalCdf(-40)).toBe(0)
  expect(normalCdf(Number.NaN)).toBeNaN()
  expect(normalPdf(Infinity)).toBe(0)
  expect(normalPdf(Number.NaN)).toBeNaN()
  expect(millsRatio(-40)).toBe(Infinity)
  expect(millsRatio(Infinity)).toBe(0)
  expect(millsRatio(Number.NaN)).toBeNaN()
  expect(normalQuantile(0)).toBe(-Infinity)
  expect(normalQuantile(1)).toBe(Infinity)
  for (const p of [-0.1, 1.1, Number.NaN]) expect(normalQuantile(p)).toBeNaN()
})

test('the Mills ratio is continuous where its formula changes', () => {
  for (const z of [-0.5, 40]) {
    const below = millsRatio(z - 1e-13)
    const above = millsRatio(z + 1e-13)
    expect(Math.abs(below / above - 1)).toBeLessThan(2e-12)
  }
  expect(Math.abs(millsDescent(2 - 1e-14) / millsDescent(2) - 1)).toBeLessThan(2e-14)
})

test('the distribution function rises, mirrors, and is undone by the quantile', () => {
  fc.assert(
    fc.property(
      fc.double({ min: -37, max: 8, noNaN: true }),
      fc.double({ min: 1e-3, max: 3, noNaN: true }),
      (x, step) => {
        expect(normalCdf(x + step)).toBeGreaterThanOrEqual(normalCdf(x))
        expect(Math.abs(normalCdf(x) + normalCdf(-x) - 1)).toBeLessThanOrEqual(3e-16)
        // A probability near 1 has lost the digits of x; the bound follows from one unit in its last place.
        const attainable = 1.2e-16 / normalPdf(x)
        const tolerance = x > 0 ? 4e-15 + 2 * attainable : 4e-15 * Math.max(1, -x)
        expect(Math.abs(normalQuantile(normalCdf(x)) - x)).toBeLessThanOrEqual(tolerance)
      },
    ),
    cases,
  )
})

test('the cdf of the quantile is the probability', () => {
  fc.assert(
    fc.property(fc.double({ min: 1e-300, max: 1 - 1e-16, noNaN: true }), (p) => {
      const x = normalQuantile(p)
      // One unit in the last place of x moves N by about (|x| + 1)·|x| of them.
      expect(Math.abs(normalCdf(x) / p - 1)).toBeLessThanOrEqual(3e-16 * (4 + x * x))
    }),
    cases,
  )
})
