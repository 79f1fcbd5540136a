import { createHash } from 'node:crypto'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { exp, log, logRatio, pow } from '../elementary/index.js'
import { normalCdf, normalPdf } from '../normal/index.js'
import { black76, impliedTotalVolatility } from '../price/index.js'
import * as kernel from './index.js'

/** A fixed stream of numbers in [0, 1), 32 bits each. */
function stream(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0
    return state * 2 ** -32
  }
}

function filled(count: number, f: (i: number) => number): Float64Array {
  const array = new Float64Array(count)
  for (let i = 0; i < count; i++) array[i] = f(i)
  return array
}

/** Options of every kind: usual ones, far ones, tiny and huge total volatilities, zero time. */
function options(count: number, seed: number) {
  const next = stream(seed)
  const sqrtTimes = filled(count, (i) => (i % 97 === 0 ? 0 : Math.sqrt(0.001 + 2 * next() * next())))
  const vols = filled(count, (i) => (i % 31 === 0 ? 8 : i % 29 === 0 ? 0.001 : 0.1 + 1.4 * next()))
  const forwards = filled(count, () => 20 + 100_000 * next())
  const strikes = filled(count, (i) =>
    i % 23 === 0 ? forwards[i]! : forwards[i]! * exp((next() - 0.5) * 12 * vols[i]! * (sqrtTimes[i]! + 0.01)),
  )
  const discounts = filled(count, () => 0.9 + 0.1 * next())
  const isPut = filled(count, () => (next() < 0.5 ? 0 : 1))
  const rates = filled(count, () => 0.1 * next() - 0.02)
  return { forwards, strikes, vols, sqrtTimes, discounts, isPut, rates }
}

test('a list has the bits of the scalar price', () => {
  const count = 10_000
  const { forwards, strikes, vols, sqrtTimes, discounts, isPut } = options(count, 7)
  const out = new Float64Array(count)
  kernel.priceList(count, forwards, strikes, vols, sqrtTimes, discounts, isPut, out)
  for (let i = 0; i < count; i++) {
    const price = black76(forwards[i]!, strikes[i]!, vols[i]! * sqrtTimes[i]!, isPut[i] === 0) * discounts[i]!
    if (!Object.is(out[i], price)) expect.fail(`option ${i}: ${out[i]} and ${price}`)
  }
})

test('a row without moves has the bits of the scalar price, and a pair those of two rows', () => {
  const count = 512
  const next = stream(11)
  const moves = filled(count, (s) => (s === 0 ? 0 : (next() - 0.5) * 1.2))
  for (const v of [0, 0.001, 0.01, 0.1, 0.6, 1.5, 6]) {
    for (const h of [-40, -6, -1, 0, 0.5, 3, 12]) {
      const forward = 100
      const strike = forward * exp(h * (v + 0.001))
      const logMoneyness = logRatio(forward, strike)
      const forwards = filled(count, (s) => (s === 0 ? forward : forward * exp(moves[s]!)))
      const vols = filled(count, (s) => (s === 0 ? v : v * (0.5 + next())))
      const inverse = filled(count, (s) => 1 / vols[s]!)
      const rows = [0, 1, 2, 3].map(() => new Float64Array(count))
      const [call, put, pairCall, pairPut] = rows as [Float64Array, Float64Array, Float64Array, Float64Array]
      kernel.optionRow(count, logMoneyness, strike, moves, forwards, vols, inverse, 0.97, 3, 0, call)
      kernel.optionRow(count, logMoneyness, strike, moves, forwards, vols, inverse, 0.97, 5, 1, put)
      kernel.optionPairRow(count, logMoneyness, strike, moves, forwards, vols, inverse, 0.97, 3, 5, pairCall, pairPut)
      expect(pairCall).toEqual(call)
      expect(pairPut).toEqual(put)
      expect(call[0]).toBe(black76(forward, strike, v, true) * 0.97 - 3)
      expect(put[0]).toBe(black76(forward, strike, v, false) * 0.97 - 5)
      for (let s = 0; s < count; s++) {
        // The row takes the move as it is given; the scalar function sees only the rounded forward.
        const exact = black76(forwards[s]!, strike, vols[s]!, true) * 0.97 - 3
        expect(Math.abs(call[s]! - exact)).toBeLessThanOrEqual(4e-16 * (forwards[s]! + strike))
      }
    }
  }
})

test('Greeks of the list are the closed forms', () => {
  const count = 4000
  const { forwards, strikes, vols, sqrtTimes, discounts, isPut, rates } = options(count, 13)
  const out = [0, 1, 2, 3, 4, 5].map(() => new Float64Array(count))
  const [price, delta, gamma, vega, theta, listed] = out as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  kernel.priceList(count, forwards, strikes, vols, sqrtTimes, discounts, isPut, listed)
  kernel.greeksList(
    count,
    forwards,
    strikes,
    vols,
    sqrtTimes,
    discounts,
    isPut,
    rates,
    price,
    delta,
    gamma,
    vega,
    theta,
  )
  expect(price).toEqual(listed)
  for (let i = 0; i < count; i++) {
    const [f, k, v, d, r] = [forwards[i]!, strikes[i]!, vols[i]! * sqrtTimes[i]!, discounts[i]!, rates[i]!]
    if (v === 0) {
      const sign = Math.sign((f - k) * (1 - 2 * isPut[i]!))
      expect(delta[i]).toBe((d * (1 - 2 * isPut[i]!) * (1 + sign)) / 2 || 0)
      expect([gamma[i], vega[i], theta[i]]).toEqual([0, 0, r * price[i]!])
      continue
    }
    const d1 = logRatio(f, k) / v + v / 2
    const density = normalPdf(d1)
    const close = (actual: number, expected: number): void =>
      expect(Math.abs(actual - expected)).toBeLessThanOrEqual(1e-12 * Math.abs(expected) + 1e-300)
    expect(Math.abs(delta[i]! - d * (normalCdf(d1) - isPut[i]!))).toBeLessThanOrEqual(5e-16)
    close(gamma[i]!, (d * density) / (f * v))
    close(vega[i]!, d * f * density * sqrtTimes[i]!)
    const decay = (d * f * density * vols[i]!) / (2 * sqrtTimes[i]!)
    expect(Math.abs(theta[i]! - (r * price[i]! - decay))).toBeLessThanOrEqual(1e-12 * (decay + Math.abs(r * price[i]!)))
  }
})

test('unusable inputs give NaN and never a plausible number', () => {
  const one = (x: number): Float64Array => new Float64Array([x])
  for (const bad of [-1, Number.NaN]) {
    for (let position = 0; position < 3; position++) {
      const arguments_ = [100, 100, 0.5]
      arguments_[position] = bad
      const [f, k, vol] = arguments_ as [number, number, number]
      const out = one(0)
      kernel.priceList(1, one(f), one(k), one(vol), one(1), one(1), one(0), out)
      expect(out[0]).toBeNaN()
    }
  }
})

test('accumulate adds in place; the smallest is the first smallest', () => {
  const out = new Float64Array([1, 2, 3])
  kernel.accumulate(out, new Float64Array([1, -1, 0.5]), 2)
  expect(out).toEqual(new Float64Array([3, 0, 4]))
  expect(kernel.indexOfMin(new Float64Array([2, -0, 0, 5]))).toBe(1)
  expect(kernel.indexOfMin(new Float64Array([Infinity, Infinity]))).toBe(0)
  expect(() => kernel.indexOfMin(new Float64Array([1, Number.NaN]))).toThrow(RangeError)
  expect(() => kernel.indexOfMin(new Float64Array(0))).toThrow(RangeError)
  fc.assert(
    fc.property(fc.array(fc.double({ noNaN: true }), { minLength: 1 }), (values) => {
      const index = kernel.indexOfMin(new Float64Array(values))
      expect(values.every((value) => values[index]! <= value)).toBe(true)
      expect(values.slice(0, index).every((value) => value > values[index]!)).toBe(true)
    }),
  )
})

/**
 * The law of the house in one number: these bits are the same on every engine and machine, and a faster kernel must reach
 * them. A digest that changes on one engine is a bug there; one that is meant to change is a new kernel version.
 */
test('a million outputs have the pinned bits', () => {
  const hash = createHash('sha256')
  const take = (array: Float64Array): void => {
    const bytes = new DataView(new ArrayBuffer(array.length * 8))
    // Little-endian on every machine; NaN has one form.
    for (let i = 0; i < array.length; i++)
      bytes.setFloat64(8 * i, Number.isNaN(array[i]) ? Number.NaN : array[i]!, true)
    hash.update(bytes)
  }
  let outputs = 0
  const count = 100_000
  const { forwards, strikes, vols, sqrtTimes, discounts, isPut, rates } = options(count, 2024)
  const greeks = [0, 1, 2, 3, 4].map(() => new Float64Array(count))
  const [price, delta, gamma, vega, theta] = greeks as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ]
  kernel.greeksList(
    count,
    forwards,
    strikes,
    vols,
    sqrtTimes,
    discounts,
    isPut,
    rates,
    price,
    delta,
    gamma,
    vega,
    theta,
  )
  for (const array of greeks) {
    take(array)
    outputs += count
  }

  const scenarios = 1024
  const next = stream(5)
  const moves = filled(scenarios, () => (next() - 0.5) * 0.8)
  const moved = filled(scenarios, (s) => 100 * exp(moves[s]!))
  const multipliers = filled(scenarios, () => 0.7 + 0.6 * next())
  const sum = new Float64Array(scenarios)
  const call = new Float64Array(scenarios)
  const put = new Float64Array(scenarios)
  for (let strikeIndex = 0; strikeIndex < 240; strikeIndex++) {
    const v = 0.004 * pow(1.03, strikeIndex)
    const strike = 100 * exp(((strikeIndex % 15) - 7) * 0.4 * v)
    const rowVols = filled(scenarios, (s) => v * multipliers[s]!)
    const inverse = filled(scenarios, (s) => 1 / rowVols[s]!)
    kernel.optionPairRow(
      scenarios,
      logRatio(100, strike),
      strike,
      moves,
      moved,
      rowVols,
      inverse,
      0.99,
      1,
      2,
      call,
      put,
    )
    kernel.accumulate(sum, call, 1.5)
    kernel.accumulate(sum, put, -0.7)
    take(call)
    take(put)
    outputs += 2 * scenarios
  }
  take(sum)

  const scalars = filled(20_000, (i) => {
    const u = next()
    if (i % 4 === 0) return exp(1400 * (u - 0.5))
    if (i % 4 === 1) return log(u + 1e-300)
    if (i % 4 === 2) return pow(u + 0.5, 100 * (next() - 0.5))
    return impliedTotalVolatility(40 * u, 100, 60 + 80 * next(), false)
  })
  take(scalars)
  outputs += scenarios + scalars.length
  expect(outputs).toBeGreaterThanOrEqual(1_000_000)
  expect(hash.digest('hex')).toBe('c396c94415cf2503fc6b5796969f01227069a5ea843eb0adfba29c6285910e6e')
})
