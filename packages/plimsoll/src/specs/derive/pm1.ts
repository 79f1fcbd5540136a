import type { Amount, MarginSpec, ParameterEntry, Profile, Requirement } from '../../requirement/spec.js'
import {
  collateralAssets,
  confidence,
  lowest,
  mainnetConfig,
  on,
  options,
  parameter,
  pegLoss,
  perpetuals,
  read,
  repository,
  scale,
  spotNotional,
  sum,
  unlisted,
  unsure,
  years,
} from './pieces.js'
import { basisScenarios, scenarioList } from './pm2Scenarios.js'

const source = `${repository}, src/risk-managers/PMRMLib.sol`

const parameters: Readonly<Record<string, ParameterEntry>> = {
  'loss.initial': read(1.25, 'factor', 'Times the worst loss and the static contingency in initial margin.'),
  'peg.threshold': read(0.99, 'USD', 'Price of the cash below which initial margin grows.'),
  'peg.factor': read(4, 'per USD', 'Growth of the loss factor per dollar below the threshold.'),
  'volatility.up': read(0.6, 'fraction', 'Rise of the volatility at 30 days.'),
  'volatility.down': read(-0.3, 'fraction', 'Fall of the volatility at 30 days; the venue writes it without a sign.'),
  'volatility.shortTermPower': read(0.3, 'exponent', 'Term rule up to 30 days.'),
  'volatility.longTermPower': read(0.13, 'exponent', 'Term rule beyond 30 days.'),
  'volatility.minDays': read(1, 'days', 'Shorter options count as this long in the term rule.'),
  'discount.gains': read(0.95, 'fraction', 'What a shocked expiry of positive value keeps.'),
  'discount.rateFactor': read(1, 'factor', 'Part of the rate by which it is discounted further.'),
  'discount.rateAdded': read(0.12, 'per year', 'Added to that rate.'),
  'basis.up': read(0.05, 'fraction', 'Rise of the forward in the basis contingency.'),
  'basis.down': read(-0.05, 'fraction', 'Its fall.'),
  'basis.added': read(1, 'fraction', 'Part of the loss that counts at time 0.'),
  'basis.perYear': read(1.2, 'per year', 'Further part for every year to expiry.'),
  'static.perpetual': read(0.03, 'fraction of spot', 'Contingency on perpetuals.'),
  'static.base': read(0.03, 'fraction of spot', 'Contingency on the coin itself.'),
  'static.option': read(0.02, 'fraction of spot', 'Contingency on naked short options.'),
  'confidence.threshold': read(0.55, 'confidence', 'Below it initial margin grows.'),
  'confidence.factor': read(1, 'fraction of notional', 'What a confidence of 0 would add.'),
}

const term = {
  referenceDays: 30,
  shortPower: parameter('volatility.shortTermPower'),
  longPower: parameter('volatility.longTermPower'),
  minDays: parameter('volatility.minDays'),
}

/** What the volatility does, by the names that the scenarios use. */
export const pm1Volatility: Parameters<typeof scenarioList>[0] = [
  { id: 'up', kind: 'relative', move: parameter('volatility.up'), term },
  { id: 'same', kind: 'none' },
  { id: 'down', kind: 'relative', move: parameter('volatility.down'), term },
]

/** One scenario of the list. */
export function pm1Scenario(
  move: number,
  volatility: 'up' | 'same' | 'down',
): Parameters<typeof scenarioList>[1][number] {
  const sign = move < 0 ? '−' : '+'
  return { id: `price ${sign}${Number((Math.abs(move) * 100).toFixed(4))} %, vol ${volatility}`, move, volatility }
}

const bases = { kind: ['asset' as const] }

/** Options are priced without a discount, so the rate is an observation of its own; failing that, the market’s. */
const rate: Requirement = {
  node: 'floor',
  at: 0,
  of: { node: 'fact', about: 'expiry', name: 'interestRate', otherwise: { node: 'attribute', of: 'rate' } },
}

const gainsDiscount: Requirement = scale(
  parameter('discount.gains'),
  {
    node: 'exponential',
    of: scale(
      -1,
      scale(years, sum('shifted rate', scale(parameter('discount.rateFactor'), rate), parameter('discount.rateAdded'))),
    ),
  },
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
        by: scale(-1, { node: 'measure', of: 'value', sum: 'net' }),
      },
    },
    { profile: 'where', where: { kind: ['perpetual', 'future', 'asset'] }, of: { profile: 'profits' } },
  ],
}

const basisContingency: Requirement = {
  node: 'for-each',
  label: 'basis contingency',
  scope: 'expiry',
  where: options,
  of: scale(sum('basis factor', parameter('basis.added'), scale(parameter('basis.perYear'), years)), {
    node: 'worst-of',
    label: 'worse move of the forward',
    scenarios: 'basis',
    scope: 'expiry',
  }),
}

const worstLoss: Requirement = {
  node: 'for-each',
  label: 'worst loss',
  scope: 'underlying',
  of: {
    node: 'max',
    label: 'worst loss',
    of: [
      { node: 'worst-of', label: 'scenarios', scenarios: 'scenarios', scope: 'underlying', of: scenarioProfit },
      basisContingency,
    ],
  },
}

/** Coins at the index, whatever they are worth in the cash. */
const baseNotional: Requirement = {
  node: 'for-each',
  label: 'base notional',
  scope: 'asset',
  where: bases,
  of: scale({ node: 'measure', of: 'units', sum: 'gross' }, { node: 'attribute', of: 'index' }),
}

const staticContingency: readonly Requirement[] = [
  on(perpetuals, scale(parameter('static.perpetual'), spotNotional), 'perpetuals'),
  scale(parameter('static.base'), baseNotional, 'coins held'),
  {
    node: 'short-option-minimum',
    label: 'naked short options',
    rate: parameter('static.option'),
    netting: 'strike',
  },
]

function unsureOf(sure: Amount, notional: Amount): Requirement {
  return unsure(sure, parameter('confidence.threshold'), parameter('confidence.factor'), notional)
}

const lowConfidence: Requirement = {
  node: 'for-each',
  label: 'low confidence of oracles',
  scope: 'underlying',
  of: {
    node: 'bind',
    name: 'market confidence',
    value: lowest('market confidence', confidence('underlying'), on(perpetuals, confidence('instrument'))),
    of: sum(
      'low confidence',
      unsureOf(
        { node: 'bound', name: 'market confidence' },
        sum('perpetuals and coins', on(perpetuals, spotNotional), baseNotional),
      ),
      {
        node: 'for-each',
        scope: 'expiry',
        where: options,
        of: unsureOf(
          lowest(
            'expiry confidence',
            { node: 'bound', name: 'market confidence' },
            confidence('expiry', 'forwardConfidence'),
            confidence('expiry', 'rateConfidence'),
            confidence('expiry', 'volatilityConfidence'),
          ),
          spotNotional,
        ),
      },
    ),
  },
}

const lossFactor = sum(
  'loss factor',
  parameter('loss.initial'),
  pegLoss(parameter('peg.threshold'), parameter('peg.factor')),
)
const lossAndStatic = sum('worst loss and static contingency', worstLoss, ...staticContingency)
/** Coins that the venue does not take count for nothing. */
const refused: Requirement = {
  node: 'where',
  label: 'coins that are no collateral',
  where: { ...collateralAssets, names: [...collateralAssets.names, 'BTC', 'ETH'] },
  of: { node: 'measure', of: 'value', sum: 'gross' },
}

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
      pm1Scenario(0.2, 'up'),
      ...[0.15, 0.1, 0.05, 0, -0.05, -0.1, -0.15].flatMap((move) =>
        (['up', 'same', 'down'] as const).map((volatility) => pm1Scenario(move, volatility)),
      ),
      pm1Scenario(-0.2, 'up'),
    ]),
    basis: basisScenarios,
  },
  collateral: { mode: 'rule', shocked: ['BTC', 'ETH'], initial: refused, maintenance: refused },
  initial: sum('initial margin', scale(lossFactor, lossAndStatic), lowConfidence, unlisted),
  maintenance: sum('maintenance margin', lossAndStatic, unlisted),
}
