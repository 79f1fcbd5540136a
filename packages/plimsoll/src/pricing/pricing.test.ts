import fc from 'fast-check'
import { expect, test } from 'vitest'
import { PlimsollError } from '../error/plimsollError.js'
import { blackScholes } from './blackScholes.js'
import { impliedVolatility } from './impliedVolatility.js'
import { inverseOptionGreeks, optionGreeks } from './optionGreeks.js'
import type { OptionTerms } from './optionTerms.js'
import { perpetualFuturePrice } from './perpetualFuturePrice.js'
import { priceInverseOption, priceOption } from './priceOption.js'
import { sviDerivatives, sviTotalVariance } from './svi.js'

const cases = { numRuns: 4000 }
const real = (min: number, max: number) => fc.double({ min, max, noNaN: true })
const rights = fc.constantFrom('call' as const, 'put' as const)

/** Options from a day to three years, within six standard deviations of the money. */
const blackTerms: fc.Arbitrary<OptionTerms & { discount: number }> = fc
  .tuple(real(1, 1e5), real(-6, 6), real(1 / 365, 3), real(0.05, 2), rights, real(0.8, 1))
  .map(([forward, h, years, volatility, right, discount]) => {
    const strike = forward * Math.exp(h * volatility * Math.sqrt(years))
    return { forward, strike, years, volatility, right, discount }
  })

const normalTerms: fc.Arbitrary<OptionTerms & { discount: number }> = fc
  .tuple(real(-100, 100), real(-6, 6), real(1 / 365, 3), real(0.5, 80), rights, real(0.8, 1))
  .map(([forward, h, years, volatility, right, discount]) => {
    const strike = forward + h * volatility * Math.sqrt(years)
    return { forward, strike, years, volatility, right, discount, model: 'normal' }
  })

/**
 * Sixth-order central difference. Its error is about step⁶ times the seventh derivative over its scale, plus the rounding
 * of f over the step.
 */
function slope(f: (x: number) => number, x: number, step: number): number {
  const pair = (n: number): number => f(x + n * step) - f(x - n * step)
  return (45 * pair(1) - 9 * pair(2) + pair(3)) / (60 * step)
}

/** Every Greek against the difference of the number that it is the derivative of. */
function expectDerivatives(
  terms: OptionTerms & { discount: number },
  greeksOf: (terms: OptionTerms) => ReturnType<typeof optionGreeks>,
  priceOf: (terms: OptionTerms) => number,
): void {
  const greeks = greeksOf(terms)
  expect(greeks.price).toBe(priceOf(terms))
  const { forward, years, volatility } = terms
  const normal = terms.model === 'normal'
  const width = volatility * Math.sqrt(years) * (normal ? 1 : forward)
  const move = 0.01 * Math.min(width, normal ? width : 0.3 * forward)
  const at = (change: Partial<OptionTerms>) => ({ ...terms, ...change })
  const deltaScale = greeksOf === optionGreeks ? 1 : 1 / forward
  // What one step can see: rounding of a price of this size.
  const size = (Math.abs(forward) + Math.abs(terms.strike) + width) * deltaScale
  const noise = 2e-15 * size
  const close = (name: string, actual: number, expected: number, scale: number, rounding: number): void => {
    expect(Math.abs(actual - expected), `${name} ${actual} ${expected}`).toBeLessThanOrEqual(1e-6 * scale + rounding)
  }
  const volStep = 0.005 * volatility
  const timeStep = 0.005 * years
  const onForward = (pick: (t: OptionTerms) => number) => slope((x) => pick(at({ forward: x })), forward, move)
  const onVolatility = (pick: (t: OptionTerms) => number) =>
    slope((x) => pick(at({ volatility: x })), volatility, volStep)
  const vegaScale = greeks.vega + deltaScale * width * 1e-3

  close('delta', greeks.delta, onForward(priceOf), deltaScale, noise / move)
  close(
    'gamma',
    greeks.gamma,
    onForward((t) => greeksOf(t).delta),
    deltaScale / width,
    (8e-15 * (deltaScale + Math.abs(greeks.delta))) / move,
  )
  close('vega', greeks.vega, onVolatility(priceOf), vegaScale, noise / volStep)
  const vegaNoise = 2e-13 * greeks.vega
  close(
    'vanna',
    greeks.vanna,
    onForward((t) => greeksOf(t).vega),
    vegaScale / move / 50,
    vegaNoise / move,
  )
  close(
    'volga',
    greeks.volga,
    onVolatility((t) => greeksOf(t).vega),
    (50 * vegaScale) / volatility,
    vegaNoise / volStep,
  )
  // Time passes: years fall, the rate stays.
  const rate = -Math.log(terms.discount) / years
  const passing = slope((x) => priceOf(at({ years: x, discount: Math.exp(-rate * x) })), years, timeStep)
  const thetaScale = Math.abs(greeks.theta) + (vegaScale * volatility) / years
  close('theta', greeks.theta, -passing, thetaScale, noise / timeStep)
}

test('Black-76 Greeks are the differences of the price', () => {
  fc.assert(
    fc.property(blackTerms, (terms) => expectDerivatives(terms, optionGreeks, priceOption)),
    cases,
  )
})

test('Bachelier Greeks are the differences of the price', () => {
  fc.assert(
    fc.property(normalTerms, (terms) => expectDerivatives(terms, optionGreeks, priceOption)),
    cases,
  )
})

test('Greeks in coin are the differences of the coin price', () => {
  fc.assert(
    fc.property(blackTerms, (terms) => {
      expectDerivatives(terms, inverseOptionGreeks, priceInverseOption)
      const coin = inverseOptionGreeks(terms)
      const linear = optionGreeks(terms)
      expect(coin.usdDelta).toBe(linear.delta)
      expect(Math.abs(coin.premiumAdjustedDelta - (linear.delta - coin.price))).toBeLessThanOrEqual(
        3e-15 * (1 + terms.strike / terms.forward),
      )
    }),
    cases,
  )
})

test('put–call parity of the price and of every Greek', () => {
  fc.assert(
    fc.property(fc.oneof(blackTerms, normalTerms), (terms) => {
      const call = optionGreeks({ ...terms, right: 'call' })
      const put = optionGreeks({ ...terms, right: 'put' })
      const { forward, strike, discount, years } = terms
      const size = Math.abs(forward) + Math.abs(strike)
      expect(Math.abs(call.price - put.price - discount * (forward - strike))).toBeLessThanOrEqual(
        5e-16 * (size + call.price + put.price),
      )
      expect(Math.abs(call.delta - put.delta - discount)).toBeLessThanOrEqual(5e-16)
      expect(call.gamma).toBe(put.gamma)
      expect(call.vega).toBe(put.vega)
      expect(call.vanna).toBe(put.vanna)
      expect(call.volga).toBe(put.volga)
      const rate = -Math.log(discount) / years
      const thetaGap = call.theta - put.theta - rate * discount * (forward - strike)
      expect(Math.abs(thetaGap)).toBeLessThanOrEqual(1e-15 * (rate * size + Math.abs(call.theta) + Math.abs(put.theta)))
    }),
    cases,
  )
})

test('the implied volatility gives back the volatility, as far as the price holds it', () => {
  fc.assert(
    fc.property(fc.oneof(blackTerms, normalTerms), (terms) => {
      const { price, vega } = optionGreeks(terms)
      const size = Math.abs(terms.forward) + Math.abs(terms.strike)
      // Where less than a millionth of the volatility can be seen in the price there is nothing to test.
      const visible = (1e-15 * size) / vega
      if (!(visible < 1e-6 * terms.volatility)) return
      const implied = impliedVolatility({ ...terms, price })
      expect(Math.abs(implied - terms.volatility)).toBeLessThanOrEqual(1e-12 * terms.volatility + 2 * visible)
    }),
    cases,
  )
})

test('a price rises with volatility, a call with the forward, a put against it', () => {
  fc.assert(
    fc.property(fc.oneof(blackTerms, normalTerms), real(1.0001, 2), (terms, factor) => {
      const price = priceOption(terms)
      // The price itself belongs to its scale: near zero forward and strike a normal price is all time value.
      const rounding = 1e-15 * (Math.abs(terms.forward) + Math.abs(terms.strike) + price)
      expect(priceOption({ ...terms, volatility: terms.volatility * factor })).toBeGreaterThanOrEqual(price - rounding)
      const higher = priceOption({ ...terms, forward: terms.forward + Math.abs(terms.forward) * (factor - 1) })
      if (terms.right === 'call') expect(higher).toBeGreaterThanOrEqual(price - rounding)
      else expect(higher).toBeLessThanOrEqual(price + rounding)
    }),
    cases,
  )
})

test('Black–Scholes satisfies its own differential equation, and its rhos are the differences of the price', () => {
  fc.assert(
    fc.property(
      real(1, 1e4),
      real(-4, 4),
      real(-0.05, 0.15),
      real(-0.05, 0.15),
      real(0.02, 3),
      real(0.05, 1.5),
      rights,
      (spot, h, rate, dividend, years, volatility, right) => {
        const strike = spot * Math.exp(h * volatility * Math.sqrt(years))
        const terms = { spot, strike, rate, dividend, years, volatility, right }
        const { price, delta, gamma, vega, theta, rho, dividendRho } = blackScholes(terms)
        const diffusion = 0.5 * volatility * volatility * spot * spot * gamma
        const residual = theta + diffusion + (rate - dividend) * spot * delta - rate * price
        expect(Math.abs(residual)).toBeLessThanOrEqual(1e-13 * (diffusion + spot + strike))
        expect(Math.abs(vega - volatility * years * spot * spot * gamma)).toBeLessThanOrEqual(1e-12 * vega)
        const bound = 1e-8 * (1 + years) * years * (spot + strike) + 1e-10 * (spot + strike)
        const byRate = slope((x) => blackScholes({ ...terms, rate: x }).price, rate, 1e-4)
        const byDividend = slope((x) => blackScholes({ ...terms, dividend: x }).price, dividend, 1e-4)
        expect(Math.abs(rho - byRate)).toBeLessThanOrEqual(bound)
        expect(Math.abs(dividendRho - byDividend)).toBeLessThanOrEqual(bound)
      },
    ),
    { numRuns: 2000 },
  )
})

test('an option without time or volatility is worth its discounted intrinsic value', () => {
  const terms = { forward: 100, strike: 80, years: 0, volatility: 0.5, right: 'call' as const, discount: 0.5 }
  expect(optionGreeks(terms)).toEqual({ price: 10, delta: 0.5, gamma: 0, vega: 0, theta: 0, vanna: 0, volga: 0 })
  const still = optionGreeks({ ...terms, years: 2, volatility: 0 })
  expect(still.price).toBe(10)
  expect(still.theta).toBeCloseTo((10 * Math.LN2) / 2, 14)
  expect(optionGreeks({ ...terms, right: 'put' }).delta).toBeCloseTo(0, 15)
  expect(optionGreeks({ ...terms, strike: 100 }).delta).toBe(0.25)
  expect(optionGreeks({ ...terms, strike: 100, right: 'put' }).delta).toBe(-0.25)
  expect(inverseOptionGreeks(terms).price).toBe(0.1)
  expect(inverseOptionGreeks(terms).premiumAdjustedDelta).toBeCloseTo(0.4, 15)
  const expired = { spot: 100, strike: 100, rate: 0.05, years: 0, volatility: 0.2, right: 'call' } as const
  expect(blackScholes(expired)).toMatchObject({ price: 0, delta: 0.5, rho: 0, theta: -2.5 })
})

test('SVI derivatives are the differences of total variance', () => {
  fc.assert(
    fc.property(
      real(-0.1, 0.5),
      real(0.01, 1),
      real(-0.95, 0.95),
      real(-0.5, 0.5),
      real(0.05, 1),
      real(-2, 2),
      (a, b, rho, m, sigma, k) => {
        const parameters = { a, b, rho, m, sigma }
        const { variance, slope: first, curvature } = sviDerivatives(parameters, k)
        expect(variance).toBe(sviTotalVariance(parameters, k))
        const step = 0.01 * sigma
        expect(Math.abs(first - slope((x) => sviTotalVariance(parameters, x), k, step))).toBeLessThanOrEqual(1e-9 * b)
        const second = slope((x) => sviDerivatives(parameters, x).slope, k, step)
        expect(Math.abs(curvature - second)).toBeLessThanOrEqual((1e-9 * b) / sigma)
      },
    ),
    cases,
  )
})

test('a perpetual with ever shorter periods has the price of continuous funding; linear and inverse agree without drift', () => {
  const terms = { spot: 100, rate: 0.04, dividend: 0.01, fundingRate: 3, interest: 0.1 } as const
  for (const payoff of ['linear', 'inverse'] as const) {
    const continuous = perpetualFuturePrice({ ...terms, payoff, funding: 'previousSpot', periodYears: 0 })
    for (const funding of ['previousSpot', 'currentSpot'] as const) {
      const periodYears = 1e-6
      const perPeriod = { fundingRate: 3 * periodYears, interest: 0.1 * periodYears }
      const price = perpetualFuturePrice({ ...terms, ...perPeriod, payoff, funding, periodYears })
      expect(Math.abs(price / continuous - 1)).toBeLessThan(1e-6)
    }
  }
  const still = { ...terms, rate: 0, dividend: 0, interest: 0, funding: 'currentSpot', periodYears: 1 / 1095 } as const
  expect(perpetualFuturePrice({ ...still, payoff: 'linear' })).toBe(100)
  expect(perpetualFuturePrice({ ...still, payoff: 'inverse' })).toBe(100)
})

test('refusals carry a code, the field and the value', () => {
  const refusal = (act: () => unknown): PlimsollError => {
    try {
      act()
    } catch (error) {
      if (error instanceof PlimsollError) return error
      throw error
    }
    throw new Error('nothing was refused')
  }
  const terms = { forward: 100, strike: 80, years: 1, volatility: 0.5, right: 'call' as const }
  const wrong: readonly [string, number][] = [
    ['forward', 0],
    ['strike', -1],
    ['years', -1],
    ['volatility', Number.NaN],
    ['discount', 0],
  ]
  for (const [field, value] of wrong) {
    const error = refusal(() => priceOption({ ...terms, [field]: value }))
    expect([error.code, error.where, error.value]).toEqual(['INPUT_INVALID', field, value])
    expect(refusal(() => optionGreeks({ ...terms, [field]: value })).code).toBe('INPUT_INVALID')
  }
  expect(refusal(() => priceOption({ ...terms, right: 'C' as 'call' })).where).toBe('right')
  expect(refusal(() => priceOption({ ...terms, model: 'sabr' as 'black' })).where).toBe('model')
  expect(priceOption({ ...terms, forward: -100, strike: -120, volatility: 0, model: 'normal' })).toBe(20)
  for (const price of [19, 100, 101, -1]) {
    const error = refusal(() => impliedVolatility({ ...terms, price }))
    expect([error.code, error.where, error.value]).toEqual(['PRICE_UNATTAINABLE', 'price', price])
  }
  expect(refusal(() => impliedVolatility({ ...terms, price: 25, years: 0 })).where).toBe('years')
  expect(impliedVolatility({ ...terms, price: 20 })).toBe(0)
  expect(refusal(() => blackScholes({ ...terms, spot: Infinity, rate: 0 })).where).toBe('spot')
  const perpetual = {
    payoff: 'linear',
    funding: 'previousSpot',
    periodYears: 0,
    spot: 100,
    rate: 0.1,
    dividend: 0,
  } as const
  expect(refusal(() => perpetualFuturePrice({ ...perpetual, fundingRate: 0.05, interest: 0 })).where).toBe(
    'fundingRate',
  )
  expect(
    refusal(() => perpetualFuturePrice({ ...perpetual, payoff: 'quanto' as 'linear', fundingRate: 1, interest: 0 }))
      .where,
  ).toBe('payoff')
})
