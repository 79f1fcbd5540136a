import type { Amount, MarginSpec, Measure, Requirement } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { rankMeasure, ranksMax } from './tailMeasure.js'

/** Numbers of one unit that a requirement looks at: profits in scenarios, a measured size, the index, what it is worth. */
export type Leaf =
  | { readonly kind: 'rows'; readonly scenarios: string }
  | { readonly kind: 'measure'; readonly of: Measure['of'] }
  | { readonly kind: 'index' }
  | { readonly kind: 'worth' }

/** From moves of one unit's numbers, by leaf, how far a requirement can follow them at most. */
export type Gauge = (moves: readonly number[]) => number

/**
 * How far a requirement can move: by no more than Σ |quantity| × gauge(moves of one unit). It is made of terms that are sums over
 * cells of something monotone in its lines' numbers, and of maxima, minima and multiples of such terms (docs/models/live-book.md).
 */
export interface Spacing {
  readonly leaves: readonly Leaf[]
  readonly gauge: Gauge
  /** Sum of the sizes of its constants. */
  readonly base: number
}

type Term = Omit<Spacing, 'leaves'>

/** Sizes that are linear in a quantity and do not know how it came about. */
const measured: ReadonlySet<Measure['of']> = new Set<Measure['of']>([
  'quantity',
  'units',
  'notional',
  'mark-notional',
  'strike-notional',
  'value',
  'delta',
  'delta-value',
  'gamma-value',
  'vega-value',
  'vanna-value',
])

/** The spacing of a rule book's maintenance requirement, or why it has none. */
export function spacingOf(spec: MarginSpec, valuation: Valuation): Spacing | string {
  const leaves: Leaf[] = []
  const found = term(spec.maintenance, valuation, leaves)
  return typeof found === 'string' ? found : { leaves, ...found }
}

function term(amount: Amount, valuation: Valuation, leaves: Leaf[]): Term | string {
  const constant = constantOf(amount, valuation)
  if (constant !== undefined) return { gauge: () => 0, base: Math.abs(constant) }
  return nodeTerm(amount as Requirement, valuation, leaves)
}

function nodeTerm(node: Requirement, valuation: Valuation, leaves: Leaf[]): Term | string {
  const inner = (amount: Amount): Term | string => term(amount, valuation, leaves)
  switch (node.node) {
    case 'sum':
      return combined(node.of.map(inner), (gauges) => gauges.reduce((sum, one) => sum + one, 0))
    case 'max':
    case 'min':
      return combined(node.of.map(inner), largest)
    case 'floor':
    case 'cap':
      return combined([inner(node.of), inner(node.at)], largest)
    case 'magnitude':
    case 'where':
      return inner(node.of)
    case 'scale':
      return scaled(node, valuation, inner)
    case 'for-each': {
      const each = inner(node.of)
      // A cell comes and goes with the profit of a future: what is asked of an empty one would come and go with it.
      return typeof each !== 'string' && each.base > 0 ? 'it asks something of every cell, whatever is in it' : each
    }
    case 'worst-of':
      if (node.of !== undefined) return 'a scan looks at a profile, not at profits'
      return node.gains === 'trapped'
        ? combined([leafTerm(rowsOf(node.scenarios), leaves), leafTerm({ kind: 'worth' }, leaves)], largest)
        : leafTerm(rowsOf(node.scenarios), leaves)
    case 'tail':
      return tailTerm(node, valuation, leaves)
    case 'short-option-minimum': {
      const rate = constantOf(node.rate, valuation)
      if (rate === undefined) return 'the rate for short options is not a constant'
      return multiple(Math.abs(rate), leafTerm({ kind: 'index' }, leaves))
    }
    case 'measure':
      return measured.has(node.of)
        ? leafTerm({ kind: 'measure', of: node.of }, leaves)
        : `${node.of} is no multiple of a quantity`
    default:
      return `the node ${node.node} has no bound`
  }
}

function scaled(
  { by, of }: Extract<Requirement, { node: 'scale' }>,
  valuation: Valuation,
  inner: (amount: Amount) => Term | string,
): Term | string {
  for (const [factor, other] of [
    [by, of],
    [of, by],
  ] as const) {
    const constant = constantOf(factor, valuation)
    const found = constant === undefined ? undefined : inner(other)
    if (constant !== undefined && found !== undefined) return multiple(Math.abs(constant), found)
  }
  return 'a product of two numbers that both move'
}

function tailTerm(node: Extract<Requirement, { node: 'tail' }>, valuation: Valuation, leaves: Leaf[]): Term | string {
  if (node.of !== undefined) return 'a measure looks at a profile, not at profits'
  const { scenarios, probabilities } = valuation.arrays(node.scenarios).set
  if (probabilities !== undefined) return 'a tail of scenarios with probabilities stands beside something else'
  const { weights } = rankMeasure(node, scenarios.length)
  if (weights.length > ranksMax) return `a tail has more than ${ranksMax} ranks`
  return leafTerm(rowsOf(node.scenarios), leaves)
}

function rowsOf(scenarios: string): Leaf {
  return { kind: 'rows', scenarios }
}

function leafTerm(leaf: Leaf, leaves: Leaf[]): Term {
  const text = JSON.stringify(leaf)
  const known = leaves.findIndex((one) => JSON.stringify(one) === text)
  const at = known < 0 ? leaves.push(leaf) - 1 : known
  return { gauge: (moves) => moves[at]!, base: 0 }
}

function combined(terms: readonly (Term | string)[], join: (gauges: readonly number[]) => number): Term | string {
  const found: Term[] = []
  for (const one of terms) {
    if (typeof one === 'string') return one
    found.push(one)
  }
  return {
    gauge: (moves) => join(found.map(({ gauge }) => gauge(moves))),
    base: found.reduce((sum, { base }) => sum + base, 0),
  }
}

function multiple(factor: number, one: Term | string): Term | string {
  if (typeof one === 'string') return one
  const { gauge, base } = one
  return { gauge: (moves) => factor * gauge(moves), base: factor * base }
}

function largest(gauges: readonly number[]): number {
  return gauges.reduce((most, one) => Math.max(most, one), 0)
}

/** The number that an amount is whatever the market does. */
function constantOf(amount: Amount, valuation: Valuation): number | undefined {
  if (typeof amount === 'number') return amount
  return 'parameter' in amount ? valuation.parameter(amount.parameter) : undefined
}
