import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import { type RehearsalOptions, type RehearsalStep, rehearse } from './rehearse.js'

/** How the same rehearsal ended under a policy. */
export interface PolicyOutcome {
  readonly policy: DeleveragingPolicyName
  readonly end: RehearsalStep
}

/**
 * The same rehearsal under each policy of deleveraging; nothing else differs at the start.
 *
 * @throws PlimsollError INPUT_INVALID for a seed out of range
 */
export function comparePolicies(
  options: RehearsalOptions,
  policies: readonly DeleveragingPolicyName[],
): readonly PolicyOutcome[] {
  const { parameters } = options
  return policies.map((policy) => {
    const deleveraging = { ...parameters.deleveraging, policy: deleveragingPolicies[policy] }
    return { policy, end: lastStep({ ...options, parameters: { ...parameters, deleveraging } }) }
  })
}

/** Plays to the end. */
export function lastStep(options: RehearsalOptions): RehearsalStep {
  let last: RehearsalStep | undefined
  for (const step of rehearse(options).steps) last = step
  return last!
}
