/**
 * Records as canonical text: JSON with sorted keys and without spaces, in which a bigint is the string `~123`; a string that begins with `~`
 * gets a second one in front. Equal records have equal text, and {@link decode} gives the record back.
 *
 * @example
 * import { decode, encode } from '@plimsoll/clearing'
 * encode({ b: -5n, a: '~' }) // => '{"a":"~~","b":"~-5"}'
 * decode('{"b":"~-5"}') // => { b: -5n }
 */
export function encode(value: unknown): string {
  switch (typeof value) {
    case 'bigint':
      return `"~${value}"`
    case 'string':
      return JSON.stringify(value.startsWith('~') ? `~${value}` : value)
    case 'number':
      if (!Number.isFinite(value)) throw new RangeError(`${value} has no canonical text`)
      return JSON.stringify(value)
    case 'boolean':
      return value ? 'true' : 'false'
    case 'object':
      if (value === null) return 'null'
      if (Array.isArray(value)) return `[${value.map(encode).join(',')}]`
      return encodeRecord(value as Readonly<Record<string, unknown>>)
    default:
      throw new RangeError(`a ${typeof value} has no canonical text`)
  }
}

function encodeRecord(record: Readonly<Record<string, unknown>>): string {
  const fields: string[] = []
  for (const key of Object.keys(record).sort()) {
    const value = record[key]
    // Absent and undefined are the same.
    if (value !== undefined) fields.push(`${JSON.stringify(key)}:${encode(value)}`)
  }
  return `{${fields.join(',')}}`
}

/** The record that {@link encode} wrote. Throws SyntaxError for other text. */
export function decode(text: string): unknown {
  return JSON.parse(text, (_key, value: unknown) => {
    if (typeof value !== 'string' || !value.startsWith('~')) return value
    return value.startsWith('~~') ? value.slice(1) : BigInt(value.slice(1))
  })
}
