import { exp, pow } from '@plimsoll/kernel'
import type { Context, Evaluate } from './context.js'
import type { NodeResult } from './nodeResult.js'
import { hasLegs } from './parts.js'
import type { Requirement } from './spec.js'
import { tiers } from './tiers.js'

type Arithmetic = Extract<
  Requirement,
  {
    node:
      | 'sum'
      | 'max'
      | 'min'
      | 'scale'
      | 'ratio'
      | 'power'
      | 'exponential'
      | 'magnitude'
      | 'floor'
      | 'cap'
      | 'round'
      | 'tiers'
      | 'when'
  }
>

/** Nodes that make one number of others. */
export function arithmetic(node: Arithmetic, context: Context, evaluate: Evaluate): NodeResult {
  switch (node.node) {
    case 'sum':
    case 'max':
    case 'min':
      return combined(
        node.node,
        node.of.map((of) => evaluate(of, context)),
        node.label ?? node.node,
      )
    case 'scale': {
      const of = evaluate(node.of, context)
      const by = evaluate(node.by, context)
      const value = by.value * of.value
      if (typeof node.by === 'number') {
        const label = node.label ?? `${node.by} × ${of.label}`
        return { kind: 'scale', label, value, factor: node.by, counts: [node.by], children: [of] }
      }
      const label = node.label ?? `${by.label} × ${of.label}`
      const counts = hasLegs(by) && !hasLegs(of) ? [0, of.value] : [by.value, 0]
      return { kind: 'scale', label, value, factor: by.value, counts, children: [of, by] }
    }
    case 'ratio': {
      const of = evaluate(node.of, context)
      const over = evaluate(node.over, context)
      const label = node.label ?? `${of.label} / ${over.label}`
      if (over.value === 0) return { kind: 'ratio', label, value: node.ifZero, counts: [0, 0], children: [of, over] }
      return { kind: 'ratio', label, value: of.value / over.value, counts: [1 / over.value, 0], children: [of, over] }
    }
    case 'power': {
      const of = evaluate(node.of, context)
      const exponent = evaluate(node.exponent, context)
      const base = Math.max(of.value, 0)
      const value = base === 0 ? (exponent.value > 0 ? 0 : 1) : pow(base, exponent.value)
      return curved('power', node.label ?? `${of.label} ^ ${exponent.label}`, value, of, [exponent])
    }
    case 'exponential': {
      const of = evaluate(node.of, context)
      return curved('exponential', node.label ?? `exp ${of.label}`, exp(of.value), of)
    }
    case 'magnitude': {
      const of = evaluate(node.of, context)
      return curved('magnitude', node.label ?? of.label, Math.abs(of.value), of)
    }
    case 'floor':
    case 'cap': {
      const of = evaluate(node.of, context)
      const at = evaluate(node.at, context)
      const beyond = node.node === 'floor' ? of.value < at.value : of.value > at.value
      const binds = beyond || (of.value === at.value && isConstant(at))
      const label = node.label ?? `${of.label}, at ${node.node === 'floor' ? 'least' : 'most'} ${at.label}`
      return {
        kind: node.node,
        label,
        value: binds ? at.value : of.value,
        counts: binds ? [0, 1] : [1, 0],
        children: [of, at],
      }
    }
    case 'round': {
      const of = evaluate(node.of, context)
      return curved('round', node.label ?? of.label, rounded(of.value, node.decimals, node.mode), of)
    }
    case 'tiers':
      return tiers(node, context, evaluate)
    case 'when': {
      const left = evaluate(node.left, context)
      const right = evaluate(node.right, context)
      const taken = evaluate(compare(left.value, node.is, right.value) ? node.so : node.otherwise, context)
      return {
        kind: 'when',
        label: node.label ?? taken.label,
        value: taken.value,
        counts: [1, 0, 0],
        children: [taken, left, right],
      }
    }
  }
}

function isConstant({ kind }: NodeResult): boolean {
  return kind === 'number' || kind === 'parameter'
}

/** Sum, maximum or minimum of what has been evaluated. */
export function combined(kind: 'sum' | 'max' | 'min', children: readonly NodeResult[], label: string): NodeResult {
  if (kind === 'sum') {
    let value = 0
    for (const child of children) value += child.value
    return { kind, label, value, counts: children.map(() => 1), children }
  }
  let active = 0
  children.forEach((child, row) => {
    const most = children[active]!.value
    // At a tie a constant decides: parts that only happen to cancel would say nothing.
    const better = kind === 'max' ? child.value > most : child.value < most
    if (better || (child.value === most && isConstant(child) && !isConstant(children[active]!))) active = row
  })
  const counts = children.map((_, row) => (row === active ? 1 : 0))
  return { kind, label, value: children[active]?.value ?? 0, counts, children }
}

/** A number that is no multiple of its child: legs keep their proportions. */
function curved(
  kind: string,
  label: string,
  value: number,
  of: NodeResult,
  others: readonly NodeResult[] = [],
): NodeResult {
  const count = of.value === 0 ? 0 : value / of.value
  return { kind, label, value, counts: [count, ...others.map(() => 0)], children: [of, ...others] }
}

function compare(left: number, is: '<' | '<=' | '>' | '>=', right: number): boolean {
  switch (is) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
  }
}

const powersOfTen = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12]

function rounded(
  value: number,
  decimals: number,
  mode: 'up' | 'down' | 'nearest' | 'toward-zero' | 'away-from-zero',
): number {
  const unit = powersOfTen[Math.abs(decimals)]!
  const scaled = decimals < 0 ? value / unit : value * unit
  // Beyond this a number has no fraction left to round.
  if (Math.abs(scaled) >= 2 ** 52) return value
  const whole = roundings[mode](scaled)
  return decimals < 0 ? whole * unit : whole / unit
}

const roundings = {
  up: Math.ceil,
  down: Math.floor,
  nearest: (x: number): number => Math.floor(x + 0.5),
  'toward-zero': Math.trunc,
  'away-from-zero': (x: number): number => (x < 0 ? Math.floor(x) : Math.ceil(x)),
} as const
