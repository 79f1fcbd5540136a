import { createHash } from 'node:crypto'
import { describe, expect, test } from 'vitest'
import type { MarketSnapshot, UnderlyingMarket } from '../market/snapshot.js'
import { bivariateStudentTCdf } from '../statistics/bivariateStudent.js'
import { studentTPdf, studentTQuantile } from '../statistics/studentT.js'
import { monteCarloPaths, monteCarloSet } from './monteCarlo.js'
import type { MonteCarloScenarios } from './monteCarloSpec.js'
import type { ScenarioSet, SurfaceShock } from './scenario.js'
import { shockOf } from './scenarioSet.js'

const day = 86_400_000
const asOf = Date.UTC(2026, 1, 5)

function underlying(index: number, model: 'black' | 'normal' = 'black'): UnderlyingMarket {
  const expiry = asOf + 30 * day
  return {
    index,
    model,
    forwards: [{ expiry, price: index }],
    slices: [{ kind: 'quotes', expiry, strikes: [index / 2, index, 2 * index], vols: [0.9, 0.6, 0.7] }],
  }
}

const market: MarketSnapshot = {
  asOf,
  source: { kind: 'manual', name: 'test' },
  currency: 'USD',
  assets: {},
  underlyings: { SOL: underlying(100), BTC: underlying(70_000), ETH: underlying(3000), GAS: underlying(4, 'normal') },
  instruments: new Map(),
  marks: new Map(),
  funding: new Map(),
}

const spec: MonteCarloScenarios = {
  kind: 'monte-carlo',
  smile: 'sticky-moneyness',
  horizonDays: 1,
  paths: 40_000,
  seed: 20_260_205,
  volatilities: { kind: 'stated', values: { BTC: 0.5, '*': 0.8 } },
  correlations: { kind: 'stated', values: { BTC: { ETH: 0.85 } }, otherwise: 0.6 },
}

const surface = {
  levelVolatility: 1.2,
  levelPriceCorrelation: -0.5,
  termVolatility: 0.3,
  termLevelCorrelation: 0.7,
  skewVolatility: 0.1,
  skewPriceCorrelation: 0.4,
}

const oneDay = 1 / 365

/** Moves of ln P, or of P for the normal model. */
function movesOf(set: ScenarioSet, name: string): number[] {
  return set.scenarios.map((scenario) => {
    const { price } = shockOf(scenario, name)
    return price.kind === 'absolute' ? price.move : Math.log1p(price.move)
  })
}

function surfaceOf(set: ScenarioSet, name: string): SurfaceShock[] {
  return set.scenarios.map((scenario) => {
    const { volatility } = shockOf(scenario, name)
    if (volatility.kind !== 'surface') throw new Error(`${volatility.kind} where a surface moves`)
    return volatility
  })
}

/** How many of its own standard errors a sample's mean is away from what it should be. */
function score(values: readonly number[], expected: number): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1)
  return Math.abs(mean - expected) / Math.sqrt(variance / values.length)
}

const products = (left: readonly number[], right: readonly number[]): number[] => left.map((x, row) => x * right[row]!)
const power = (values: readonly number[], exponent: number): number[] => values.map((x) => x ** exponent)
const sorted = (values: readonly number[]): number[] => [...values].sort((left, right) => left - right)

/** Distance of a sample quantile from the true one in standard errors √(p(1 − p)/n)/f. */
function quantileScore(values: readonly number[], p: number, expected: number, density: number): number {
  const sample = sorted(values)[Math.floor(p * values.length)]!
  return Math.abs(sample - expected) / (Math.sqrt((p * (1 - p)) / values.length) / density)
}

describe('closed forms, within four standard errors of the sample itself', () => {
  test('normal moves: mean 0, stated variance, no skew, kurtosis 3', () => {
    const moves = movesOf(monteCarloSet(spec, market, 'mc'), 'BTC')
    const variance = 0.25 * oneDay
    expect(score(moves, 0)).toBeLessThan(4)
    expect(score(power(moves, 2), variance)).toBeLessThan(4)
    expect(score(power(moves, 3), 0)).toBeLessThan(4)
    expect(score(power(moves, 4), 3 * variance ** 2)).toBeLessThan(4)
  })

  test('correlations as stated, in the middle and for every pair', () => {
    const set = monteCarloSet({ ...spec, degreesOfFreedom: 6 }, market, 'mc')
    const deviation = { BTC: 0.5, ETH: 0.8, SOL: 0.8, GAS: 0.8 }
    for (const [left, right, rho] of [
      ['BTC', 'ETH', 0.85],
      ['BTC', 'SOL', 0.6],
      ['ETH', 'GAS', 0.6],
    ] as const) {
      const expected = rho * deviation[left] * deviation[right] * oneDay
      expect(score(products(movesOf(set, left), movesOf(set, right)), expected)).toBeLessThan(4)
    }
  })

  test('Student t: stated deviation and the tail quantiles of the t distribution', () => {
    for (const degrees of [2.5, 4, 9]) {
      const moves = movesOf(monteCarloSet({ ...spec, degreesOfFreedom: degrees }, market, 'mc'), 'ETH')
      const unit = 0.8 * Math.sqrt(oneDay) * Math.sqrt((degrees - 2) / degrees)
      if (degrees > 4) expect(score(power(moves, 2), 0.64 * oneDay)).toBeLessThan(4)
      for (const p of [0.001, 0.01, 0.25, 0.5, 0.9, 0.99, 0.999]) {
        const t = studentTQuantile(p, degrees)
        expect(quantileScore(moves, p, unit * t, studentTPdf(t, degrees) / unit), `${degrees} ${p}`).toBeLessThan(4)
      }
    }
  })

  test('joint crashes as often as the bivariate t distribution has them, which is more often than the normal', () => {
    const degrees = 4
    const set = monteCarloSet({ ...spec, degreesOfFreedom: degrees }, market, 'mc')
    const t = studentTQuantile(0.02, degrees)
    const scale = Math.sqrt(oneDay) * Math.sqrt((degrees - 2) / degrees)
    const eth = movesOf(set, 'ETH')
    const both = movesOf(set, 'BTC').map((move, row) =>
      move <= 0.5 * scale * t && eth[row]! <= 0.8 * scale * t ? 1 : 0,
    )
    expect(score(both, bivariateStudentTCdf(t, t, 0.85, degrees))).toBeLessThan(4)
  })

  test('expected shortfall of a position that is linear in a t variable: σ(ν + t²)/(ν − 1)·f(t)/a', () => {
    const degrees = 5
    const tail = 0.01
    const moves = sorted(movesOf(monteCarloSet({ ...spec, degreesOfFreedom: degrees }, market, 'mc'), 'GAS'))
    const worst = moves.slice(0, Math.round(tail * moves.length))
    const t = studentTQuantile(tail, degrees)
    const unit = 0.8 * Math.sqrt(oneDay) * Math.sqrt((degrees - 2) / degrees)
    const shortfall = (unit * ((degrees + t * t) / (degrees - 1)) * studentTPdf(t, degrees)) / tail
    const value = -worst.reduce((sum, move) => sum + move, 0) / worst.length
    // Standard error: Var[L | tail] plus (1 − a)(ES − q)², over the number of tail observations.
    const spread = worst.reduce((sum, move) => sum + (move + value) ** 2, 0) / worst.length
    const error = Math.sqrt((spread + (1 - tail) * (value + unit * t) ** 2) / worst.length)
    expect(Math.abs(value - shortfall) / error).toBeLessThan(4)
  })

  test('Merton’s jumps: the first four cumulants', () => {
    // λh jumps N(m, s²) less their mean: κ₂ = σ²h + λh(m² + s²), κ₃ = λh(m³ + 3ms²), κ₄ = λh(m⁴ + 6m²s² + 3s⁴).
    const jumps = { intensityPerYear: 30, common: 0.4, mean: { '*': -0.03 }, deviation: { BTC: 0.02, '*': 0.05 } }
    const set = monteCarloSet({ ...spec, horizonDays: 5, jumps }, market, 'mc')
    const mean = 30 * 5 * oneDay
    const m = -0.03
    for (const [name, sigma, s] of [
      ['BTC', 0.5, 0.02],
      ['SOL', 0.8, 0.05],
    ] as const) {
      const moves = movesOf(set, name)
      const second = sigma ** 2 * 5 * oneDay + mean * (m ** 2 + s ** 2)
      expect(score(moves, 0)).toBeLessThan(4)
      expect(score(power(moves, 2), second)).toBeLessThan(4)
      expect(score(power(moves, 3), mean * (m ** 3 + 3 * m * s ** 2))).toBeLessThan(4)
      const fourth = mean * (m ** 4 + 6 * m ** 2 * s ** 2 + 3 * s ** 4)
      expect(score(power(moves, 4), fourth + 3 * second ** 2)).toBeLessThan(4)
    }
    // Common jumps add 0.4·λh(m² + s₁s₂) to the covariance.
    const covariance = 0.6 * 0.5 * 0.8 * 5 * oneDay + 0.4 * mean * (m * m + 0.02 * 0.05)
    expect(score(products(movesOf(set, 'BTC'), movesOf(set, 'SOL')), covariance)).toBeLessThan(4)
  })

  test('surface factors: stated deviations and correlations with the price', () => {
    const set = monteCarloSet({ ...spec, surface, degreesOfFreedom: 10 }, market, 'mc')
    const moves = movesOf(set, 'SOL')
    const shocks = surfaceOf(set, 'SOL')
    const level = shocks.map((shock) => shock.level)
    const term = shocks.map((shock) => shock.term!)
    const skew = shocks.map((shock) => shock.skew!)
    expect(score(power(level, 2), 1.44 * oneDay)).toBeLessThan(4)
    expect(score(power(term, 2), 0.09 * oneDay)).toBeLessThan(4)
    expect(score(power(skew, 2), 0.01 * oneDay)).toBeLessThan(4)
    expect(score(products(moves, level), -0.5 * 0.8 * 1.2 * oneDay)).toBeLessThan(4)
    expect(score(products(level, term), 0.7 * 1.2 * 0.3 * oneDay)).toBeLessThan(4)
    expect(score(products(moves, skew), 0.4 * 0.8 * 0.1 * oneDay)).toBeLessThan(4)
    // Levels of two underlyings: ρ_prices·(c² + (1 − c²)) = the correlation of the prices.
    const other = surfaceOf(set, 'ETH').map((shock) => shock.level)
    expect(score(products(level, other), 0.6 * 1.44 * oneDay)).toBeLessThan(4)
  })

  test('a jump of the price pulls the level along by the slope of the diffusion', () => {
    const jumps = { intensityPerYear: 50, common: 1, mean: { '*': -0.2 }, deviation: { '*': 0.1 } }
    const set = monteCarloSet(
      { ...spec, paths: 200, jumps, surface: { levelVolatility: 1, levelPriceCorrelation: -1 } },
      market,
      'mc',
    )
    const moves = movesOf(set, 'BTC')
    surfaceOf(set, 'BTC').forEach(({ level }, row) => {
      expect(level).toBeCloseTo(Math.max(-5, Math.min(5, -moves[row]! / 0.5)), 12)
    })
  })
})

const full: MonteCarloScenarios = {
  ...spec,
  paths: 500,
  degreesOfFreedom: 3.5,
  jumps: { intensityPerYear: 20, common: 0.5, mean: { '*': -0.05 }, deviation: { '*': 0.05 } },
  surface,
}

describe('reproducibility', () => {
  test('a longer run begins with the shorter one, bit for bit, and any path is reached alone', () => {
    for (const antithetic of [false, true]) {
      const short = monteCarloSet({ ...full, antithetic }, market, 'mc')
      const long = monteCarloSet({ ...full, antithetic, paths: 1500 }, market, 'mc')
      expect(long.scenarios.slice(0, 500)).toEqual(short.scenarios)
      expect(monteCarloPaths({ ...full, antithetic, paths: 2 }, market, 'mc').scenario(1234)).toEqual(
        long.scenarios[1234],
      )
    }
  })

  test('the order of the underlyings does not matter, and one more leaves those before it alone', () => {
    const all = monteCarloSet(full, market, 'mc')
    expect(monteCarloSet(full, market, 'mc', ['GAS', 'SOL', 'ETH', 'BTC'])).toEqual(all)
    const fewer = monteCarloSet(full, market, 'mc', ['BTC', 'ETH'])
    expect(movesOf(fewer, 'ETH')).toEqual(movesOf(all, 'ETH'))
  })

  test('another seed gives other paths', () => {
    expect(movesOf(monteCarloSet({ ...full, seed: 1 }, market, 'mc'), 'BTC')).not.toEqual(
      movesOf(monteCarloSet(full, market, 'mc'), 'BTC'),
    )
  })

  test('the bits of 500 paths are these', () => {
    // Pinned from the first run: a change of any bit of generator, distribution or factor model must be meant.
    const { scenarios } = monteCarloSet(full, market, 'mc')
    const numbers = scenarios.flatMap((scenario) =>
      ['BTC', 'ETH', 'GAS', 'SOL'].flatMap((name) => {
        const { price, volatility } = shockOf(scenario, name)
        return volatility.kind === 'surface' ? [price.move, volatility.level, volatility.term!, volatility.skew!] : []
      }),
    )
    expect(numbers).toHaveLength(8000)
    const hash = createHash('sha256')
      .update(new Uint8Array(Float64Array.from(numbers).buffer))
      .digest('hex')
    expect(hash.slice(0, 16)).toBe('6d8fdd2693197959')
  })

  test('three paths, two of them with jumps, as another program has them', () => {
    // Price move, level, term and skew of BTC, ETH, GAS and SOL: an independent program with its own Philox, the quantile of
    // the normal distribution with 30 digits (mpmath) and Cholesky's triangle from numpy. The second path has a common
    // jump, the third own ones of ETH and GAS.
    const expected: readonly (readonly [number, readonly (readonly number[])[]])[] = [
      [
        17,
        [
          [0.0005221167124989488, 0.05697956798072035, 0.015080965719278878, 0.0013311187546549586],
          [0.014413594715884223, 0.07695937358432266, 0.015328292048588639, -9.782236124717428e-5],
          [0.05746178266763784, -0.011089115665785373, 0.00037936054714422817, 0.003852783779775617],
          [0.009922469775334937, 0.002960823558392259, 0.012137930770577326, -0.0013748831623050224],
        ],
      ],
      [
        25,
        [
          [0.08764911647364292, -0.1334958920876482, -0.027540450281218418, 0.0064711711006920775],
          [0.1114197235836462, -0.140048675251703, -0.0361915300814522, 0.003823232242920628],
          [0.1753013948489987, -0.2218483197406906, -0.04493799084070826, 0.006823569307742731],
          [0.07742848715159732, -0.09799893045078915, -0.02682708949576814, 0.014931111204820833],
        ],
      ],
      [
        41,
        [
          [-0.003388901172626147, 0.003907376580405599, 0.004342161795033837, -0.004064303896007536],
          [-0.009013822011472427, 0.0019746069357951873, 0.0035831104263772027, -0.007255188711095028],
          [-0.054242550634880544, 0.05451345125405763, 0.016489864542991547, -0.005060197234721792],
          [-0.013937275275109497, 0.028710835313631326, 0.009543493411269921, -0.002677123892497634],
        ],
      ],
    ]
    const { scenario } = monteCarloPaths(full, market, 'mc')
    for (const [path, moves] of expected) {
      moves.forEach((values, row) => {
        const { price, volatility } = shockOf(scenario(path), ['BTC', 'ETH', 'GAS', 'SOL'][row]!)
        const { level, term, skew } = volatility as SurfaceShock
        const got = [price.move, level, term!, skew!]
        values.forEach((value, column) => {
          expect(Math.abs(got[column]! - value), `${path} ${row} ${column}`).toBeLessThan(1e-14)
        })
      })
    }
  })

  test('antithetic paths mirror the continuous moves exactly', () => {
    const { jumps: _jumps, ...smooth } = full
    const moves = movesOf(monteCarloSet({ ...smooth, antithetic: true }, market, 'mc'), 'GAS')
    for (let pair = 0; pair < moves.length; pair += 2) expect(moves[pair + 1]).toBe(-moves[pair]!)
  })
})

describe('sources of volatilities and correlations', () => {
  test('implied: the at-the-money volatility of the tenor', () => {
    const paths = monteCarloPaths({ ...full, volatilities: { kind: 'implied', days: 30 } }, market, 'mc')
    expect(paths.underlyings).toEqual(['BTC', 'ETH', 'GAS', 'SOL'])
    expect(paths.volatilities).toEqual([0.6, 0.6, 0.6, 0.6])
  })

  /** Two coins: the second moves by half of the first's move and by one of its own. */
  const rows = 200
  const first = Array.from({ length: rows }, (_, row) => (((row * row * 7) % 41) - 20) / 1000)
  const own = Array.from({ length: rows }, (_, row) => (((row * row * row) % 23) - 11) / 1000)
  const along = (returns: readonly number[]): number[] => {
    const prices = [100]
    for (const value of returns) prices.push(prices.at(-1)! * Math.exp(value))
    return prices
  }
  const past: MarketSnapshot = {
    ...market,
    history: {
      stepDays: 1,
      times: Array.from({ length: rows + 1 }, (_, row) => asOf + (row - rows) * day),
      closes: { BTC: along(first), ETH: along(first.map((value, row) => value / 2 + own[row]!)) },
    },
  }

  test('from history: what the sample says, shrunk where asked', () => {
    const fromHistory = {
      ...full,
      volatilities: { kind: 'history' },
      correlations: { kind: 'history', shrinkage: 0 },
    } as const
    const paths = monteCarloPaths(fromHistory, past, 'mc', ['BTC', 'ETH'])
    const mean = first.reduce((sum, value) => sum + value, 0) / rows
    const variance = first.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (rows - 1)
    expect(paths.volatilities[0]).toBeCloseTo(Math.sqrt(variance * 365), 10)
    const rho = paths.correlations[0]![1]!
    expect(rho).toBeGreaterThan(0.5)
    const windowed = {
      ...fromHistory,
      correlations: { kind: 'history', windowDays: 50, shrinkage: 'ledoit-wolf' },
    } as const
    expect(monteCarloPaths(windowed, past, 'mc', ['BTC', 'ETH']).correlations[0]![1]).not.toBe(rho)
  })

  test('underlyings without a past are named', () => {
    const spec = { ...full, volatilities: { kind: 'history' } } as const
    expect(() => monteCarloPaths(spec, past, 'mc')).toThrow(
      'history.closes: got "BTC, ETH", expected past prices of GAS, SOL, on which scenarios.mc.volatilities looks back',
    )
    expect(() => monteCarloPaths(spec, market, 'mc', ['BTC'])).toThrow(/past prices of BTC/)
    const long = { ...full, volatilities: { kind: 'history', windowDays: 400 } } as const
    expect(() => monteCarloPaths(long, past, 'mc', ['BTC'])).toThrow(/got "200 days", expected at least 400 days/)
  })

  test('correlations that cannot be are repaired, and it is said', () => {
    const values = { BTC: { ETH: 0.9, SOL: 0.7 }, SOL: { ETH: 0.3 } }
    const paths = monteCarloPaths({ ...full, correlations: { kind: 'stated', values, otherwise: 0 } }, market, 'mc', [
      'BTC',
      'ETH',
      'SOL',
    ])
    expect(paths.repaired).toBe(true)
    // Correlations of the vector `spectral_psd_repair` in oracles/classical/distributions_matrices.json.
    expect(paths.correlations[0]![1]).toBeCloseTo(0.894024408508599, 10)
  })
})

describe('refusals', () => {
  test.each([
    [{ paths: 0 }, 'scenarios.mc.paths: got 0'],
    [{ seed: -1 }, 'scenarios.mc.seed: got -1'],
    [{ degreesOfFreedom: 2 }, 'scenarios.mc.degreesOfFreedom: got 2'],
    [{ horizonDays: 0 }, 'scenarios.mc.horizonDays: got 0'],
    [
      { volatilities: { kind: 'stated', values: { BTC: 0.5 } } },
      'scenarios.mc.volatilities.values.ETH: expected a number there or under "*"',
    ],
    [{ volatilities: { kind: 'stated', values: { '*': -1 } } }, 'scenarios.mc.volatilities.BTC: got -1'],
    [
      { correlations: { kind: 'stated', values: {}, otherwise: 1.5 } },
      'scenarios.mc.correlations.values.ETH.BTC: got 1.5',
    ],
    [
      { surface: { levelVolatility: 1, levelPriceCorrelation: 2 } },
      'scenarios.mc.surface.levelPriceCorrelation: got 2',
    ],
    [
      { jumps: { intensityPerYear: 1e6, common: 0, mean: { '*': 0 }, deviation: { '*': 0 } } },
      'scenarios.mc.jumps.intensityPerYear: got 1000000, expected at most 100 jumps over the horizon',
    ],
  ] as [Partial<MonteCarloScenarios>, string][])('%o', (change, message) => {
    expect(() => monteCarloSet({ ...full, ...change }, market, 'mc')).toThrow(message)
  })

  test('an underlying that was not drawn for moves by no number', () => {
    const set = monteCarloSet(full, market, 'mc', ['BTC'])
    expect(shockOf(set.scenarios[0]!, 'ETH').price.move).toBeNaN()
    expect(() => monteCarloSet(full, market, 'mc', ['XYZ'])).toThrow(/got "XYZ", expected an underlying of the market/)
  })
})
