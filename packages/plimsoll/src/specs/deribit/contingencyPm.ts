import type { Amount, MarginSpec, ParameterEntry, ScenarioSource } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  each,
  measure,
  missing,
  own,
  parameter,
  read,
  smallest,
  sum,
  times,
  when,
  where,
  worstOf,
} from '../amounts.js'
import { contracts, options } from '../kinds.js'

type Grid = Extract<ScenarioSource, { kind?: 'grid' }>

/** What one of the older, contingency-based portfolio margins says in its own way. */
interface Terms {
  readonly id: string
  readonly title: string
  readonly source: string
  readonly asOf: string
  /** Price moves in units of the range. */
  readonly moves: readonly number[]
  readonly parameters: Readonly<Record<string, ParameterEntry>>
  /** Futures pay for what stands against one another in other expiries, or for all there is. */
  readonly futures: 'offsetting' | 'gross'
  /** Options pay for what is net short at a strike, or for all there is. */
  readonly options: 'net-short-per-strike' | 'gross'
  readonly notes: readonly string[]
}

function futuresContingency(which: Terms['futures']): Amount {
  const { of, label } =
    which === 'gross'
      ? { of: measure('units', 'gross'), label: 'all futures' }
      : {
          of: smallest('offsetting futures', measure('units', 'long'), measure('units', 'short')),
          label: 'offsetting futures',
        }
  return times(
    parameter('futures.contingency'),
    times(attribute('index'), where(contracts, of), label),
    'futures contingency',
  )
}

function optionContingency(which: Terms['options']): Amount {
  const units: Amount =
    which === 'gross'
      ? measure('units', 'gross')
      : each('strike', 'net short per strike', atLeast(0, times(-1, measure('units', 'net'))))
  return times(parameter('option.contingency'), times(attribute('index'), where(options, units)), 'option contingency')
}

const optionCount: Amount = where(options, measure('count', 'gross', 'filled'))

function largestLoss(scenarios: 'matrix' | 'prices'): Amount {
  return worstOf(scenarios, 'account', 'largest loss')
}

function contingencyPm(terms: Terms): MarginSpec {
  const { parameters } = terms
  const term = {
    referenceDays: 30,
    shortPower: parameter('volatility.power'),
    longPower: parameter('volatility.power'),
    minDays: parameter('volatility.minDays'),
  }
  const margin: Amount = each(
    'underlying',
    'each underlying',
    sum(
      'portfolio margin',
      when(optionCount, '>', 0, largestLoss('matrix'), largestLoss('prices')),
      futuresContingency(terms.futures),
      when(optionCount, '>', 0, optionContingency(terms.options), 0),
    ),
  )
  const grid = (volatility: Grid['volatility']): Grid => ({
    kind: 'grid',
    smile: 'sticky-strike',
    horizonDays: 0,
    conversion: 'now',
    range: { '*': parameter('range') },
    moves: [...terms.moves],
    volatility,
    tails: [],
  })
  return {
    plimsoll: 'spec/1',
    id: terms.id,
    version: '1',
    asOf: terms.asOf,
    title: terms.title,
    description:
      'The largest loss over price moves and volatility moves, plus contingencies for futures and options that the scenarios do not see.',
    sources: [terms.source],
    generation: 'portfolio',
    currency: 'USD',
    decimals: 2,
    parameters: {
      ...parameters,
      'volatility.minDays': own(
        1,
        'Nearer expiries are shocked as if they had this many days left; the page says nothing of it.',
        'days',
      ),
    },
    notes: [...terms.notes, 'The page gives maintenance margin; initial margin is taken to be the same.'],
    scenarios: {
      matrix: grid([
        { id: 'up', kind: 'relative', move: parameter('volatility.up'), term },
        { id: 'same', kind: 'none' },
        { id: 'down', kind: 'relative', move: parameter('volatility.down'), term },
      ]),
      // Without options there is no volatility to move, and nothing to supply for it.
      prices: grid([{ id: 'same', kind: 'none' }]),
    },
    collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
    initial: margin,
    maintenance: margin,
  }
}

const quarters = [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1]
const undated = 'The page carries no date; the day given is only before the model that replaced it.'

const tenPage = 'deribit.com/pages/docs/portfoliomargin'

/** Deribit’s older portfolio margin, the ±10 % version. */
export const deribitPmOlder10: MarginSpec = contingencyPm({
  id: 'deribit-pm-older-10',
  title: 'Deribit portfolio margin, older (10 %)',
  source: tenPage,
  asOf: '2020-01-01',
  moves: quarters,
  parameters: {
    range: read(0.1, tenPage, 'of the price'),
    'volatility.up': read(0.38, tenPage, 'of the volatility, at 30 days'),
    'volatility.down': read(-0.38, tenPage, 'of the volatility, at 30 days'),
    'volatility.power': read(0.3, tenPage),
    'futures.contingency': read(0.01, tenPage, 'of offsetting coins'),
    'option.contingency': read(0.01, tenPage, 'coins per net short option at a strike'),
  },
  futures: 'offsetting',
  options: 'net-short-per-strike',
  notes: [undated, 'How many prices lie within the range is not said; nine are taken.', 'Least equity 0.5 BTC.'],
})

const twelvePage = 'deribit.com/docs/category/uncategorized'

/** Deribit’s older portfolio margin, the ±12.5 % version. */
export const deribitPmOlder12: MarginSpec = contingencyPm({
  id: 'deribit-pm-older-12',
  title: 'Deribit portfolio margin, older (12.5 %)',
  source: twelvePage,
  asOf: '2019-01-01',
  moves: quarters,
  parameters: {
    range: read(0.125, twelvePage, 'of the price'),
    'volatility.up': read(0.4, twelvePage, 'of the volatility, at 30 days'),
    'volatility.down': read(-0.4, twelvePage, 'of the volatility, at 30 days'),
    'volatility.power': read(0.5, twelvePage),
    'futures.contingency': read(0.02, twelvePage, 'of offsetting coins'),
    'option.contingency': read(0.01, twelvePage, 'of all options’ coins, long and short'),
  },
  futures: 'offsetting',
  options: 'gross',
  notes: [
    undated,
    'How many prices lie within the range is not said; nine are taken.',
    'A contingency of 25 % of vega that offsets between expiries is not expressed: its unit is not said.',
    'Least equity 1 BTC.',
  ],
})

const dederiPage = 'wiki.dederi.io/RiskControlRules/portfolio_margin'

/** Dederi’s portfolio margin: the same form with eleven prices and a charge on every future. */
export const dederiPm: MarginSpec = contingencyPm({
  id: 'dederi-pm',
  title: 'Dederi portfolio margin',
  source: dederiPage,
  asOf: '2024-01-01',
  moves: [-1, -0.8, -0.6, -0.4, -0.2, 0, 0.2, 0.4, 0.6, 0.8, 1],
  parameters: {
    range: read(0.15, dederiPage, 'of the price'),
    'volatility.up': missing('Upward volatility move', 'of the volatility, at 30 days'),
    'volatility.down': missing('Downward volatility move', 'of the volatility, at 30 days'),
    'volatility.power': missing('Power of the term rule'),
    'futures.contingency': read(0.006, dederiPage, 'of all futures’ coins at the index'),
    'option.contingency': missing('Contingency of options', 'of their coins'),
  },
  futures: 'gross',
  options: 'gross',
  notes: ['The example on the page is of January 2024; the page carries no other date.'],
})
