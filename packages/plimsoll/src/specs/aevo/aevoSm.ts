import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import { attribute, each, largest, less, measure, over, parameter, read, sum, times, where } from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { index, maintenanceRate, mark, shortContracts } from '../shortOptions.js'
import { unlistedCoins } from '../unlisted.js'
import { aevoCollateral, collateralProvenance, queueNote, standardPage } from './pieces.js'

/** As a part of the index. */
const outright = sum(
  'outright',
  largest(
    'rate less out of the money',
    less(parameter('option.initial'), over(attribute('out-of-the-money'), index, 0), 'difference'),
    parameter('option.initialLeast'),
  ),
)

const callInitial = sum('initial per coin', times(outright, index), mark)
const callMaintenance = sum('maintenance per coin', times(parameter('option.maintenance'), index), mark)
const putMaintenance = sum('maintenance per coin', maintenanceRate, mark)
const putInitial = largest('initial per coin', callInitial, putMaintenance)

/** The venue’s figure contains the mark, by which the account’s value is already lower. */
function shortOptions(right: 'call' | 'put', perCoin: Amount, withOrders: boolean): Requirement {
  return each(
    'position',
    `short ${right}s`,
    times(
      times(attribute('contract-size'), less(perCoin, mark, 'difference'), 'beyond the mark'),
      shortContracts(withOrders),
    ),
    { ...options, right },
  )
}

const held = where(options, measure('value', 'long', undefined, 'options held, which are no collateral'))
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
    'option.initial': read(0.15, standardPage, 'of the index'),
    'option.initialLeast': read(0.1, standardPage, 'of the index'),
    'option.maintenance': read(0.1, standardPage, 'of the index, or of a put’s mark'),
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
      'perpetuals',
      times(parameter('perpetual.initial'), measure('mark-notional', 'gross', 'worst-side')),
      contracts,
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
      'perpetuals',
      times(parameter('perpetual.maintenance'), measure('mark-notional', 'gross')),
      contracts,
    ),
    held,
    unlistedCoins,
  ),
}
