import type { Amount, MarginSpec, Requirement } from '../../requirement/spec.js'
import { byName, each, measure, parameter, sum, table, times } from '../amounts.js'
import { contracts } from '../kinds.js'
import { unlistedCoins, unlistedOptions, unlistedRate } from '../unlisted.js'

const page = 'BitMEX: Auto-Deleveraging reference; margin rates are per contract and risk limit, served by the venue'
const named = ['BTC', 'ETH'] as const

const ofMarket = (level: 'initial' | 'maintenance'): Amount =>
  table(
    'underlying',
    byName(named, (name) => parameter(`${level}.${name}`)),
    parameter(`${level}.others`),
  )

function futures(level: 'initial' | 'maintenance'): Requirement {
  const notional = measure('mark-notional', 'gross', level === 'initial' ? 'worst-side' : undefined)
  return each('position', 'contracts', times(ofMarket(level), notional), contracts)
}

/** BitMEX: a rate of notional per contract. The form only; its rates are not in any copy that was read. */
export const bitmex: MarginSpec = {
  plimsoll: 'spec/1',
  id: 'bitmex',
  version: '1',
  asOf: '2026-11-21',
  title: 'BitMEX cross margin',
  description:
    'Every contract asks for a rate of its notional at the mark; no netting between contracts. The rates have to be supplied.',
  sources: [page],
  generation: 'cross',
  currency: 'USD',
  decimals: 8,
  parameters: {
    ...Object.fromEntries(
      (['initial', 'maintenance'] as const).flatMap((level) =>
        [...named, 'others'].map((name) => [
          `${level}.${name}`,
          {
            value: null,
            status: 'missing' as const,
            unit: 'of notional',
            description: `The ${level} rate of ${name === 'others' ? 'all other markets' : name} at the account’s risk limit.`,
          },
        ]),
      ),
    ),
    'unlisted.rate': unlistedRate,
  },
  provenance: [
    { of: 'initial', status: 'derived', source: page, note: 'Formula level: rate × notional.' },
    { of: 'maintenance', status: 'derived', source: page, note: 'Formula level: rate × notional.' },
    { of: 'collateral', status: 'own', note: 'No table of collateral was read: coins count in full.' },
  ],
  notes: [
    'Rates grow with the risk limit that the account has chosen; the rates supplied are those at its limit.',
    'Automatic deleveraging ranks by profit part × effective leverage where it is a profit and by profit part / effective leverage where it is a loss; effective leverage = |value at the mark| / (value at the mark − value at bankruptcy).',
  ],
  scenarios: {},
  collateral: { mode: 'haircut', haircuts: {}, residualHaircuts: {} },
  initial: sum(
    'initial margin',
    futures('initial'),
    times(-1, measure('fill-loss', 'net'), 'open loss of orders'),
    unlistedOptions,
    unlistedCoins,
  ),
  maintenance: sum('maintenance margin', futures('maintenance'), unlistedOptions, unlistedCoins),
}
