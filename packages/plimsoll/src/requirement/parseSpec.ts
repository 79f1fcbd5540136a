import { readFormat, readRecord } from '../document/read.js'
import { PlimsollError } from '../error/plimsollError.js'
import { checkReferences } from './checkReferences.js'
import { type Flaw, flawOf } from './checkSchema.js'
import { languageSchema } from './language/specSchema.js'
import type { MarginSpec } from './spec.js'

/**
 * Reads a rule book. What passes evaluates on any book that the market can price and for which the market carries the
 * observations that it asks for; what is wrong is named with its place.
 *
 * @throws PlimsollError DOCUMENT_VERSION, or SPEC_INVALID with the path, the value and what is expected there
 * @example
 * import { parseSpec, rulebook } from 'plimsoll'
 * const spec = parseSpec({ ...rulebook('cross'), id: 'mine', maintenance: { node: 'scale', by: 0.5, of: rulebook('cross').initial } })
 * spec.id // => 'mine'
 */
export function parseSpec(value: unknown): MarginSpec {
  const fields = readRecord(value, 'spec')
  readFormat(fields.plimsoll, 'spec.plimsoll', 'spec/1')
  const flaw = flawOf(value, languageSchema, 'spec')
  if (flaw !== undefined) throw invalid(flaw)
  const spec = frozen(value) as MarginSpec
  const loose = checkReferences(spec)
  if (loose !== undefined) throw invalid(loose)
  return spec
}

function invalid(flaw: Flaw): PlimsollError {
  return new PlimsollError('SPEC_INVALID', { where: flaw.where, value: flaw.value, expected: flaw.expected })
}

/** A copy of the document, with everything in it frozen. */
function frozen(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) return Object.freeze(value.map(frozen))
  return Object.freeze(Object.fromEntries(Object.entries(value).map(([name, item]) => [name, frozen(item)])))
}
