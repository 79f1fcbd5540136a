import type { Difference, Verification } from 'plimsoll'
import type { Paint } from '../terminal/paint.js'
import { formatRequirement } from './number.js'
import { table } from './table.js'

/** Whether a record holds, and where it does not. */
export function verificationText(
  file: string,
  record: unknown,
  { holds, versions, differences }: Verification,
  paint: Paint,
  columns: number | undefined,
): string {
  const about = aboutRecord(record)
  const engine =
    versions.record === versions.here ? '' : `, made by version ${versions.record}, computed by ${versions.here}`
  if (holds) return `${paint.green('holds')} ${file}${about}${engine}\n`
  return [
    `${paint.red('does not hold')} ${file}${about}${engine}\n`,
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

type Loose = Readonly<Record<string, unknown>>

/** What a record says that it is of; one that does not hold may say nothing. */
function aboutRecord(record: unknown): string {
  const { spec, asOf, result } = record as Loose
  const id = typeof spec === 'object' && spec !== null ? (spec as Loose).id : undefined
  const { initial, currency } = typeof result === 'object' && result !== null ? (result as Loose) : {}
  const words = [
    typeof id === 'string' ? id : undefined,
    typeof asOf === 'string' ? asOf : undefined,
    typeof initial === 'number' ? `initial margin ${formatRequirement(initial, 2)} ${String(currency)}` : undefined,
  ].filter((word) => word !== undefined)
  return words.length === 0 ? '' : `: ${words.join(', ')}`
}

const shownMax = 70

/** A value as the record writes it: to the last digit of a number, for that is where records differ. */
function shown(value: unknown): string {
  if (value === undefined) return '–'
  const text = typeof value === 'string' ? value : JSON.stringify(value)
  return text.length > shownMax ? `${text.slice(0, shownMax - 1)}…` : text
}
