import type { CollateralRule, Haircut } from '../requirement/spec.js'

const none: Haircut = Object.freeze({ initial: 0, maintenance: 0 })

/**
 * The haircut that a rule book takes off an asset, as fractions of its value; none where the rule book writes its haircuts
 * as an expression over the balances instead.
 */
export function haircutOf(rule: CollateralRule, asset: string): Haircut {
  if (rule.mode === 'rule') return none
  const table = rule.mode === 'shocked' ? rule.residualHaircuts : rule.haircuts
  return (Object.hasOwn(table, asset) ? table[asset] : undefined) ?? table['*'] ?? none
}
