import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import type { RehearsalOptions } from './rehearse.js'

/** The same rehearsal under another policy of deleveraging; nothing else differs at the start. */
export function withPolicy(options: RehearsalOptions, policy: DeleveragingPolicyName): RehearsalOptions {
  const { parameters } = options
  const deleveraging = { ...parameters.deleveraging, policy: deleveragingPolicies[policy] }
  return { ...options, parameters: { ...parameters, deleveraging } }
}
