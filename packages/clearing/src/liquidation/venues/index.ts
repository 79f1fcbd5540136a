import { PlimsollError } from 'plimsoll'
import type { LiquidationRules } from '../rules.js'
import { deribit } from './deribit.js'
import { derive } from './derive.js'
import { drift } from './drift.js'
import { dydx } from './dydx.js'
import { euler } from './euler.js'
import { house } from './house.js'
import { hyperliquid } from './hyperliquid.js'
import { maker } from './maker.js'

/** Every rule set that comes with the engine, by id. */
const known: ReadonlyMap<string, LiquidationRules> = new Map(
  [house, derive, dydx, drift, hyperliquid, deribit, maker, euler].map((rules) => [rules.id, rules]),
)

/**
 * Ids of the rule sets that come with the engine.
 *
 * @example
 * import { liquidationRuleIds } from '@plimsoll/clearing'
 * liquidationRuleIds() // => ['house', 'derive', 'dydx-v4', 'drift-v2', 'hyperliquid', 'deribit-pm', 'maker-like', 'euler-like']
 */
export function liquidationRuleIds(): readonly string[] {
  return [...known.keys()]
}

/**
 * A rule set by its id. Throws SPEC_UNKNOWN.
 *
 * @example
 * import { liquidationRules } from '@plimsoll/clearing'
 * liquidationRules('house').targetPpm // => 1200000n
 */
export function liquidationRules(id: string): LiquidationRules {
  const rules = known.get(id)
  if (rules === undefined) {
    throw new PlimsollError('SPEC_UNKNOWN', { where: 'liquidation', value: id, expected: [...known.keys()].join(', ') })
  }
  return rules
}
