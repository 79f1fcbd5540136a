import type { Amount, Combine, Filter, ParameterEntry, Requirement, Scope } from '../requirement/spec.js'

/** Short ways to write the nodes of a rule book; what they return is the document itself. */
type Node<Name extends Requirement['node']> = Extract<Requirement, { node: Name }>

export function parameter(name: string): { parameter: string } {
  return { parameter: name }
}

export function sum(label: string, ...of: Amount[]): Combine {
  return { node: 'sum', label, of }
}

export function most(label: string, ...of: Amount[]): Combine {
  return { node: 'max', label, of }
}

export function least(label: string, ...of: Amount[]): Combine {
  return { node: 'min', label, of }
}

export function times(by: Amount, of: Amount, label?: string): Node<'scale'> {
  return label === undefined ? { node: 'scale', by, of } : { node: 'scale', label, by, of }
}

/** 0 where the divisor is. */
export function ratio(of: Amount, over: Amount, label?: string): Node<'ratio'> {
  return label === undefined ? { node: 'ratio', of, over, ifZero: 0 } : { node: 'ratio', label, of, over, ifZero: 0 }
}

/** The first less the second. */
export function less(first: Amount, second: Amount): Combine {
  return { node: 'sum', of: [first, times(-1, second)] }
}

export function notNegative(of: Amount): Node<'floor'> {
  return { node: 'floor', at: 0, of }
}

export function size(of: Amount, label?: string): Node<'magnitude'> {
  return label === undefined ? { node: 'magnitude', of } : { node: 'magnitude', label, of }
}

export function attribute(of: Node<'attribute'>['of']): Node<'attribute'> {
  return { node: 'attribute', of }
}

export function measure(
  of: Node<'measure'>['of'],
  sum: Node<'measure'>['sum'],
  orders?: 'filled' | 'worst-side',
): Node<'measure'> {
  return orders === undefined ? { node: 'measure', of, sum } : { node: 'measure', of, sum, orders }
}

export function where(filter: Filter, of: Amount): Node<'where'> {
  return { node: 'where', where: filter, of }
}

export function each(scope: Scope, label: string, of: Amount, filter?: Filter): Node<'for-each'> {
  return filter === undefined
    ? { node: 'for-each', label, scope, of }
    : { node: 'for-each', label, scope, where: filter, of }
}

export function table(by: Node<'table'>['by'], values: Record<string, Amount>, otherwise: Amount): Node<'table'> {
  return { node: 'table', by, values, otherwise }
}

/** One thing where a number exceeds another, else the other; only that one is evaluated. */
export function ifMore(left: Amount, right: Amount, so: Amount, otherwise: Amount): Node<'when'> {
  return { node: 'when', left, is: '>', right, so, otherwise }
}

/** A parameter that the venue’s own text gives. */
export function read(value: number, source: string, unit?: string): ParameterEntry {
  return { value, status: 'read', source, ...(unit === undefined ? {} : { unit }) }
}

/** A parameter computed from what was read. */
export function derived(value: number, source: string, unit?: string): ParameterEntry {
  return { value, status: 'derived', source, ...(unit === undefined ? {} : { unit }) }
}

/** A parameter that nobody published: it must be supplied. */
export function missing(description: string, unit?: string): ParameterEntry {
  return { value: null, status: 'missing', description, ...(unit === undefined ? {} : { unit }) }
}
