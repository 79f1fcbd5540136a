import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { atLeast, bands, each, largest, less, measure, parameter, read, sum, table, times, where } from '../amounts.js'
import { contracts } from '../kinds.js'
import { unlistedCoins, unlistedOptions, unlistedRate } from '../unlisted.js'

const page = 'Kraken support: futures margin schedule, multi-collateral wallet'
const rates = [0.02, 0.04, 0.06, 0.1] as const

/** Of long and short contracts on one underlying only the larger side asks for margin. */
function largerSide(orders: boolean): Amount {
  const counted = orders ? 'filled' : undefined
  return largest('larger side', measure('mark-notional', 'long', counted), measure('mark-notional', 'short', counted))
}

function initialOf(orders: boolean): Requirement {
  const tiers: Requirement = {
    node: 'tiers',
    label: 'margin schedule',
    of: largerSide(orders),
    mode: 'whole',
    bands: bands(
      rates.length,
      (row) => parameter(`tier.${row}.upTo`),
      (row) => parameter(`tier.${row}.initial`),
    ),
  }
  return each('underlying', 'each underlying', tiers, { ...contracts, ...(orders ? {} : { orders: false }) })
}

/** Haircut of the balance alone: profit and loss count in full. */
const balance = less(
  where({ kind: ['asset'] }, measure('value', 'net')),
  where({ ...contracts, orders: false }, measure('profit', 'net')),
  'balance',
)
const haircut = each(
  'asset',
  'haircuts',
  times(
    table(
      'asset',
      { USD: 0, USDC: parameter('haircut.USDC'), BTC: parameter('haircut.BTC'), ETH: parameter('haircut.ETH') },
      parameter('haircut.others'),
    ),
    atLeast(0, balance),
  ),
  { kind: ['asset', 'perpetual', 'future'], orders: false },
)

const haircutEntries: Record<string, ParameterEntry> = Object.fromEntries(
  ['USDC', 'BTC', 'ETH', 'others'].map((asset) => [
    `haircut.${asset}`,
    {
      value: null,
      status: 'missing' as const,
      unit: 'of price',
      description: `Haircut of ${asset === 'others' ? 'other assets' : asset} in the multi-collateral wallet.`,
    },
  ]),
)

/** Kraken’s futures: a schedule of rates by size, on the larger side of each underlying. */
export const krakenFutures: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'kraken-futures',
  version: '1',
  asOf: '2026-11-21',
  title: 'Kraken futures',
  description:
    'Per underlying the larger of all longs and all shorts at a rate that rises with its size; half of that to be kept.',
  sources: [page],
  generation: 'cross',
  currency: 'USD',
  decimals: 8,
  parameters: {
    ...Object.fromEntries(rates.map((value, row) => [`tier.${row + 1}.initial`, read(value, page, 'of notional')])),
    ...Object.fromEntries(
      rates.slice(1).map((_, row) => [
        `tier.${row + 1}.upTo`,
        {
          value: null,
          status: 'missing' as const,
          unit: 'USD',
          description: `Notional up to which rate ${row + 1} holds: it differs by market, no table was read.`,
        },
      ]),
    ),
    'maintenance.fraction': read(0.5, page, 'of initial margin'),
    ...haircutEntries,
    'unlisted.rate': unlistedRate,
  },
  provenance: [
    {
      of: 'initial',
      status: 'read',
      source: page,
      note: 'Rates and netting are read; that a rate holds for the whole size is the more careful of two readings.',
    },
    { of: 'maintenance', status: 'read', source: page },
    {
      of: 'collateral',
      status: 'read',
      source: page,
      note: 'Equity = balance × (1 − haircut) + unrealised profit; the haircuts were not read.',
    },
  ],
  notes: [
    'The schedule differs by market; here one serves all, and its sizes have to be supplied.',
    'The venue’s example (1,000 contracts bought at 8,000 with 0.01 BTC) is liquidated at 7,481 only if 1 % of the notional at that price is to be kept.',
  ],
  scenarios: {},
  collateral: { mode: 'rule', shocked: [], initial: haircut, maintenance: haircut },
  initial: sum(
    'initial margin',
    initialOf(true),
    times(-1, measure('fill-loss', 'net'), 'open loss of orders'),
    unlistedOptions,
    unlistedCoins,
  ),
  maintenance: sum(
    'maintenance margin',
    times(parameter('maintenance.fraction'), initialOf(false)),
    unlistedOptions,
    unlistedCoins,
  ),
}
