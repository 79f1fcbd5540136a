import type {
  Amount,
  Combine,
  Filter,
  Measure,
  ParameterEntry,
  ParameterReference,
  Profile,
  Requirement,
  Scope,
  WorstOf,
} from '../requirement/spec.js'

/**
 * Short forms in which rule books write their trees and parameters: what each returns is plain data, the document itself. A
 * label comes first where several amounts follow, else last.
 */
type Node<Kind extends Requirement['node']> = Extract<Requirement, { node: Kind }>
type Band = Node<'tiers'>['bands'][number]

const labelled = (label: string | undefined): { readonly label?: string } => (label === undefined ? {} : { label })

export function parameter(name: string): ParameterReference {
  return { parameter: name }
}

export function sum(label: string, ...of: Amount[]): Combine {
  return { node: 'sum', label, of }
}

export function largest(label: string, ...of: Amount[]): Combine {
  return { node: 'max', label, of }
}

export function smallest(label: string, ...of: Amount[]): Combine {
  return { node: 'min', label, of }
}

export function times(by: Amount, of: Amount, label?: string): Node<'scale'> {
  return { node: 'scale', ...labelled(label), by, of }
}

export function less(of: Amount, taken: Amount, label?: string): Combine {
  return { node: 'sum', ...labelled(label), of: [of, times(-1, taken)] }
}

/** A quotient; `ifZero` where the divisor is 0. */
export function over(of: Amount, divisor: Amount, ifZero: number, label?: string): Node<'ratio'> {
  return { node: 'ratio', ...labelled(label), of, over: divisor, ifZero }
}

export function atLeast(at: Amount, of: Amount, label?: string): Node<'floor'> {
  return { node: 'floor', ...labelled(label), at, of }
}

export function atMost(at: Amount, of: Amount, label?: string): Node<'cap'> {
  return { node: 'cap', ...labelled(label), at, of }
}

export function rounded(of: Amount, decimals: number, mode: Node<'round'>['mode'], label?: string): Node<'round'> {
  return { node: 'round', ...labelled(label), of, decimals, mode }
}

export function root(of: Amount, label?: string): Node<'power'> {
  return { node: 'power', ...labelled(label), of, exponent: 0.5 }
}

export function exponential(of: Amount): Node<'exponential'> {
  return { node: 'exponential', of }
}

export function magnitude(of: Amount, label?: string): Node<'magnitude'> {
  return { node: 'magnitude', ...labelled(label), of }
}

/** One amount where a comparison holds, else the other; only that one is evaluated. */
export function when(
  left: Amount,
  is: Node<'when'>['is'],
  right: Amount,
  so: Amount,
  otherwise: Amount,
  label?: string,
): Node<'when'> {
  return { node: 'when', ...labelled(label), left, is, right, so, otherwise }
}

export function where(filter: Filter, of: Amount, label?: string): Node<'where'> {
  return { node: 'where', ...labelled(label), where: filter, of }
}

export function each(scope: Scope, label: string, of: Amount, filter?: Filter): Node<'for-each'> {
  return { node: 'for-each', label, scope, ...(filter === undefined ? {} : { where: filter }), of }
}

export function measure(of: Measure['of'], side: Measure['sum'], orders?: Measure['orders'], label?: string): Measure {
  return { node: 'measure', ...labelled(label), of, sum: side, ...(orders === undefined ? {} : { orders }) }
}

export function attribute(of: Node<'attribute'>['of'], label?: string): Node<'attribute'> {
  return { node: 'attribute', ...labelled(label), of }
}

/** What the market or the book says under a name; without `otherwise` it must say it. */
export function fact(about: Node<'fact'>['about'], name: string, otherwise?: Amount): Node<'fact'> {
  return { node: 'fact', about, name, ...(otherwise === undefined ? {} : { otherwise }) }
}

export function table(
  by: Node<'table'>['by'],
  values: Readonly<Record<string, Amount>>,
  otherwise: Amount,
  label?: string,
): Node<'table'> {
  return { node: 'table', ...labelled(label), by, values: { ...values }, otherwise }
}

/** One value for each of these names. */
export function byName<Value>(names: readonly string[], of: (name: string) => Value): Record<string, Value> {
  return Object.fromEntries(names.map((name) => [name, of(name)]))
}

/** Bands numbered from 1; the last has no upper end. */
export function bands(count: number, upTo: (band: number) => Amount, rate: (band: number) => Amount): Band[] {
  return Array.from({ length: count }, (_, row) => ({
    ...(row + 1 < count ? { upTo: upTo(row + 1) } : {}),
    rate: rate(row + 1),
  }))
}

export function worstOf(scenarios: string, scope: Scope, label?: string, of?: Profile): WorstOf {
  return { node: 'worst-of', ...labelled(label), scenarios, scope, ...(of === undefined ? {} : { of }) }
}

type Entry = (value: number, source: string, unit?: string, description?: string) => ParameterEntry

const sourced =
  (status: ParameterEntry['status']): Entry =>
  (value, source, unit, description) => ({
    value,
    status,
    source,
    ...(unit === undefined ? {} : { unit }),
    ...(description === undefined ? {} : { description }),
  })

/** A parameter that the venue’s own text gives. */
export const read: Entry = sourced('read')

/** A parameter computed from what was read. */
export const derived: Entry = sourced('derived')

/** A parameter that somebody else says the venue has. */
export const thirdParty: Entry = sourced('third-party')

/** A parameter that is our own choice. */
export function own(value: number, description: string, unit?: string): ParameterEntry {
  return { value, status: 'own', description, ...(unit === undefined ? {} : { unit }) }
}

/** A parameter that nobody published: it must be supplied. */
export function missing(description: string, unit?: string): ParameterEntry {
  return { value: null, status: 'missing', description, ...(unit === undefined ? {} : { unit }) }
}
