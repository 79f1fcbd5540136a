import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
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
  [/^distributions_matrices\.json$/u, 'packages/plimsoll/src/statistics/distributionOracles.test.ts', 'distributions_matrices'],
  [/^(backtests|garch_recursion|ewma_garch_arithmetic|diebold_mariano)\.json$/u, 'packages/lab/src/oracles.test.ts', 'oracles/classical'],
  [/^(option_pricing|bs_grid_vollib|jaeckel_lets_be_rational|perpetual_futures|svi)\.json$/u, 'packages/plimsoll/src/pricing/oracles.test.ts', 'oracles/classical'],
  [/^(regt_cboe_strategy|delta_conventions)\.json$/u, 'test/oracles/classical.test.ts', 'strategyCase'],
]

/** What cannot be run, with the reason. */
const unread: readonly (readonly [file: RegExp, reason: string])[] = [
  [/^INDEX\.json$/u, 'the table of contents'],
  [/^sabr\.json$/u, 'the library has no SABR model: its volatility surfaces are SVI slices or quotes'],
  [/^compression\.json$/u, 'multilateral compression is an optimiser’s business, of a later issue'],
  [/^cvar_lp\.json$/u, 'the portfolio that minimises CVaR is an optimiser’s business, of a later issue; CVaR itself is in var_es.json'],
  [
    /^inverse_options\.json$/u,
    'only its topic is documented (Deribit’s arithmetic of inverse options), not its fields; 0.50 − 0.10 = 0.40, the one number that is, stands below',
  ],
  [
    /^fhs_margin_procyclicality_fesx\.json$/u,
    'its return series has no licence and its fields are not documented; the method and its metrics are tested in the lab’s history and procyclicality rooms',
  ],
  [
    /^garch_benchmark_dem2gbp\.json$/u,
    'its fields are not documented; the fit is tested on simulated series in the lab’s volatility room',
  ],
]

describe.skipIf(!present)('files of classical models', () => {
  const files = present ? readdirSync(folder) : []
  const indexed = present
    ? (JSON.parse(readFileSync(join(folder, 'INDEX.json'), 'utf8')) as { files: readonly { file: string }[] }).files
    : []

  test.each([...new Set([...files, ...indexed.map(({ file }) => file)])].sort())('%s is read, or listed with the reason', (file) => {
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
  })
})

const readHere: Readonly<Record<string, (fields: Readonly<Record<string, unknown>>, tolerance: number) => void>> = {
  'regt_cboe_strategy.json': strategyCase,
  'delta_conventions.json': deltaConvention,
}

describe.each(Object.entries(readHere))('%s', (name, reader) => {
  const file = join(folder, name)
  const cases = existsSync(file) ? readCases(JSON.parse(readFileSync(file, 'utf8'))) : []
  if (cases.length === 0) {
    test.skip(`${name} is not here`, () => {})
    return
  }
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
    strategyCase({ spot: 100, legs: [short, { ...call, strike: 110, quantity: 1, price: 1 }], expected: { margin: 800 } }, 1e-9)
    strategyCase({ spot: 100, legs: [{ ...short, strike: 110 }, { type: 'stock', quantity: 100 }], expected: { margin: 5000 } }, 1e-9)
    strategyCase({ spot: 100, etfType: 'broad', legs: [short], expected: { margin: 1800 } }, 1e-9)
  })

  /** methods/classical.md §6: QuantLib’s forward delta of a call with premium adjustment is D·K/F·N(d2). */
  test('delta conventions', () => {
    const of = (deltaType: string, expected: number): void => {
      deltaConvention({ optionType: 'Call', deltaType, spot: 1.421, dDf: 0.997306, fDf: 0.992266, stdDev: 0.1180654, strike: 1.608080, expected }, 1e-3)
    }
    of('Spot', 0.15)
    expect(() => {
      of('Fwd', 0.5)
    }).toThrow()
  })
})
