import { PlimsollError } from '../error/plimsollError.js'
import type { MarginSpec } from '../requirement/spec.js'
import { cross, isolated, portfolio } from './generations.js'
import { modelSpecs } from './house/models.js'
import { plimsollPm } from './house/plimsollPm.js'
import { plimsollPmDynamic } from './house/plimsollPmDynamic.js'

const all: readonly MarginSpec[] = Object.freeze([isolated, cross, portfolio, plimsollPm, plimsollPmDynamic, ...modelSpecs])

/** Every rule book that comes with the library. */
export function rulebooks(): readonly MarginSpec[] {
  return all
}

/**
 * The rule book of this id; SPEC_UNKNOWN lists what there is.
 *
 * @example
 * import { rulebook } from 'plimsoll'
 * rulebook('portfolio').title // => 'Portfolio margin'
 */
export function rulebook(id: string): MarginSpec {
  const found = all.find((spec) => spec.id === id)
  if (found !== undefined) return found
  throw new PlimsollError('SPEC_UNKNOWN', {
    where: 'spec',
    value: id,
    expected: `one of ${all.map((spec) => spec.id).join(', ')}`,
  })
}
