import { netted } from './cells.js'
import type { Context } from './context.js'
import type { Evaluate } from './evaluate.js'
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
      charge: { kind: 'cell', label: cell, value: charge.value, counts: [1], children: [charge] },
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
  const { least } = node
  const charges = [...cells.values()].map(({ charge }) => charge)
  const raised = least === undefined ? [] : [...cells].map(([cell, one]) => raisedTo(cell, one, freed.get(cell) ?? 0))
  let value = 0
  for (const child of [...charges, ...given, ...raised]) value += child.value
  const counts = charges.map((charge, row) => {
    if ((raised[row]?.value ?? 0) > 0) return 0
    const less = freed.get(charge.label) ?? 0
    return charge.value === 0 ? 1 : 1 - less / charge.value
  })
  // Where a least decides, its own legs stand for the cell.
  const raisedCounts = raised.map((_, row) => {
    const one = [...cells.values()][row]!
    return raised[row]!.value > 0 ? one.least!.value / raised[row]!.value : 0
  })
  return {
    kind: 'credits',
    label: node.label ?? 'each underlying, less credits between them',
    value,
    counts: [...counts, ...given.map(() => 0), ...raisedCounts],
    children: [...charges, ...given, ...raised],
  }
}

/** By how much an underlying's least exceeds what its charge and credits leave. */
function raisedTo(cell: string, { charge, least }: Charged, freed: number): NodeResult {
  const lacking = Math.max(least!.value - (charge.value - freed), 0)
  const count = least!.value === 0 ? 0 : lacking / least!.value
  return {
    kind: 'least',
    label: `${cell}: at least ${least!.label}`,
    value: lacking,
    counts: [count],
    children: [least!],
  }
}
