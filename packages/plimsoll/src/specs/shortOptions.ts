import type { Amount, Requirement } from '../requirement/spec.js'
import { atLeast, attribute, largest, less, measure, parameter, sum, times, where } from './amounts.js'
import { options } from './kinds.js'

/** What venues that margin each short option by its moneyness write alike: of one coin, on the index. */
export const index: Requirement = attribute('index')
export const mark: Requirement = times(attribute('price'), attribute('mark'), 'mark')

/** Rate of the index less what the option is out of the money, at least a floor; beside the mark. */
export const rateLessOutOfTheMoney: Requirement = largest(
  'rate less out of the money',
  less(times(parameter('option.initial'), index), attribute('out-of-the-money')),
  times(parameter('option.initialFloor'), index),
)

/** The maintenance rate on the index or on the mark, whichever is more. */
export const maintenanceRate: Requirement = largest(
  'rate',
  times(parameter('option.maintenance'), index),
  times(parameter('option.maintenance'), mark),
)

/** Contracts that are short; where orders count, with every resting sale filled. */
export function shortContracts(withOrders: boolean): Amount {
  const held = measure('quantity', 'net')
  const sold = where({ orders: true, side: 'short' }, measure('quantity', 'net', 'filled'))
  return atLeast(0, times(-1, withOrders ? sum('after sales', held, sold) : held))
}

/** What the margin balance of such a venue leaves out: its figure for a short option contains the mark. */
export const optionValue: Requirement = where(
  { ...options, orders: false },
  { ...measure('value', 'net'), label: 'value of options, outside the margin balance' },
)
