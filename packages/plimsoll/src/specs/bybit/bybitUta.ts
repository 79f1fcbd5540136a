import type { Amount, MarginSpec, ParameterEntry } from '../../requirement/spec.js'
import {
  attribute,
  bands,
  derived,
  each,
  fact,
  largest,
  measure,
  missing,
  over,
  parameter,
  read,
  smallest,
  sum,
  table,
  thirdParty,
  times,
} from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { index, maintenanceRate, mark, rateLessOutOfTheMoney, shortContracts } from '../shortOptions.js'
import { bybitCollateralWithoutOptions, bybitHaircuts } from './collateral.js'

const helpOptions =
  'Bybit help centre: Comparison of Spread Strategies in Cross Margin and Portfolio Margin; Initial and Maintenance Margin (Options)'
const helpTiers = 'Bybit help centre: tiered maintenance margin, worked example'
const feeCopy = 'mobie.io copy of Bybit: How to calculate IM and MM (options)'

const classes = ['BTC', 'ETH', 'others'] as const
const brackets = 5

type Level = 'initial' | 'maintenance'

/** Each part of a position’s value at the rate of its bracket. */
function tiered(name: string, value: Amount): Amount {
  return {
    node: 'tiers',
    label: 'tiered maintenance',
    of: value,
    mode: 'marginal',
    bands: bands(
      brackets,
      (row) => parameter(`tier.limit.${row}.${name}`),
      (row) => parameter(`tier.rate.${row}.${name}`),
    ),
  }
}

function futuresMargin(level: Level): Amount {
  const value = measure('mark-notional', 'gross', level === 'initial' ? 'worst-side' : undefined)
  const maintenance = table(
    'underlying',
    { BTC: tiered('BTC', value), ETH: tiered('ETH', value) },
    tiered('others', value),
  )
  const leverage: Amount = fact('account', 'leverage', parameter('leverage'))
  return each(
    'position',
    'futures and perpetuals',
    level === 'maintenance'
      ? maintenance
      : largest('at least maintenance', over(value, leverage, 0, 'by leverage'), maintenance),
    contracts,
  )
}

const entry: Amount = times(attribute('price'), attribute('entry'), 'entry')

const shortMaintenance: Amount = sum(
  'short option',
  maintenanceRate,
  mark,
  times(parameter('option.liquidationFee'), index),
)
const shortInitial: Amount = largest(
  'at least maintenance',
  sum('outright', rateLessOutOfTheMoney, largest('premium', entry, mark)),
  shortMaintenance,
)

function shortOptions(level: Level): Amount {
  return each(
    'position',
    'short options',
    times(
      times(attribute('contract-size'), level === 'initial' ? shortInitial : shortMaintenance, 'per contract'),
      shortContracts(level === 'initial'),
    ),
    options,
  )
}

/** What a resting purchase of options would cost: its premium, and the fee for taking it. */
const boughtOptions: Amount = each(
  'position',
  'resting purchases',
  sum(
    'cost',
    { ...measure('entry-notional', 'long', 'filled'), label: 'order premium' },
    smallest(
      'order fee',
      times(parameter('option.takerFee'), measure('notional', 'long', 'filled')),
      times(parameter('option.feeCap'), measure('entry-notional', 'long', 'filled')),
    ),
  ),
  { ...options, orders: true, side: 'long' },
)

function tierParameters(): Record<string, ParameterEntry> {
  return Object.fromEntries(
    classes.flatMap((name) =>
      Array.from({ length: brackets }, (_, row): [string, ParameterEntry][] => {
        const which = name === 'others' ? 'other underlyings' : name
        const rate = missing(
          `Maintenance rate of bracket ${row + 1} of ${which}: the risk limit table of the day`,
          'of value',
        )
        const limit = missing(`Upper end of bracket ${row + 1} of ${which}: the risk limit table of the day`, 'USD')
        return [
          [`tier.rate.${row + 1}.${name}`, rate],
          ...(row < brackets - 1 ? [[`tier.limit.${row + 1}.${name}`, limit] as [string, ParameterEntry]] : []),
        ]
      }).flat(),
    ),
  )
}

/** Bybit’s unified account in cross margin: futures by leverage and tiered maintenance, short options by moneyness. */
export const bybitUta: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'bybit-uta',
  version: '1',
  asOf: '2026-11-21',
  title: 'Bybit unified trading account, cross margin',
  description:
    'Every future pays its value over the chosen leverage, and maintenance by brackets; a short option a rate of the index less what it is out of the money, plus the dearer of entry and mark.',
  sources: [helpOptions, helpTiers, feeCopy],
  generation: 'cross',
  currency: 'USD',
  decimals: 2,
  parameters: {
    ...tierParameters(),
    ...bybitHaircuts,
    leverage: derived(10, `${helpTiers}; the book’s own fact “leverage” goes before it`),
    'option.initial': read(0.15, helpOptions, 'of the index'),
    'option.initialFloor': read(0.1, helpOptions, 'of the index'),
    'option.maintenance': read(0.03, helpOptions, 'of the index, or of the mark'),
    'option.liquidationFee': read(0.002, helpOptions, 'of the index'),
    'option.takerFee': thirdParty(0.0003, feeCopy, 'of the index'),
    'option.feeCap': thirdParty(0.125, feeCopy, 'of the option’s price'),
  },
  provenance: [
    {
      of: 'initial: futures and perpetuals',
      status: 'derived',
      source: helpTiers,
      note: 'Value over leverage, at least maintenance; the leverage that a bracket allows at most is not checked.',
    },
  ],
  notes: [
    'Brackets are one table per contract and change often; they are to be supplied from the venue’s risk limit endpoint.',
    'Purchases resting in one option share one fee cap.',
    'At an account maintenance rate of 100 % the venue cancels orders, steps down brackets and takes over at the bankruptcy price.',
    'Haircuts of coins as collateral (the venue’s collateral value ratios) are to be supplied.',
  ],
  scenarios: {},
  collateral: bybitCollateralWithoutOptions,
  initial: sum('initial margin', futuresMargin('initial'), shortOptions('initial'), boughtOptions),
  maintenance: sum('maintenance margin', futuresMargin('maintenance'), shortOptions('maintenance')),
}
