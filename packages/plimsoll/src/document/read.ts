import { PlimsollError } from '../error/plimsollError.js'

/** A JSON object whose fields are still unchecked. */
export type Fields = Readonly<Record<string, unknown>>

/** The value as an object with no fields but `known`; throws INPUT_INVALID or INPUT_UNKNOWN_FIELD. */
export function readFields(value: unknown, where: string, known: readonly string[]): Fields {
  const fields = readRecord(value, where)
  for (const name of Object.keys(fields)) {
    if (!known.includes(name)) {
      throw new PlimsollError('INPUT_UNKNOWN_FIELD', {
        where: `${where}.${name}`,
        value: fields[name],
        expected: `only the fields ${known.join(', ')}`,
      })
    }
  }
  return fields
}

/** The value as an object with any fields. */
export function readRecord(value: unknown, where: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const expected = typeof value === 'string' ? 'an object; a JSON text goes through JSON.parse first' : 'an object'
    throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  return value as Fields
}

export function readList(value: unknown, where: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a list' })
  return value
}

export function readString(value: unknown, where: string): string {
  if (typeof value !== 'string' || value.length === 0 || value.length > 500) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a text of 1 to 500 characters' })
  }
  return value
}

export function readNumber(value: unknown, where: string, expected = 'a finite number'): number {
  if (typeof value !== 'number' || !Number.isFinite(value)) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  return value
}

export function readPositive(value: unknown, where: string): number {
  const number = readNumber(value, where, 'a number above 0')
  if (number <= 0) throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'a number above 0' })
  return number
}

export function readChoice<Choice extends string>(value: unknown, where: string, choices: readonly Choice[]): Choice {
  const found = choices.find((choice) => choice === value)
  if (found === undefined) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected: `one of ${choices.join(', ')}` })
  }
  return found
}

const instantPattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,3})?)?(Z|[+-]\d{2}:\d{2})$/

/**
 * An ISO 8601 instant with its zone, as milliseconds since 1970. A time without a zone is refused: it would mean another
 * instant on another machine.
 */
export function readInstant(value: unknown, where: string): number {
  const instant = typeof value === 'string' && instantPattern.test(value) ? Date.parse(value) : Number.NaN
  if (Number.isNaN(instant)) {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'an instant such as "2026-02-05T08:00:00Z"' })
  }
  return instant
}

/** ISO 8601 in UTC, without a zero fraction of a second. */
export function formatInstant(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

/** Refuses a document of another format. */
export function readFormat(value: unknown, where: string, format: string): void {
  if (value !== format) throw new PlimsollError('DOCUMENT_VERSION', { where, value, expected: `"${format}"` })
}
