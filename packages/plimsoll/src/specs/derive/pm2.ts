import type { MarginSpec, ParameterEntry, Profile, Requirement } from '../../requirement/spec.js'
import {
  attribute,
  byName,
  derived,
  each,
  exponential,
  measure,
  parameter,
  smallest,
  sum,
  table,
  times,
  where,
} from '../amounts.js'
import { contracts, options } from '../kinds.js'
import {
  collateralAssets,
  confidence,
  configured,
  mainnetConfig,
  repository,
  spotNotional,
  unlisted,
  years,
} from './pieces.js'
import { basisScenarios, pm2Scenarios } from './pm2Scenarios.js'
import { lossFactor, lowConfidence, unsureOf, worstLoss } from './portfolioRisk.js'

/** A coin that counts as collateral, by what it is worth less than its price. */
export interface Pm2Collateral {
  readonly asset: string
  /** Moves with the scenarios of its underlying, so that it hedges; otherwise it only counts. */
  readonly riskCancelling: boolean
}

const lossSource = `${repository}, src/risk-managers/PMRMLib_2.sol`
const swapped =
  'The deployment script names these the other way round (gains 1.05, losses 0.95), which would make every long option worth more than its price; the venue’s own tests have a discount below 1 on gains and above 1 on losses, as here.'

const parameters: Readonly<Record<string, ParameterEntry>> = {
  'loss.initial': configured(1, 'fraction', 'Part of the worst loss that initial margin asks for.'),
  'loss.maintenance': configured(0.8, 'fraction', 'Part of the worst loss that maintenance margin asks for.'),
  'peg.threshold': configured(0.99, 'USD', 'Price of the cash below which initial margin grows.'),
  'peg.factor': configured(4, 'per USD', 'Growth of the loss factor per dollar below the threshold.'),
  'volatility.up': configured(0.5, 'fraction', 'Rise of the volatility at 30 days.'),
  'volatility.down': configured(
    -0.3,
    'fraction',
    'Fall of the volatility at 30 days; the venue writes it without a sign.',
  ),
  'volatility.minUp': configured(0.4, 'annual volatility', 'Least volatility after a rise.'),
  'volatility.shortTermPower': configured(0.3, 'exponent', 'Term rule up to 30 days.'),
  'volatility.longTermPower': configured(0.13, 'exponent', 'Term rule beyond 30 days.'),
  'volatility.minDays': configured(1, 'days', 'Shorter options count as this long in the term rule.'),
  'skew.linearCap': configured(
    0.25,
    'fraction',
    'Largest change of a volatility at time 0, one wing up and the other down.',
  ),
  'skew.linearSlope': configured(-0.1, 'per root year', 'Change of that cap with the root of time.'),
  'skew.absoluteCap': configured(0.25, 'fraction', 'Largest change of a volatility at time 0, both wings alike.'),
  'skew.absoluteSlope': configured(-0.1, 'per root year', 'Change of that cap with the root of time.'),
  'skew.minWidth': configured(0.01, 'ln(strike/forward)', 'Least moneyness at which the change is whole.'),
  'skew.widthScale': configured(4, 'standard deviations', 'Moneyness at which the change is whole.'),
  'skew.volatilityStatic': configured(0.6, 'annual volatility', 'Volatility by which that moneyness is measured.'),
  'skew.volatilityScale': configured(0, 'per root year', 'Change of that volatility with the root of time.'),
  'discount.gains': derived(0.95, mainnetConfig, 'fraction', swapped),
  'discount.gainsRateFactor': configured(0, 'factor', 'Part of the rate by which a shocked gain is discounted.'),
  'discount.gainsRateAdded': configured(0.16, 'per year', 'Added to that rate.'),
  'discount.losses': derived(1.05, mainnetConfig, 'fraction', swapped),
  'discount.lossesRateFactor': configured(0, 'factor', 'Part of the rate by which a shocked loss is marked up.'),
  'discount.lossesRateAdded': configured(0.16, 'per year', 'Added to that rate.'),
  'basis.up': configured(0.045, 'fraction', 'Rise of the forward in the basis contingency.'),
  'basis.down': configured(-0.045, 'fraction', 'Its fall.'),
  'basis.added': configured(0.5, 'fraction', 'Part of the loss that counts at time 0.'),
  'basis.perYear': configured(2, 'per year', 'Further part for every year to expiry.'),
  'perpetual.maintenance': configured(0.03, 'fraction of spot', 'Charge on perpetuals.'),
  'perpetual.initial': configured(0.01, 'fraction of spot', 'Further charge in initial margin.'),
  'option.maintenance': configured(0.003, 'fraction of spot', 'Charge on naked short options.'),
  'option.initial': configured(0.002, 'fraction of spot', 'Further charge in initial margin.'),
  'confidence.threshold': configured(0.55, 'confidence', 'Below it initial margin grows.'),
  'confidence.factor': configured(1, 'fraction of notional', 'What a confidence of 0 would add.'),
}

const rate: Requirement = attribute('rate')

/** Exponent of a static discount: years × (rate × factor + added). */
function shiftedRate(side: 'gains' | 'losses'): Requirement {
  const shifted = sum(
    'shifted rate',
    times(parameter(`discount.${side}RateFactor`), rate),
    parameter(`discount.${side}RateAdded`),
  )
  return times(years, shifted)
}

const gainsDiscount: Requirement = times(
  parameter('discount.gains'),
  exponential(times(-1, shiftedRate('gains'))),
  'static discount of gains',
)

/** Never so large that a shocked loss would count for more than its undiscounted self. */
const lossesDiscount: Requirement = smallest(
  'static discount of losses',
  exponential(times(years, rate)),
  times(parameter('discount.losses'), exponential(shiftedRate('losses'))),
)

/** What an expiry's options would lose: shocked value at its static discount, less the value now. */
const expiryProfit: Profile = {
  profile: 'shift',
  of: { profile: 'sides', of: { profile: 'values' }, positive: gainsDiscount, negative: lossesDiscount },
  by: times(-1, measure('value', 'net')),
}

function eachExpiry(of: Profile): Profile {
  return { profile: 'for-each', scope: 'expiry', where: options, of }
}

const scenarioProfit: Profile = {
  profile: 'weigh',
  of: {
    profile: 'sum',
    of: [
      {
        profile: 'tagged',
        tag: 'skew',
        yes: eachExpiry({ profile: 'as-loss', of: expiryProfit }),
        no: eachExpiry(expiryProfit),
      },
      {
        profile: 'where',
        where: { kind: ['perpetual', 'future', 'asset'] },
        of: { profile: 'profits', weighted: false },
      },
    ],
  },
}

function charges(kind: 'maintenance' | 'initial'): readonly Requirement[] {
  return [
    where(contracts, times(parameter(`perpetual.${kind}`), spotNotional), `perpetuals, ${kind}`),
    {
      node: 'short-option-minimum',
      label: `naked short options, ${kind}`,
      rate: parameter(`option.${kind}`),
      netting: 'strike',
    },
  ]
}

const collateralValue: Requirement = measure('value', 'gross')

function haircut(
  kind: 'maintenance' | 'initial',
  collateral: readonly Pm2Collateral[],
  otherwise: number,
): Requirement {
  const assets = collateral.map(({ asset }) => asset)
  const part = table(
    'asset',
    byName(assets, (asset) => parameter(`haircut.${kind}.${asset}`)),
    otherwise,
  )
  return each('asset', `collateral, ${kind}`, times(part, collateralValue), collateralAssets)
}

const collateralConfidence: Requirement = each(
  'asset',
  'low confidence of collateral',
  unsureOf(
    smallest(
      'collateral confidence',
      confidence('asset'),
      confidence('underlying'),
      confidence('market', 'spotConfidence'),
    ),
    collateralValue,
  ),
  collateralAssets,
)

/**
 * PM2 with this collateral; each coin's haircuts are parameters without a value, `haircut.maintenance.ETH` and, on top of it,
 * `haircut.initial.ETH`.
 */
export function pm2Rules(collateral: readonly Pm2Collateral[]): MarginSpec {
  const haircuts = Object.fromEntries(
    collateral.flatMap(({ asset }) =>
      (['maintenance', 'initial'] as const).map((kind): [string, ParameterEntry] => [
        `haircut.${kind}.${asset}`,
        {
          value: null,
          status: 'missing',
          unit: 'fraction of value',
          description: `${kind === 'initial' ? 'Further haircut in initial margin' : 'Haircut'} on ${asset}; set on chain, not in the repository’s deployment.`,
        },
      ]),
    ),
  )
  const maintenance = charges('maintenance')
  const loss = worstLoss(scenarioProfit, { profile: 'profits', weighted: false })
  return {
    plimsoll: 'spec/1',
    id: 'derive-pm2',
    version: '1',
    asOf: '2026-01-21',
    title: 'Derive portfolio margin (PM2)',
    description:
      'The worst of 33 scenarios of price, volatility and skew, far ones counted in part, or the basis contingency where it is worse; plus charges on perpetuals, naked short options, collateral and unsure oracles.',
    sources: [
      mainnetConfig,
      lossSource,
      `${repository}, src/risk-managers/PMRM_2.sol`,
      'https://docs.derive.xyz/docs/pm2',
    ],
    generation: 'portfolio',
    currency: 'USD',
    decimals: 2,
    parameters: { ...parameters, ...haircuts },
    provenance: [
      { of: 'scenarios.scenarios', status: 'read', source: mainnetConfig },
      { of: 'scenarios.basis', status: 'read', source: lossSource },
      { of: 'initial', status: 'read', source: lossSource },
      { of: 'maintenance', status: 'read', source: lossSource },
      {
        of: 'collateral.shocked',
        status: 'own',
        note: 'Which coins a manager takes as risk-cancelling is set on chain; here each coin that follows an underlying moves with it.',
      },
    ],
    notes: [
      'The venue publishes net balances: equity less requirement, healthy at 0 or more.',
      'A portfolio account of the venue holds one underlying; here each underlying is computed as its own account would be and the requirements are added up.',
      'Amounts count in the venue’s cash, USDC. Its price in dollars is the market’s fact `stablePrice` (1 where absent) and only widens the initial margin; collateral should be priced in the cash.',
      'Confidences are facts named `confidence` of the underlying, the perpetual and the asset, `forwardConfidence`, `rateConfidence` and `volatilityConfidence` of the expiry, and `spotConfidence` of the market, which is the spot oracle of the manager under which collateral stands. An absent one counts as 1.',
      'Unrealised funding of perpetuals belongs to the account’s value; put it into the cash balance.',
      'At most 40 scenarios, 128 assets and 11 expiries; a trusted risk assessor may pass a trade on maintenance margin of the basis scenarios alone.',
      swapped,
    ],
    scenarios: { scenarios: pm2Scenarios, basis: basisScenarios },
    collateral: {
      mode: 'rule',
      shocked: collateral.filter(({ riskCancelling }) => riskCancelling).map(({ asset }) => asset),
      initial: sum(
        'haircuts',
        haircut('maintenance', collateral, 1),
        haircut('initial', collateral, 0),
        collateralConfidence,
      ),
      maintenance: haircut('maintenance', collateral, 1),
    },
    initial: sum(
      'initial margin',
      times(lossFactor, loss),
      ...maintenance,
      ...charges('initial'),
      lowConfidence(where(contracts, spotNotional)),
      unlisted,
    ),
    maintenance: sum('maintenance margin', times(parameter('loss.maintenance'), loss), ...maintenance, unlisted),
  }
}

/** Derive's portfolio margin for ETH and BTC accounts, with the coins that the venue takes as collateral. */
export const derivePm2: MarginSpec = pm2Rules([
  ...['BTC', 'ETH', 'WEETH', 'RSWETH', 'RSETH', 'WSTETH', 'CBBTC', 'LBTC'].map((asset) => ({
    asset,
    riskCancelling: true,
  })),
  ...['USDT', 'DAI', 'SDAI', 'USDE', 'PYUSD'].map((asset) => ({ asset, riskCancelling: false })),
])
