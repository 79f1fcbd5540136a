import type { CollateralRule, Haircut } from '../requirement/spec.js'

const none: Haircut = Object.freeze({ initial: 0, maintenance: 0 })

/** The haircut that a rule book takes off an asset, as fractions of its value. */
export function haircutOf(rule: CollateralRule, asset: string): Haircut {
  const table = rule.mode === 'shocked' ? rule.residualHaircuts : rule.haircuts
  return table[asset] ?? table['*'] ?? none
}
