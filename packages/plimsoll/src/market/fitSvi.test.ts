import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type SviParameters, sviTotalVariance } from '../pricing/svi.js'
import { fitSvi } from './fitSvi.js'

const strikesAt = (ks: readonly number[], forward: number): readonly number[] => ks.map((k) => forward * Math.exp(k))
const volsOf = (slice: SviParameters, ks: readonly number[], years: number): readonly number[] =>
  ks.map((k) => Math.sqrt(sviTotalVariance(slice, k) / years))
const grid = (from: number, to: number, count: number): readonly number[] =>
  Array.from({ length: count }, (_, row) => from + ((to - from) * row) / (count - 1))
/** Axel Vogt's slice: Gatheral and Jacquier, arXiv:1204.0646, §3.1 (svi.json, vogt_butterfly_arbitrage). */
const vogt: SviParameters = { a: -0.041, b: 0.1331, rho: 0.306, m: 0.3586, sigma: 0.4153 }

test('volatilities of an SVI slice give its parameters back', () => {
  const slice = { a: 0.02, b: 0.15, rho: -0.35, m: 0.05, sigma: 0.2 }
  const ks = grid(-1, 1, 25)
  const fit = fitSvi(strikesAt(ks, 70000), volsOf(slice, ks, 0.25), 70000, 0.25)
  for (const name of ['a', 'b', 'rho', 'm', 'sigma'] as const) expect(fit.parameters[name]).toBeCloseTo(slice[name], 7)
  expect(fit.rmsError).toBeLessThan(1e-10)
  expect(fit.butterfly.free).toBe(true)
})

test("Vogt's slice is seen as arbitrage where the paper shows it, and the constrained fit has none", () => {
  const ks = grid(-1.5, 1.5, 31)
  const plain = fitSvi(strikesAt(ks, 1), volsOf(vogt, ks, 1), 1, 1)
  expect(plain.butterfly.free).toBe(false)
  // gMin and gMinAt of svi.json, recomputed there on a grid of step 0.001.
  expect(plain.butterfly.least).toBeCloseTo(-0.03286354386432558, 6)
  expect(Math.abs(plain.butterfly.at - 0.879)).toBeLessThan(1e-3)
  const constrained = fitSvi(strikesAt(ks, 1), volsOf(vogt, ks, 1), 1, 1, { arbitrageFree: true })
  expect(constrained.butterfly.free).toBe(true)
  expect(constrained.rmsError).toBeLessThan(0.01)
})

test('a fit constrained by the expiry before does not cross it', () => {
  const ks = grid(-0.6, 0.6, 15)
  const previous = { a: 0.05, b: 0.1, rho: -0.2, m: 0, sigma: 0.15 }
  const lower = { ...previous, a: 0.045 }
  const fit = fitSvi(strikesAt(ks, 1), volsOf(lower, ks, 0.3), 1, 0.3, { arbitrageFree: true, previous })
  expect(fit.calendar?.free).toBe(true)
  expect(fit.butterfly.free).toBe(true)
  expect(fit.rmsError).toBeLessThan(0.03)
  const unconstrained = fitSvi(strikesAt(ks, 1), volsOf(lower, ks, 0.3), 1, 0.3, { previous })
  expect(unconstrained.calendar?.free).toBe(false)
  expect(unconstrained.calendar?.least).toBeCloseTo(-0.005, 6)
})

test('the same quotes give the same bits', () => {
  const strikes = [60, 75, 90, 100, 115, 140]
  const vols = [0.81, 0.7, 0.62, 0.6, 0.61, 0.68]
  expect(fitSvi(strikes, vols, 100, 0.1, { arbitrageFree: true })).toEqual(
    fitSvi(strikes, vols, 100, 0.1, { arbitrageFree: true }),
  )
})

test('whatever smile is quoted, the constrained fit is free of butterfly arbitrage', () => {
  const vol = fc.double({ min: 0.1, max: 2, noNaN: true })
  fc.assert(
    fc.property(fc.array(vol, { minLength: 7, maxLength: 7 }), fc.constantFrom(0.003, 0.1, 1), (vols, years) => {
      const ks = grid(-2 * Math.sqrt(years), 2 * Math.sqrt(years), 7)
      expect(fitSvi(strikesAt(ks, 100), vols, 100, years, { arbitrageFree: true }).butterfly.free).toBe(true)
    }),
    { numRuns: 40 },
  )
})

test('input that cannot be fitted is refused by field', () => {
  const refusal = (strikes: readonly number[], vols: readonly number[], forward: number): unknown => {
    try {
      return fitSvi(strikes, vols, forward, 1)
    } catch (error) {
      return error
    }
  }
  const strikes = [1, 2, 3, 4, 5]
  expect(refusal([1, 2, 3], [1, 1, 1], 2)).toMatchObject({ code: 'INPUT_INVALID', where: 'strikes', value: 3 })
  expect(refusal(strikes, [1, 1, 1, 1], 2)).toMatchObject({ code: 'INPUT_INVALID', where: 'vols', value: 4 })
  expect(refusal(strikes, [1, 1, 0, 1, 1], 2)).toMatchObject({ code: 'INPUT_INVALID', where: 'vols[2]', value: 0 })
  expect(refusal([1, 3, 2, 4, 5], [1, 1, 1, 1, 1], 2)).toMatchObject({
    code: 'INPUT_INVALID',
    where: 'strikes[2]',
    value: 2,
  })
  expect(refusal(strikes, [1, 1, 1, 1, 1], Number.NaN)).toMatchObject({ code: 'INPUT_INVALID', where: 'forward' })
})
