import { existsSync, readFileSync } from 'node:fs'
import { black76, impliedTotalVolatility } from '@plimsoll/kernel'
import { describe, expect, test } from 'vitest'
import { blackScholes } from './blackScholes.js'
import { impliedVolatility } from './impliedVolatility.js'
import { mertonPrice } from './mertonPrice.js'
import { optionGreeks } from './optionGreeks.js'
import { perpetualFuturePrice } from './perpetualFuturePrice.js'
import { priceOption } from './priceOption.js'
import { sviDerivatives, sviDurrleman, sviJumpWings, sviTotalVariance } from './svi.js'

/**
 * The published and third-party numbers in shared/oracles/classical; each file names its own sources. The folder is not part
 * of the repository: without it these tests are skipped, and say so.
 */
const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../../shared', import.meta.url).pathname
const folder = `${shared}/oracles/classical`
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: pricing oracles, no folder ${folder} (set PLIMSOLL_SHARED)`)

/** JSON with Python's NaN, which stands for "no implied volatility". */
function read<T>(file: string): T {
  return JSON.parse(readFileSync(`${folder}/${file}`, 'utf8').replace(/\bNaN\b/g, 'null')) as T
}

interface Block<Case> {
  readonly id: string
  readonly tolerance: number
  readonly cases: readonly Case[]
}

interface SpotCase {
  readonly type: 'C' | 'P'
  readonly greek: string
  readonly strike: number
  readonly spot: number
  readonly q: number
  readonly r: number
  readonly t: number
  readonly vol: number
  readonly expected: number
}

const rightOf = (type: string): 'call' | 'put' => (type === 'C' ? 'call' : 'put')

const spotTerms = (c: SpotCase) => ({
  spot: c.spot,
  strike: c.strike,
  rate: c.r,
  dividend: c.q,
  years: c.t,
  volatility: c.vol,
  right: rightOf(c.type),
})

describe.skipIf(!present)('option_pricing.json', () => {
  const blocks = present ? read<{ blocks: readonly Block<never>[] }>('option_pricing.json').blocks : []
  const block = <Case>(id: string): Block<Case> => {
    const found = blocks.find((candidate) => candidate.id === id)
    if (found === undefined) throw new Error(`option_pricing.json has no block ${id}`)
    return found as Block<Case>
  }

  const covered = ['haug_european', 'haug_greeks', 'black76_values', 'black76_greeks', 'merton76_jump_diffusion']

  test('every block is covered here', () => {
    expect(blocks.map(({ id }) => id).sort()).toEqual([...covered].sort())
  })

  test('merton76_jump_diffusion: all prices', () => {
    const { cases, tolerance } = block<SpotCase & { readonly intensity: number; readonly gamma: number }>(
      'merton76_jump_diffusion',
    )
    expect(cases.length).toBe(135)
    for (const c of cases) {
      // `gamma` is the share of the total variance that the jumps carry; a jump’s mean size is nothing.
      const deviation = c.vol * Math.sqrt(c.gamma / c.intensity)
      const terms = {
        forward: c.spot * Math.exp((c.r - c.q) * c.t),
        strike: c.strike,
        years: c.t,
        volatility: c.vol * Math.sqrt(1 - c.gamma),
        right: rightOf(c.type),
        discount: Math.exp(-c.r * c.t),
      }
      const jumps = { intensityPerYear: c.intensity, mean: -0.5 * deviation * deviation, deviation }
      expect(Math.abs(mertonPrice(terms, jumps) - c.expected), JSON.stringify(c)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('haug_european: all prices', () => {
    const { cases, tolerance } = block<SpotCase>('haug_european')
    expect(cases.length).toBe(43)
    for (const c of cases) {
      expect(Math.abs(blackScholes(spotTerms(c)).price - c.expected), JSON.stringify(c)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('haug_greeks: delta, elasticity, gamma, vega, theta, rho, dividend rho', () => {
    const { cases, tolerance } = block<SpotCase>('haug_greeks')
    expect(cases.length).toBe(11)
    for (const c of cases) {
      const greeks = blackScholes(spotTerms(c))
      const named: Readonly<Record<string, number>> = {
        ...greeks,
        elasticity: (greeks.delta * c.spot) / greeks.price,
        thetaPerDay: greeks.theta / 365,
      }
      const value = named[c.greek]
      if (value === undefined) throw new Error(`no Greek ${c.greek}`)
      expect(Math.abs(value - c.expected), JSON.stringify(c)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('black76_values: all prices', () => {
    interface Case {
      readonly type: 'C' | 'P'
      readonly strike: number
      readonly forward: number
      readonly stdDev: number
      readonly discount: number
      readonly expected: number
    }
    const { cases, tolerance } = block<Case>('black76_values')
    expect(cases.length).toBe(8)
    for (const { type, strike, forward, stdDev, discount, expected } of cases) {
      const terms = { forward, strike, years: 1, volatility: stdDev, right: rightOf(type), discount }
      expect(Math.abs(priceOption(terms) - expected)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('black76_greeks: every expected number', () => {
    interface GreeksBlock {
      readonly tolerance: number
      readonly inputs: {
        readonly type: 'C'
        readonly forward: number
        readonly strike: number
        readonly stdDev: number
        readonly discount: number
        readonly spot: number
        readonly maturity: number
      }
      readonly expected: Readonly<Record<string, number>>
    }
    const { inputs, expected, tolerance } = block('black76_greeks') as unknown as GreeksBlock
    const { forward, strike, stdDev, discount, spot, maturity: years, type } = inputs
    const volatility = stdDev / Math.sqrt(years)
    const right = rightOf(type)
    const onForward = optionGreeks({ forward, strike, years, volatility, right, discount })
    const rate = -Math.log(discount) / years
    const dividend = rate - Math.log(forward / spot) / years
    const onSpot = blackScholes({ spot, strike, rate, dividend, years, volatility, right })
    // The price is homogeneous of degree one in forward and strike, which gives the derivatives in the strike.
    const strikeSensitivity = (onForward.price - forward * onForward.delta) / strike
    const actual: Record<string, number> = {
      Delta: onSpot.delta,
      DeltaFwd: onForward.delta,
      Gamma: onSpot.gamma,
      GammaFwd: onForward.gamma,
      Theta: onSpot.theta,
      Vega: onSpot.vega,
      Rho: onSpot.rho,
      DividendRho: onSpot.dividendRho,
      Vanna: onSpot.vanna,
      Volga: onSpot.volga,
      Elasticity: (onSpot.delta * spot) / onSpot.price,
      ElasticityFwd: (onForward.delta * forward) / onForward.price,
      StrikeSensitivity: strikeSensitivity,
      StrikeGamma: (onForward.gamma * forward * forward) / (strike * strike),
      ItmCashProb: -strikeSensitivity / discount,
      ItmAssetProb: onForward.delta / discount,
    }
    // `Value` is 68.27, which is no price of this option: delta·spot/elasticity of the same block is 5.61.
    const { Value, ...consistent } = expected
    expect(Value).toBeCloseTo(68.2689492137086, 10)
    expect(onSpot.price).toBeCloseTo((consistent.Delta! * spot) / consistent.Elasticity!, 8)
    expect(Object.keys(consistent).sort()).toEqual(Object.keys(actual).sort())
    for (const [name, value] of Object.entries(consistent)) {
      expect(Math.abs(actual[name]! - value), name).toBeLessThanOrEqual(tolerance)
    }
  })
})

describe.skipIf(!present)('bs_grid_vollib.json', () => {
  interface Grid {
    readonly columns: readonly string[]
    readonly rows: readonly (readonly number[])[]
    readonly tolerance: { readonly price: number; readonly greek: number }
  }

  test('all rows: price, delta, gamma, theta, vega and rho of call and put', () => {
    const { columns, rows, tolerance } = read<Grid>('bs_grid_vollib.json')
    expect(rows.length).toBe(101)
    let compared = 0
    for (const row of rows) {
      const cell = (name: string): number => row[columns.indexOf(name)]!
      const terms = { spot: cell('S'), strike: cell('K'), rate: cell('R'), years: cell('t'), volatility: cell('v') }
      for (const [letter, right] of [
        ['C', 'call'],
        ['P', 'put'],
      ] as const) {
        const greeks = blackScholes({ ...terms, right })
        const check = (name: string, actual: number, bound: number): void => {
          compared++
          expect(Math.abs(actual - cell(name)), `${name} of ${row}`).toBeLessThanOrEqual(bound)
        }
        check(`bs_${right}`, greeks.price, tolerance.price)
        if (right === 'call') check('call_vals', greeks.price, tolerance.price)
        check(`${letter}D`, greeks.delta, tolerance.greek)
        check(`${letter}G`, greeks.gamma, tolerance.greek)
        check(`${letter}T`, greeks.theta, tolerance.greek)
        check(`${letter}V`, greeks.vega, tolerance.greek)
        check(`${letter}R`, greeks.rho, tolerance.greek)
      }
    }
    expect(compared).toBe(101 * 13)
  })
})

describe.skipIf(!present)('jaeckel_lets_be_rational.json', () => {
  type Row = readonly [number, number, number, number, number, number, number | null]

  test('1,000 prices to 1e-12; the implied volatility of every price that still holds one to 1e-10', () => {
    const { rows } = read<{ rows: readonly Row[] }>('jaeckel_lets_be_rational.json')
    expect(rows.length).toBe(1000)
    let intrinsicOnly = 0
    let blurred = 0
    for (const [forward, strike, years, sigma, q, price, implied] of rows) {
      const isCall = q === 1
      const v = sigma * Math.sqrt(years)
      expect(Math.abs(black76(forward, strike, v, isCall) - price)).toBeLessThanOrEqual(1e-12)
      const intrinsic = Math.max(0, q * (forward - strike))
      const total = impliedTotalVolatility(price, forward, strike, isCall)
      if (price === intrinsic) {
        // The price is the intrinsic value to the last bit (or no time is left): nothing of the volatility is left in it.
        intrinsicOnly++
        expect(implied === null || implied === 0).toBe(true)
        expect(total).toBe(0)
      } else {
        const quote = { price, forward, strike, years, right: isCall ? 'call' : 'put' } as const
        expect(Math.abs(impliedVolatility(quote) - implied!)).toBeLessThanOrEqual(1e-10)
        // Deep in the money the price has kept only some digits of the volatility that it was made with.
        if (Math.abs(implied! - sigma) > 1e-10) blurred++
      }
      expect(Math.abs(black76(forward, strike, total, isCall) - price)).toBeLessThanOrEqual(1e-15 * (forward + strike))
    }
    console.info(`jaeckel: ${intrinsicOnly} rows hold no volatility, ${blurred} only a blurred one`)
    expect(intrinsicOnly).toBe(18)
    expect(blurred).toBe(18)
  })
})

describe.skipIf(!present)('svi.json', () => {
  const blocks = present ? read<{ blocks: readonly { readonly id: string }[] }>('svi.json').blocks : []

  test('every block is covered', () => {
    expect(blocks.map(({ id }) => id)).toEqual(['ql_svi_smile_section', 'vogt_butterfly_arbitrage'])
  })

  test('ql_svi_smile_section: total variance', () => {
    interface Section {
      readonly inputs: Readonly<Record<'forward' | 'a' | 'b' | 'sigma' | 'rho' | 'm', number>>
      readonly cases: readonly { readonly strike: number; readonly expectedTotalVariance: number }[]
      readonly tolerance: number
    }
    const { inputs, cases, tolerance } = blocks[0] as unknown as Section
    for (const { strike, expectedTotalVariance } of cases) {
      const variance = sviTotalVariance(inputs, Math.log(strike / inputs.forward))
      expect(Math.abs(variance - expectedTotalVariance)).toBeLessThanOrEqual(tolerance)
    }
  })

  test('vogt_butterfly_arbitrage: jump wings, the interval of negative density and its minimum', () => {
    type Wings = Readonly<Record<'v' | 'psi' | 'p' | 'c' | 'vtilde', number>>
    interface Vogt {
      readonly rawParams: Readonly<Record<'a' | 'b' | 'rho' | 'm' | 'sigma' | 't', number>>
      readonly publishedJW: Wings
      readonly recomputedJW: Wings
      readonly gNegativeInterval: readonly [number, number]
      readonly gMin: number
      readonly gMinAt: number
      readonly tolerance: { readonly jw: number; readonly interval: number }
    }
    const block = blocks[1] as unknown as Vogt
    const wings = sviJumpWings(block.rawParams, block.rawParams.t)
    for (const [source, bound] of [
      [block.publishedJW, block.tolerance.jw],
      [block.recomputedJW, 1e-14],
    ] as const) {
      expect(Math.abs(wings.v - source.v)).toBeLessThanOrEqual(bound)
      expect(Math.abs(wings.psi - source.psi)).toBeLessThanOrEqual(bound)
      expect(Math.abs(wings.p - source.p)).toBeLessThanOrEqual(bound)
      expect(Math.abs(wings.c - source.c)).toBeLessThanOrEqual(bound)
      expect(Math.abs(wings.vTilde - source.vtilde)).toBeLessThanOrEqual(bound)
    }
    const grid = Array.from({ length: 3001 }, (_, i) => i / 1000 - 1.5)
    const negative = grid.filter((k) => sviDurrleman(block.rawParams, k) < 0)
    expect(Math.abs(negative[0]! - block.gNegativeInterval[0])).toBeLessThanOrEqual(block.tolerance.interval)
    expect(Math.abs(negative.at(-1)! - block.gNegativeInterval[1])).toBeLessThanOrEqual(block.tolerance.interval)
    expect(negative.length).toBe(Math.round((negative.at(-1)! - negative[0]!) * 1000) + 1)
    const smallest = Math.min(...grid.map((k) => sviDurrleman(block.rawParams, k)))
    expect(Math.abs(smallest - block.gMin)).toBeLessThanOrEqual(1e-12)
    expect(Math.abs(sviDurrleman(block.rawParams, block.gMinAt) - block.gMin)).toBeLessThanOrEqual(1e-12)
    // The derivatives agree with what the density function uses: g from its definition.
    const { variance: w, slope, curvature } = sviDerivatives(block.rawParams, 0.3)
    const g = (1 - (0.3 * slope) / (2 * w)) ** 2 - (slope ** 2 / 4) * (1 / w + 1 / 4) + curvature / 2
    expect(Math.abs(g - sviDurrleman(block.rawParams, 0.3))).toBeLessThanOrEqual(1e-15)
  })
})

describe.skipIf(!present)('perpetual_futures.json', () => {
  interface Case {
    readonly payoff: 'Linear' | 'Inverse'
    readonly funding: 'PreviousSpot' | 'CurrentSpot'
    readonly fundingPeriodYears: number
    readonly spot: number
    readonly r: number
    readonly q: number
    readonly fundingRate: number
    readonly interestDiff: number
    readonly expected: number
  }

  test('all cases', () => {
    const { cases, tolerance } = read<{ cases: readonly Case[]; tolerance: { readonly rel: number } }>(
      'perpetual_futures.json',
    )
    expect(cases.length).toBe(6)
    for (const c of cases) {
      const price = perpetualFuturePrice({
        payoff: c.payoff === 'Linear' ? 'linear' : 'inverse',
        funding: c.funding === 'PreviousSpot' ? 'previousSpot' : 'currentSpot',
        periodYears: c.fundingPeriodYears,
        spot: c.spot,
        rate: c.r,
        dividend: c.q,
        fundingRate: c.fundingRate,
        interest: c.interestDiff,
      })
      expect(Math.abs(price / c.expected - 1), JSON.stringify(c)).toBeLessThanOrEqual(Math.min(tolerance.rel, 1e-12))
    }
  })
})
