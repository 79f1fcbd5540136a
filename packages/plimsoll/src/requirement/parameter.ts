import type { Context } from './context.js'
import type { NodeResult } from './nodeResult.js'
import type { ParameterReference } from './spec.js'

/** A named parameter of the rule book; one that nobody published has no value and is refused until it is supplied. */
export function parameter({ parameter: name }: ParameterReference, { scene: { valuation } }: Context): NodeResult {
  return { kind: 'parameter', label: name, value: valuation.parameter(name), children: [] }
}
