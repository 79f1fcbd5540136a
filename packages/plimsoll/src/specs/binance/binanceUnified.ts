import type { Amount, MarginSpec, ParameterEntry, Requirement } from '../../requirement/spec.js'
import {
  atLeast,
  attribute,
  byName,
  each,
  fact,
  largest,
  less,
  measure,
  parameter,
  read,
  sum,
  table,
  times,
  when,
} from '../amounts.js'
import { unlistedCoins } from '../unlisted.js'
import { bitcoinBrackets2021, bracketsSource } from './brackets.js'
import {
  type Brackets,
  bracketParameters,
  futuresMaintenance,
  optionsHeld,
  optionsSold,
  unpublished,
} from './pieces.js'

const pages = 'Binance portfolio margin: API documentation and FAQ copies (uniMMR)'
/** Assets that have a collateral rate, and loans, of their own here. */
const named = ['BTC', 'ETH', 'BNB', 'USDT', 'USDC'] as const

function ofAsset(values: (asset: string) => Amount, otherwise: Amount): Requirement {
  return table('asset', byName(named, values), otherwise)
}

const worth = measure('value', 'net')

/** 1 − rate of what is held; what is owed, or lost beyond what is held, counts in full. */
const haircut = sum(
  'taken off',
  each(
    'asset',
    'haircuts',
    times(
      less(
        1,
        ofAsset((asset) => parameter(`collateral.${asset}`), parameter('collateral.others')),
        'haircut',
      ),
      atLeast(0, worth),
      'haircut on what is held',
    ),
    { kind: ['asset'] },
  ),
  times(-1, measure('fill-loss', 'net'), 'open loss of orders'),
)

const borrowed = times(-1, measure('quantity', 'net'), 'balance below 0')
const loanRate = when(
  fact('account', 'crossLeverage', 3),
  '<=',
  3,
  parameter('loan.3x'),
  when(fact('account', 'crossLeverage', 3), '<=', 5, parameter('loan.5x'), parameter('loan.10x')),
  'maintenance rate of loans',
)
const loans = each(
  'asset',
  'loans',
  times(
    loanRate,
    times(
      largest(
        'loan',
        ofAsset((asset) => fact('account', `loan.${asset}`, 0), 0),
        borrowed,
        0,
      ),
      attribute('price'),
    ),
  ),
  { kind: ['asset'] },
)

const collateralRates: Record<string, ParameterEntry> = Object.fromEntries(
  [...named, 'others'].map((asset) => [
    `collateral.${asset}`,
    {
      value: null,
      status: 'missing' as const,
      unit: 'fraction of price',
      description: `Collateral rate of ${asset === 'others' ? 'all other assets' : asset}: the live table is not public.`,
    },
  ]),
)

/**
 * Binance’s portfolio margin with these brackets. `health` of the result is the venue’s uniMMR.
 *
 * @example
 * import { binanceUnifiedSpec } from 'plimsoll'
 * binanceUnifiedSpec({}).parameters['loan.5x'].value // => 0.08
 */
export function binanceUnifiedSpec(brackets: Brackets): MarginSpec {
  const needed = (label: string, orders?: 'worst-side'): Requirement =>
    sum(label, futuresMaintenance(brackets, orders), optionsSold(orders === undefined ? undefined : 'filled'), loans)
  return {
    plimsoll: 'spec/1',
    id: 'binance-unified',
    version: '1',
    asOf: '2026-11-21',
    title: 'Binance portfolio margin (uniMMR)',
    description:
      'One ratio for the whole account: collateral at its rate and profits, over the maintenance margin of all contracts and loans.',
    sources: [pages, bracketsSource],
    generation: 'cross',
    currency: 'USD',
    decimals: 8,
    parameters: {
      ...bracketParameters(brackets),
      ...unpublished,
      ...collateralRates,
      'loan.3x': read(0.1, pages, 'fraction of the loan'),
      'loan.5x': read(0.08, pages, 'fraction of the loan'),
      'loan.10x': read(0.05, pages, 'fraction of the loan'),
      'level.open': read(1.2, `${pages}; below 120 % an account may only reduce`, 'uniMMR'),
    },
    provenance: [
      {
        of: 'collateral',
        status: 'read',
        source: pages,
        note: 'min(amount × price × rate, amount × price), less open loss.',
      },
      { of: 'maintenance', status: 'read', source: pages },
      {
        of: 'initial',
        status: 'derived',
        source: pages,
        note: 'The venue has no initial margin of the whole account: this is the level at which positions may still be opened.',
      },
    ],
    notes: [
      'Levels of the ratio: above 150 % free, 120–150 % a reminder, 105–120 % only reducing, 100–105 % liquidation, at 100 % the account is taken over. Older text: 200 / 150 / 120 %.',
      'A loan is a balance below 0; where the same asset is held as well, the account fact `loan.<asset>` (BTC, ETH, BNB, USDT, USDC) says how much of it is borrowed. The account fact `crossLeverage` (3, 5 or 10) chooses the rate.',
      'The brackets are BTCUSDT’s of 2021; collateral rates and the margin of options sold are not public.',
      'The venue’s worked example is cut off before its result in the copies that were read.',
    ],
    scenarios: {},
    collateral: { mode: 'rule', shocked: ['*'], initial: haircut, maintenance: haircut },
    initial: sum(
      'to open',
      times(parameter('level.open'), needed('maintenance margin with orders', 'worst-side')),
      optionsHeld,
      unlistedCoins,
    ),
    maintenance: sum('account', needed('maintenance margin'), optionsHeld, unlistedCoins),
  }
}

export const binanceUnified: MarginSpec = binanceUnifiedSpec({ BTC: bitcoinBrackets2021 })
