import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import { atLeast, attribute, each, larger, less, measure, on, p, sum, times } from '../nodes.js'
import { unlistedCoins } from '../unlisted.js'
import { aevoCollateral, collateralProvenance, queueNote, standardPage } from './pieces.js'

const futures = ['perpetual', 'future'] as const
const mark: Amount = times(attribute('price'), attribute('mark'), 'mark')
const index = attribute('index')

const outright = sum(
  'outright',
  larger('rate less out of the money', less(p('option.initial'), outOfTheMoney()), p('option.initialLeast')),
)

/** As a part of the index. */
function outOfTheMoney(): Requirement {
  return { node: 'ratio', of: attribute('out-of-the-money'), over: index, ifZero: 0 }
}

const callInitial = sum('initial per coin', times(outright, index), mark)
const callMaintenance = sum('maintenance per coin', times(p('option.maintenance'), index), mark)
const putMaintenance = sum(
  'maintenance per coin',
  larger('rate', times(p('option.maintenance'), index), times(p('option.maintenance'), mark)),
  mark,
)
const putInitial = larger('initial per coin', callInitial, putMaintenance)

/** Contracts that are short, with resting sales filled where these count. */
function shortContracts(withOrders: boolean): Amount {
  const held = measure('quantity', 'net')
  const sold = on({ orders: true, side: 'short' }, measure('quantity', 'net', 'filled'))
  return atLeast(0, times(-1, withOrders ? sum('after sales', held, sold) : held))
}

/** The venue’s figure contains the mark, by which the account’s value is already lower. */
function shortOptions(right: 'call' | 'put', perCoin: Amount, withOrders: boolean): Requirement {
  return each(
    'position',
    times(times(attribute('contract-size'), less(perCoin, mark), 'beyond the mark'), shortContracts(withOrders)),
    { kind: ['option'], right },
    `short ${right}s`,
  )
}

const held = on({ kind: ['option'] }, measure('value', 'long', undefined, 'options held, which are no collateral'))
const openLoss = times(-1, measure('fill-loss', 'net'), 'open loss of orders')

/** Aevo’s standard margin: every position by itself. */
export const aevoSm: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'aevo-sm',
  version: '1',
  asOf: '2026-11-21',
  title: 'Aevo standard margin',
  description:
    'A short option asks for a part of the index less what it is out of the money, and for its mark; perpetuals for a rate of their notional. Nothing offsets anything.',
  sources: [standardPage],
  generation: 'cross',
  currency: 'USD',
  decimals: 6,
  parameters: {
    'option.initial': { value: 0.15, status: 'read', source: standardPage, unit: 'of the index' },
    'option.initialLeast': { value: 0.1, status: 'read', source: standardPage, unit: 'of the index' },
    'option.maintenance': {
      value: 0.1,
      status: 'read',
      source: standardPage,
      unit: 'of the index, or of a put’s mark',
    },
    'perpetual.initial': {
      value: null,
      status: 'missing',
      unit: 'of notional',
      description: 'Initial rate of perpetuals: the venue’s markets list it, no copy was read.',
    },
    'perpetual.maintenance': {
      value: null,
      status: 'missing',
      unit: 'of notional',
      description: 'Maintenance rate of perpetuals: the venue’s markets list it, no copy was read.',
    },
  },
  provenance: [
    collateralProvenance,
    {
      of: 'initial',
      status: 'read',
      source: standardPage,
      note: 'Call: max(15 % − OTM/S, 10 %)·S + mark; put: the same, at least its maintenance margin.',
    },
    {
      of: 'maintenance',
      status: 'read',
      source: standardPage,
      note: 'Call: 10 %·S + mark; put: max(10 %·S, 10 % of the mark) + mark.',
    },
  ],
  notes: [
    'The published figures contain the mark of a short option; here the account’s value has already lost it, so that it is not asked for again. Options held are paid for and count for nothing.',
    'How resting orders are margined was not read: initial margin takes them as filled.',
    queueNote,
  ],
  scenarios: {},
  collateral: aevoCollateral,
  initial: sum(
    'initial margin',
    shortOptions('call', callInitial, true),
    shortOptions('put', putInitial, true),
    each(
      'position',
      times(p('perpetual.initial'), measure('mark-notional', 'gross', 'worst-side')),
      { kind: [...futures] },
      'perpetuals',
    ),
    held,
    openLoss,
    unlistedCoins,
  ),
  maintenance: sum(
    'maintenance margin',
    shortOptions('call', callMaintenance, false),
    shortOptions('put', putMaintenance, false),
    each(
      'position',
      times(p('perpetual.maintenance'), measure('mark-notional', 'gross')),
      { kind: [...futures] },
      'perpetuals',
    ),
    held,
    unlistedCoins,
  ),
}
