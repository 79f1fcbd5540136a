import { rulebook } from 'plimsoll'
import { liquidationRuleIds, liquidationRules } from '../liquidation/venues/index.js'
import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import type { ParameterChange } from '../state/records.js'

/** A change of parameters as a venue might announce one: of limits, of rules, or of a rule book for another. */
export function randomChange(random: () => number): ParameterChange {
  const one = <Item>(items: readonly Item[]): Item => items[Math.floor(random() * items.length)]!
  const policies = Object.keys(deleveragingPolicies) as DeleveragingPolicyName[]
  const cross = rulebook('cross')
  return one<() => ParameterChange>([
    () => ({ outflowMax: one([1_000_000n, 500_000n, 250_000n]) }),
    () => ({ openInterestMax: { 'BTC-PERP': BigInt(1_000 + Math.floor(random() * 9_000)) } }),
    () => ({ tradeBand: one([100_000n, 50_000n]) }),
    () => ({ liquidation: liquidationRules(one(liquidationRuleIds())) }),
    () => ({ deleveraging: { policy: deleveragingPolicies[one(policies)], roundCapPpm: one([1_000_000n, 300_000n]) } }),
    () => ({ specs: { isolated: rulebook('isolated'), cross, portfolio: one([cross, rulebook('portfolio')]) } }),
  ])()
}
