import { normalCdf } from '@plimsoll/kernel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { bivariateNormalCdf } from './bivariateNormal.js'
import { bivariateStudentTCdf } from './bivariateStudent.js'
import { studentTCdf } from './studentT.js'

/** a, b, correlation, probability: adaptive integration of φ(x)·N((b − ρx)/√(1 − ρ²)) over x ≤ a with 30 digits (mpmath). */
const normalCases = [
  [-3, -2.5, 0.95, 0.0012841970946648087],
  [1, 1.01, 0.999, 0.8381461393470125],
  [-1.5, 2, -0.99, 0.0440576856063708],
  [-6, -6.5, 0.3, 5.49477828183077e-16],
  [0.3, -0.7, -0.6, 0.07025372473010515],
] as const

/** a, b, correlation, degrees, probability: the same with the conditional t distribution of ν + 1 degrees (mpmath). */
const studentCases = [
  [-3, -2.5, 0.95, 3, 0.02616349285399176],
  [1, 1.01, 0.999, 4, 0.8094902121469828],
  [-1.5, 2, -0.9, 5.5, 0.052140564301691165],
  [-6, -6.5, 0.3, 2.5, 0.001784881047823818],
  [0.3, -0.7, -0.6, 8, 0.07329643043096438],
] as const

const where = fc.double({ min: -9, max: 9, noNaN: true })
const correlation = fc.double({ min: -1, max: 1, noNaN: true })

describe('bivariate normal', () => {
  test('30-digit references', () => {
    for (const [a, b, rho, expected] of normalCases) {
      expect(Math.abs(bivariateNormalCdf(a, b, rho) - expected), `${a} ${b} ${rho}`).toBeLessThan(2e-16)
      expect(Math.abs(bivariateNormalCdf(b, a, rho) - expected), `${b} ${a} ${rho}`).toBeLessThan(2e-16)
    }
  })

  test('closed forms: independence, and the orthant 1/4 + arcsin(ρ)/2π', () => {
    fc.assert(
      fc.property(where, where, (a, b) => {
        expect(Math.abs(bivariateNormalCdf(a, b, 0) - normalCdf(a) * normalCdf(b))).toBeLessThan(1e-15)
      }),
    )
    fc.assert(
      fc.property(correlation, (rho) => {
        expect(Math.abs(bivariateNormalCdf(0, 0, rho) - (0.25 + Math.asin(rho) / (2 * Math.PI)))).toBeLessThan(1e-15)
      }),
    )
  })

  test('rises with the correlation and stays within the bounds of Fréchet', () => {
    fc.assert(
      fc.property(where, where, correlation, correlation, (a, b, one, other) => {
        const low = bivariateNormalCdf(a, b, Math.min(one, other))
        const high = bivariateNormalCdf(a, b, Math.max(one, other))
        expect(low).toBeLessThanOrEqual(high + 1e-15)
        expect(high).toBeLessThanOrEqual(Math.min(normalCdf(a), normalCdf(b)))
        expect(low).toBeGreaterThanOrEqual(Math.max(0, normalCdf(a) + normalCdf(b) - 1) - 1e-15)
      }),
    )
  })

  test('infinite limits and nonsense', () => {
    expect(bivariateNormalCdf(-Infinity, 3, 0.5)).toBe(0)
    expect(bivariateNormalCdf(Infinity, 0, 0.5)).toBe(0.5)
    expect(bivariateNormalCdf(0, 0, 1.1)).toBeNaN()
    expect(bivariateNormalCdf(Number.NaN, 0, 0)).toBeNaN()
  })
})

describe('bivariate Student t', () => {
  test('30-digit references', () => {
    for (const [a, b, rho, degrees, expected] of studentCases) {
      expect(Math.abs(bivariateStudentTCdf(a, b, rho, degrees) - expected), `${a} ${b} ${rho} ${degrees}`).toBeLessThan(
        1e-14,
      )
    }
  })

  test('the orthant is that of the normal, for every number of degrees', () => {
    fc.assert(
      fc.property(correlation, fc.double({ min: 0.1, max: 1000, noNaN: true }), (rho, degrees) => {
        const expected = 0.25 + Math.asin(rho) / (2 * Math.PI)
        expect(Math.abs(bivariateStudentTCdf(0, 0, rho, degrees) - expected)).toBeLessThan(1e-14)
      }),
    )
  })

  test('stays within the bounds of Fréchet', () => {
    fc.assert(
      fc.property(where, where, correlation, fc.double({ min: 0.5, max: 300, noNaN: true }), (a, b, rho, degrees) => {
        const value = bivariateStudentTCdf(a, b, rho, degrees)
        const [left, right] = [studentTCdf(a, degrees), studentTCdf(b, degrees)]
        expect(value).toBeLessThanOrEqual(Math.min(left, right))
        expect(value).toBeGreaterThanOrEqual(Math.max(0, left + right - 1) - 1e-14)
      }),
    )
  })

  test('one degree of freedom, no correlation: Cauchy’s closed form', () => {
    // 1/4 + (arctan a + arctan b + arctan(ab/√(1 + a² + b²)))/2π.
    fc.assert(
      fc.property(where, where, (a, b) => {
        const sum = Math.atan(a) + Math.atan(b) + Math.atan((a * b) / Math.sqrt(1 + a * a + b * b))
        expect(Math.abs(bivariateStudentTCdf(a, b, 0, 1) - (0.25 + sum / (2 * Math.PI)))).toBeLessThan(1e-13)
      }),
    )
  })

  test('degenerate limits are the one-dimensional distribution, infinite degrees the normal', () => {
    expect(bivariateStudentTCdf(-1, 2, 1, 4)).toBe(studentTCdf(-1, 4))
    expect(bivariateStudentTCdf(Infinity, -1.5, 0.3, 4)).toBe(studentTCdf(-1.5, 4))
    expect(bivariateStudentTCdf(-1, -0.5, 0.4, Infinity)).toBe(bivariateNormalCdf(-1, -0.5, 0.4))
    expect(Math.abs(bivariateStudentTCdf(-1, -0.5, 0.4, 1e9) - bivariateNormalCdf(-1, -0.5, 0.4))).toBeLessThan(1e-9)
  })
})
