import type { Amount, FlatCollateral, Haircut, Requirement } from '../requirement/spec.js'
import { byName, each, measure, times, when } from './amounts.js'

/** What coins held lose by a rate of each asset; a rate that has to be supplied is asked for only where there is any of its asset. */
export function haircutsBy(rate: Amount): Requirement {
  const held = measure('value', 'long')
  return each('asset', 'haircuts', when(held, '>', 0, times(rate, held), 0), { kind: ['asset'] })
}

/** These assets count in full, all others with this haircut; without one, for nothing. */
export function countedInFull(
  assets: readonly string[],
  others: Haircut = { initial: 1, maintenance: 1 },
): FlatCollateral {
  return {
    mode: 'haircut',
    haircuts: { ...byName(assets, () => ({ initial: 0, maintenance: 0 })), '*': others },
    residualHaircuts: {},
  }
}
