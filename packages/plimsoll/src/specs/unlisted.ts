import type { ParameterEntry, Requirement } from '../requirement/spec.js'
import { each, measure, parameter, sum, times, where } from './amounts.js'
import { options } from './kinds.js'

/** What a venue of perpetuals does not list and nobody can therefore know the margin of: short options. */
export const unlistedRate: ParameterEntry = {
  value: null,
  status: 'missing',
  unit: 'fraction of notional',
  description: 'Margin of a short option, which the venue does not list: to be supplied by whoever asks for one.',
}

const atTheRate = each(
  'position',
  'short options, at the supplied rate',
  times(parameter('unlisted.rate'), measure('notional', 'gross', 'filled')),
  { ...options, side: 'short' },
)

function optionsOf(side: 'long' | 'short'): Requirement {
  return where(options, sum('options, which the venue does not list', measure('value', side), atTheRate), 'options')
}

/** Options count for nothing where they are held, and cost the supplied rate where they are owed. */
export const unlistedOptions: Requirement = optionsOf('long')

/** The same where the rule book counts no option’s value in equity: what is owed of it stands here. */
export const owedOptions: Requirement = optionsOf('short')

/** Coins and pools held as positions count for nothing. */
export const unlistedCoins: Requirement = where(
  { kind: ['spot', 'amm'], orders: false },
  measure('value', 'gross'),
  'coins and pools, which are no collateral here',
)
