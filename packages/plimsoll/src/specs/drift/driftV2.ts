import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  atMost,
  attribute,
  each,
  less,
  measure,
  over,
  parameter,
  read,
  sum,
  table,
  times,
  when,
  where,
} from '../amounts.js'
import { contracts } from '../kinds.js'
import { owedOptions, unlistedRate } from '../unlisted.js'
import { type DriftMarkets, driftMarkets, marketParameters } from './markets.js'
import {
  assetWeight,
  type DriftMargin,
  type DriftTerms,
  liabilityWeight,
  perpetualRatio,
  priceOf,
  profitWeight,
  strictness,
} from './weights.js'

/** How a rule book of Drift is made, other than its markets. */
export interface DriftOptions {
  /** Margin that stands for the initial one: `fill` is what a taker’s fill is checked with. */
  readonly opening?: Exclude<DriftMargin, 'maintenance'>
  /** Whether prices are taken against their five-minute average. */
  readonly strict?: { readonly initial: boolean; readonly maintenance: boolean }
}

const repository = 'drift-labs/protocol-v2 at 0ae3e3b1'
const quote = 'USDC'

const source = `${repository}, programs/drift/src/math/margin.rs`

/** Coins of an asset: balance and spot position; unrealised profit, which settles in it, is weighed by itself. */
const tokens = sum(
  'tokens',
  where({ kind: ['asset'] }, measure('quantity', 'net')),
  where({ kind: ['spot'], orders: false }, measure('quantity', 'net')),
  times(-1, over(where(contracts, measure('profit', 'net')), attribute('price'), 0)),
)

/** Orders of one side, signed. */
function open(side: 'long' | 'short'): Requirement {
  return where(
    { kind: ['spot'], orders: true, side },
    measure('quantity', 'net', 'filled'),
    side === 'long' ? 'bids' : 'asks',
  )
}

/** Value of so many coins, positive or negative, at the price and weight of its side. */
function weighted(amount: Amount, terms: DriftTerms): Requirement {
  return when(
    amount,
    '>=',
    0,
    times(times(assetWeight(amount, terms), priceOf('held', terms)), amount),
    times(times(liabilityWeight(amount, terms), priceOf('owed', terms)), amount),
    'weighted value',
  )
}

/** What happens if the orders of one side fill: coins come or go, and the quote currency the other way. */
function filled(
  side: 'long' | 'short',
  terms: DriftTerms,
): { readonly coins: Requirement; readonly paid: Requirement } {
  return {
    coins: weighted(sum('after the fill', tokens, open(side)), terms),
    paid: times(times(-1, priceOf(side === 'long' ? 'owed' : 'held', terms)), open(side), 'quote leg'),
  }
}

/** Of a coin, what counts as collateral or what is required, after the worse fill. */
function ofCoin(part: 'collateral' | 'requirement', terms: DriftTerms): Requirement {
  const bids = filled('long', terms)
  const asks = filled('short', terms)
  const sign = part === 'collateral' ? 1 : -1
  const outcome = ({ coins, paid }: typeof bids): Requirement =>
    sum('after the worse fill', atLeast(0, times(sign, coins)), atLeast(0, times(sign, paid)))
  return when(
    sum('asks filled', asks.coins, asks.paid),
    '<',
    sum('bids filled', bids.coins, bids.paid),
    outcome(asks),
    outcome(bids),
  )
}

/** The quote currency: its whole value, whatever the margin. */
function ofQuote(part: 'collateral' | 'requirement', terms: DriftTerms): Requirement {
  return part === 'collateral'
    ? times(priceOf('held', terms), atLeast(0, tokens))
    : times(priceOf('owed', terms), atLeast(0, times(-1, tokens)))
}

function coins(part: 'collateral' | 'requirement', terms: DriftTerms): Requirement {
  return each(
    'asset',
    part === 'collateral' ? 'coins held' : 'coins owed',
    table('asset', { [quote]: ofQuote(part, terms) }, ofCoin(part, terms)),
    { kind: ['asset', 'spot', 'perpetual', 'future'] },
  )
}

/** Losses in full; profits by their weight, for initial margin up to a cap. */
function profits(terms: DriftTerms): Requirement {
  const profit = measure('profit', 'net')
  const gain = times(times(profitWeight(terms), strictness('held', terms)), profit)
  const counted = terms.margin === 'initial' ? atMost(parameter('profit.cap'), gain) : gain
  return each(
    'position',
    'unrealised profits',
    when(profit, '>', 0, counted, times(strictness('owed', terms), profit)),
    contracts,
  )
}

function totalCollateral(terms: DriftTerms): Requirement {
  return sum('total collateral', coins('collateral', terms), profits(terms))
}

function marginRequirement(terms: DriftTerms): Requirement {
  const charge = where(
    { kind: ['perpetual', 'future', 'spot'], orders: true },
    times(parameter('order.charge'), measure('count', 'gross', 'filled')),
    'open orders',
  )
  const perpetuals = each(
    'position',
    'perpetuals',
    times(times(perpetualRatio(terms), strictness('owed', terms)), measure('mark-notional', 'gross', 'worst-side')),
    contracts,
  )
  return sum('margin requirement', coins('requirement', terms), perpetuals, charge, owedOptions)
}

/** What the account’s value exceeds the venue’s total collateral by; below 0 where debts have lowered it. */
function beyond(terms: DriftTerms): Requirement {
  return less(measure('value', 'net'), totalCollateral(terms), 'value that is no collateral')
}

/**
 * The rule book of Drift v2 for these markets. Figures that are null are marked missing and must be supplied.
 *
 * @example
 * import { driftSpec, driftMarkets } from 'plimsoll'
 * driftSpec(driftMarkets).parameters['perpetual.SOL.initial'].status // => 'missing'
 */
export function driftSpec(markets: DriftMarkets, options: DriftOptions = {}): MarginSpec {
  const { opening = 'initial', strict = { initial: true, maintenance: false } } = options
  const initial: DriftTerms = { margin: opening, strict: strict.initial, markets }
  const maintenance: DriftTerms = { margin: 'maintenance', strict: strict.maintenance, markets }
  return {
    plimsoll: 'spec/1',
    id: 'drift-v2',
    version: '1',
    asOf: '2026-11-21',
    title: 'Drift v2',
    description:
      'Cross margin of perpetuals and borrowed coins: weights that shrink with size, orders at their worse side, profits counted in part.',
    sources: [`${repository}: programs/drift/src/math/margin.rs, programs/drift/src/math/liquidation.rs`],
    generation: 'cross',
    currency: 'USD',
    decimals: 6,
    parameters: {
      ...marketParameters(markets),
      'order.charge': read(0.01, source, 'USD', 'Required for every open order.'),
      'profit.cap': read(100, source, 'USD', 'Most that the profit of one perpetual adds to initial collateral.'),
      'unlisted.rate': unlistedRate,
    },
    provenance: [
      { of: 'collateral', status: 'read', source: repository },
      {
        of: 'initial',
        status: 'read',
        source: repository,
        note: 'Weights and ratios that grow with size are floored to ten-thousandths.',
      },
      { of: 'maintenance', status: 'read', source: repository },
    ],
    notes: [
      'Equity is the venue’s total collateral and the requirement its margin requirement: what is owed stands in the second, at its weight.',
      'Weights and ratios are the live state of each market account. Facts that are asked for: `twap5m` (the price where absent) and `deposits` of an asset; `customMarginRatio` and `customMarginRatio.<market>` of the account.',
      'The profit of a market whose traders’ profits outweigh its pool counts less still; by how much is a figure of the chain, taken as the fact `profitImbalanceFactor` of the underlying, 1 where absent.',
      'Liquidation wants a buffer of 2 % over maintenance; it closes size / (price × (ratio − fee) − price × insurance fee) of the shortage, all of it below 50 USD.',
      'A third margin, for a taker’s fill, stands half-way between initial and maintenance.',
      'A dated future is margined as a perpetual; the venue lists none, and no options.',
    ],
    scenarios: {},
    collateral: {
      mode: 'rule',
      shocked: ['*'],
      owed: 'required',
      initial: beyond(initial),
      maintenance: beyond(maintenance),
    },
    initial: marginRequirement(initial),
    maintenance: marginRequirement(maintenance),
  }
}

export const driftV2: MarginSpec = driftSpec(driftMarkets)
