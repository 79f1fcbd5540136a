import { normalQuantile } from '@plimsoll/kernel'
import fc from 'fast-check'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'
import { expect, test } from 'vitest'
import { ewmaVariance, ewmaWindowWeights, windowedEwma } from './ewma.js'
import { fitGarch } from './fitGarch.js'
import { type GarchParameters, garchLogLikelihood, garchStep, garchVariance } from './garch.js'
import { garchFromVector, garchScore } from './garchScore.js'
import { nelderMead } from './nelderMead.js'

/** A path of the model with normal surprises. */
function simulate(parameters: GarchParameters, count: number, seed: number): Float64Array {
  const generator = xoroshiro128plus(seed)
  let variance = 1
  return Float64Array.from({ length: count }, () => {
    const z = normalQuantile(((generator.next() >>> 0) + 0.5) / 2 ** 32)
    const surprise = Math.sqrt(variance) * z
    variance = garchStep(parameters, variance, surprise)
    return (parameters.mean ?? 0) + surprise
  })
}

const returns = simulate({ mean: 0.05, omega: 0.05, alpha: 0.08, beta: 0.85, gamma: 0.06 }, 4000, 7)

test('window weights: newest first, sum 1 for a whole window', () => {
  const weights = ewmaWindowWeights(0.94, 50)
  expect(weights.reduce((sum, weight) => sum + weight, 0)).toBeCloseTo(1, 13)
  expect(weights[1]! / weights[0]!).toBeCloseTo(0.94, 14)
  expect(ewmaWindowWeights(0.9, 400 / 3)).toHaveLength(133)
})

test('a long window is the infinite recursion', () => {
  const infinite = ewmaVariance(returns, 0.94, 1)
  const { volatilities } = windowedEwma(returns, { lambda: 0.94, window: 900, about: 'zero' })
  expect(volatilities[898]).toBeNaN()
  expect(volatilities[3999]! ** 2).toBeCloseTo(infinite[3999]!, 12)
})

test('EWMA stays between the smallest and the largest square', () => {
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 1 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (list, lambda) => {
        const squares = [0.25, ...list.map((x) => x * x)]
        for (const variance of ewmaVariance(list, lambda, 0.25)) {
          expect(variance).toBeGreaterThanOrEqual(Math.min(...squares) * (1 - 1e-12))
          expect(variance).toBeLessThanOrEqual(Math.max(...squares) * (1 + 1e-12))
        }
      },
    ),
  )
})

test('the analytic score is the slope of the likelihood, from every start', () => {
  const vector = [0.03, 0.06, 0.07, 0.84, 0.05]
  for (const start of ['presample', 'sample-variance', 1.3] as const) {
    const score = garchScore(returns, vector, start)
    vector.forEach((value, k) => {
      const at = (h: number): number =>
        garchLogLikelihood(returns, garchFromVector(vector.map((entry, j) => (j === k ? value + h : entry))), start)
      const h = 1e-5
      const slope = (at(h) - at(-h)) / (2 * h)
      expect(Math.abs(score[k]! - slope)).toBeLessThan(1e-3 * (1 + Math.abs(slope)))
    })
  }
})

test('the fit finds the simulated parameters within four of its own standard errors, where the score is 0', () => {
  const truth = { mean: 0.05, omega: 0.05, alpha: 0.08, beta: 0.85, gamma: 0.06 }
  const fit = fitGarch(returns, { mean: 'constant', model: 'gjr', start: 'presample' })
  expect(fit.interior).toBe(true)
  for (const key of ['mean', 'omega', 'alpha', 'beta', 'gamma'] as const) {
    expect(fit.standardErrors[key]).toBeGreaterThan(0)
    expect(Math.abs(fit.parameters[key] - truth[key])).toBeLessThan(4 * fit.standardErrors[key])
  }
  const { mean, omega, alpha, beta, gamma } = fit.parameters
  for (const slope of garchScore(returns, [mean, omega, alpha, beta, gamma], 'presample')) {
    expect(Math.abs(slope)).toBeLessThan(1e-5)
  }
  const plain = fitGarch(returns, { mean: 'constant', model: 'garch', start: 'presample' })
  expect(plain.logLikelihood).toBeLessThan(fit.logLikelihood)
  expect(plain.parameters.gamma).toBe(0)
})

test('the fit is equivariant: scaled returns scale ω and leave α and β', () => {
  const options = { mean: 'zero', model: 'garch', start: 'sample-variance' } as const
  const one = fitGarch(returns, options).parameters
  const ten = fitGarch(
    returns.map((value) => 0.01 * value),
    options,
  ).parameters
  expect(ten.alpha).toBeCloseTo(one.alpha, 9)
  expect(ten.beta).toBeCloseTo(one.beta, 9)
  expect(1e4 * ten.omega).toBeCloseTo(one.omega, 9)
})

test('variances are the recursion’s, one ahead', () => {
  const parameters = { omega: 0.1, alpha: 0.1, beta: 0.8, gamma: 0.05 }
  expect([...garchVariance([1, -1], parameters, 2)]).toEqual(
    [0.1 + 0.1 + 1.6, 0.1 + 0.15000000000000002 + 0.8 * 1.8].map((v) => expect.closeTo(v, 14)),
  )
})

test('the simplex finds Rosenbrock’s valley', () => {
  const found = nelderMead((x) => 100 * (x[1]! - x[0]! ** 2) ** 2 + (1 - x[0]!) ** 2, [-1.2, 1], [0.5, 0.5])
  expect(found.at[0]).toBeCloseTo(1, 6)
  expect(found.at[1]).toBeCloseTo(1, 6)
})

test('what cannot be fitted is refused', () => {
  const options = { mean: 'zero', model: 'garch', start: 'presample' } as const
  expect(() => fitGarch([1, 2], options)).toThrow('returns')
  expect(() => fitGarch(new Float64Array(30), options)).toThrow('vary')
  expect(() => ewmaVariance([1], 2, 0)).toThrow('lambda')
  expect(() => garchVariance([1], { omega: -1, alpha: 0, beta: 0 }, 1)).toThrow('omega')
})
