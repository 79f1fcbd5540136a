import { existsSync, readFileSync } from 'node:fs'
import { normalPdf, normalQuantile } from '@plimsoll/kernel'
import { studentTPdf, studentTQuantile } from 'plimsoll'
import { expect, test } from 'vitest'
import { shortfallTest } from './backtest/acerbiSzekely.js'
import { christoffersenIndependence, conditionalCoverage } from './backtest/christoffersen.js'
import { dieboldMariano } from './backtest/dieboldMariano.js'
import { binomialPmf, kupiec, kupiecAcceptance, kupiecRejectionProbability } from './backtest/kupiec.js'
import { baselPlusFactor, trafficLight } from './backtest/trafficLight.js'
import { ewmaStep } from './volatility/ewma.js'
import { garchForecast, garchLongRunVariance, garchStep, garchVariance } from './volatility/garch.js'

const shared = process.env.PLIMSOLL_SHARED ?? new URL('../../../../shared', import.meta.url).pathname
const folder = `${shared}/oracles/classical`
const present = existsSync(folder)
if (!present) console.warn(`SKIPPED: ${folder} is absent; set PLIMSOLL_SHARED`)

const read = (name: string): never => JSON.parse(readFileSync(`${folder}/${name}`, 'utf8')) as never

const within = (value: number, expected: number, tolerance: number): void => {
  expect(Math.abs(value - expected)).toBeLessThanOrEqual(tolerance)
}

interface Block {
  readonly id: string
}

/**
 * Uniform numbers in [0, 1) from a seed: Marsaglia's xorshift of 128 bits (2003), since tens of millions are drawn
 * here.
 */
function uniform(seed: number): () => number {
  let [x, y, z, w] = [seed, 362436069, 521288629, 88675123]
  return () => {
    const t = x ^ (x << 11)
    x = y
    y = z
    z = w
    w = w ^ (w >>> 19) ^ t ^ (t >>> 8)
    return (w >>> 0) / 4294967296
  }
}

/** Critical value of Z₂ for days that are all alike, simulated: only a profit in the tail has to be drawn exactly. */
function simulatedZ2(days: number, tailMass: number, degrees: number, level: number, replications: number): number {
  const random = uniform(20260207)
  const q = studentTQuantile(tailMass, degrees)
  const density = degrees === Infinity ? normalPdf(q) : studentTPdf(q, degrees)
  const stretch = degrees === Infinity ? 1 : (degrees + q * q) / (degrees - 1)
  const forecasts = {
    valueAtRisk: new Float64Array(days).fill(-q),
    expectedShortfall: new Float64Array(days).fill((stretch * density) / tailMass),
    tailMass,
  }
  const draw = (): number => {
    const u = random()
    if (u >= tailMass || u === 0) return 0
    return degrees === Infinity ? normalQuantile(u) : studentTQuantile(u, degrees)
  }
  const options = { statistic: 'Z2', draw, replications, level } as const
  return shortfallTest(new Float64Array(days), forecasts, options).criticalValue
}

const backtests: Readonly<Record<string, (block: never) => void>> = {
  matlab_varbacktest_normal95(block: {
    inputs: Record<'VaRLevel' | 'observations' | 'failures' | 'N00' | 'N10' | 'N01' | 'N11', number>
    expected: Record<'LRatioPOF' | 'PValuePOF' | 'LRatioCCI' | 'PValueCCI' | 'LRatioCC' | 'PValueCC', number> & {
      trafficLight: string
    }
    tolerance: number
  }) {
    const { inputs, expected, tolerance } = block
    const p = 1 - inputs.VaRLevel
    const transitions = { n00: inputs.N00, n01: inputs.N01, n10: inputs.N10, n11: inputs.N11 }
    const pof = kupiec(inputs.observations, inputs.failures, p)
    const independence = christoffersenIndependence(transitions)
    const both = conditionalCoverage(inputs.observations, inputs.failures, p, transitions)
    within(pof.statistic, expected.LRatioPOF, tolerance)
    within(pof.pValue, expected.PValuePOF, tolerance)
    within(independence.statistic, expected.LRatioCCI, tolerance)
    within(independence.pValue, expected.PValueCCI, tolerance)
    within(both.statistic, expected.LRatioCC, tolerance)
    within(both.pValue, expected.PValueCC, tolerance)
    expect(trafficLight(inputs.observations, inputs.failures, p).zone).toBe(expected.trafficLight)
  },

  riskkit_240_4_4_2(block: {
    inputs: Record<'VaRLevel' | 'observations' | 'exceptions' | 'n00' | 'n01' | 'n10' | 'n11', number>
    expected: Record<'LRind' | 'LRpof_T251' | 'LRcc' | 'LRcc_withT250', number>
    tolerance: number
  }) {
    const { inputs, expected, tolerance } = block
    const p = 1 - inputs.VaRLevel
    const total = inputs.n00 + inputs.n01 + inputs.n10 + inputs.n11
    within(christoffersenIndependence(inputs).statistic, expected.LRind, tolerance)
    within(kupiec(inputs.observations, inputs.exceptions, p).statistic, expected.LRpof_T251, tolerance)
    within(conditionalCoverage(inputs.observations, inputs.exceptions, p, inputs).statistic, expected.LRcc, tolerance)
    within(conditionalCoverage(total, inputs.exceptions, p, inputs).statistic, expected.LRcc_withT250, tolerance)
  },

  kupiec_exact_size_power(block: {
    cases: { n: number; p: number; trueP?: number; size?: number; power?: number }[]
    tolerance: number
  }) {
    for (const { n, p, trueP, size, power } of block.cases) {
      const expected = size ?? power
      if (expected === undefined) throw new Error('a case without size and power')
      within(kupiecRejectionProbability(n, p, trueP), expected, block.tolerance)
    }
    // The block's line `extra`, and its rule "x = 0 or x ≥ 7".
    within(kupiec(250, 0, 0.01).statistic, 5.025, block.tolerance)
    within(binomialPmf(0, 250, 0.01), 0.081, block.tolerance)
    expect(kupiecAcceptance(250, 0.01)).toEqual({ min: 1, max: 6 })
  },

  kupiec_nonrejection_regions_95(block: {
    cases: { p: number; T: number; lrAcceptMin: number; lrAcceptMax: number }[]
  }) {
    for (const { p, T, lrAcceptMin: min, lrAcceptMax: max } of block.cases) {
      expect(kupiecAcceptance(T, p)).toEqual({ min, max })
    }
  },

  basel_traffic_light_250_99(block: {
    rows: { exceptions: number; cumulativePct: number; zone: string; plusFactor: number }[]
  }) {
    for (const { exceptions, cumulativePct, zone, plusFactor } of block.rows) {
      const light = trafficLight(250, exceptions, 0.01)
      within(100 * light.cumulativeProbability, cumulativePct, 0.00501) // printed with two decimals
      expect(light.zone).toBe(zone)
      expect(baselPlusFactor(exceptions)).toBe(plusFactor)
    }
  },

  // The profits behind the statistics are not public; the critical values are simulated from the distribution each case
  // names.
  acerbi_szekely_matlab(block: {
    cases: { test: string; VaRLevel: number; obs: number; testLevel: number; critical: number }[]
  }) {
    for (const { test: name, VaRLevel, obs, testLevel, critical } of block.cases) {
      const named = /t(\d+)|df(\d+)/i.exec(name)
      const degrees = named === null ? Infinity : Number(named[1] ?? named[2])
      if (named === null && !/normal/i.test(name)) throw new Error(`no distribution in "${name}"`)
      const simulated = simulatedZ2(obs, 1 - VaRLevel, degrees, 1 - testLevel, 2000)
      // Both sides are simulations: 2000 replications leave about 3 % at the 5 % and 4 % at the 1 % level.
      expect(Math.abs(simulated / critical - 1)).toBeLessThan(0.1)
    }
  },

  'acerbi_szekely_Z2_critical_T250_97.5'(block: {
    cases: { df: number | 'inf'; crit5pct: number; crit0_01pct: number }[]
  }) {
    for (const { df, crit5pct, crit0_01pct } of block.cases) {
      const degrees = df === 'inf' ? Infinity : df
      within(simulatedZ2(250, 0.025, degrees, 0.05, 20_000), crit5pct, 0.03)
      // One replication in 10,000: the few that decide scatter by about a tenth.
      expect(Math.abs(simulatedZ2(250, 0.025, degrees, 1e-4, 100_000) / crit0_01pct - 1)).toBeLessThan(0.15)
    }
  },
}

const blocks: readonly Block[] = present ? (read('backtests.json') as { blocks: Block[] }).blocks : [{ id: 'absent' }]

test.skipIf(!present).each(blocks.map((block) => [block.id, block] as const))('backtests.json: %s', (id, block) => {
  const check = backtests[id]
  if (check === undefined) throw new Error(`no check for the block ${id}`)
  check(block as never)
})

test.skipIf(!present)('garch_recursion.json', () => {
  const file = read('garch_recursion.json') as {
    tolerance: number
    inputs: { alpha: number; beta: number; omega: number; longRunVar: number; returns: number[]; sigma2_0: string }
    expectedSigma: number[]
  }
  const { alpha, beta, omega, longRunVar, returns, sigma2_0 } = file.inputs
  expect(sigma2_0).toBe('r0^2')
  const parameters = { omega, alpha, beta }
  within(garchLongRunVariance(parameters), longRunVar, file.tolerance)
  const variances = garchVariance(returns, parameters, returns[0]! ** 2)
  expect(variances).toHaveLength(file.expectedSigma.length)
  file.expectedSigma.forEach((sigma, t) => {
    within(Math.sqrt(variances[t]!), sigma, file.tolerance)
  })
})

test.skipIf(!present)('ewma_garch_arithmetic.json', () => {
  const { cases } = read('ewma_garch_arithmetic.json') as {
    cases: ({ model: string } & Partial<
      Record<
        'lambda_' | 'sigmaPrev' | 'u' | 'expectedSigma' | 'omega' | 'alpha' | 'beta' | 'expectedVar' | 'longRunVar',
        number
      >
    >)[]
  }
  for (const { model, lambda_, sigmaPrev, u, expectedSigma, omega, alpha, beta, expectedVar, longRunVar } of cases) {
    if (model === 'EWMA') {
      within(Math.sqrt(ewmaStep(sigmaPrev! ** 2, u!, lambda_!)), expectedSigma!, 1e-15)
      continue
    }
    if (!model.startsWith('GARCH11')) throw new Error(`no check for the model ${model}`)
    const parameters = { omega: omega!, alpha: alpha!, beta: beta! }
    if (expectedVar !== undefined) within(garchStep(parameters, sigmaPrev! ** 2, u!), expectedVar, 1e-15)
    const longRun = garchLongRunVariance(parameters)
    expect(Math.abs(longRun / longRunVar! - 1)).toBeLessThan(1e-10)
    // E[σ²_(n+k)] = V + (α + β)^k(σ²_n − V), the case's own formula, against k single steps.
    let stepped = 2 * longRun
    for (let k = 1; k <= 10; k++) {
      stepped = omega! + (alpha! + beta!) * stepped
      expect(Math.abs(garchForecast(parameters, 2 * longRun, k) / stepped - 1)).toBeLessThan(1e-12)
    }
  }
})

test.skipIf(!present)('diebold_mariano.json', () => {
  const file = read('diebold_mariano.json') as {
    tolerance: number
    actual: number[]
    pred1: number[]
    pred2: number[]
    cases: { loss: string; h: number; expected: { DM: number; p: number } }[]
  }
  for (const { loss, h, expected } of file.cases) {
    const of = (predicted: number[]): number[] =>
      file.actual.map((value, t) => {
        const error = value - predicted[t]!
        if (loss === 'MAD') return Math.abs(error)
        if (loss === 'MSE') return error ** 2
        const power = /^power(\d+)$/.exec(loss)
        if (power === null) throw new Error(`no loss ${loss}`)
        return error ** Number(power[1])
      })
    const result = dieboldMariano(of(file.pred1), of(file.pred2), h)
    within(result.statistic, expected.DM, file.tolerance)
    within(result.pValue, expected.p, file.tolerance)
  }
})
