import type { Amount, MarginSpec, ScenarioSource } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  each,
  largest,
  magnitude,
  measure,
  missing,
  parameter,
  read,
  smallest,
  sum,
  times,
  when,
  where,
  worstOf,
} from '../amounts.js'
import { contracts, derivatives, options } from '../kinds.js'
import { bybitCollateral, bybitHaircuts } from './collateral.js'

const help = 'Bybit help centre: Portfolio Margin; Comparison of Spread Strategies in Cross Margin and Portfolio Margin'
const announcement = 'Bybit announcement: price stress of BTC and ETH ±15 % to ±10 % from 2025-01-10'
const copy = 'scallope.com copy of Bybit’s contingency components'

function matrix(rows: readonly ('up' | 'same' | 'down')[], others: boolean): ScenarioSource {
  return {
    kind: 'grid',
    smile: 'sticky-strike',
    horizonDays: 0,
    range: {
      BTC: parameter('range.large'),
      ETH: parameter('range.large'),
      ...(others ? { '*': parameter('range.others') } : {}),
    },
    moves: [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1],
    volatility: rows.map((id) =>
      id === 'same' ? { id, kind: 'none' } : { id, kind: 'relative', move: parameter(`volatility.${id}`) },
    ),
    tails: [],
  }
}

const optionCount: Amount = where(options, measure('count', 'gross', 'filled'))
const others: Amount = where({ names: ['BTC', 'ETH'], not: true }, measure('count', 'gross', 'filled'))

function worst(scenarios: string): Amount {
  return worstOf(scenarios, 'account', 'maximum loss')
}

/** What is unpublished is asked for only where the book needs it. */
const maximumLoss: Amount = {
  ...when(
    optionCount,
    '>',
    0,
    when(others, '>', 0, worst('matrixOfOthers'), worst('matrix')),
    when(others, '>', 0, worst('pricesOfOthers'), worst('prices')),
  ),
  label: 'maximum loss',
}

const netShort: Amount = atLeast(0, times(-1, where(options, measure('units', 'net', 'filled'))))

/** Sold vega of some expiries against bought vega of others. */
const vegaSpread: Amount = smallest(
  'offsetting vega',
  each('expiry', 'bought', atLeast(0, measure('vega-value', 'net')), options),
  each('expiry', 'sold', atLeast(0, times(-1, measure('vega-value', 'net'))), options),
)

function stablecoinSpread(): Amount {
  const delta = (coin: string): Amount => where({ ...derivatives, currencies: [coin] }, measure('delta-value', 'net'))
  const usdt = delta('USDT')
  const usdc = delta('USDC')
  return when(
    smallest('of both', magnitude(usdt), magnitude(usdc)),
    '>',
    0,
    times(
      parameter('contingency.stablecoin'),
      sum(
        'USDT against USDC',
        atLeast(0, smallest('one way', usdt, times(-1, usdc))),
        atLeast(0, smallest('the other way', times(-1, usdt), usdc)),
      ),
    ),
    0,
  )
}

const contingency: Amount = sum(
  'contingency',
  when(
    optionCount,
    '>',
    0,
    sum(
      'of options',
      when(netShort, '>', 0, times(parameter('contingency.netShort'), times(attribute('index'), netShort)), 0),
      when(vegaSpread, '>', 0, times(parameter('contingency.vegaSpread'), vegaSpread), 0),
    ),
    0,
  ),
  when(
    where(contracts, measure('count', 'gross', 'filled')),
    '>',
    0,
    times(parameter('contingency.futures'), where(contracts, measure('notional', 'gross'))),
    0,
  ),
  stablecoinSpread(),
)

const maintenance: Amount = each(
  'underlying',
  'risk units',
  sum('maintenance margin', maximumLoss, contingency),
  derivatives,
)

/** Bybit’s portfolio margin as far as it is published: the form, the price stress of BTC and ETH, and no coefficient. */
export const bybitPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'bybit-pm',
  version: '1',
  asOf: '2025-01-10',
  title: 'Bybit unified trading account, portfolio margin',
  description:
    'Per underlying the largest loss in 33 scenarios (11 prices × 3 volatilities) plus contingencies; initial margin is a factor of it.',
  sources: [help, announcement, copy],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: {
    'range.large': read(0.1, announcement, 'of the price'),
    'range.others': missing('Price stress of underlyings other than BTC and ETH', 'of the price'),
    'volatility.up': missing('Upward volatility move: the table is an image', 'of the volatility'),
    'volatility.down': missing('Downward volatility move, below 0: the table is an image', 'of the volatility'),
    'initial.factor': missing('Initial over maintenance margin'),
    'contingency.netShort': missing('Charge for options net short', 'of the index per coin'),
    'contingency.vegaSpread': missing(
      'Charge for vega that offsets between expiries; a third party gives days × quantity × 0.03 % of the index for BTC and ETH',
      'of offsetting vega',
    ),
    'contingency.futures': missing('Charge for futures and perpetuals', 'of notional at the index'),
    'contingency.stablecoin': missing('Charge for USDT contracts that hedge USDC contracts', 'of hedged delta'),
    ...bybitHaircuts,
  },
  provenance: [
    {
      of: 'scenarios',
      status: 'read',
      source: help,
      note: '33 scenarios; that they are 11 prices by 3 volatilities is derived.',
    },
    {
      of: 'initial: contingency',
      status: 'third-party',
      source: copy,
      note: 'The list of components; no coefficient is published.',
    },
  ],
  notes: [
    'A delta spread contingency (basis risk factors of 45 to 60 %) is not expressed: what it multiplies is not published.',
    'Spot that hedges derivatives in a risk unit is not expressed.',
  ],
  scenarios: {
    matrix: matrix(['up', 'same', 'down'], false),
    matrixOfOthers: matrix(['up', 'same', 'down'], true),
    prices: matrix(['same'], false),
    pricesOfOthers: matrix(['same'], true),
  },
  collateral: bybitCollateral,
  initial: times(largest('at least maintenance', parameter('initial.factor'), 1), maintenance, 'initial margin'),
  maintenance,
}
