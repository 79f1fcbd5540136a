import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { type AmericanOptionTerms, americanImpliedVolatility, americanOptionPrice } from './americanOption.js'
import { blackScholes } from './blackScholes.js'

const terms: AmericanOptionTerms = {
  spot: 100,
  strike: 100,
  rate: 0.05,
  dividend: 0.02,
  years: 0.5,
  volatility: 0.25,
  right: 'call',
  steps: 200,
}
const arbitraryTerms = fc.record({
  spot: fc.double({ min: 20, max: 500, noNaN: true }),
  strike: fc.double({ min: 20, max: 500, noNaN: true }),
  rate: fc.double({ min: 0, max: 0.1, noNaN: true }),
  dividend: fc.double({ min: 0, max: 0.1, noNaN: true }),
  years: fc.double({ min: 0.01, max: 2, noNaN: true }),
  volatility: fc.double({ min: 0.1, max: 1.5, noNaN: true }),
  right: fc.constantFrom('call' as const, 'put' as const),
  steps: fc.integer({ min: 20, max: 60 }),
})

describe('american option', () => {
  /** Hull, Options, Futures and Other Derivatives, example of the binomial chapter: S = K = 50, r 10 %, σ 40 %, 5 months. */
  test.each([
    [5, 4.49],
    [30, 4.263],
    [50, 4.272],
    [100, 4.278],
    [500, 4.283],
  ])('Hull’s American put on %d steps', (steps, expected) => {
    const hull = { spot: 50, strike: 50, rate: 0.1, years: 5 / 12, volatility: 0.4, right: 'put', steps } as const
    expect(Math.abs(americanOptionPrice(hull) - expected)).toBeLessThan(steps === 5 ? 0.005 : 0.0006)
  })

  test('a call without dividends is the European one, to the tree’s error', () => {
    const european = blackScholes({ ...terms, dividend: 0 }).price
    expect(Math.abs(americanOptionPrice({ ...terms, dividend: 0, steps: 2000 }) - european)).toBeLessThan(0.002)
  })

  test('worth at least what exercise pays, at most what it could ever pay, and more with more volatility', () => {
    fc.assert(
      fc.property(arbitraryTerms, (drawn) => {
        const price = americanOptionPrice(drawn)
        const sign = drawn.right === 'call' ? 1 : -1
        expect(price).toBeGreaterThanOrEqual(Math.max(0, sign * (drawn.spot - drawn.strike)))
        expect(price).toBeLessThanOrEqual((drawn.right === 'call' ? drawn.spot : drawn.strike) * (1 + 1e-9))
        expect(americanOptionPrice({ ...drawn, volatility: drawn.volatility + 0.2 })).toBeGreaterThanOrEqual(
          price * (1 - 1e-3),
        )
      }),
    )
  })

  test('call and put change places with price and strike, rate and dividend (McDonald and Schroder)', () => {
    fc.assert(
      fc.property(arbitraryTerms, (drawn) => {
        const mirrored = {
          ...drawn,
          spot: drawn.strike,
          strike: drawn.spot,
          rate: drawn.dividend,
          dividend: drawn.rate,
          right: drawn.right === 'call' ? ('put' as const) : ('call' as const),
        }
        const price = americanOptionPrice(drawn)
        expect(Math.abs(americanOptionPrice(mirrored) - price)).toBeLessThan(1e-9 * (drawn.spot + drawn.strike))
      }),
    )
  })

  test('the implied volatility gives the price back', () => {
    fc.assert(
      fc.property(arbitraryTerms, (drawn) => {
        const price = americanOptionPrice(drawn)
        const volatility = americanImpliedVolatility({ ...drawn, price })
        expect(americanOptionPrice({ ...drawn, volatility })).toBeCloseTo(price, 8)
      }),
      { numRuns: 30 },
    )
  })

  test('limits: at expiry, without volatility, with more carry than volatility', () => {
    expect(americanOptionPrice({ ...terms, spot: 110, years: 0 })).toBe(10)
    expect(americanOptionPrice({ ...terms, spot: 110, volatility: 0 })).toBeGreaterThanOrEqual(10)
    const steep = americanOptionPrice({ ...terms, rate: 0.5, volatility: 0.01, steps: 1 })
    expect(Number.isFinite(steep)).toBe(true)
  })

  test('what is refused', () => {
    expect(() => americanOptionPrice({ ...terms, spot: 0 })).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID', where: 'spot' }),
    )
    expect(() => americanOptionPrice({ ...terms, steps: 0.5 })).toThrowError(
      expect.objectContaining({ code: 'INPUT_INVALID', where: 'steps' }),
    )
    expect(() => americanImpliedVolatility({ ...terms, price: 200 })).toThrowError(
      expect.objectContaining({ code: 'PRICE_UNATTAINABLE', where: 'price' }),
    )
    expect(() => americanImpliedVolatility({ ...terms, spot: 120, price: 19 })).toThrowError(
      expect.objectContaining({ code: 'PRICE_UNATTAINABLE' }),
    )
  })
})
