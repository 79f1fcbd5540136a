import type { Amount, MarginSpec } from '../../requirement/spec.js'
import {
  attribute,
  byName,
  derived,
  each,
  largest,
  measure,
  missing,
  over,
  parameter,
  read,
  sum,
  table,
  thirdParty,
  times,
  where,
} from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { index, maintenanceRate, mark, optionValue, rateLessOutOfTheMoney, shortContracts } from '../shortOptions.js'

const supportPage =
  'Deribit support: Linear Perpetual (article 25944738177565), Inverse Perpetual, Margin types and usage'
const optionPage = 'Deribit: initial and maintenance margin of options (table as copied at doc.tslab.pro)'

type Level = 'initial' | 'maintenance'

/** Coins that a position of futures stands for, with the open orders that make it larger where these count. */
function coins(level: Level): Amount {
  const orders = level === 'initial' ? 'worst-side' : undefined
  return sum(
    'coins',
    where({ settlement: 'inverse' }, over(measure('mark-notional', 'gross', orders), attribute('price'), 0)),
    where({ settlement: 'linear' }, measure('units', 'gross', orders)),
    where({ settlement: 'quanto' }, measure('units', 'gross', orders)),
  )
}

/** A rate that grows with the size and applies to all of it, on the coins at the index. */
function futuresMargin(level: Level): Amount {
  const entry = (name: string): Amount =>
    table(
      'underlying',
      byName(['BTC', 'ETH', 'SOL'], (coin) => parameter(`futures.${name}.${coin}`)),
      parameter(`futures.${name}.others`),
    )
  const rate = sum('rate', entry(level), times(entry('slope'), coins(level)))
  return each('position', 'futures and perpetuals', times(rate, times(attribute('index'), coins(level))), contracts)
}

/** Per coin: the rate less what the option is out of the money, at least a floor; and its mark. */
const outright: Amount = sum('outright', rateLessOutOfTheMoney, mark)
const callMaintenance: Amount = sum('short call', times(parameter('option.maintenance'), index), mark)
const putMaintenance: Amount = sum('short put', maintenanceRate, mark)

function shortOptions(level: Level, right: 'call' | 'put'): Amount {
  const maintenance = right === 'call' ? callMaintenance : putMaintenance
  const initial = right === 'call' ? outright : largest('at least maintenance', outright, putMaintenance)
  const perCoin = level === 'initial' ? initial : maintenance
  return each(
    'position',
    `short ${right}s`,
    times(times(attribute('contract-size'), perCoin, 'per contract'), shortContracts(level === 'initial')),
    { ...options, right },
  )
}

const boughtOptions: Amount = where(
  { ...options, orders: true, side: 'long' },
  { ...measure('entry-notional', 'long', 'filled'), label: 'premium of resting purchases' },
)

/** Deribit’s standard margin: each position by itself, a rate that grows with its size, options by moneyness. */
export const deribitSm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'deribit-sm',
  version: '1',
  asOf: '2026-11-21',
  title: 'Deribit standard margin',
  description:
    'Every future pays a rate that grows with its whole size; a short option a rate of the index less what it is out of the money, plus its mark. Nothing offsets anything.',
  sources: [supportPage, optionPage],
  generation: 'cross',
  currency: 'USD',
  decimals: 2,
  parameters: {
    'futures.initial.BTC': read(0.02, supportPage, 'of notional'),
    'futures.maintenance.BTC': read(0.01, supportPage, 'of notional'),
    'futures.slope.BTC': read(0.00005, supportPage, 'per BTC'),
    'futures.initial.ETH': read(0.02, supportPage, 'of notional'),
    'futures.maintenance.ETH': read(0.01, supportPage, 'of notional'),
    'futures.slope.ETH': derived(
      0.000004,
      `${supportPage}; read for the inverse contracts, taken for the linear ones too`,
      'per ETH',
    ),
    'futures.initial.SOL': read(0.04, supportPage, 'of notional'),
    'futures.maintenance.SOL': read(0.02, supportPage, 'of notional'),
    'futures.slope.SOL': read(0.000005, supportPage, 'per SOL'),
    'futures.initial.others': missing('Initial rate of coins other than BTC, ETH and SOL', 'of notional'),
    'futures.maintenance.others': missing('Maintenance rate of coins other than BTC, ETH and SOL', 'of notional'),
    'futures.slope.others': missing('Growth of both rates for coins other than BTC, ETH and SOL', 'per coin'),
    'option.initial': thirdParty(0.15, optionPage, 'of the index'),
    'option.initialFloor': thirdParty(0.1, optionPage, 'of the index'),
    'option.maintenance': thirdParty(0.075, optionPage, 'of the index, or of a put’s mark'),
  },
  notes: [
    'Segregated accounts stand by themselves per settlement currency; here all of a book’s currencies stand for one another.',
    'The venue’s margin balance leaves the value of options out, and its figure for a short option contains the mark; so they stand here: equity is without options.',
    'An older page of the test site gives 1.5 % as BTC maintenance rate.',
    'Resting orders: a future at the worse of all its buys or all its sells filled; options sold as if filled, bought at their premium. Maintenance margin counts none.',
    'Liquidation fees (0.75 % BTC, 0.9 % ETH, 2022-01-11) are not part of margin.',
  ],
  scenarios: {},
  collateral: { mode: 'rule', shocked: [], owed: 'required', initial: optionValue, maintenance: optionValue },
  initial: sum(
    'standard margin',
    futuresMargin('initial'),
    shortOptions('initial', 'call'),
    shortOptions('initial', 'put'),
    boughtOptions,
  ),
  maintenance: sum(
    'standard margin',
    futuresMargin('maintenance'),
    shortOptions('maintenance', 'call'),
    shortOptions('maintenance', 'put'),
  ),
}
