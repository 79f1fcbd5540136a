import type { HealthLevel, VenueView } from '@plimsoll/server/contract'
import { fixed } from '../format/number'

export type Bin = VenueView['histogram'][number]

const edge = (value: number): string => fixed(value, Number.isInteger(value * 10) ? 1 : 2)

/** A bin in words: 1.1 – 1.2, below 1, 5 and more. */
export function binText({ from, to }: Bin): string {
  if (from === null) return `below ${edge(to ?? 1)}`
  return to === null ? `${edge(from)} and more` : `${edge(from)} – ${edge(to)}`
}

/** The level of all accounts of a bin; the levels' edges are edges of bins. */
export function binLevel({ from }: Bin): HealthLevel {
  if (from === null) return 'liquidation'
  if (from < 1.1) return 'call'
  return from < 1.4 ? 'warning' : 'safe'
}

/** Powers of ten from 1 up to the first that is above all counts: the lines behind the bars. */
export function decades(bins: readonly Bin[]): readonly number[] {
  const most = Math.max(10, ...bins.map(({ accounts }) => accounts))
  return Array.from({ length: Math.ceil(Math.log10(most)) + 1 }, (_, power) => 10 ** power)
}

/** How high a count stands, 0 to 1, on a logarithmic scale on which 1 is still seen. */
export function barHeight(count: number, highest: number): number {
  return count <= 0 ? 0 : (0.15 + Math.log10(count)) / (0.15 + Math.log10(highest))
}
