import type { Amount, MarginSpec, ScenarioSource } from '../../requirement/spec.js'

/**
 * One rule book for each classical model, so that a book can be put under all of them side by side. Confidences, windows and
 * decays are of the size that clearing houses use; all of them are our own choice and stand as parameters.
 */
const own = (value: number, description: string) => ({ value, status: 'own' as const, description })
const ref = (parameter: string) => ({ parameter })

const collateral: MarginSpec['collateral'] = {
  mode: 'shocked',
  haircuts: { '*': { initial: 0.4, maintenance: 0.3 } },
  residualHaircuts: {
    USD: { initial: 0, maintenance: 0 },
    USDC: { initial: 0, maintenance: 0 },
    USDT: { initial: 0.005, maintenance: 0.0025 },
    BTC: { initial: 0.02, maintenance: 0.01 },
    ETH: { initial: 0.02, maintenance: 0.01 },
    '*': { initial: 0.05, maintenance: 0.03 },
  },
}

interface Model {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly sources: readonly string[]
  readonly parameters: NonNullable<MarginSpec['parameters']>
  readonly scenarios: MarginSpec['scenarios']
  readonly initial: Amount
  readonly notes?: readonly string[]
}

function modelSpec({ sources, notes, ...model }: Model): MarginSpec {
  return {
    plimsoll: 'spec/1',
    version: '1',
    asOf: '2026-11-21',
    generation: 'portfolio',
    currency: 'USD',
    decimals: 2,
    collateral,
    provenance: [
      { of: 'collateral', status: 'own' },
      { of: 'initial', status: 'own' },
    ],
    maintenance: { node: 'scale', by: 0.8, label: '80 % of the initial requirement', of: model.initial },
    ...model,
    sources: [...sources],
    ...(notes === undefined ? {} : { notes: [...notes] }),
  }
}

const past = {
  kind: 'history' as const,
  smile: 'sticky-moneyness' as const,
  horizonDays: ref('horizonDays'),
  windowDays: ref('windowDays'),
  windowDaysMin: ref('windowDaysMin'),
  overlapping: true,
  returns: 'log' as const,
  volatility: { kind: 'observed' as const, beta: { '*': ref('volatilityBeta') } },
}

const lookBack = {
  horizonDays: own(1, 'days to close out'),
  windowDays: own(730, 'days looked back'),
  windowDaysMin: own(250, 'days of history that are enough'),
  volatilityBeta: own(-1.5, 'change of ln σ per unit of log return, where no implied volatilities are in the history'),
}

function tail(measure: 'value-at-risk' | 'expected-shortfall', confidence: number, label: string): Amount {
  return { node: 'tail', label, scenarios: 'scenarios', scope: 'account', measure, confidence, quantile: 'kth-worst' }
}

export const historicalVar: MarginSpec = modelSpec({
  id: 'historical-var',
  title: 'Historical Value at Risk, 99 %',
  description:
    'The loss that one day in a hundred of the last two years exceeded, all coins moved as they moved together.',
  sources: ['J. C. Hull, Risk Management and Financial Institutions, ch. 13: historical simulation.'],
  parameters: lookBack,
  scenarios: { scenarios: past },
  initial: tail('value-at-risk', 0.99, 'historical Value at Risk'),
})

export const ageWeightedEs: MarginSpec = modelSpec({
  id: 'age-weighted-es',
  title: 'Age-weighted expected shortfall, 97.5 %',
  description: 'The mean loss of the worst 2.5 % of past days, recent days counting more.',
  sources: [
    'Boudoukh, Richardson and Whitelaw, The best of both worlds, Risk 11 (1998): age weights.',
    'Acerbi and Tasche, On the coherence of expected shortfall (2002).',
  ],
  parameters: { ...lookBack, decay: own(0.995, 'decay of an observation’s weight with each one after it') },
  scenarios: { scenarios: { ...past, ageWeight: ref('decay') } },
  initial: tail('expected-shortfall', 0.975, 'age-weighted expected shortfall'),
})

const filtered: ScenarioSource = {
  ...past,
  filter: { model: 'ewma' as const, lambda: ref('lambda') },
  ratio: { least: ref('ratioLeast'), most: ref('ratioMost') },
  stressed: {
    windows: [
      { from: '2020-03-08', to: '2020-03-16' },
      { from: '2021-05-16', to: '2021-05-24' },
      { from: '2022-06-10', to: '2022-06-19' },
      { from: '2022-11-06', to: '2022-11-12' },
      { from: '2025-10-09', to: '2025-10-12' },
    ],
    weight: ref('stressedWeight'),
  },
}

export const filteredEs: MarginSpec = modelSpec({
  id: 'filtered-es',
  title: 'Filtered historical expected shortfall with stressed days, 97.5 %',
  description:
    'Past days brought to the volatility of now, never scaled down; a quarter of the weight belongs to stressed days for ever.',
  sources: [
    'Barone-Adesi, Giannopoulos and Vosper, VaR without correlations (1999): filtered historical simulation.',
    'Commission Delegated Regulation (EU) 153/2013, Art. 28(1)(b): weight of stressed observations.',
  ],
  parameters: {
    ...lookBack,
    lambda: own(0.97, 'decay of the variance'),
    ratioLeast: own(1, 'least ratio of volatilities: a past move is never made smaller'),
    ratioMost: own(4, 'largest ratio of volatilities'),
    stressedWeight: own(0.25, 'probability of the stressed days together'),
  },
  scenarios: { scenarios: filtered },
  initial: tail('expected-shortfall', 0.975, 'filtered expected shortfall'),
})

export const garchVar: MarginSpec = modelSpec({
  id: 'garch-var',
  title: 'GARCH-filtered Value at Risk, 99 %',
  description: 'Past days brought to the variance that a GARCH(1,1) recursion forecasts for tomorrow.',
  sources: ['Bollerslev (1986); Hull and White, Incorporating volatility updating, Journal of Risk 1 (1998).'],
  parameters: {
    ...lookBack,
    alpha: own(0.08, 'weight of the last squared return'),
    beta: own(0.9, 'weight of the last variance'),
  },
  scenarios: { scenarios: { ...past, filter: { model: 'garch' as const, alpha: ref('alpha'), beta: ref('beta') } } },
  initial: tail('value-at-risk', 0.99, 'GARCH-filtered Value at Risk'),
})

export const monteCarloEs: MarginSpec = modelSpec({
  id: 'monte-carlo-es',
  title: 'Monte Carlo expected shortfall, 99 %',
  description:
    'Correlated Student-t moves with jumps; volatility level, term and skew move with the prices; every instrument revalued on every path.',
  sources: [
    'OCC STANS, 86 FR 9410: Monte Carlo with Student-t dependence (form only).',
    'Merton, Option pricing when underlying stock returns are discontinuous (1976).',
  ],
  parameters: {
    horizonDays: own(1, 'days to close out'),
    degreesOfFreedom: own(4, 'of the Student-t moves'),
    'volatility.BTC': own(0.6, 'annual volatility'),
    'volatility.ETH': own(0.75, 'annual volatility'),
    'volatility.other': own(1, 'annual volatility'),
    correlation: own(0.75, 'between any two underlyings'),
    jumps: own(4, 'jumps a year'),
    jumpMean: own(-0.05, 'mean log size of a jump'),
    jumpDeviation: own(0.1, 'deviation of a jump’s log size'),
    levelVolatility: own(1.2, 'annual volatility of ln σ at 30 days'),
    levelPriceCorrelation: own(-0.4, 'correlation of the level with the price'),
    termVolatility: own(0.4, 'annual volatility of the term structure’s tilt'),
    skewVolatility: own(0.3, 'annual volatility of the skew, in volatility points'),
  },
  scenarios: {
    scenarios: {
      kind: 'monte-carlo',
      smile: 'sticky-moneyness',
      horizonDays: ref('horizonDays'),
      paths: 5000,
      seed: 20261121,
      antithetic: true,
      degreesOfFreedom: ref('degreesOfFreedom'),
      volatilities: {
        kind: 'stated',
        values: { BTC: ref('volatility.BTC'), ETH: ref('volatility.ETH'), '*': ref('volatility.other') },
      },
      correlations: { kind: 'stated', values: {}, otherwise: ref('correlation') },
      jumps: {
        intensityPerYear: ref('jumps'),
        common: 0.8,
        mean: { '*': ref('jumpMean') },
        deviation: { '*': ref('jumpDeviation') },
      },
      surface: {
        levelVolatility: ref('levelVolatility'),
        levelPriceCorrelation: ref('levelPriceCorrelation'),
        termVolatility: ref('termVolatility'),
        skewVolatility: ref('skewVolatility'),
      },
    },
  },
  initial: tail('expected-shortfall', 0.99, 'Monte Carlo expected shortfall'),
  notes: [
    '5,000 paths: the standard error stands beside the number, some ten percent of it for short options; raise `paths` for less.',
  ],
})

export const deltaGammaVar: MarginSpec = modelSpec({
  id: 'delta-gamma-var',
  title: 'Delta-gamma-vega Value at Risk, 99 %, in closed form',
  description: 'A quadratic in normal moves: quick, and blind to what the Greeks of today do not see.',
  sources: [
    'P. Glasserman, Monte Carlo Methods in Financial Engineering, § 9.1; Cornish and Fisher (1938); Imhof (1961).',
  ],
  parameters: {},
  scenarios: {},
  initial: {
    node: 'delta-gamma',
    measure: 'value-at-risk',
    confidence: 0.99,
    horizonDays: 1,
    volatilities: { BTC: 0.6, ETH: 0.75, '*': 1 },
    correlation: 0.75,
    surface: { levelVolatility: 1.2, levelPriceCorrelation: -0.4 },
  },
  notes: ['An approximation around today’s prices: far options and large moves are beyond it.'],
})

export const sensitivity: MarginSpec = modelSpec({
  id: 'sensitivity',
  title: 'Sensitivity margin: delta, vega, curvature',
  description:
    'Delta, vega and curvature in buckets of large coins, other coins and stablecoins, with our own weights.',
  sources: ['The form of ISDA SIMM; none of its numbers.'],
  parameters: {},
  scenarios: {},
  initial: {
    node: 'sensitivities',
    moveConfidence: 0.99,
    curvatureConfidence: 0.995,
    buckets: [
      {
        name: 'large coins',
        deltaWeight: 0.16,
        vegaWeight: 0.45,
        correlation: 0.8,
        deltaThreshold: 1e8,
        vegaThreshold: 5e6,
      },
      {
        name: 'other coins',
        deltaWeight: 0.28,
        vegaWeight: 0.6,
        correlation: 0.55,
        deltaThreshold: 1e7,
        vegaThreshold: 1e6,
      },
      { name: 'stablecoins', deltaWeight: 0.03, vegaWeight: 0.6, correlation: 0.3 },
    ],
    bucketCorrelations: [
      [1, 0.6, 0.1],
      [0.6, 1, 0.1],
      [0.1, 0.1, 1],
    ],
    residual: { name: 'residual', deltaWeight: 0.5, vegaWeight: 1, correlation: 0.2 },
    bucketOf: {
      BTC: 'large coins',
      ETH: 'large coins',
      SOL: 'other coins',
      XRP: 'other coins',
      ADA: 'other coins',
      AVAX: 'other coins',
      LINK: 'other coins',
      DOGE: 'other coins',
      LTC: 'other coins',
      BNB: 'other coins',
      USDC: 'stablecoins',
      USDT: 'stablecoins',
      DAI: 'stablecoins',
    },
    vegaTenors: {
      tenorDays: [7, 30, 90, 180, 365],
      weights: [1.6, 1, 0.72, 0.58, 0.47],
      correlations: [
        [1, 0.85, 0.7, 0.6, 0.5],
        [0.85, 1, 0.9, 0.8, 0.7],
        [0.7, 0.9, 1, 0.92, 0.85],
        [0.6, 0.8, 0.92, 1, 0.94],
        [0.5, 0.7, 0.85, 0.94, 1],
      ],
    },
  },
})

/** Every model, by the order of its age. */
export const modelSpecs: readonly MarginSpec[] = Object.freeze([
  deltaGammaVar,
  historicalVar,
  ageWeightedEs,
  garchVar,
  filteredEs,
  monteCarloEs,
  sensitivity,
])
