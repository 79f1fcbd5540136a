import { PlimsollError } from '../error/plimsollError.js'
import type { MarginSpec, ParameterEntry } from '../requirement/spec.js'

/**
 * The rule book with other values of some of its parameters: what nobody published is supplied so, and what a venue has changed.
 *
 * @throws PlimsollError SPEC_INVALID for a parameter that the rule book does not have, or a value that is no finite number
 * @example
 * import { rulebook, withParameters } from 'plimsoll'
 * const spec = { ...rulebook('cross'), parameters: { fee: { value: null, status: 'missing' } } }
 * withParameters(spec, { fee: 0.001 }).parameters.fee.value // => 0.001
 */
export function withParameters(spec: MarginSpec, values: Readonly<Record<string, number>>): MarginSpec {
  const parameters: Record<string, ParameterEntry> = { ...spec.parameters }
  for (const [name, value] of Object.entries(values)) {
    const where = `${spec.id}: parameters.${name}`
    const entry = Object.hasOwn(parameters, name) ? parameters[name] : undefined
    if (entry === undefined) {
      throw new PlimsollError('SPEC_INVALID', {
        where,
        value: name,
        expected: `one of ${Object.keys(parameters).join(', ') || 'no parameters'}`,
      })
    }
    if (typeof value !== 'number' || !Number.isFinite(value)) {
      throw new PlimsollError('SPEC_INVALID', { where, value, expected: 'a finite number' })
    }
    parameters[name] = { ...entry, value }
  }
  return { ...spec, parameters }
}
