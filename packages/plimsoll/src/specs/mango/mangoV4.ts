import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import { attribute, each, fact, largest, less, measure, over, smallest, sum, times, when, where } from '../amounts.js'
import { contracts } from '../kinds.js'
import { scaled, stateOf } from '../marketState.js'
import { owedOptions, unlistedRate } from '../unlisted.js'
import { type MangoBank, type MangoMarkets, type MangoPerpetual, mangoMarkets, marketParameters } from './markets.js'

type Margin = 'initial' | 'maintenance'

/** A margin with the markets in which it is asked for. */
interface Terms {
  readonly margin: Margin
  readonly markets: MangoMarkets
}

const repository = 'blockworks-foundation/mango-v4 at 1303a4a1'

function ofBank(figure: keyof MangoBank, { markets }: Terms): Requirement {
  return stateOf('asset', 'bank', markets.banks, figure)
}

function ofPerpetual(figure: keyof MangoPerpetual, { markets }: Terms): Requirement {
  return stateOf('underlying', 'perpetual', markets.perpetuals, figure)
}

/** Initial margin takes the worse of the oracle’s price and a slow one; maintenance the oracle’s. */
function worse(
  side: 'held' | 'owed',
  price: Requirement,
  about: 'asset' | 'underlying',
  { margin }: Terms,
): Requirement {
  if (margin === 'maintenance') return price
  const slow = fact(about, 'stablePrice', price)
  return side === 'held' ? smallest('price held', price, slow) : largest('price owed', price, slow)
}

function tokenPrice(side: 'held' | 'owed', terms: Terms): Requirement {
  return worse(side, attribute('price'), 'asset', terms)
}

/** Initial weights fall for what is held, and rise for what is owed, as the venue’s own deposits and borrows grow. */
function assetWeight(terms: Terms): Amount {
  if (terms.margin === 'maintenance') return ofBank('maintenanceAsset', terms)
  const start = ofBank('depositScaleStart', terms)
  const deposits = times(
    sum('deposits', fact('asset', 'deposits'), fact('asset', 'potentialDeposits', 0)),
    attribute('price'),
    'deposits of the venue',
  )
  return scaled(ofBank('initialAsset', terms), start, deposits, over(start, deposits, 1), 'asset weight')
}

function liabilityWeight(terms: Terms): Amount {
  if (terms.margin === 'maintenance') return ofBank('maintenanceLiability', terms)
  const start = ofBank('borrowScaleStart', terms)
  const borrows = times(fact('asset', 'borrows'), attribute('price'), 'borrows of the venue')
  return scaled(ofBank('initialLiability', terms), start, borrows, over(borrows, start, 1), 'liability weight')
}

/** Coins that a perpetual stands for with the orders of one side filled, at their weight, less what the fill costs. */
function orderCase(side: 'long' | 'short', terms: Terms): Requirement {
  const index = attribute('index')
  const held = worse('held', index, 'underlying', terms)
  const owed = worse('owed', index, 'underlying', terms)
  const orders = where({ orders: true, side }, measure('units', 'net', 'filled'), side === 'long' ? 'bids' : 'asks')
  const base = sum('base after the fill', where({ orders: false }, measure('units', 'net')), orders)
  const asset = ofPerpetual(`${terms.margin}BaseAsset`, terms)
  const liability = ofPerpetual(`${terms.margin}BaseLiability`, terms)
  return less(
    when(base, '>=', 0, times(times(asset, held), base), times(times(liability, owed), base), 'weighted base'),
    times(side === 'long' ? owed : held, orders, 'cost of the fill'),
    side === 'long' ? 'bids fill' : 'asks fill',
  )
}

/**
 * What a perpetual adds to the balance of its settlement token beyond its unrealised profit, which the book has there already:
 * quote position and the worse of both cases, counted in part when positive. In tokens.
 */
function unsettled(terms: Terms): Requirement {
  const profit = over(measure('profit', 'net'), attribute('price'), 0, 'profit')
  const quote = less(
    profit,
    where({ orders: false }, times(attribute('index'), measure('units', 'net'))),
    'quote position',
  )
  const health = sum(
    'unsettled health',
    quote,
    smallest('worse case', orderCase('long', terms), orderCase('short', terms)),
  )
  const counted = when(health, '>', 0, times(ofPerpetual(`${terms.margin}Overall`, terms), health), health)
  return each('position', 'perpetuals', less(counted, profit, 'difference'), contracts)
}

/** Tokens of an asset, with what its perpetuals add. */
function balance(terms: Terms): Requirement {
  return sum(
    'tokens',
    where({ kind: ['asset'] }, measure('quantity', 'net')),
    where({ kind: ['spot'], orders: false }, measure('quantity', 'net')),
    unsettled(terms),
  )
}

function balances(side: 'held' | 'owed', terms: Terms): Requirement {
  return {
    node: 'spot-balances',
    label: side === 'held' ? 'weighted assets' : 'weighted liabilities',
    side,
    balance: balance(terms),
    heldPrice: tokenPrice('held', terms),
    owedPrice: tokenPrice('owed', terms),
    heldWeight: assetWeight(terms),
    owedWeight: liabilityWeight(terms),
  }
}

/** What the account’s value exceeds the weighted assets by; below 0 where debts have lowered it. */
function beyond(terms: Terms): Requirement {
  return less(measure('value', 'net'), balances('held', terms), 'value that is no collateral')
}

/**
 * The rule book of Mango v4 for these markets. Figures that are null are marked missing and must be supplied.
 *
 * @example
 * import { mangoSpec, mangoMarkets } from 'plimsoll'
 * mangoSpec(mangoMarkets).parameters['bank.SOL.initialAsset'].status // => 'missing'
 */
export function mangoSpec(markets: MangoMarkets): MarginSpec {
  const initial: Terms = { margin: 'initial', markets }
  const maintenance: Terms = { margin: 'maintenance', markets }
  return {
    plimsoll: 'spec/1',
    id: 'mango-v4',
    version: '1',
    asOf: '2026-11-21',
    title: 'Mango v4',
    description:
      'Health: tokens at asset and liability weights, perpetuals and spot orders at their worse outcome. Initial health is initial equity less the initial requirement.',
    sources: [`${repository}: programs/mango-v4/src/health/cache.rs`],
    generation: 'cross',
    currency: 'USD',
    decimals: 6,
    parameters: { ...marketParameters(markets), 'unlisted.rate': unlistedRate },
    provenance: [
      { of: 'collateral', status: 'read', source: repository },
      { of: 'initial', status: 'read', source: repository },
      { of: 'maintenance', status: 'read', source: repository },
    ],
    notes: [
      'Equity is the sum of weighted assets and the requirement that of weighted liabilities; health is their difference.',
      'Weights are the live state of banks and markets. Facts that are asked for: `stablePrice` of an asset or underlying (the oracle’s where absent), and, where weights scale, `deposits`, `borrows` and `potentialDeposits` of an asset, in tokens.',
      'A third health, in which a liquidation ends, has initial weights that do not scale.',
      'Liquidation cancels orders and settles, then exchanges tokens and perpetual base, then turns to the insurance fund and socialises what is left.',
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
    initial: sum('initial liabilities', balances('owed', initial), owedOptions),
    maintenance: sum('maintenance liabilities', balances('owed', maintenance), owedOptions),
  }
}

export const mangoV4: MarginSpec = mangoSpec(mangoMarkets)
