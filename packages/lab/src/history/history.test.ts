import fc from 'fast-check'
import { expect, test } from 'vitest'
import { ewmaStep, ewmaVariance } from '../volatility/ewma.js'
import { devolatilise, filteredPaths, volatilityScaledReturns } from './filteredReturns.js'
import {
  type InterleavedFilteredMarginOptions,
  interleavedFilteredMargin,
  stressPeriodMargin,
} from './interleavedFilteredMargin.js'
import { interleaved, logReturns, overlappingSums, simpleReturns } from './returns.js'

const list = fc.array(fc.double({ min: -0.2, max: 0.2, noNaN: true }), { minLength: 1, maxLength: 60 })
const horizon = fc.integer({ min: 1, max: 6 })

/** A made-up series that any language can make again: a congruence for the draw, three regimes of size. */
const returns = Array.from({ length: 2000 }, (_, t) => (((t * 7919) % 1009) / 1009 - 0.5) * 0.03 * (1 + ((t >> 6) % 3)))

test('log returns add up to the whole move, simple returns compound to it', () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: 0.1, max: 1e5, noNaN: true }), { minLength: 2 }), (prices) => {
      const whole = prices.at(-1)! / prices[0]!
      expect(Math.exp(logReturns(prices).reduce((sum, r) => sum + r, 0)) / whole).toBeCloseTo(1, 10)
      expect(simpleReturns(prices).reduce((product, r) => product * (1 + r), 1) / whole).toBeCloseTo(1, 9)
    }),
  )
})

test('buckets hold every entry once, newest last, and bucket 0 ends with the newest', () => {
  fc.assert(
    fc.property(list, horizon, (series, count) => {
      const buckets = interleaved(series, count)
      expect(buckets.reduce((sum, bucket) => sum + bucket.length, 0)).toBe(series.length)
      expect(buckets[0]!.at(-1)).toBe(series.at(-1))
      const rebuilt = series.map((_, t) => {
        const fromEnd = series.length - 1 - t
        return buckets[fromEnd % count]!.at(-1 - Math.floor(fromEnd / count))
      })
      expect(rebuilt).toEqual(series)
    }),
  )
})

test('overlapping sums: each is the sum of its days', () => {
  fc.assert(
    fc.property(list, horizon, (series, days) => {
      const sums = overlappingSums(series, days)
      expect(sums).toHaveLength(Math.max(0, series.length - days + 1))
      sums.forEach((sum, t) => {
        expect(sum).toBeCloseTo(
          series.slice(t, t + days).reduce((a, b) => a + b, 0),
          14,
        )
      })
    }),
  )
})

test('at constant volatility filtering changes nothing; twice the volatility now doubles the scenarios', () => {
  fc.assert(
    fc.property(list, (series) => {
      const flat = new Float64Array(series.length).fill(0.02)
      volatilityScaledReturns(series, flat, 0.02).forEach((value, t) => {
        expect(value).toBeCloseTo(series[t]!, 14)
      })
      volatilityScaledReturns(series, flat, 0.04).forEach((value, t) => {
        expect(value).toBeCloseTo(2 * series[t]!, 14)
      })
    }),
  )
  expect(devolatilise([0.1, 0.3], [0.05, 0], [0.05, 0])).toEqual(Float64Array.of(1, Number.NaN))
})

test('filtered paths replay the history when they draw it in order', () => {
  const lambda = 0.9
  const variances = ewmaVariance(returns.slice(0, 20), lambda, 1e-4)
  const before = Float64Array.from(variances, (_, t) => Math.sqrt(t === 0 ? 1e-4 : variances[t - 1]!))
  const standardised = devolatilise(returns.slice(0, 20), before)
  const [sum] = filteredPaths({
    standardised,
    variance: 1e-4,
    horizon: 20,
    paths: 1,
    next: (variance, made) => ewmaStep(variance, made, lambda),
    draw: (_, step) => step,
  })
  expect(sum).toBeCloseTo(
    returns.slice(0, 20).reduce((a, b) => a + b, 0),
    14,
  )
})

// Expected: the same definition written a second time in Python with numpy, newest entry first, on the series above.
test.each<[InterleavedFilteredMarginOptions, [number, number][], number]>([
  [
    {
      horizonDays: 3,
      factor: 1.37,
      confidence: 0.978,
      lambda: 0.96,
      lookbackDays: 750,
      volatilityDays: 400,
      about: 'own-mean',
      side: 'long',
    },
    [
      [1543, 0.12018310321003105],
      [1771, 0.1007917655727087],
      [1999, 0.10082949280020244],
    ],
    1543,
  ],
  [
    {
      horizonDays: 2,
      factor: 1,
      confidence: 0.99,
      lambda: 0.97,
      lookbackDays: 300,
      volatilityDays: 101,
      about: 'zero',
      side: 'short',
    },
    [
      [398, 0.08289748281017739],
      [1199, 0.07277133032749694],
      [1999, 0.06927250518091832],
    ],
    398,
  ],
  [
    {
      horizonDays: 1,
      confidence: 0.95,
      lambda: 0.94,
      lookbackDays: 250,
      volatilityDays: 50,
      about: 'own-mean',
      side: 'long',
    },
    [
      [347, 0.03990861689996128],
      [1173, 0.02848213998014859],
      [1999, 0.026742291068967416],
    ],
    347,
  ],
])('interleaved filtered margin %#', (options, expected, first) => {
  const { margins, profits } = interleavedFilteredMargin(returns, options)
  for (const [t, margin] of expected) expect(margins[t]! / margin).toBeCloseTo(1, 11)
  expect(margins.findIndex((margin) => !Number.isNaN(margin))).toBe(first)
  const sign = options.side === 'long' ? 1 : -1
  const sum = returns.slice(1000 - options.horizonDays + 1, 1001).reduce((a, b) => a + b, 0)
  expect(profits[1000]).toBeCloseTo(sign * Math.expm1(sum), 14)
})

test('margin of stressed periods', () => {
  // The same source as above.
  const periods = [returns.slice(100, 160), returns.slice(400, 477)]
  const of = (confidence: number, side: 'long' | 'short'): number =>
    stressPeriodMargin(periods, { horizonDays: 3, confidence, side })
  expect(of(0.99, 'long')).toBeCloseTo(0.07913318392885642, 12)
  expect(of(0.99, 'short')).toBeCloseTo(0.08472472368551205, 12)
  expect(of(0.9, 'long')).toBeCloseTo(0.04147932824234194, 12)
})

test('what cannot be a history is refused', () => {
  expect(() => logReturns([1, -1])).toThrow('prices[1]')
  expect(() => overlappingSums([1], 0)).toThrow('horizon')
  expect(() => devolatilise([1], [])).toThrow('volatilities')
})
