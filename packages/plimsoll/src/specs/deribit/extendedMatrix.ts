import type { Amount, MarginSpec, ParameterEntry, Profile, ScenarioSource } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  byName,
  derived,
  each,
  fact,
  largest,
  less,
  magnitude,
  measure,
  missing,
  over,
  own,
  parameter,
  read,
  rounded,
  smallest,
  sum,
  table,
  times,
  when,
  where,
  worstOf,
} from '../amounts.js'

/** What both of Deribit’s portfolio margins are made of: the extended risk matrix, the roll shock and the delta shock. */
export const article = 'Deribit support: Portfolio Margin (article 25944756247837)'
const documented = 'Deribit API documentation, private/pme/simulate, response of 2024-06-17'
const live = 'private/pme/simulate, mainnet response of 2026-02-15'

const coins = ['BTC', 'ETH'] as const

/** Moves of the extended table, as the article lists them. */
const tailMoves = [-0.66, -0.33, 0.5, 1, 2, 3, 4, 5] as const

function tagOf(move: number): string {
  return `extended ${move < 0 ? 'fall' : 'rise'} ${Math.round(Math.abs(move) * 100)}`
}

const term = {
  referenceDays: 30,
  shortPower: parameter('volatility.shortPower'),
  longPower: parameter('volatility.longPower'),
  minDays: parameter('volatility.minDays'),
}

function matrix(others: boolean): ScenarioSource {
  const named = (name: string): Record<string, { parameter: string }> =>
    byName(coins, (coin) => parameter(`${name}.${coin}`))
  const rest = (name: string) => (others ? parameter(`${name}.others`) : 0)
  return {
    kind: 'grid',
    smile: 'sticky-strike',
    horizonDays: 0,
    conversion: 'now',
    range: others ? { ...named('range'), '*': parameter('range.others') } : named('range'),
    moves: [-1, -0.75, -0.5, -0.25, 0, 0.25, 0.5, 0.75, 1],
    volatility: [
      {
        id: 'up',
        kind: 'relative',
        move: rest('volatility.up'),
        moves: named('volatility.up'),
        floor: parameter('volatility.floor'),
        term,
      },
      { id: 'same', kind: 'none' },
      { id: 'down', kind: 'relative', move: rest('volatility.down'), moves: named('volatility.down'), term },
    ],
    tails: tailMoves.map((move) => ({
      move,
      weight: { rule: 'range-over-move', factor: parameter('extended.factor') },
      volatility: 'up',
      tag: tagOf(move),
    })),
  }
}

/** `matrix` for books in BTC and ETH, whose figures are known; `matrixOfOthers` where anything else is in them. */
export const matrices: MarginSpec['scenarios'] = { matrix: matrix(false), matrixOfOthers: matrix(true) }

function byCoin(name: string): Amount {
  return table(
    'underlying',
    byName(coins, (coin) => parameter(`${name}.${coin}`)),
    parameter(`${name}.others`),
  )
}

/** What a loss in one move of the extended table is eased by, in dollars: more the further the move is out of the range. */
function dampener(move: number): Amount {
  const range = byCoin('range')
  const distance = less(largest('moves in ranges', over(Math.abs(move), range, 0), 1), 1)
  return over(times(distance, byCoin('extended.dampener')), move < 0 ? less(1, range) : sum('edge', 1, range), 0)
}

/** A coin’s positions in every scenario, eased in the extended table. */
const eased: Profile = {
  profile: 'relieve',
  of: { profile: 'profits' },
  by: Object.fromEntries(tailMoves.map((move) => [tagOf(move), dampener(move)])),
}

/** What a bucket is measured by: every coin’s eased profits added up, gains counted at the coin’s offset. */
export const aggregated: Profile = {
  profile: 'for-each',
  scope: 'underlying',
  of: { profile: 'sides', of: eased, positive: byCoin('offset'), negative: 1, positiveCap: byCoin('offset.most') },
}

/** `several`: more than one coin may stand in a bucket, and gains in one are offset; `one`: there is nothing to offset. */
type Bucket = 'several' | 'one'

const otherCoins: Amount = where({ names: [...coins], not: true }, measure('count', 'gross', 'filled'))

/** Worst cell of the matrix and the extended table. */
function worst(bucket: Bucket): Amount {
  const under = (scenarios: string): Amount =>
    worstOf(scenarios, 'account', 'worst cell', bucket === 'several' ? aggregated : eased)
  return when(otherCoins, '>', 0, under('matrixOfOthers'), under('matrix'))
}

const rollShock: Amount = each(
  'position',
  'roll shock',
  times(
    largest('move', byCoin('roll.least'), times(attribute('years'), byCoin('roll.annualised'))),
    magnitude(measure('delta-value', 'net')),
  ),
)

const deltaValue: Amount = magnitude(measure('delta-value', 'net'), 'delta')
const deltaExcess: Amount = less(deltaValue, parameter('delta.threshold'))
const deltaShock: Amount = each(
  'underlying',
  'delta shock',
  when(
    deltaValue,
    '>',
    parameter('delta.threshold'),
    times(
      smallest(
        'shock',
        times(byCoin('delta.slope'), over(deltaExcess, attribute('index'), 0)),
        parameter('delta.most'),
      ),
      deltaExcess,
    ),
    0,
  ),
)

function nine(of: Amount, label: string): Amount {
  return rounded(of, 9, 'nearest', label)
}

const withoutOrders = (of: Amount): Amount => where({ orders: false }, of)

/**
 * The matrix margin of one bucket in its own coin.
 *
 * @param price of that coin in dollars
 */
function matrixMargin(price: Amount, bucket: Bucket): Amount {
  return withoutOrders(
    sum(
      'risk matrix margin',
      nine(over(worst(bucket), price, 0), 'worst case in coin'),
      over(rollShock, price, 0, 'roll shock in coin'),
      over(deltaShock, price, 0, 'delta shock in coin'),
    ),
  )
}

/** An amount of coin that the venue itself states for the account, under a name and the bucket’s coin. */
function stated(name: string, by: 'currency' | 'underlying', otherwise: Amount): Amount {
  const known = ['BTC', 'ETH', 'SOL', 'XRP', 'USDC', 'USDT', 'EURR', 'USYC']
  return {
    ...table(
      by,
      byName(known, (coin) => fact('account', `${name}.${coin}`, otherwise)),
      otherwise,
    ),
    label: name,
  }
}

/** Initial margin of one bucket, in dollars. */
export function bucketInitial(price: Amount, by: 'currency' | 'underlying'): Amount {
  const bucket = by === 'currency' ? 'several' : 'one'
  const orders = atLeast(0, less(over(worst(bucket), price, 0), withoutOrders(over(worst(bucket), price, 0))))
  return times(
    price,
    nine(
      sum(
        'in coin',
        matrixMargin(price, bucket),
        stated('mmpMargin', by, 0),
        stated('openOrdersMargin', by, orders),
        stated('spotMargin', by, 0),
      ),
      'initial margin in coin',
    ),
  )
}

/** Maintenance margin of one bucket, in dollars: no orders, no market maker protection. */
export function bucketMaintenance(price: Amount, bucket: Bucket): Amount {
  return times(price, times(parameter('maintenance.factor'), matrixMargin(price, bucket), 'maintenance margin in coin'))
}

export const matrixParameters: Readonly<Record<string, ParameterEntry>> = {
  'range.BTC': read(0.16, documented, 'of the price'),
  'range.ETH': read(0.18, live, 'of the price'),
  'range.others': missing('Price range of coins other than BTC and ETH', 'of the price'),
  'volatility.up.BTC': read(0.5, documented, 'of the volatility, at 30 days'),
  'volatility.up.ETH': read(0.4, live, 'of the volatility, at 30 days'),
  'volatility.up.others': missing(
    'Upward volatility move of coins other than BTC and ETH',
    'of the volatility, at 30 days',
  ),
  'volatility.down.BTC': read(-0.25, documented, 'of the volatility, at 30 days'),
  'volatility.down.ETH': read(-0.25, live, 'of the volatility, at 30 days'),
  'volatility.down.others': missing(
    'Downward volatility move of coins other than BTC and ETH',
    'of the volatility, at 30 days',
  ),
  'volatility.floor': read(0.5, `${documented}; ${live}`, 'least volatility after the upward move'),
  'volatility.shortPower': read(0.3, `${documented}; ${live}`),
  'volatility.longPower': read(0.13, `${documented}; ${live}`),
  'volatility.minDays': own(
    1,
    'Nearer expiries are shocked as if they had this many days left; the venue says nothing of it.',
    'days',
  ),
  'extended.factor': read(1, `${documented}; ${live}`),
  'extended.dampener.BTC': read(100_000, documented, 'USD'),
  'extended.dampener.ETH': read(200_000, live, 'USD'),
  'extended.dampener.others': missing('Dampener of coins other than BTC and ETH', 'USD'),
  'roll.least.BTC': read(0.01, documented, 'of delta'),
  'roll.least.ETH': read(0.005, live, 'of delta'),
  'roll.least.others': missing('Least roll shock of coins other than BTC and ETH', 'of delta'),
  'roll.annualised.BTC': read(0.075, documented, 'of delta per year'),
  'roll.annualised.ETH': read(0.05, live, 'of delta per year'),
  'roll.annualised.others': missing('Annualised roll shock of coins other than BTC and ETH', 'of delta per year'),
  'delta.slope.BTC': read(0.00005, documented, 'per BTC'),
  'delta.slope.ETH': read(0.000004, live, 'per ETH'),
  'delta.slope.others': missing('Growth of the delta shock of coins other than BTC and ETH', 'per coin'),
  'delta.threshold': read(20_000_000, `${documented}; ${live}`, 'USD'),
  'delta.most': read(0.1, `${documented}; ${live}`, 'of delta'),
  'maintenance.factor': read(0.8, `${documented}; ${live}`),
}

/** Where the tree and the grids come from. */
export const matrixProvenance: NonNullable<MarginSpec['provenance']> = [
  {
    of: 'scenarios.matrix.moves',
    status: 'read',
    source: article,
    note: 'Nine nodes over the range, each with three volatilities.',
  },
  {
    of: 'scenarios.matrix.tails',
    status: 'read',
    source: article,
    note: 'The moves; the part of the result that counts is derived from two responses.',
  },
  {
    of: 'initial: roll shock',
    status: 'derived',
    note: '|delta| × max(least, annualised × years): exact for what is near expiry; a third party gives exp(annualised × years) − 1.',
  },
  { of: 'initial: dampener', status: 'third-party', note: 'Consistent with the zeros of two responses.' },
  {
    of: 'initial: delta shock',
    status: 'derived',
    note: 'Threshold, slope and cap are read; that the slope is per coin of the excess and that all of the coin’s delta counts are not confirmed by the venue.',
  },
  {
    of: 'initial: rounding',
    status: 'derived',
    note: 'Worst case and initial margin to nine decimals of the coin, as two responses print them.',
  },
]

export const matrixNotes: readonly string[] = [
  'Only derivatives are charged: coins owed and liquidity pools ask for nothing, short spot positions for what the fact below says. Do not lend under this rule book alone.',
  'Margin of market maker protection, of open orders and of spot come with the book as facts in coin, e.g. mmpMargin.BTC; without, the first and the last are 0, and resting orders count by how much the worst case grows when those that hurt are filled.',
  'What equity in a coin does to the matrix (equity_side_impact) is not expressed.',
  'The volatility floor is one for all coins; both responses print the same.',
]

/** Offsets of gains between coins in one segregated currency: the documented response has none. */
export const segregatedOffsets: Readonly<Record<string, ParameterEntry>> = {
  'offset.BTC': read(0, documented),
  'offset.ETH': derived(0, `${documented}: none for any currency there`),
  'offset.others': derived(0, `${documented}: none for any currency there`),
  'offset.most.BTC': read(0, documented, 'USD'),
  'offset.most.ETH': derived(0, `${documented}: none for any currency there`, 'USD'),
  'offset.most.others': derived(0, `${documented}: none for any currency there`, 'USD'),
}
