import type { Difference, MarginRecord, Verification } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { formatRequirement } from './number.js'
import { table } from './table.js'

/** Whether a record holds, and where it does not. */
export function verificationText(
  file: string,
  { spec, asOf, result }: MarginRecord,
  { holds, versions, differences }: Verification,
  paint: Paint,
  columns: number | undefined,
): string {
  const about = `${spec.id} at ${asOf}`
  const engine =
    versions.record === versions.here ? '' : `, made by version ${versions.record}, computed by ${versions.here}`
  if (holds) {
    const initial = `initial margin ${formatRequirement(result.initial, 2)} ${result.currency}`
    return `${paint.green('holds')} ${file}: ${about}, ${initial}${engine}\n`
  }
  return [
    `${paint.red('does not hold')} ${file}: ${about}${engine}\n`,
    table(
      [
        { title: 'where', align: 'left', cell: ({ where }: Difference) => where, cutTo: 30 },
        { title: 'recorded', align: 'left', cell: ({ recorded }: Difference) => shown(recorded), cutTo: 18 },
        { title: 'computed', align: 'left', cell: ({ computed }: Difference) => shown(computed), cutTo: 18 },
      ],
      differences,
      paint,
      columns,
    ),
  ].join('')
}

const shownMax = 70

/** A value as the record writes it: to the last digit of a number, for that is where records differ. */
function shown(value: unknown): string {
  if (value === undefined) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text
}
