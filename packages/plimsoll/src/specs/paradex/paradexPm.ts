import type { MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  each,
  largest,
  less,
  magnitude,
  measure,
  parameter,
  sum,
  times,
  where,
  worstOf,
} from '../amounts.js'
import { countedInFull } from '../collateral.js'
import { derivatives } from '../kinds.js'
import { unlistedCoins } from '../unlisted.js'
import { paradexScenarios, tailMoves, tailName } from './paradexScenarios.js'
import { documented, documents, feeRate, majors, others, unpublished } from './parameters.js'

const page = 'portfolio-margin'
const tails = {
  majors: [0.18, 0.36, 0.24, 0.12, 0.06, 0.04, 0.03, 0.024],
  others: [0.3, 0.5, 0.4, 0.2, 0.1, 0.07, 0.05, 0.04],
} as const

function classOf(
  name: 'majors' | 'others',
  figures: { up: number; down: number; floor: number; unhedged: number; hedged: number },
): Record<string, ParameterEntry> {
  return {
    [`volatility.${name}.up`]: documented(figures.up, page, 'fraction', 'Rise of the volatility at 30 days.'),
    [`volatility.${name}.down`]: documented(figures.down, page, 'fraction', 'Fall of the volatility at 30 days.'),
    [`volatility.${name}.floor`]: documented(
      figures.floor,
      page,
      'annual',
      '“Min vol shock up”: taken as the least volatility after a rise.',
    ),
    [`delta.${name}.unhedged`]: documented(
      figures.unhedged,
      page,
      'fraction of spot',
      'Least charge for delta that nothing hedges.',
    ),
    [`delta.${name}.hedged`]: documented(
      figures.hedged,
      page,
      'fraction of spot',
      'Least charge for delta that is hedged.',
    ),
    ...Object.fromEntries(
      tailMoves.map((move, row) => [
        tailName(name, move),
        documented(tails[name][row]!, page, 'fraction', 'Part of the loss in this tail that counts.'),
      ]),
    ),
  }
}

const parameters: Readonly<Record<string, ParameterEntry>> = {
  ...classOf('majors', { up: 0.4, down: -0.22, floor: 0.4, unhedged: 0.02, hedged: 0.01 }),
  ...classOf('others', { up: 0.64, down: -0.352, floor: 0.6, unhedged: 0.03, hedged: 0.015 }),
  'volatility.shortPower': documented(
    0.3,
    page,
    'power',
    'Growth of the volatility shock with nearness, below 30 days.',
  ),
  'volatility.longPower': documented(0.13, page, 'power', 'The same beyond 30 days.'),
  maintenance: documented(
    0.5,
    page,
    'fraction',
    'Maintenance margin as a part of the larger of scan and least charge.',
  ),
  'funding.days': documented(1 / 3, page, 'days', 'Funding that is provided for: 8 hours.'),
  fee: feeRate,
  'rate.other': unpublished(
    'fraction of notional',
    'Of underlyings that have no portfolio margin parameters in the documents.',
  ),
}

/** The least charge for an underlying: what is hedged costs less than what is not. */
function leastCharge(name: 'majors' | 'others'): Requirement {
  const net = magnitude(measure('delta', 'net', undefined, 'net delta'), 'size of the net delta')
  const gross = measure('delta', 'gross', undefined, 'gross delta')
  return times(
    attribute('index', 'spot'),
    sum(
      'charged delta',
      times(parameter(`delta.${name}.unhedged`), net),
      times(parameter(`delta.${name}.hedged`), times(0.5, less(gross, net, 'difference'), 'hedged delta')),
    ),
    'least charge for delta',
  )
}

/** Every underlying by itself: the worst of its scenarios, at least the charge for its delta. */
function risk(name: 'majors' | 'others', names: readonly string[]): Requirement {
  return each(
    'underlying',
    name === 'majors' ? 'BTC and ETH' : 'HYPE and CL',
    largest('scan or least charge', worstOf(name, 'underlying'), leastCharge(name)),
    { ...derivatives, names: [...names] },
  )
}

const risks = sum(
  'market risk',
  risk('majors', majors),
  risk('others', others),
  each('underlying', 'other underlyings', times(parameter('rate.other'), measure('notional', 'gross', 'worst-side')), {
    ...derivatives,
    names: [...majors, ...others],
    not: true,
  }),
)
const funding = each(
  'position',
  'funding provision',
  atLeast(0, times(times(parameter('funding.days'), attribute('daily-funding')), measure('mark-notional', 'net'))),
  { kind: ['perpetual'], orders: false },
)
const fees = where(derivatives, times(parameter('fee'), measure('notional', 'gross', 'worst-side')), 'fee provision')

export const paradexPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'paradex-pm',
  version: '1',
  asOf: '2026-08-20',
  title: 'Paradex portfolio margin',
  description:
    'Each underlying is moved through 24 scenarios with the far ones counted in part, at least a charge for its delta; funding of eight hours and the fee of closing come on top.',
  sources: [`${documents}/portfolio-margin.mdx`, `${documents}/funding-mechanism.mdx`],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 6,
  parameters,
  provenance: [
    { of: 'scenarios.majors', status: 'read', source: `${documents}/${page}.mdx` },
    {
      of: 'scenarios.others',
      status: 'derived',
      source: `${documents}/${page}.mdx`,
      note: 'The page prints weights of tails; their moves are taken to be those of BTC and ETH.',
    },
    {
      of: 'scenarios',
      status: 'own',
      note: 'That an option keeps the volatility of its strike when the price moves is our reading; the page does not say.',
    },
    {
      of: 'initial',
      status: 'own',
      note: 'That open orders count where their fill hurts, that underlyings are added up without offset, and that funding counts where it is paid, are our readings.',
    },
    {
      of: 'collateral',
      status: 'own',
      note: 'Accounts are kept in USDC; what else may count, and at what haircut, is not in the documents read. It counts for nothing.',
    },
  ],
  notes: [
    'There is no scenario in which volatility stays, and the edges of the range are seen with volatility up only.',
    'An earlier public version had tails of 24 / 48 / 32 / 16 / 8 / 5.33 / 4 / 3.2 % for BTC and ETH and no funding provision.',
    'A public endpoint serves the parameters in force (/v1/system/margin-config); it is not read here.',
    'The text of the page on liquidation gives a fee of 70 %, its table 50 %; neither is part of the requirement.',
  ],
  scenarios: {
    majors: paradexScenarios('majors', 0.16, [0.12, 0.08, 0.04, 0, -0.04, -0.08, -0.12]),
    others: paradexScenarios('others', 0.28, [0.21, 0.14, 0.07, 0, -0.07, -0.14, -0.21]),
  },
  collateral: countedInFull(['USDC']),
  initial: sum('initial margin', risks, funding, fees, unlistedCoins),
  maintenance: sum('maintenance margin', times(parameter('maintenance'), risks), funding, fees, unlistedCoins),
}
