import type { Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'

/**
 * A model that reads Greeks sees open orders as positions: the largest of its numbers with none of them filled, all buys, all sells, or
 * all of them, each with what the fills lose at once. Some other subset of many orders may ask for about a tenth more.
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
    const result = afterFills(filled, evaluate([...held, ...filled]))
    if (result.value > worst.value) worst = result
  }
  return worst
}

/** With what the fills lose at once, each order its own. */
function afterFills(filled: readonly Exposure[], result: NodeResult): NodeResult {
  const losses = filled.flatMap((order) =>
    order.kind === 'order' && order.fillLoss < 0 ? [{ leg: order.leg, part: -order.fillLoss }] : [],
  )
  if (losses.length === 0) return result
  const loss = losses.reduce((sum, { part }) => sum + part, 0)
  const lost = { kind: 'measure', label: 'lost as orders fill', value: loss, legs: losses, children: [] }
  return { kind: 'sum', label: result.label, value: result.value + loss, counts: [1, 1], children: [result, lost] }
}
