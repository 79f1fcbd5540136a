import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type Credits = Extract<Requirement, { node: 'credits' }>

interface Charged {
  readonly charge: NodeResult
  /** What credits are a part of. */
  readonly credited: number
  /** What is asked for whatever the credits are. */
  readonly least: NodeResult | undefined
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
    const whole = Math.max(charge.value, 0)
    const credited = node.credited === undefined ? whole : Math.max(evaluate(node.credited, within).value, 0)
    cells.set(cell, {
      charge,
      credited: Math.min(credited, whole),
      least: node.least === undefined ? undefined : evaluate(node.least, within),
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
    const ofFirst = rate * a.credited * (matched / Math.abs(a.exposure))
    const ofSecond = rate * b.credited * (matched / Math.abs(b.exposure))
    freed.set(first, (freed.get(first) ?? 0) + ofFirst)
    freed.set(second, (freed.get(second) ?? 0) + ofSecond)
    given.push({ kind: 'credit', label: `${first} against ${second}`, value: -(ofFirst + ofSecond), children: [] })
  }
  const settled = [...cells].map(([cell, one]) => settle(cell, one, freed.get(cell) ?? 0))
  let value = 0
  for (const child of settled) value += child.value
  return {
    kind: 'credits',
    label: node.label ?? 'each underlying, less credits between them',
    value,
    // The credits are in the cells; here they are only named.
    counts: [...settled.map(() => 1), ...given.map(() => 0)],
    children: [...settled, ...given],
  }
}

/** An underlying's charge less what credits free of it, at least its least. */
function settle(cell: string, { charge, least }: Charged, freed: number): NodeResult {
  const left = charge.value - freed
  const others = least === undefined ? [] : [least]
  if (least !== undefined && left < least.value) {
    return { kind: 'cell', label: cell, value: least.value, counts: [0, 1], children: [charge, least] }
  }
  const share = freed === 0 ? 1 : 1 - freed / charge.value
  return {
    kind: 'cell',
    label: cell,
    value: left,
    counts: [share, ...others.map(() => 0)],
    children: [charge, ...others],
  }
}
