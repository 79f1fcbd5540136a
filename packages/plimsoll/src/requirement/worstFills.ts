import type { Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'

/**
 * A model that reads Greeks sees open orders as positions: the largest of its numbers with none of them filled, all buys, all sells, or
 * all of them. With many orders on both sides some other subset may ask for a little more.
 */
export function worstFills(
  members: readonly Exposure[],
  evaluate: (members: readonly Exposure[]) => NodeResult,
): NodeResult {
  const held = members.filter(({ kind }) => kind !== 'order')
  const bought = members.filter((member) => member.kind === 'order' && member.quantity > 0)
  const sold = members.filter((member) => member.kind === 'order' && member.quantity < 0)
  let worst = evaluate(held)
  const fills = [bought, sold, bought.length > 0 && sold.length > 0 ? [...bought, ...sold] : []]
  for (const filled of fills) {
    if (filled.length === 0) continue
    const result = evaluate([...held, ...filled])
    if (result.value > worst.value) worst = result
  }
  return worst
}
