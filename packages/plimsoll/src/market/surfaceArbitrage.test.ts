import { expect, test } from 'vitest'
import type { SurfaceSlice } from './snapshot.js'
import { surfaceArbitrage } from './surfaceArbitrage.js'

const year = 31_536_000_000
const flat = (expiry: number, variance: number): SurfaceSlice => ({
  kind: 'svi',
  expiry,
  a: variance,
  b: 0,
  rho: 0,
  m: 0,
  sigma: 0.1,
})
const quotes = (expiry: number, vols: readonly number[]): SurfaceSlice => ({
  kind: 'quotes',
  expiry,
  strikes: [80, 90, 100, 110, 120],
  vols,
})
const forwards = [
  { expiry: year, price: 100 },
  { expiry: 2 * year, price: 100 },
]

test('a flat surface has no arbitrage', () => {
  expect(surfaceArbitrage([flat(year, 0.2), flat(2 * year, 0.4)], [], 0)).toEqual([])
  expect(surfaceArbitrage([quotes(year, [0.5, 0.5, 0.5, 0.5, 0.5]), flat(2 * year, 0.4)], forwards, 0)).toEqual([])
})

test("Vogt's slice is a butterfly violation of the published size", () => {
  // Gatheral and Jacquier, arXiv:1204.0646, §3.1; gMin −0.0328635 at 0.879: svi.json, vogt_butterfly_arbitrage.
  const vogt: SurfaceSlice = { kind: 'svi', expiry: year, a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 }
  const [found, ...others] = surfaceArbitrage([vogt], [], 0)
  expect(others).toEqual([])
  expect(found).toMatchObject({ kind: 'butterfly', expiry: year })
  expect(found!.size).toBeCloseTo(0.03286354386432558, 6)
  expect(Math.abs(found!.logMoneyness - 0.879)).toBeLessThan(1e-3)
})

test('a wing steeper than 2 is a butterfly violation', () => {
  const steep: SurfaceSlice = { kind: 'svi', expiry: year, a: 4, b: 2, rho: 0.5, m: 0, sigma: 1 }
  expect(surfaceArbitrage([steep], [], 0)).toMatchObject([{ kind: 'butterfly' }])
})

test('variance that falls in time is a calendar violation of that size', () => {
  const found = surfaceArbitrage([flat(year, 0.4), flat(2 * year, 0.3)], [], 0)
  expect(found).toMatchObject([{ kind: 'calendar', expiry: 2 * year }])
  expect(found[0]!.size).toBeCloseTo(0.1, 12)
  const quoted = surfaceArbitrage(
    [quotes(year, [0.5, 0.5, 0.5, 0.5, 0.5]), quotes(2 * year, [0.5, 0.5, 0.3, 0.5, 0.5])],
    forwards,
    0,
  )
  expect(quoted.find(({ kind }) => kind === 'calendar')!.size).toBeCloseTo(0.25 - 2 * 0.09, 12)
})

test('a quoted volatility that makes a butterfly cost less than nothing is found at its strike', () => {
  const found = surfaceArbitrage([quotes(year, [0.5, 0.5, 0.6, 0.5, 0.5])], forwards, 0)
  expect(found).toMatchObject([{ kind: 'butterfly', logMoneyness: 0 }])
})

test('expired slices are passed over; quotes need a forward', () => {
  expect(surfaceArbitrage([flat(year, 0.4), flat(2 * year, 0.3)], [], year)).toEqual([])
  let refusal: unknown
  try {
    surfaceArbitrage([quotes(3 * year, [0.5, 0.5, 0.5, 0.5, 0.5])], forwards, 0)
  } catch (error) {
    refusal = error
  }
  expect(refusal).toMatchObject({ code: 'FORWARD_MISSING', where: 'forward of 1972-12-31T00:00:00Z' })
})
