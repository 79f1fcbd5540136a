import type { MarginSpec, ParameterEntry, Profile, Requirement } from '../../requirement/spec.js'
import { atLeast, attribute, each, exponential, fact, measure, parameter, sum, times, where } from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { collateralAssets, configured, mainnetConfig, repository, spotNotional, unlisted, years } from './pieces.js'
import { basisScenarios, listedScenario, scenarioList, term } from './pm2Scenarios.js'
import { lossFactor, lowConfidence, worstLoss } from './portfolioRisk.js'

const source = `${repository}, src/risk-managers/PMRMLib.sol`

const parameters: Readonly<Record<string, ParameterEntry>> = {
  'loss.initial': configured(1.25, 'factor', 'Times the worst loss and the static contingency in initial margin.'),
  'peg.threshold': configured(0.99, 'USD', 'Price of the cash below which initial margin grows.'),
  'peg.factor': configured(4, 'per USD', 'Growth of the loss factor per dollar below the threshold.'),
  'volatility.up': configured(0.6, 'fraction', 'Rise of the volatility at 30 days.'),
  'volatility.down': configured(
    -0.3,
    'fraction',
    'Fall of the volatility at 30 days; the venue writes it without a sign.',
  ),
  'volatility.shortTermPower': configured(0.3, 'exponent', 'Term rule up to 30 days.'),
  'volatility.longTermPower': configured(0.13, 'exponent', 'Term rule beyond 30 days.'),
  'volatility.minDays': configured(1, 'days', 'Shorter options count as this long in the term rule.'),
  'discount.gains': configured(0.95, 'fraction', 'What a shocked expiry of positive value keeps.'),
  'discount.rateFactor': configured(1, 'factor', 'Part of the rate by which it is discounted further.'),
  'discount.rateAdded': configured(0.12, 'per year', 'Added to that rate.'),
  'basis.up': configured(0.05, 'fraction', 'Rise of the forward in the basis contingency.'),
  'basis.down': configured(-0.05, 'fraction', 'Its fall.'),
  'basis.added': configured(1, 'fraction', 'Part of the loss that counts at time 0.'),
  'basis.perYear': configured(1.2, 'per year', 'Further part for every year to expiry.'),
  'static.perpetual': configured(0.03, 'fraction of spot', 'Contingency on perpetuals.'),
  'static.base': configured(0.03, 'fraction of spot', 'Contingency on the coin itself.'),
  'static.option': configured(0.02, 'fraction of spot', 'Contingency on naked short options.'),
  'confidence.threshold': configured(0.55, 'confidence', 'Below it initial margin grows.'),
  'confidence.factor': configured(1, 'fraction of notional', 'What a confidence of 0 would add.'),
}

/** What the volatility does, by the names that the scenarios use. */
export const pm1Volatility: Parameters<typeof scenarioList>[0] = [
  { id: 'up', kind: 'relative', move: parameter('volatility.up'), term },
  { id: 'same', kind: 'none' },
  { id: 'down', kind: 'relative', move: parameter('volatility.down'), term },
]

/** Options are priced without a discount, so the rate is an observation of its own; failing that, the market’s. */
const rate: Requirement = atLeast(0, fact('expiry', 'interestRate', attribute('rate')))

const gainsDiscount: Requirement = times(
  parameter('discount.gains'),
  exponential(
    times(
      -1,
      times(years, sum('shifted rate', times(parameter('discount.rateFactor'), rate), parameter('discount.rateAdded'))),
    ),
  ),
  'static discount',
)

const scenarioProfit: Profile = {
  profile: 'sum',
  of: [
    {
      profile: 'for-each',
      scope: 'expiry',
      where: options,
      of: {
        profile: 'shift',
        of: { profile: 'sides', of: { profile: 'values' }, positive: gainsDiscount, negative: 1 },
        by: times(-1, measure('value', 'net')),
      },
    },
    { profile: 'where', where: { kind: ['perpetual', 'future', 'asset'] }, of: { profile: 'profits' } },
  ],
}

/** Coins at the index, whatever they are worth in the cash. */
const baseNotional: Requirement = each('asset', 'base notional', times(measure('units', 'gross'), attribute('index')), {
  kind: ['asset'],
})

const marketNotional = sum('perpetuals and coins', where(contracts, spotNotional), baseNotional)

const staticContingency: readonly Requirement[] = [
  where(contracts, times(parameter('static.perpetual'), spotNotional), 'perpetuals'),
  times(parameter('static.base'), baseNotional, 'coins held'),
  {
    node: 'short-option-minimum',
    label: 'naked short options',
    rate: parameter('static.option'),
    netting: 'strike',
  },
]

const lossAndStatic = sum('worst loss and static contingency', worstLoss(scenarioProfit), ...staticContingency)
/** Coins that the venue does not take count for nothing. */
const refused: Requirement = where(
  { ...collateralAssets, names: [...collateralAssets.names, 'BTC', 'ETH'] },
  measure('value', 'gross'),
  'coins that are no collateral',
)

/** Derive's older portfolio margin, for ETH and BTC. */
export const derivePm1: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'derive-pm1',
  version: '1',
  asOf: '2026-01-21',
  title: 'Derive portfolio margin (PM1, legacy)',
  description:
    'The worst of 23 scenarios of price and volatility, or the basis contingency where it is worse, plus a static contingency; times a factor in initial margin.',
  sources: [mainnetConfig, source],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters,
  provenance: [
    { of: 'scenarios.scenarios', status: 'read', source: mainnetConfig },
    { of: 'scenarios.basis', status: 'read', source },
    { of: 'initial', status: 'read', source },
    { of: 'maintenance', status: 'read', source },
  ],
  notes: [
    'The venue publishes net balances: equity less requirement, healthy at 0 or more.',
    'A portfolio account of the venue holds one underlying; here each underlying is computed as its own account would be and the requirements are added up.',
    'Options are valued without a discount: list no rate for the forwards and give it as the expiry’s fact `interestRate`, which only the static discount reads.',
    'Amounts count in the venue’s cash, USDC. Its price in dollars is the market’s fact `stablePrice` (1 where absent); coins should be priced in the cash.',
    'Confidences are facts named `confidence` of the underlying and the perpetual and `forwardConfidence`, `rateConfidence` and `volatilityConfidence` of the expiry. An absent one counts as 1.',
    'Position caps of the market, 128 assets and 11 expiries at most.',
  ],
  scenarios: {
    scenarios: scenarioList(pm1Volatility, [
      listedScenario(0.2, 'up'),
      ...[0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15].flatMap((move) =>
        (['up', 'same', 'down'] as const).map((volatility) => listedScenario(move, volatility)),
      ),
      listedScenario(-0.2, 'up'),
    ]),
    basis: basisScenarios,
  },
  collateral: { mode: 'rule', shocked: ['BTC', 'ETH'], initial: refused, maintenance: refused },
  initial: sum('initial margin', times(lossFactor, lossAndStatic), lowConfidence(marketNotional), unlisted),
  maintenance: sum('maintenance margin', lossAndStatic, unlisted),
}
