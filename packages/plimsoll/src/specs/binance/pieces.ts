import type { Amount, Measure, ParameterEntry, Requirement } from '../../requirement/spec.js'
import { bands, byName, each, measure, parameter, sum, table, times, where } from '../amounts.js'
import { contracts, options } from '../kinds.js'
import { type BinanceBracket, bracketsSource } from './brackets.js'

export type Brackets = Readonly<Record<string, readonly BinanceBracket[]>>

/** Every figure of the brackets as a parameter: `bracket.BTC.1.upTo`, `bracket.BTC.1.rate`, … */
export function bracketParameters(
  brackets: Brackets,
  status: ParameterEntry['status'] = 'third-party',
  source: string = bracketsSource,
): Record<string, ParameterEntry> {
  const parameters: Record<string, ParameterEntry> = {}
  for (const [underlying, rows] of Object.entries(brackets)) {
    for (const [row, { notionalMost, maintenanceRate }] of rows.entries()) {
      const name = `bracket.${underlying}.${row + 1}`
      parameters[`${name}.upTo`] = { value: notionalMost, status, source, unit: 'notional' }
      parameters[`${name}.rate`] = { value: maintenanceRate, status, source, unit: 'fraction of notional' }
    }
  }
  return parameters
}

/** What was not published in a form that could be read. */
export const unpublished: Record<string, ParameterEntry> = {
  'maintenance.others': {
    value: null,
    status: 'missing',
    unit: 'fraction of notional',
    description: 'Maintenance rate of linear contracts on underlyings whose brackets are not known here.',
  },
  'maintenance.coinMargined': {
    value: null,
    status: 'missing',
    unit: 'fraction of notional',
    description: 'Maintenance rate of contracts settled in coin, whose brackets are not known here.',
  },
  'option.seller': {
    value: null,
    status: 'missing',
    unit: 'fraction of notional',
    description: 'What a short option asks for beyond its mark: the venue’s formula was not found.',
  },
}

/**
 * Maintenance margin of every contract: rate × notional at the mark − the cumulative amount of its bracket, which is the same
 * as each bracket’s rate on the part of the notional that lies in it.
 */
export function futuresMaintenance(brackets: Brackets, orders?: Measure['orders']): Requirement {
  const notional = measure('mark-notional', 'gross', orders, 'notional at the mark')
  const linear = table(
    'underlying',
    byName(Object.keys(brackets), (underlying) => banded(underlying, brackets[underlying]!.length, notional)),
    times(parameter('maintenance.others'), notional),
    'maintenance of its bracket',
  )
  return sum(
    'futures',
    each('position', 'linear contracts', linear, { ...contracts, settlement: 'linear' }),
    each('position', 'quanto contracts', linear, { ...contracts, settlement: 'quanto' }),
    each('position', 'coin-margined contracts', times(parameter('maintenance.coinMargined'), notional), {
      ...contracts,
      settlement: 'inverse',
    }),
  )
}

function banded(underlying: string, rows: number, of: Amount): Requirement {
  return {
    node: 'tiers',
    mode: 'marginal',
    of,
    bands: bands(
      rows,
      (row) => parameter(`bracket.${underlying}.${row}.upTo`),
      (row) => parameter(`bracket.${underlying}.${row}.rate`),
    ),
  }
}

/** Options held are no collateral here: their value is asked for. */
export const optionsHeld: Requirement = where(
  options,
  measure('value', 'long', undefined, 'options held, which are no collateral here'),
)

/** What options sold ask for beyond their mark, which the account's value has already lost. */
export function optionsSold(orders?: Measure['orders']): Requirement {
  return each('position', 'options sold', times(parameter('option.seller'), measure('notional', 'gross', orders)), {
    ...options,
    side: 'short',
  })
}
