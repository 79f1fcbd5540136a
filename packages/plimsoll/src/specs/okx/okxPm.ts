import type { Amount, MarginSpec, ParameterEntry, ScenarioSource } from '../../requirement/spec.js'
import {
  attribute,
  bands,
  byName,
  derived,
  each,
  largest,
  magnitude,
  measure,
  missing,
  own,
  parameter,
  read,
  sum,
  table,
  times,
  when,
  where,
  worstOf,
} from '../amounts.js'
import { haircutsBy } from '../collateral.js'
import { contracts, derivatives, options } from '../kinds.js'
import { stablecoinHedge, stablecoinParameters } from './stablecoinHedge.js'

const announcement = 'OKX announcement of 2025-01-02: further adjustment of portfolio margin parameters'
const builder = 'OKX API documentation v5, position builder, response of 2025-01-15'
const help = 'OKX help 4411686631309: portfolio margin mode'

const large = ['BTC', 'ETH']
/** Second class of the spot shock, and of the extreme move and the basis. */
const shockClass = ['LTC', 'BCH', 'EOS', 'OKB', 'DOT', 'BSV', 'LINK', 'FIL', 'ADA', 'TRX', 'UNI', 'XRP']
const extremeClass = ['SOL', 'DOGE', 'PEPE', 'XRP', 'BNB', 'SHIB', 'LTC', 'ORDI', 'WLD', 'BCH', 'ADA']

/** An entry for every underlying of the two named classes; `*` in scenarios and `otherwise` in tables are the others’. */
function byClass<Value>(second: readonly string[], of: (which: 'large' | 'second') => Value): Record<string, Value> {
  return Object.fromEntries([
    ...large.map((name) => [name, of('large')] as const),
    ...second.map((name) => [name, of('second')] as const),
  ])
}

const steps = [-3, -2, -1, 0, 1, 2, 3]

function movesAt(step: number): { moves: Record<string, { parameter: string }> } | { move: 0 } {
  if (step === 0) return { move: 0 }
  const name = (which: string) => parameter(`mr1.${step < 0 ? 'fall' : 'rise'}.${Math.abs(step)}.${which}`)
  return { moves: { ...byClass(shockClass, name), '*': name('others') } }
}

function spotShock(rows: readonly ('up' | 'same' | 'down')[]): ScenarioSource {
  return {
    kind: 'list',
    smile: 'sticky-strike',
    horizonDays: 0,
    basis: 'unchanged',
    volatility: rows.map((id) =>
      id === 'same' ? { id, kind: 'none' } : { id, kind: 'relative', move: parameter(`mr1.volatility.${id}`) },
    ),
    scenarios: steps.flatMap((step) =>
      rows.map((row) => ({
        id: `${step === 0 ? 'price unchanged' : `price ${step < 0 ? 'fall' : 'rise'} ${Math.abs(step)}`}, vol ${row}`,
        ...movesAt(step),
        volatility: row,
      })),
    ),
  }
}

const extreme: ScenarioSource = {
  kind: 'list',
  smile: 'sticky-strike',
  horizonDays: 0,
  basis: 'unchanged',
  volatility: [{ id: 'same', kind: 'none' }],
  scenarios: (['fall', 'rise'] as const).map((way) => ({
    id: `extreme ${way}`,
    moves: {
      ...byClass(extremeClass, (which) => parameter(`mr6.${way}.${which}`)),
      '*': parameter(`mr6.${way}.others`),
    },
    volatility: 'same',
  })),
}

/** Parameters of the spot shock: three steps of each class, down and up. */
function shockParameters(): Record<string, ParameterEntry> {
  const sizes = { large: [0.04, 0.08, 0.12], second: [0.06, 0.12, 0.18], others: [0.08, 0.16, 0.25] }
  return Object.fromEntries(
    Object.entries(sizes).flatMap(([which, moves]) =>
      moves.flatMap((move, row) => [
        [`mr1.fall.${row + 1}.${which}`, read(-move, announcement, 'of the index')] as const,
        [`mr1.rise.${row + 1}.${which}`, read(move, announcement, 'of the index')] as const,
      ]),
    ),
  )
}

const optionCount: Amount = where(options, measure('count', 'gross', 'filled'))

function worst(scenarios: string, label: string): Amount {
  return worstOf(scenarios, 'account', label)
}

/** Without options there is no volatility to move, and nothing unpublished to supply. */
const mr1: Amount = { ...when(optionCount, '>', 0, worst('stress', 'MR1'), worst('prices', 'MR1')), label: 'MR1' }
const mr6: Amount = times(parameter('mr6.part'), worst('extreme', 'extreme move'), 'MR6')

function classRate(name: string): Amount {
  return table(
    'underlying',
    byClass(extremeClass, (which) => parameter(`${name}.${which}`)),
    parameter(`${name}.others`),
  )
}

const mr4: Amount = each(
  'expiry',
  'MR4',
  times(
    largest('move', classRate('mr4.least'), times(attribute('years'), classRate('mr4.annualised'))),
    magnitude(measure('delta-value', 'net')),
  ),
)

const mr7Raw: Amount = sum(
  'MR7',
  where(contracts, times(classRate('mr7.rate'), measure('delta-value', 'gross'))),
  when(optionCount, '>', 0, where(options, times(parameter('mr7.option'), measure('notional', 'gross'))), 0),
)

const multipliers = [1, 2, 4, 6, 8, 10, 12]
const limits = [250_000, 500_000, 1_000_000, 2_000_000, 3_000_000, 4_000_000]

const mr7: Amount = {
  node: 'tiers',
  label: 'MR7 in tiers',
  of: mr7Raw,
  mode: 'marginal',
  bands: bands(
    multipliers.length,
    (row) => parameter(`mr7.limit.${row}`),
    (row) => parameter(`mr7.multiplier.${row}`),
  ),
}

/** What the scenarios do not see of options; nothing of it without them. */
const optionRisks: Amount = when(
  optionCount,
  '>',
  0,
  sum(
    'MR2, MR3, MR5',
    times(parameter('mr2.rate'), where(options, measure('notional', 'gross')), 'MR2'),
    times(parameter('mr3.rate'), each('expiry', 'vega', magnitude(measure('vega-value', 'net')), options), 'MR3'),
    times(parameter('mr5.rate'), where(options, measure('notional', 'gross')), 'MR5'),
  ),
  0,
)

const unit: Amount = largest('MMR', sum('MR', largest('max(MR1, MR6)', mr1, mr6), mr4, optionRisks), mr7)

const units: Amount = each('underlying', 'risk units', unit, derivatives)

/** What is owed, at its worth. */
const liability: Amount = { ...where({ kind: ['asset'] }, measure('value', 'short')), label: 'liability' }

const haircuts: Amount = haircutsBy(
  table(
    'asset',
    byName(['USD', 'USDT', 'USDC', 'BTC', 'ETH'], (asset) => parameter(`haircut.${asset}`)),
    parameter('haircut.others'),
  ),
)

const optionAmount = 'its formula is not published; taken per dollar of the options’ notional'

/** OKX’s portfolio margin, with the parameters of January 2025. */
export const okxPm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'okx-pm',
  version: '1',
  asOf: '2025-01-15',
  title: 'OKX portfolio margin',
  description:
    'Per underlying the worse of a spot and volatility stress (MR1) and half an extreme move (MR6), plus basis (MR4) and what only options have (MR2, MR3, MR5), at least a minimum charge in tiers (MR7); borrowing and hedges between stablecoins on top.',
  sources: [help, announcement, builder],
  generation: 'portfolio',
  currency: 'USD',
  decimals: 2,
  parameters: {
    ...shockParameters(),
    'mr1.volatility.up': missing('Upward volatility move of the stress', 'of the volatility'),
    'mr1.volatility.down': missing('Downward volatility move of the stress, below 0', 'of the volatility'),
    'mr6.fall.large': read(-0.24, announcement, 'of the index'),
    'mr6.rise.large': read(0.24, announcement, 'of the index'),
    'mr6.fall.second': read(-0.36, announcement, 'of the index'),
    'mr6.rise.second': read(0.36, announcement, 'of the index'),
    'mr6.fall.others': read(-0.5, announcement, 'of the index'),
    'mr6.rise.others': read(0.5, announcement, 'of the index'),
    'mr6.part': read(0.5, help, 'of the loss'),
    'mr2.rate': missing(`Theta decay: ${optionAmount}`, 'of notional'),
    'mr3.rate': missing(
      'Vega term structure: its formula is not published; taken per expiry on its net vega',
      'volatility points as fractions',
    ),
    'mr5.rate': missing(`Interest rate risk: ${optionAmount}`, 'of notional'),
    'mr4.least.large': derived(0.002, builder, 'of net delta of an expiry'),
    'mr4.least.second': derived(0.008, builder, 'of net delta of an expiry'),
    'mr4.least.others': missing('Least basis charge of the third class', 'of net delta of an expiry'),
    'mr4.annualised.large': read(0.05, announcement, 'of net delta of an expiry, per year'),
    'mr4.annualised.second': read(0.15, announcement, 'of net delta of an expiry, per year'),
    'mr4.annualised.others': read(0.3, announcement, 'of net delta of an expiry, per year'),
    'mr7.rate.large': derived(0.0045, builder, 'of delta'),
    'mr7.rate.second': derived(0.007, builder, 'of delta'),
    'mr7.rate.others': missing('Minimum charge of futures of the third class', 'of delta'),
    'mr7.option': missing('Minimum charge of options', 'of notional'),
    ...Object.fromEntries(limits.map((limit, row) => [`mr7.limit.${row + 1}`, read(limit, announcement, 'USD')])),
    ...Object.fromEntries(multipliers.map((by, row) => [`mr7.multiplier.${row + 1}`, read(by, announcement)])),
    'initial.factor': read(1.3, help),
    'borrow.maintenance': derived(0.02, builder, 'of the liability'),
    'borrow.initial': derived(0.1, builder, 'of the liability'),
    ...stablecoinParameters,
    'haircut.USD': { value: 0, status: 'own', unit: 'of what is held' },
    'haircut.USDT': derived(0, builder, 'of what is held'),
    'haircut.USDC': own(0, 'As USDT.', 'of what is held'),
    'haircut.BTC': missing('Discount of BTC as collateral', 'of what is held'),
    'haircut.ETH': missing('Discount of ETH as collateral', 'of what is held'),
    'haircut.others': missing('Discount of any other coin as collateral', 'of what is held'),
  },
  provenance: [
    {
      of: 'scenarios',
      status: 'derived',
      source: builder,
      note: 'Futures move by the index’s move in price units: the printed stress is on the index, not on the mark.',
    },
    {
      of: 'initial: MR4',
      status: 'derived',
      source: builder,
      note: 'Per expiry |net delta| × max(least, annualised × years); the example has perpetuals only.',
    },
    {
      of: 'initial: MR7',
      status: 'derived',
      source: announcement,
      note: 'The tiers are those of BTC and ETH; they stand for the others, whose own were not found. The minimum charge is per position.',
    },
    {
      of: 'initial: MR9',
      status: 'third-party',
      note: 'Per underlying what is hedged in another dollar, pairs in the order USDT-USD, USDT-USDC, USDC-USD, added up over underlyings.',
    },
    {
      of: 'initial: classes',
      status: 'derived',
      note: 'Least basis charge and minimum charge are read off BTC and LTC and taken for their classes.',
    },
  ],
  notes: [
    'Spot counts as collateral only: the modes in which it hedges derivatives inside a risk unit are not expressed.',
    'Resting orders count where their fill would hurt the stress.',
    'The margin ratio of the venue is adjusted equity over maintenance margin and liquidation cost; the example’s cost is 0.1 % of liability and its maintenance margin.',
    'Selling options outside portfolio margin is another rule.',
  ],
  scenarios: { stress: spotShock(['up', 'same', 'down']), prices: spotShock(['same']), extreme },
  collateral: { mode: 'rule', shocked: ['*'], initial: haircuts, maintenance: haircuts },
  initial: sum(
    'IMR',
    times(parameter('initial.factor'), sum('derivatives', units, stablecoinHedge)),
    times(parameter('borrow.initial'), liability, 'borrow IMR'),
  ),
  maintenance: sum('MMR', units, stablecoinHedge, times(parameter('borrow.maintenance'), liability, 'borrow MMR')),
}
