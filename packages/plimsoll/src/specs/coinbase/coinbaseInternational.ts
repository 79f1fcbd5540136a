import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import {
  derived,
  each,
  fact,
  largest,
  less,
  measure,
  parameter,
  read,
  root,
  sum,
  table,
  times,
  where,
} from '../amounts.js'
import { contracts } from '../kinds.js'
import { unlistedCoins, unlistedOptions, unlistedRate } from '../unlisted.js'

const page = 'Coinbase International Exchange: margin methodology and collateral pages'

const baseRate: Amount = table(
  'underlying',
  { BTC: parameter('base.BTC'), INJ: parameter('base.INJ') },
  parameter('base.others'),
)

/** max(base rate, rate × √concentration). */
const initialRate = largest(
  'initial rate',
  baseRate,
  times(
    parameter('concentration.rate'),
    root(fact('underlying', 'concentration', parameter('concentration.otherwise'))),
    'concentration',
  ),
)

function initialOf(orders?: 'worst-side'): Requirement {
  return each('position', 'contracts', times(initialRate, measure('mark-notional', 'gross', orders)), contracts)
}

/** What of the collateral does not count; what is owed counts in full. */
const haircut = each(
  'asset',
  'haircuts',
  times(
    less(1, table('asset', { USDC: parameter('weight.USDC') }, parameter('weight.others')), 'haircut'),
    measure('value', 'long'),
  ),
  { kind: ['asset'] },
)

/** Coinbase International: a base rate or a concentration charge, whichever is more; two thirds of it to be kept. */
export const coinbaseInternational: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'coinbase-international',
  version: '1',
  asOf: '2026-11-21',
  title: 'Coinbase International Exchange',
  description:
    'The larger of a base rate and a concentration charge on each contract’s notional; maintenance is two thirds of initial margin.',
  sources: [page],
  generation: 'cross',
  currency: 'USD',
  decimals: 6,
  parameters: {
    'base.BTC': read(0.2, `${page} (example)`, 'of notional'),
    'base.INJ': read(0.5, `${page} (example)`, 'of notional'),
    'base.others': {
      value: null,
      status: 'missing',
      unit: 'of notional',
      description: 'Base initial rate of other markets.',
    },
    'concentration.rate': {
      value: null,
      status: 'missing',
      unit: 'of notional per √concentration',
      description: 'Rate of the concentration charge.',
    },
    'concentration.otherwise': {
      value: null,
      status: 'missing',
      unit: 'the venue’s measure of size against the market',
      description: 'Concentration where the market carries no fact `concentration` of the underlying.',
    },
    'maintenance.fraction': read(2 / 3, page, 'of initial margin'),
    'closeOut.fraction': read(1 / 3, page, 'of initial margin'),
    'closeOut.below': read(0.12, page, 'of notional below maintenance margin'),
    'weight.USDC': derived(1, 'what contracts are settled in', 'of price'),
    'weight.others': read(0.9, `${page} (example: 2,000 count as 1,800)`, 'of price'),
    'unlisted.rate': unlistedRate,
  },
  provenance: [
    { of: 'initial', status: 'read', source: page, note: 'max(base rate, rate × √concentration).' },
    { of: 'maintenance', status: 'read', source: page, note: 'Two thirds of initial margin.' },
    { of: 'collateral', status: 'read', source: page, note: 'One weight is printed; each asset has its own.' },
  ],
  notes: [
    'Close-out margin is max(a third of initial margin, maintenance margin − 12 % of notional): `closeOutMargin` is that tree. Liquidation goes on until initial margin is met.',
    'The measure of concentration was not read: it comes with the market, as the fact `concentration` of the underlying.',
    'The exchange’s retail derivatives API re-hosts another venue’s portfolio margin endpoint; that is not this rule book.',
  ],
  scenarios: {},
  collateral: { mode: 'rule', shocked: [], initial: haircut, maintenance: haircut },
  initial: sum(
    'initial margin',
    initialOf('worst-side'),
    times(-1, measure('fill-loss', 'net'), 'open loss of orders'),
    unlistedOptions,
    unlistedCoins,
  ),
  maintenance: sum(
    'maintenance margin',
    times(parameter('maintenance.fraction'), initialOf()),
    unlistedOptions,
    unlistedCoins,
  ),
}

/** The level at which positions are taken over; in a rule book’s place of `maintenance` it gives the health against it. */
export const closeOutMargin: Requirement = largest(
  'close-out margin',
  times(parameter('closeOut.fraction'), initialOf()),
  less(
    times(parameter('maintenance.fraction'), initialOf()),
    where(contracts, times(parameter('closeOut.below'), measure('mark-notional', 'gross'))),
    'maintenance margin less a part of notional',
  ),
)
