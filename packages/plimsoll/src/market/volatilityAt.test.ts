import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { SurfaceSlice, UnderlyingMarket } from './snapshot.js'
import { volatilityAt } from './volatilityAt.js'

const day = 86_400_000
const year = 365 * day
const near: SurfaceSlice = { kind: 'quotes', expiry: 30 * day, strikes: [80, 100, 125], vols: [0.7, 0.5, 0.6] }
const far: SurfaceSlice = { kind: 'quotes', expiry: 90 * day, strikes: [80, 100, 125], vols: [0.6, 0.55, 0.5] }
const market: UnderlyingMarket = {
  index: 100,
  model: 'black',
  forwards: [
    { expiry: 30 * day, price: 100 },
    { expiry: 90 * day, price: 110 },
  ],
  slices: [near, far],
}

test('a quoted strike gives its quote to the bit', () => {
  near.strikes.forEach((strike, row) => {
    expect(volatilityAt(market, 'BTC', 0, near.expiry, strike, 100)).toBe(near.vols[row])
  })
})

test('inside a slice the volatility is linear in log-moneyness, flat beyond the ends', () => {
  // ln(√(80·100)/80) is half of ln(100/80).
  expect(volatilityAt(market, 'BTC', 0, near.expiry, Math.sqrt(8000), 100)).toBeCloseTo(0.6, 12)
  expect(volatilityAt(market, 'BTC', 0, near.expiry, 10, 100)).toBe(0.7)
  expect(volatilityAt(market, 'BTC', 0, near.expiry, 1000, 100)).toBe(0.6)
})

test('between expiries total variance is linear in time at equal moneyness', () => {
  // At 60 days the forward is √(100·110) by the growth rule; moneyness 1 is strike 100 of the near slice and 110 of the
  // far one.
  const forward = Math.sqrt(11000)
  const farVol = 0.55 + (0.5 - 0.55) * (Math.log(110 / 100) / Math.log(125 / 100))
  const variance = (0.5 ** 2 * 30 + farVol ** 2 * 90) / 2
  expect(volatilityAt(market, 'BTC', 0, 60 * day, forward, forward)).toBeCloseTo(Math.sqrt(variance / 60), 12)
})

test('before the first and beyond the last expiry the volatility of equal moneyness is flat', () => {
  expect(volatilityAt(market, 'BTC', 0, 10 * day, 99, 99)).toBeCloseTo(0.5, 12)
  expect(volatilityAt(market, 'BTC', 0, year, 125 * 1.3, 110 * 1.3)).toBeCloseTo(0.5, 12)
})

test('an SVI slice gives √(w(k)/T)', () => {
  // SVI parameters and w of lballabio/QuantLib test-suite/svivolatility.cpp (svi.json, ql_svi_smile_section): 1e-12.
  const years = 0.030136986301369864
  const expiry = years * year
  const svi: SurfaceSlice = { kind: 'svi', expiry, a: -0.0666, b: 0.229, sigma: 0.337, rho: 0.439, m: 0.193 }
  const listed: UnderlyingMarket = {
    index: 123.45,
    model: 'black',
    forwards: [{ expiry, price: 123.45 }],
    slices: [svi],
  }
  const volatility = volatilityAt(listed, 'X', 0, expiry, 149.7303808599353, 123.45)
  expect(Math.abs(volatility ** 2 * years - 0.010572999999999999)).toBeLessThan(1e-12)
})

test('a normal underlying measures moneyness as a difference, also below zero', () => {
  const slice: SurfaceSlice = { kind: 'quotes', expiry: 30 * day, strikes: [-10, 0, 10], vols: [4, 2, 3] }
  const oil: UnderlyingMarket = {
    index: 0,
    model: 'normal',
    forwards: [{ expiry: 30 * day, price: 1 }],
    slices: [slice],
  }
  expect(volatilityAt(oil, 'CL', 0, 30 * day, -5, 1)).toBeCloseTo(3, 12)
  // 60 days: the forward is 2 by the growth rule, so strike 1 is one below it, as strike 0 is at 30 days.
  expect(volatilityAt(oil, 'CL', 0, 60 * day, 1, 2)).toBeCloseTo(2, 12)
})

test('no living slice, or a slice without positive variance, is refused by the name of the option', () => {
  const code = (underlying: UnderlyingMarket, asOf: number): unknown => {
    try {
      return volatilityAt(underlying, 'BTC', asOf, 100 * day, 90, 100)
    } catch (error) {
      return error
    }
  }
  const expected = { code: 'VOLATILITY_MISSING', where: 'BTC option, strike 90, expiry 1970-04-11T00:00:00Z' }
  expect(code({ ...market, slices: [] }, 0)).toMatchObject(expected)
  expect(code(market, 95 * day)).toMatchObject(expected)
  const negative: SurfaceSlice = { kind: 'svi', expiry: 100 * day, a: -1, b: 0.1, rho: 0, m: 0, sigma: 0.1 }
  expect(code({ ...market, slices: [negative] }, 0)).toMatchObject(expected)
})

test('an interpolated surface lies between the volatilities around it in total variance', () => {
  fc.assert(
    fc.property(fc.integer({ min: 31, max: 89 }), fc.double({ min: 40, max: 250, noNaN: true }), (days, strike) => {
      const volatility = volatilityAt(market, 'BTC', 0, days * day, strike, 105)
      const variance = volatility ** 2 * days
      expect(variance).toBeGreaterThan(0.25 * 30 * (1 - 1e-12))
      expect(variance).toBeLessThan(0.36 * 90 * (1 + 1e-12))
    }),
  )
})
