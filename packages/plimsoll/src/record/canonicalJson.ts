import { PlimsollError } from '../error/plimsollError.js'

/**
 * One text for one value: object keys sorted by code unit, no spaces, numbers in the shortest form that reads back to the same
 * bits (RFC 8785, JSON Canonicalization Scheme). What JSON cannot say is refused; −0 is written as 0.
 *
 * @throws PlimsollError INPUT_INVALID for a number that is not finite or a value that is no JSON
 * @example
 * import { canonicalJson } from 'plimsoll'
 * canonicalJson({ b: [1, 0.1], a: 'x' }) // => '{"a":"x","b":[1,0.1]}'
 */
export function canonicalJson(value: unknown, where: string = 'document'): string {
  if (value === null || typeof value === 'boolean' || typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (Number.isFinite(value)) return JSON.stringify(value)
  } else if (Array.isArray(value)) {
    return `[${value.map((item: unknown, row) => canonicalJson(item, `${where}[${row}]`)).join(',')}]`
  } else if (typeof value === 'object') {
    const fields = value as Readonly<Record<string, unknown>>
    const names = Object.keys(fields)
      .filter((name) => fields[name] !== undefined)
      .sort()
    return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(fields[name], `${where}.${name}`)}`).join(',')}}`
  }
  throw new PlimsollError('INPUT_INVALID', { where, value, expected: 'what JSON can say' })
}
