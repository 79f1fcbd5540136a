import type { Amount, ParameterEntry, Requirement } from '../requirement/spec.js'
import { byName, missing, parameter, read, table, times, when } from './amounts.js'

/** A number that the venue’s state gives, or null where it is not known here and must be supplied. */
export type Figure = number | null

/** The figures of markets, by a venue’s kind of market and by name, as parameters: `spot.SOL.imf`, … */
export function stateParameters(
  account: string,
  kinds: Readonly<Record<string, Readonly<Record<string, object>>>>,
): Record<string, ParameterEntry> {
  const parameters: Record<string, ParameterEntry> = {}
  for (const [kind, markets] of Object.entries(kinds)) {
    for (const [market, figures] of Object.entries(markets)) {
      for (const [name, value] of Object.entries(figures) as [string, Figure][]) {
        parameters[`${kind}.${market}.${name}`] =
          value === null ? missing(`Live state of the ${account}, to be supplied.`) : read(value, account)
      }
    }
  }
  return parameters
}

/** One of those figures, by what is looked at; `other` for every market that is not among the named ones. */
export function stateOf(
  by: 'asset' | 'underlying',
  kind: string,
  markets: Readonly<Record<string, object>>,
  figure: string,
): Requirement {
  return table(
    by,
    byName(Object.keys(markets), (name) => parameter(`${kind}.${name}.${figure}`)),
    parameter(`${kind}.other.${figure}`),
  )
}

/** A weight times a factor once a volume of the venue is beyond where its scaling starts; a start of 0: never. */
export function scaled(weight: Amount, start: Amount, volume: Amount, factor: Amount, label: string): Requirement {
  return when(start, '>', 0, when(volume, '>', start, times(weight, factor), weight), weight, label)
}
