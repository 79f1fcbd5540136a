import { netted } from './cells.js'
import type { Context } from './context.js'
import type { Evaluate } from './evaluate.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Credits = Extract<Requirement, { node: 'credits' }>

interface Charged {
  readonly charge: NodeResult
  readonly exposure: number
  left: number
}

/**
 * Charges per underlying, less credits for underlyings that stand against each other, pairs in the order of their priority
 * (the inter-commodity credits of scenario margin; CME, SPAN methodology, inter-commodity spreading).
 */
export function credits(node: Credits, context: Context, evaluate: Evaluate): NodeResult {
  const { members, scene, path } = context
  const cells = new Map<string, Charged>()
  for (const [cell, inside] of netted(members, 'underlying')) {
    const within: Context = { scene, members: inside, scope: 'underlying', cell, path: `${path}/underlying ${cell}` }
    const charge = evaluate(node.of, within)
    const exposure = evaluate(node.exposure, within).value
    cells.set(cell, {
      charge: { kind: 'cell', label: cell, value: charge.value, counts: [1], children: [charge] },
      exposure,
      left: Math.abs(exposure),
    })
  }
  const freed = new Map<string, number>()
  const given: NodeResult[] = []
  for (const { first, second, credit } of node.pairs) {
    const a = cells.get(first)
    const b = cells.get(second)
    if (a === undefined || b === undefined || a === b || a.exposure * b.exposure >= 0) continue
    const matched = Math.min(a.left, b.left)
    if (!(matched > 0)) continue
    a.left -= matched
    b.left -= matched
    const rate = Math.min(Math.max(evaluate(credit, context).value, 0), 1)
    const ofFirst = rate * Math.max(a.charge.value, 0) * (matched / Math.abs(a.exposure))
    const ofSecond = rate * Math.max(b.charge.value, 0) * (matched / Math.abs(b.exposure))
    freed.set(first, (freed.get(first) ?? 0) + ofFirst)
    freed.set(second, (freed.get(second) ?? 0) + ofSecond)
    given.push({ kind: 'credit', label: `${first} against ${second}`, value: -(ofFirst + ofSecond), children: [] })
  }
  const charges = [...cells.values()].map(({ charge }) => charge)
  let value = 0
  for (const child of [...charges, ...given]) value += child.value
  const counts = charges.map((charge) => {
    const less = freed.get(charge.label) ?? 0
    return charge.value === 0 ? 1 : 1 - less / charge.value
  })
  return {
    kind: 'credits',
    label: node.label ?? 'each underlying, less credits between them',
    value,
    counts: [...counts, ...given.map(() => 0)],
    children: [...charges, ...given],
  }
}
