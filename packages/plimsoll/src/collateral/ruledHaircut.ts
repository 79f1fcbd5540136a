import { contextOf, type Scene } from '../requirement/context.js'
import { evaluate, evaluateRequirement } from '../requirement/evaluate.js'
import type { Exposure } from '../requirement/exposure.js'
import type { NodeResult } from '../requirement/nodeResult.js'
import type { CollateralRule } from '../requirement/spec.js'

/**
 * What a rule book that writes its haircuts as an expression takes off the account's value. Below 0 only where the rule book
 * asks for debts in its requirement: there the expression gives back what the account's value has lost by them.
 */
export function ruledHaircut(
  rule: Extract<CollateralRule, { mode: 'rule' }>,
  margin: 'initial' | 'maintenance',
  exposures: readonly Exposure[],
  scene: Scene,
): NodeResult {
  return rule.owed === 'required'
    ? evaluate(rule[margin], contextOf(exposures, scene))
    : evaluateRequirement(rule[margin], exposures, scene)
}
