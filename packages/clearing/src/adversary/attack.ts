import { PlimsollError, randomSource } from 'plimsoll'
import { liquidationRuleIds } from '../liquidation/venues/index.js'
import { type DeleveragingPolicyName, deleveragingPolicies } from '../loss/deleveraging/policy.js'
import type { Plan } from './plan.js'
import { playPlan } from './playPlan.js'
import type { Terrain } from './scene.js'
import { search } from './search.js'
import { type Strategy, strategies } from './strategies.js'

export interface AttackOptions {
  /** A whole number from 0 to 2⁵³ − 1; everything follows from it. */
  readonly seed: number
  /** Plans that are tried for each strategy and each set of rules. */
  readonly tries: number
  /** One deleveraging policy; absent: each of them under the rules `house`, and each set of rules with the policy `plimsoll`. */
  readonly policy?: string
  /** Called when a strategy has been searched under one set of rules. */
  readonly progress?: (done: number, of: number) => void
}

/** The most that one strategy was found to gain under one set of rules. */
export interface AttackResult {
  readonly strategy: string
  readonly title: string
  readonly policy: string
  readonly rules: string
  readonly against: Strategy['against']
  /** Smallest units of USDC: what the coalition has more than it had, or than without its moves, after fees, spread, impact and pushes. */
  readonly gain: bigint
  /** Of the plan that was found: lots that its members hold on each side, fills of deleveraging, and what nobody paid. */
  readonly lots: bigint
  readonly deleveraged: number
  readonly unpaid: bigint
  readonly plan: Plan
}

export interface AttackReport {
  readonly seed: number
  readonly tries: number
  /** Plans played, each with every invariant checked after every command. */
  readonly plans: number
  readonly results: readonly AttackResult[]
}

/**
 * Searches for profit against the rules: a coalition of accounts of several owners, with its costs, and all that it can command. What is found is a
 * lower bound: that no plan was found does not say that there is none. Gains in stories in which the price falls of itself are gains
 * *given that it does*.
 *
 * @throws PlimsollError INPUT_INVALID for a policy that is not known, or a seed out of range
 *
 * @example
 * import { attack } from '@plimsoll/clearing'
 * const { results, plans } = attack({ seed: 1, tries: 1, policy: 'plimsoll' })
 * results.length // => 9
 * plans // => 12
 */
export function attack({ seed, tries, policy, progress }: AttackOptions): AttackReport {
  const source = randomSource(seed)
  const terrains = terrainsOf(policy)
  const results: AttackResult[] = []
  let plans = 0
  for (const terrain of terrains) {
    for (const [stream, strategy] of strategies.entries()) {
      const play = (plan: Plan): bigint => {
        plans++
        return playPlan(plan, terrain).gain
      }
      const gainOf = (numbers: readonly number[]): bigint => {
        const plan = strategy.plan(numbers)
        const gain = play(plan)
        return strategy.against === 'nothing' ? gain : gain - play({ ...plan, moves: [] })
      }
      // The same draws under all rules, so that these and not luck make the difference.
      const { numbers, value } = search(strategy.size, tries, source, stream, gainOf)
      const plan = strategy.plan(numbers)
      const { deleveraged, unpaid } = playPlan(plan, terrain)
      const { id, title, against } = strategy
      results.push({
        strategy: id,
        title,
        policy: terrain.policy,
        rules: terrain.rules,
        against,
        // Whoever finds nothing stays at home.
        gain: value > 0n ? value : 0n,
        lots: plan.stake?.lots ?? 0n,
        deleveraged,
        unpaid,
        plan,
      })
      progress?.(results.length, terrains.length * strategies.length)
    }
  }
  return { seed, tries, plans, results }
}

/** Deleveraging policies are compared where they are reached: without a backstop. Rule sets are compared with one. */
function terrainsOf(policy: string | undefined): readonly Terrain[] {
  const names = Object.keys(deleveragingPolicies) as DeleveragingPolicyName[]
  if (policy !== undefined) {
    const name = names.find((each) => each === policy)
    if (name === undefined) {
      throw new PlimsollError('INPUT_INVALID', { where: 'policy', value: policy, expected: names.join(', ') })
    }
    return [{ policy: name, rules: 'house', hasBackstop: false }]
  }
  return [
    ...names.map((name): Terrain => ({ policy: name, rules: 'house', hasBackstop: false })),
    ...liquidationRuleIds().map((rules): Terrain => ({ policy: 'plimsoll', rules, hasBackstop: true })),
  ]
}
