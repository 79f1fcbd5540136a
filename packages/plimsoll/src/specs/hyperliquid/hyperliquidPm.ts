import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { byName, each, less, measure, parameter, sum, table, thirdParty, times, where } from '../amounts.js'
import { contracts } from '../kinds.js'
import { unlistedOptions, unlistedRate } from '../unlisted.js'
import { initialOf, maintenanceOf, publishedTiers, tierParameters } from './marginTable.js'

const documents =
  'Hyperliquid documentation, trading/portfolio-margin (pre-alpha), as a third party reads it, 2026-11-21'

function told(value: number, unit: string, description: string): ParameterEntry {
  return thirdParty(value, documents, unit, description)
}

const parameters: Readonly<Record<string, ParameterEntry>> = {
  ...tierParameters(publishedTiers),
  'loanToValue.HYPE': told(0.5, 'fraction', 'Part of its worth that may be borrowed against a coin.'),
  'loanToValue.BTC': told(0.5, 'fraction', 'Part of its worth that may be borrowed against a coin.'),
  'liquidation.base': told(0.5, 'fraction', 'Liquidation threshold of a coin: this and half of its loan-to-value.'),
  'liquidation.slope': told(0.5, 'fraction', 'See the base.'),
  'liquidation.ratio': told(0.95, 'fraction', 'Portfolio margin ratio above which an account is liquidated.'),
  'perpetual.initial': {
    value: null,
    status: 'missing',
    unit: 'fraction of the cross margin',
    description: 'What spot hedges leave of a perpetual’s margin: the formula is not published.',
  },
  'perpetual.maintenance': {
    value: null,
    status: 'missing',
    unit: 'fraction of the cross margin',
    description: 'What spot hedges leave of a perpetual’s margin: the formula is not published.',
  },
  'unlisted.rate': unlistedRate,
}

/** Per coin; what is not named is no collateral. */
const loanToValue = table(
  'asset',
  { HYPE: parameter('loanToValue.HYPE'), BTC: parameter('loanToValue.BTC') },
  0,
  'loan to value',
)
const held = { kind: ['asset' as const, 'spot' as const], names: ['USDC'], not: true, orders: false as const }

/** Of every coin held, what its worth exceeds the part that counts. */
function haircut(counting: Amount): Requirement {
  return each(
    'asset',
    'coins beyond what counts',
    times(less(1, counting, 'difference'), measure('value', 'long')),
    held,
  )
}

const threshold = table(
  'asset',
  byName(['HYPE', 'BTC'], (coin) =>
    sum(
      'threshold',
      parameter('liquidation.base'),
      times(parameter('liquidation.slope'), parameter(`loanToValue.${coin}`)),
    ),
  ),
  0,
  'liquidation threshold',
)
const pools = where({ kind: ['amm'], orders: false }, measure('value', 'gross'), 'pools, which are no collateral here')

export const hyperliquidPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'hyperliquid-pm',
  version: '1',
  asOf: '2026-11-21',
  title: 'Hyperliquid portfolio margin (pre-alpha)',
  description:
    'Coins count at their loan-to-value, so that USDC may be borrowed against them. How far they relieve perpetuals is not published.',
  sources: [documents],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 6,
  parameters,
  provenance: [
    { of: 'collateral.initial', status: 'third-party', source: documents },
    {
      of: 'collateral.maintenance',
      status: 'derived',
      source: documents,
      note: 'Liquidation at a ratio of 0.95 of debt to threshold value, as equity that reaches 0 there.',
    },
    {
      of: 'initial',
      status: 'missing',
      note: 'Cross margin of the perpetuals times a factor that must be supplied; without perpetuals nothing is missing.',
    },
  ],
  notes: [
    'The venue calls this pre-alpha; its formula of the requirement was not found.',
    'Borrowing begins above 20 USDC of offset and is capped at 1,000 per account in the pre-alpha; neither is a requirement.',
  ],
  scenarios: {},
  collateral: {
    mode: 'rule',
    shocked: [],
    initial: haircut(loanToValue),
    maintenance: haircut(times(parameter('liquidation.ratio'), threshold)),
  },
  initial: sum(
    'initial margin',
    each('position', 'perpetuals', times(parameter('perpetual.initial'), initialOf(publishedTiers)), contracts),
    unlistedOptions,
    pools,
  ),
  maintenance: sum(
    'maintenance margin',
    each('position', 'perpetuals', times(parameter('perpetual.maintenance'), maintenanceOf(publishedTiers)), contracts),
    unlistedOptions,
    pools,
  ),
}
