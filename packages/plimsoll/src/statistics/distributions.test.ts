import { normalCdf } from '@plimsoll/kernel'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { chiSquareCdf, chiSquarePdf, chiSquareQuantile, chiSquareSurvival } from './chiSquare.js'
import { incompleteBeta } from './incompleteBeta.js'
import { incompleteGammaLower, incompleteGammaUpper } from './incompleteGamma.js'
import { logGamma } from './logGamma.js'
import { studentTCdf, studentTPdf, studentTQuantile } from './studentT.js'

const relative = (value: number, expected: number): number => Math.abs(value - expected) / Math.abs(expected)

// Expected numbers of this table: mpmath 1.3 with 50 digits (loggamma, gammainc, betainc), rounded to double.
const reference: ['logGamma' | 'lower' | 'upper' | 'beta' | 'tail' | 'density' | 'quantile', number[], number][] = [
  ['logGamma', [0.5], 0.5723649429247001],
  ['logGamma', [1.0000001], -5.772155829918507e-8],
  ['logGamma', [1.6], -0.11259176569675577],
  ['logGamma', [1.9999], -4.227520877215346e-5],
  ['logGamma', [2.3], 0.15418945495963046],
  ['logGamma', [7.7], 7.926541356269005],
  ['logGamma', [9.99], 12.779315214350193],
  ['logGamma', [1000.0], 5905.220423209181],
  ['logGamma', [100000000.0], 1742068066.1038346],
  ['logGamma', [1e200], 4.595170185988091e202],
  ['lower', [0.01, 0.001], 0.938570652526129],
  ['lower', [0.01, 0.1], 0.9818646839490126],
  ['lower', [1, 1.5], 0.7768698398515702],
  ['lower', [1.5, 0.75], 0.3177296696637874],
  ['lower', [1.5, 2.25], 0.7877097126398667],
  ['lower', [10, 11.0], 0.6594893575343389],
  ['lower', [50, 75.0], 0.9990960679576459],
  ['lower', [500, 1500], 1.0],
  ['lower', [5000, 4500.0], 1.2697731705204422e-13],
  ['lower', [5000, 7500.0], 1.0],
  ['upper', [0.01, 0.001], 0.061429347473871014],
  ['upper', [0.01, 0.011000000000000001], 0.03874629964521886],
  ['upper', [0.01, 0.1], 0.018135316050987345],
  ['upper', [1, 0.1], 0.9048374180359595],
  ['upper', [1, 0.5], 0.6065306597126334],
  ['upper', [1.5, 0.75], 0.6822703303362125],
  ['upper', [2.5, 1.25], 0.7764950711233227],
  ['upper', [10, 10], 0.4579297144718522],
  ['upper', [500, 450.0], 0.9892827619087102],
  ['upper', [5000, 7500.0], 5.91586882905196e-208],
  ['beta', [0.1, 7, 0.01], 0.7961237717987597],
  ['beta', [0.1, 7, 0.8], 0.9999997240152728],
  ['beta', [0.5, 0.5, 0.01], 0.06376856085851985],
  ['beta', [2, 0.5, 0.5], 0.11611652351681559],
  ['beta', [3, 4, 0.5], 0.65625],
  ['beta', [3, 4, 0.8], 0.98304],
  ['beta', [3, 4, 0.99999], 1.0],
  ['beta', [50, 0.5, 0.5], 9.901688984594139e-17],
  ['beta', [100, 30, 0.5], 1.23424315940306e-10],
  ['beta', [100, 30, 0.99], 1.0],
  ['tail', [0.5, 1], 0.3011216108413221],
  ['tail', [1, 0.01], 0.49681700723509176],
  ['tail', [1, 4], 0.07797913037736932],
  ['tail', [1.5, 2], 0.11209416517802553],
  ['tail', [2, 1e-8], 0.4999999964644661],
  ['tail', [2, 2], 0.09175170953613698],
  ['tail', [3, 0.3], 0.3918816460199595],
  ['tail', [3, 10000.0], 1.102657751147905e-12],
  ['tail', [4, 1e-8], 0.49999999625],
  ['tail', [4, 0.01], 0.4962500781229493],
  ['tail', [4, 40], 1.1670081613006343e-6],
  ['tail', [4, 10000.0], 2.9999998000000103e-16],
  ['tail', [30.5, 0.6], 0.27646916597845744],
  ['tail', [30.5, 10000.0], 3.095790651558497e-101],
  ['tail', [10000.0, 0.6], 0.2742599154160187],
  ['tail', [10000000.0, 2], 0.022750145445921476],
  ['density', [1.5, 10], 0.0017556916488399013],
  ['density', [2, 1000000000000.0], 1e-36],
  ['density', [3, 1e-8], 0.36755259694786135],
  ['density', [3, 2], 0.0675096606638929],
  ['density', [3, 40], 1.2873450289638433e-6],
  ['density', [10, 0.3], 0.3703984615527454],
  ['density', [10, 10], 7.28468572291254e-7],
  ['density', [10, 40], 2.8348381606424437e-13],
  ['density', [100, 1e-8], 0.3979461869358938],
  ['density', [10000000.0, 0.3], 0.38138780428681474],
  ['quantile', [0.5, 0.3011216108413221], 1],
  ['quantile', [1, 0.25], 1],
  ['quantile', [1.5, 0.49659274483146], 0.01],
  ['quantile', [2, 0.02859547920896832], 4],
  ['quantile', [3, 0.3918816460199595], 0.3],
  ['quantile', [10, 1.23046875e-116], 1000000000000.0],
  ['quantile', [30.5, 0.27646916597845744], 0.6],
  ['quantile', [30.5, 0.16258929721758963], 1],
  ['quantile', [30.5, 3.2116434209631414e-28], 40],
  ['quantile', [100, 4.9508444922970696e-17], 10],
  ['quantile', [10000.0, 0.2742599154160187], 0.6],
  ['quantile', [10000.0, 0.02276363033071772], 2],
]

test.each(reference)('%s(%j) is mpmath’s', (name, argument, expected) => {
  const [a = 0, b = 0, c = 0] = argument
  const value = {
    logGamma: () => logGamma(a),
    lower: () => incompleteGammaLower(a, b),
    upper: () => incompleteGammaUpper(a, b),
    beta: () => incompleteBeta(a, b, c),
    tail: () => studentTCdf(-b, a),
    density: () => studentTPdf(b, a),
    quantile: () => -studentTQuantile(b, a),
  }[name]()
  expect(relative(value, expected)).toBeLessThan(1e-12)
})

test('Student-t: Cauchy, the closed form of two degrees, and the normal limit', () => {
  expect(relative(studentTQuantile(0.75, 1), 1)).toBeLessThan(1e-14)
  for (const p of [1e-9, 0.01, 0.3, 0.6, 0.999]) {
    // ν = 2: t = (2p − 1)/√(2p(1 − p)).
    expect(relative(studentTQuantile(p, 2), (2 * p - 1) / Math.sqrt(2 * p * (1 - p)))).toBeLessThan(1e-12)
  }
  expect(studentTCdf(-2, Infinity)).toBe(normalCdf(-2))
  expect(studentTQuantile(0, 3)).toBe(-Infinity)
  expect(studentTQuantile(1, 3)).toBe(Infinity)
  expect(studentTQuantile(0.5, 3)).toBe(0)
  for (const bad of [studentTCdf(1, 0), studentTPdf(1, -1), studentTQuantile(2, 3), chiSquareCdf(1, 0), logGamma(-1)]) {
    expect(bad).toBeNaN()
  }
})

test('χ² with one degree is the square of a normal, with two an exponential', () => {
  for (const x of [1e-6, 0.3, 1, 4, 30, 200]) {
    expect(relative(chiSquareSurvival(x, 1), 2 * normalCdf(-Math.sqrt(x)))).toBeLessThan(1e-12)
    expect(relative(chiSquareSurvival(x, 2), Math.exp(-x / 2))).toBeLessThan(1e-12)
  }
})

test('densities are the slopes of their distributions', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.5, max: 60, noNaN: true }),
      fc.double({ min: 0.1, max: 8, noNaN: true }),
      (degrees, x) => {
        const h = 1e-4 * x
        // Simpson's rule over [x − h, x + h]; its error is of order h⁴ beside the integral.
        const simpson = (f: (at: number) => number): number => (h / 3) * (f(x - h) + 4 * f(x) + f(x + h))
        const t = studentTCdf(x + h, degrees) - studentTCdf(x - h, degrees)
        expect(Math.abs(simpson((at) => studentTPdf(at, degrees)) - t)).toBeLessThan(1e-13)
        const chi = chiSquareCdf(x + h, degrees) - chiSquareCdf(x - h, degrees)
        expect(Math.abs(simpson((at) => chiSquarePdf(at, degrees)) - chi)).toBeLessThan(1e-13)
      },
    ),
  )
})

test('quantiles invert, tails complement, functions are monotone', () => {
  const p = fc.double({ min: 1e-12, max: 1 - 1e-12, noNaN: true })
  fc.assert(
    fc.property(p, p, fc.double({ min: 0.3, max: 3000, noNaN: true }), (one, other, degrees) => {
      const t = studentTQuantile(one, degrees)
      expect(Math.abs(studentTCdf(t, degrees) - one)).toBeLessThan(1e-12 * one + 1e-15)
      const x = chiSquareQuantile(one, degrees)
      expect(chiSquareCdf(x, degrees) + chiSquareSurvival(x, degrees)).toBeCloseTo(1, 13)
      expect(Math.abs(chiSquareCdf(x, degrees) - one)).toBeLessThan(1e-11 * one + 1e-15)
      const [low, high] = one < other ? [one, other] : [other, one]
      if (high - low > 1e-9) {
        expect(studentTQuantile(low, degrees)).toBeLessThan(studentTQuantile(high, degrees))
        expect(chiSquareQuantile(low, degrees)).toBeLessThan(chiSquareQuantile(high, degrees))
      }
    }),
  )
})
