import type { ParameterEntry, Requirement } from '../requirement/spec.js'
import { each, measure, on, p, sum, times } from './nodes.js'

/** What a venue of perpetuals does not list and nobody can therefore know the margin of: short options. */
export const unlistedRate: ParameterEntry = {
  value: null,
  status: 'missing',
  unit: 'fraction of notional',
  description: 'Margin of a short option, which the venue does not list: to be supplied by whoever asks for one.',
}

const atTheRate = each(
  'position',
  times(p('unlisted.rate'), measure('notional', 'gross', 'filled')),
  { kind: ['option'], side: 'short' },
  'short options, at the supplied rate',
)

/** Options count for nothing where they are held, and cost the supplied rate where they are owed. */
export const unlistedOptions: Requirement = on(
  { kind: ['option'] },
  sum('options, which the venue does not list', measure('value', 'long'), atTheRate),
  'options',
)

/** The same where the rule book counts no option’s value in equity: what is owed of it stands here. */
export const owedOptions: Requirement = on(
  { kind: ['option'] },
  sum('options, which the venue does not list', measure('value', 'short'), atTheRate),
  'options',
)

/** Coins and pools held as positions count for nothing. */
export const unlistedCoins: Requirement = on(
  { kind: ['spot', 'amm'], orders: false },
  measure('value', 'gross'),
  'coins and pools, which are no collateral here',
)
