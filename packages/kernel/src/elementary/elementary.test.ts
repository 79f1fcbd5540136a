import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { ulpsBetween } from '../../test-reference/ulps.js'
import { exp, exp2, expm1, log, log1p, logRatio, pow } from './index.js'

const cases = { numRuns: 5000 }

/** Largest distance in units of the last place to the reference values (themselves rounded once). */
function worst(table: string, f: (a: number, b: number) => number): number {
  return Math.max(...reference(table).map((row) => ulpsBetween(f(row[0]!, row[1]!), row.at(-1)!)))
}

test('elementary functions against 300-bit references: distance in units of the last place', () => {
  expect(worst('expValues', (x) => exp(x))).toBeLessThanOrEqual(1)
  expect(worst('exp2Values', (x) => exp2(x))).toBeLessThanOrEqual(1)
  expect(worst('expm1Values', (x) => expm1(x))).toBeLessThanOrEqual(2)
  expect(worst('logValues', (x) => log(x))).toBeLessThanOrEqual(1)
  expect(worst('log1pValues', (x) => log1p(x))).toBeLessThanOrEqual(1)
  expect(worst('logRatioValues', logRatio)).toBeLessThanOrEqual(2)
  expect(worst('powValues', pow)).toBeLessThanOrEqual(1)
})

test('special values are those of ECMAScript', () => {
  const specials = [
    0,
    -0,
    1,
    -1,
    2,
    -2,
    0.5,
    -0.5,
    3,
    -3,
    Infinity,
    -Infinity,
    Number.NaN,
    1e308,
    -1e308,
    5e-324,
    -5e-324,
  ]
  for (const x of specials) {
    expect(exp(x), `exp(${x})`).toBe(Math.exp(x))
    expect(ulpsBetween(expm1(x), Math.expm1(x)), `expm1(${x})`).toBeLessThanOrEqual(1)
    expect(ulpsBetween(exp2(x), 2 ** x), `exp2(${x})`).toBeLessThanOrEqual(1)
    expect(log(x), `log(${x})`).toBe(Math.log(x))
    expect(log1p(x), `log1p(${x})`).toBe(Math.log1p(x))
    for (const y of specials) expect(ulpsBetween(pow(x, y), x ** y), `pow(${x}, ${y})`).toBeLessThanOrEqual(1)
  }
  expect(Object.is(expm1(-0), -0)).toBe(true)
  expect(Object.is(log1p(-0), -0)).toBe(true)
  expect(Object.is(pow(-0, 3), -0)).toBe(true)
  expect(exp(709.782712893384)).toBe(1.7976931348622732e308)
  expect(exp(709.7827128933841)).toBe(Infinity)
  expect(exp2(-1022)).toBe(2 ** -1022)
  expect(exp2(-1074)).toBe(5e-324)
  expect(exp2(1023)).toBe(2 ** 1023)
  expect(logRatio(1, -1)).toBeNaN()
  expect(logRatio(0, 1)).toBe(-Infinity)
  expect(logRatio(5e-324, 1e308)).toBeCloseTo(Math.log(5e-324) - Math.log(1e308), 10)
})

test('whole powers of small integers are exact', () => {
  for (let base = 1; base <= 12; base++) {
    for (let exponent = 0, value = 1; value < 2 ** 53; exponent++, value *= base) {
      expect(pow(base, exponent)).toBe(value)
      if (base === 1 && exponent > 60) break
    }
  }
})

test('exp and log are inverse and increasing', () => {
  const exponent = fc.double({ min: -700, max: 700, noNaN: true })
  fc.assert(
    fc.property(exponent, fc.double({ min: 0, max: 5, noNaN: true }), (x, step) => {
      expect(Math.abs(log(exp(x)) - x)).toBeLessThanOrEqual(2.3e-16 * Math.max(1, Math.abs(x)))
      expect(exp(x + step)).toBeGreaterThanOrEqual(exp(x))
      // 1 + expm1(x) loses the digits of x below −1: one unit in the last place of the sum is e^−x of them.
      if (x > -30) {
        const tolerance = 4.5e-16 * (Math.max(1, Math.abs(x)) + exp(-x))
        expect(Math.abs(log1p(expm1(x)) - x)).toBeLessThanOrEqual(tolerance)
      }
    }),
    cases,
  )
})

test('logRatio is antisymmetric and agrees with log', () => {
  const price = fc.double({ min: 1e-300, max: 1e300, noNaN: true })
  fc.assert(
    fc.property(price, price, (a, b) => {
      expect(Math.abs(logRatio(a, b) + logRatio(b, a))).toBeLessThanOrEqual(1e-15 * Math.abs(logRatio(a, b)))
      expect(Math.abs(logRatio(a, b) - (log(a) - log(b)))).toBeLessThanOrEqual(4e-13)
    }),
    cases,
  )
})

test('pow multiplies when exponents add', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 100, noNaN: true }),
      fc.double({ min: -25, max: 25, noNaN: true }),
      fc.integer({ min: -25, max: 25 }),
      (base, y, n) => {
        // y + n is exact only if no digit of y is lost; the sum is taken as the exponent, y back from it.
        const sum = y + n
        const left = sum - n
        expect(Math.abs(pow(base, sum) / (pow(base, left) * pow(base, n)) - 1)).toBeLessThanOrEqual(6e-16)
      },
    ),
    cases,
  )
})
