import fc from 'fast-check'
import { expect, test } from 'vitest'
import { reference } from '../../test-reference/reference.js'
import { exp, logRatio } from '../elementary/index.js'
import { bachelier, black76, impliedNormalStdDev, impliedTotalVolatility } from './index.js'
import { normalMoneyness } from './normalMoneyness.js'

const cases = { numRuns: 5000 }

/** Largest absolute error over the forward, and largest relative error where the price is above `floor` forwards. */
function errors(
  table: string,
  floor: number,
  price: (forward: number, strike: number, v: number, isCall: boolean) => number,
): { absolute: number; relative: number } {
  let absolute = 0
  let relative = 0
  for (const [forward, strike, v, value] of reference(table) as readonly (readonly [
    number,
    number,
    number,
    number,
  ])[]) {
    const error = Math.abs(price(forward, strike, v, strike >= forward) - value)
    absolute = Math.max(absolute, error / forward)
    if (value > floor * forward) relative = Math.max(relative, error / value)
  }
  return { absolute, relative }
}

test('Black-76 against 500-bit references: 1e-15 of the forward, 1e-12 relative down to 1e-30 of it', () => {
  for (const table of ['usualPrices', 'deepPrices', 'tinyVolatilityPrices', 'hugeVolatilityPrices']) {
    const { absolute, relative } = errors(table, 1e-30, black76)
    expect(absolute, table).toBeLessThanOrEqual(1e-15)
    expect(relative, table).toBeLessThanOrEqual(1e-12)
  }
})

test('Black-76 keeps its relative accuracy down to 1e-300 of the forward', () => {
  // The wider bound is the arithmetic's: d²/2 up to 690 carries half a unit in its last place, 6e-14, several times over.
  expect(errors('farPrices', 1e-300, black76).relative).toBeLessThanOrEqual(2e-12)
  // A price of 1.2e-154, jaeckel_lets_be_rational.json row 33/965: forward 33, strike 965, T 0.05, σ 0.5705428707984721.
  const tiny = black76(33, 965, 0.5705428707984721 * Math.sqrt(0.05), true)
  expect(Math.abs(tiny / 1.2170804634726117e-154 - 1)).toBeLessThan(1e-12)
})

test('Bachelier against 500-bit references', () => {
  // Relative to the value: h²/2 of the reference cases reaches 330.
  const { absolute, relative } = errors('bachelierPrices', 0, bachelier)
  expect(absolute).toBeLessThanOrEqual(1e-15)
  expect(relative).toBeLessThanOrEqual(3e-13)
})

test('edges of Black-76', () => {
  expect(black76(100, 80, 0, true)).toBe(20)
  expect(black76(100, 80, 0, false)).toBe(0)
  expect(black76(100, 100, 0, true)).toBe(0)
  expect(black76(100, 80, Infinity, true)).toBe(100)
  expect(black76(100, 80, Infinity, false)).toBe(80)
  expect(black76(100, 80, 1e6, true)).toBe(100)
  expect(black76(100, 0, 0.5, true)).toBe(100)
  expect(black76(0, 80, 0.5, false)).toBe(80)
  expect(black76(100, 100, 5e-324, true)).toBeLessThan(1e-320)
  expect(black76(1e-300, 1e300, 0.5, true)).toBe(0)
  for (const bad of [-1, Number.NaN]) {
    expect(black76(bad, 1, 1, true)).toBeNaN()
    expect(black76(1, bad, 1, true)).toBeNaN()
    expect(black76(1, 1, bad, true)).toBeNaN()
    expect(bachelier(1, 1, bad, true)).toBeNaN()
  }
  expect(bachelier(-5, -7, 0, true)).toBe(2)
  expect(bachelier(-5, -7, 0, false)).toBe(0)
})

test('Black-76 is continuous where its formula changes', () => {
  const step = 1e-13
  const near = (forward: number, strike: number, v: number): void => {
    const below = black76(forward, strike, v * (1 - step), true)
    const above = black76(forward, strike, v * (1 + step), true)
    // The price itself moves by at most 0.4·F·v·2e-13; the rest would be a jump.
    expect(Math.abs(above - below)).toBeLessThanOrEqual(forward * (0.8 * v * step + 1.5e-15))
  }
  for (const h of [0, 0.1, 1, 3, 8]) {
    near(100, 100 * exp(h / 64), 1 / 64)
    const v = 2 * (h + 0.5)
    near(100, 100 * exp(h * v), v)
    near(100 * exp(h * v), 100, v)
  }
})

const forwards = fc.double({ min: 1e-3, max: 1e6, noNaN: true })
const moneyness = fc.double({ min: -8, max: 8, noNaN: true })
const totalVols = fc.oneof(
  fc.double({ min: 1e-8, max: 0.02, noNaN: true }),
  fc.double({ min: 0.005, max: 3, noNaN: true }),
  fc.double({ min: 3, max: 40, noNaN: true }),
)

test('put–call parity, bounds, monotonicity and homogeneity', () => {
  fc.assert(
    fc.property(forwards, moneyness, totalVols, (forward, h, v) => {
      const strike = forward * exp(-h * Math.min(v, 2))
      const call = black76(forward, strike, v, true)
      const put = black76(forward, strike, v, false)
      const ulp = 3e-16 * Math.max(forward, strike)
      expect(Math.abs(call - put - (forward - strike))).toBeLessThanOrEqual(ulp)
      expect(call).toBeGreaterThanOrEqual(Math.max(0, forward - strike))
      expect(put).toBeGreaterThanOrEqual(Math.max(0, strike - forward))
      expect(call).toBeLessThanOrEqual(forward + ulp)
      expect(put).toBeLessThanOrEqual(strike + ulp)
      expect(black76(forward, strike, v * 1.001, true)).toBeGreaterThanOrEqual(call - 3e-16 * forward)
      expect(black76(forward * 1.001, strike, v, true)).toBeGreaterThanOrEqual(call - 3e-16 * forward)
      // A power of two moves no digit.
      expect(black76(forward * 4, strike * 4, v, true)).toBe(call * 4)
    }),
    cases,
  )
})

test('put–call symmetry: a call on F at K is a put on K at F', () => {
  fc.assert(
    fc.property(forwards, moneyness, totalVols, (forward, h, v) => {
      const strike = forward * exp(-h * Math.min(v, 2))
      const call = black76(forward, strike, v, true)
      const mirrored = black76(strike, forward, v, false)
      // F·φ(d1) = K·φ(d2) by an exponent that differs by ln(F/K), whose rounding is the last term.
      const relative = 2e-15 + 4e-16 * Math.abs(logRatio(forward, strike))
      expect(Math.abs(call - mirrored)).toBeLessThanOrEqual(relative * Math.min(forward, strike) + 2e-16 * call)
    }),
    cases,
  )
})

test('the implied total volatility gives the volatility back from an out-of-the-money price', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-8, max: 3, noNaN: true }),
      fc.double({ min: -25, max: 25, noNaN: true }),
      (v, h) => {
        const forward = 100
        const strike = forward * exp(h * v)
        const isCall = strike >= forward
        const price = black76(forward, strike, v, isCall)
        const implied = impliedTotalVolatility(price, forward, strike, isCall)
        // Near the bound a unit in the price's last place is worth 1/vega; 0.8 of the bound is far from it.
        if (price > 0.8 * Math.min(forward, strike)) return
        expect(Math.abs(implied / v - 1)).toBeLessThanOrEqual(1e-13)
      },
    ),
    cases,
  )
})

test('the implied total volatility reprices every attainable price, in the money and near the bound too', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 0.01, max: 1e4, noNaN: true }),
      fc.double({ min: 1e-9, max: 1 - 1e-9, noNaN: true }),
      fc.boolean(),
      (strike, share, isCall) => {
        const forward = 100
        const lowest = Math.max(0, isCall ? forward - strike : strike - forward)
        const price = lowest + share * ((isCall ? forward : strike) - lowest)
        const implied = impliedTotalVolatility(price, forward, strike, isCall)
        expect(Math.abs(black76(forward, strike, implied, isCall) - price)).toBeLessThanOrEqual(
          1.5e-15 * Math.max(forward, strike),
        )
      },
    ),
    cases,
  )
})

test('prices that no volatility gives', () => {
  expect(impliedTotalVolatility(20, 100, 80, true)).toBe(0)
  expect(impliedTotalVolatility(19.99, 100, 80, true)).toBeNaN()
  expect(impliedTotalVolatility(100, 100, 80, true)).toBeNaN()
  expect(impliedTotalVolatility(80, 100, 80, false)).toBeNaN()
  expect(impliedTotalVolatility(-1, 100, 120, true)).toBeNaN()
  expect(impliedTotalVolatility(Number.NaN, 100, 120, true)).toBeNaN()
  expect(impliedTotalVolatility(1, 0, 120, true)).toBeNaN()
  expect(impliedNormalStdDev(20, 100, 80, true)).toBe(0)
  expect(impliedNormalStdDev(19, 100, 80, true)).toBeNaN()
  expect(impliedNormalStdDev(Infinity, 100, 80, true)).toBeNaN()
})

test('a subnormal distance between forward and strike does not hide the normal deviation', () => {
  for (const strike of [0, 5e-324, 1e-300, 1e-12, 1e-10, 1e-9]) {
    const s = impliedNormalStdDev(bachelier(0, strike, 0.4, true), 0, strike, true)
    expect(Math.abs(s / 0.4 - 1)).toBeLessThanOrEqual(1e-15)
  }
})

test('the implied normal deviation gives the deviation back', () => {
  fc.assert(
    fc.property(
      fc.double({ min: 1e-6, max: 1e6, noNaN: true }),
      fc.double({ min: 0, max: 36, noNaN: true }),
      (s, h) => {
        const strike = 100 + h * s
        const price = bachelier(100, strike, s, true)
        expect(Math.abs(impliedNormalStdDev(price, 100, strike, true) / s - 1)).toBeLessThanOrEqual(3e-15)
      },
    ),
    cases,
  )
})

test('the moneyness solver converges over the whole range of its argument', () => {
  for (let q = -750; q <= 700; q += 0.37) {
    const h = normalMoneyness(q)
    expect(h).toBeGreaterThan(0)
    expect(Math.abs(normalMoneyness(q * (1 + 1e-15)) / h - 1)).toBeLessThan(1e-9 + 1e-15 * Math.abs(q))
  }
})
