import { PlimsollError } from 'plimsoll'
import { jsonFault } from './jsonFault.js'

/** The value of a JSON text; JSON_MALFORMED names line and column. A byte order mark is passed over. */
export function parseJson(text: string): unknown {
  const plain = text.startsWith('\ufeff') ? text.slice(1) : text
  try {
    return JSON.parse(plain) as unknown
  } catch (cause) {
    const fault = jsonFault(plain)
    if (fault === undefined) throw cause
    throw new PlimsollError('JSON_MALFORMED', {
      where: `line ${fault.line}, column ${fault.column}`,
      value: fault.found ?? 'the end of the text',
      expected: fault.expected,
    })
  }
}
