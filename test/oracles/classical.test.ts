import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { exp } from '@plimsoll/kernel'
import { fitGarch } from '@plimsoll/lab'
import { describe, expect, test } from 'vitest'
import { inverseOptionGreeks } from '../../packages/plimsoll/src/index.js'
import { deltaConvention } from './classical/deltaConvention.js'
import { readCases } from './classical/readCases.js'
import { strategyCase } from './classical/strategyCase.js'

/**
 * Every file of published numbers of a classical model is read by a test: by one that is named here, or by this one. A file
 * that is added to the folder and that nobody reads fails.
 */
const root = join(import.meta.dirname, '../..')
const shared = process.env.PLIMSOLL_SHARED ?? join(root, '../shared')
const folder = join(shared, 'oracles/classical')
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: classical oracles, no folder ${folder} (set PLIMSOLL_SHARED)`)

/** Which test reads a file, and how it names it. */
const readers: readonly (readonly [file: RegExp, test: string, named: string])[] = [
  [/^simm_.*\.json$/u, 'packages/plimsoll/src/sensitivity/simmOracles.test.ts', 'simm_'],
  [/^im_schedule\.json$/u, 'packages/plimsoll/src/sensitivity/scheduleMargin.test.ts', 'im_schedule'],
  [/^span\.json$/u, 'packages/plimsoll/src/span/span.oracle.test.ts', 'span.json'],
  [/^tims_cpm_cboe_2007\.json$/u, 'packages/plimsoll/src/tims/tims.oracle.test.ts', 'tims_cpm_cboe_2007'],
  [/^var_es\.json$/u, 'packages/plimsoll/src/statistics/tailOracles.test.ts', 'var_es.json'],
  [
    /^distributions_matrices\.json$/u,
    'packages/plimsoll/src/statistics/distributionOracles.test.ts',
    'distributions_matrices',
  ],
  [
    /^(backtests|garch_recursion|ewma_garch_arithmetic|diebold_mariano)\.json$/u,
    'packages/lab/src/oracles.test.ts',
    'oracles/classical',
  ],
  [
    /^(option_pricing|bs_grid_vollib|jaeckel_lets_be_rational|perpetual_futures|svi)\.json$/u,
    'packages/plimsoll/src/pricing/oracles.test.ts',
    'oracles/classical',
  ],
  [
    /^(regt_cboe_strategy|delta_conventions|garch_benchmark_dem2gbp)\.json$/u,
    'test/oracles/classical.test.ts',
    'strategyCase',
  ],
]

/** What cannot be run, with the reason. */
const unread: readonly (readonly [file: RegExp, reason: string])[] = [
  [/^INDEX\.json$/u, 'the table of contents'],
  [/^sabr\.json$/u, 'the library has no SABR model: its volatility surfaces are SVI slices or quotes'],
  [/^compression\.json$/u, 'multilateral compression is an optimiser’s business, of a later issue'],
  [
    /^cvar_lp\.json$/u,
    'the portfolio that minimises CVaR is an optimiser’s business, of a later issue; CVaR itself is in var_es.json',
  ],
  [
    /^inverse_options\.json$/u,
    'only its topic is documented (Deribit’s arithmetic of inverse options), not its fields; 0.50 − 0.10 = 0.40, the one number that is, stands below',
  ],
  [
    /^fhs_margin_procyclicality_fesx\.json$/u,
    'its return series has no licence and its fields are not documented; the method and its metrics are tested in the lab’s history and procyclicality rooms',
  ],
]

describe.skipIf(!present)('files of classical models', () => {
  const files = present ? readdirSync(folder) : []
  const indexed = present
    ? (JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as { files: readonly { file: string }[] }).files
    : []

  test.each([...new Set([...files, ...indexed.map(({ file }) => file)])].sort())(
    '%s is read, or listed with the reason',
    (file) => {
      const known = readers.filter(([pattern]) => pattern.test(file))
      const reasons = unread.filter(([pattern]) => pattern.test(file))
      expect(known.length + reasons.length, `nobody reads ${file}`).toBe(1)
      const [reader] = known
      if (reader === undefined) return
      const [, path, named] = reader
      const source = readFileSync(join(root, path), 'utf8')
      expect(source, `${path} reads ${file}`).toContain(named)
      // Where several files share a reader, it names each of them.
      if (named === 'oracles/classical') expect(source, `${path} reads ${file}`).toContain(file)
    },
  )
})

const readHere: Readonly<Record<string, (fields: Readonly<Record<string, unknown>>, tolerance: number) => void>> = {
  'regt_cboe_strategy.json': strategyCase,
  'delta_conventions.json': deltaConvention,
}

/** methods/classical.md §7: estimates printed to 11 digits or more, the first variance being the mean square of the residuals. */
const benchmark = join(folder, 'garch_benchmark_dem2gbp.json')
if (existsSync(benchmark)) test('garch_benchmark_dem2gbp.json: maximum-likelihood estimates', garchBenchmark)

function garchBenchmark(): void {
  const returns = longestSeries(JSON.parse(readFileSync(benchmark, 'utf8')))
  expect(returns.length, 'a series of returns in the file').toBeGreaterThan(1000)
  const { parameters, logLikelihood } = fitGarch(returns, { mean: 'constant', model: 'garch', start: 'presample' })
  const close = (value: number, expected: number): void => {
    expect(Math.abs(value - expected)).toBeLessThanOrEqual(1e-6 * Math.max(Math.abs(expected), 0.01))
  }
  close(parameters.mean, -0.00619040838)
  close(parameters.omega, 0.0107613978518)
  close(parameters.alpha, 0.15313406182)
  close(parameters.beta, 0.805973670305)
  close(logLikelihood, -1106.607881041)
}

/** The longest list of numbers anywhere in a document. */
function longestSeries(document: unknown): readonly number[] {
  if (typeof document !== 'object' || document === null) return []
  if (Array.isArray(document) && document.every((item) => typeof item === 'number')) return document
  const found: readonly (readonly number[])[] = Object.values(document).map(longestSeries)
  return found.reduce<readonly number[]>((longest, one) => (one.length > longest.length ? one : longest), [])
}

/** methods/classical.md §6: the delta in coin is the quote-currency delta less the price in coin, 0.50 − 0.10 = 0.40. */
test('Deribit’s net transaction delta', () => {
  // Where d1 = 0 the delta is one half; its price in coin grows with the volatility.
  const terms = (volatility: number) =>
    ({ forward: 100, strike: 100 * exp(0.5 * volatility * volatility), years: 1, volatility, right: 'call' }) as const
  let [low, high] = [0.01, 2]
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2
    if (inverseOptionGreeks(terms(middle)).price < 0.1) low = middle
    else high = middle
  }
  const greeks = inverseOptionGreeks(terms(low))
  expect(greeks.usdDelta).toBeCloseTo(0.5, 9)
  expect(greeks.price).toBeCloseTo(0.1, 9)
  expect(greeks.premiumAdjustedDelta).toBeCloseTo(0.4, 9)
})

// Files that INDEX.json names and that are kept aside: read as soon as they are here.
const arrived = Object.entries(readHere).filter(([name]) => existsSync(join(folder, name)))
describe.each(arrived)('%s', (name, reader) => {
  const cases = readCases(JSON.parse(readFileSync(join(folder, name), 'utf8')))
  test('has cases', () => {
    expect(cases.length).toBeGreaterThan(0)
  })
  test.each(cases.map((one) => [one.name, one] as const))('%s', (_, { fields, tolerance }) => {
    reader(fields, tolerance)
  })
})

/** The documented form of what those files hold, so that their readers run where the files are not. */
describe('readers of files that may be absent', () => {
  test('short put: premium + max(20 % S − OTM, 10 % K), per 100', () => {
    const legs = [{ type: 'P', strike: 95, quantity: -1, price: 1.5, dte: 30 }]
    strategyCase({ underlying: 100, legs, expected: { margin_requirement: (1.5 + 15) * 100 } }, 1e-9)
    expect(() => {
      strategyCase({ underlying: 100, legs, expected: { margin_requirement: 1500 } }, 1e-9)
    }).toThrow()
  })

  test('strangle: the greater side and the other’s premium', () => {
    const legs = [
      { option_type: 'call', strike: 110, qty: -1, premium: 2, days: 30 },
      { option_type: 'put', strike: 95, qty: -1, premium: 2, days: 30 },
    ]
    strategyCase({ underlyingPrice: 100, legs, expectedMargin: 1900 }, 1e-9)
  })

  test('credit spread: greatest loss; covered call: half the stock; broad index: 15 %', () => {
    const call = { right: 'call', days: 30 }
    const short = { ...call, strike: 100, quantity: -1, price: 3 }
    strategyCase(
      { spot: 100, legs: [short, { ...call, strike: 110, quantity: 1, price: 1 }], expected: { margin: 800 } },
      1e-9,
    )
    strategyCase(
      {
        spot: 100,
        legs: [
          { ...short, strike: 110 },
          { type: 'stock', quantity: 100 },
        ],
        expected: { margin: 5000 },
      },
      1e-9,
    )
    strategyCase({ spot: 100, etfType: 'broad', legs: [short], expected: { margin: 1800 } }, 1e-9)
  })

  /** The first row of QuantLib’s own test of its delta calculator, as remembered: a spot delta of 0.15. */
  test('delta conventions', () => {
    const of = (deltaType: string, expected: number): void => {
      deltaConvention(
        {
          optionType: 'Call',
          deltaType,
          spot: 1.421,
          dDf: 0.997306,
          fDf: 0.992266,
          stdDev: 0.1180654,
          strike: 1.60808,
          expected,
        },
        1e-3,
      )
    }
    of('Spot', 0.15)
    expect(() => {
      of('Fwd', 0.5)
    }).toThrow()
  })
})
