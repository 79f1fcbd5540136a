import type { Amount, Filter, Measure, ParameterReference, Requirement, Scope } from '../requirement/spec.js'

/** Short forms in which rule books write their trees; each gives plain data and nothing else. */
type Node<Kind extends Requirement['node']> = Extract<Requirement, { node: Kind }>

const labelled = (label: string | undefined): { readonly label?: string } => (label === undefined ? {} : { label })

export function p(parameter: string): ParameterReference {
  return { parameter }
}

export function sum(label: string, ...of: readonly Amount[]): Requirement {
  return { node: 'sum', label, of: [...of] }
}

export function larger(label: string, ...of: readonly Amount[]): Requirement {
  return { node: 'max', label, of: [...of] }
}

export function smaller(label: string, ...of: readonly Amount[]): Requirement {
  return { node: 'min', label, of: [...of] }
}

export function times(by: Amount, of: Amount, label?: string): Requirement {
  return { node: 'scale', ...labelled(label), by, of }
}

export function less(of: Amount, taken: Amount, label = 'difference'): Requirement {
  return { node: 'sum', label, of: [of, { node: 'scale', by: -1, of: taken }] }
}

/** A quotient; `ifZero` where the divisor is 0. */
export function over(of: Amount, divisor: Amount, ifZero: number, label?: string): Requirement {
  return { node: 'ratio', ...labelled(label), of, over: divisor, ifZero }
}

export function atLeast(at: Amount, of: Amount, label?: string): Requirement {
  return { node: 'floor', ...labelled(label), at, of }
}

export function atMost(at: Amount, of: Amount, label?: string): Requirement {
  return { node: 'cap', ...labelled(label), at, of }
}

export function rounded(of: Amount, decimals: number, mode: Node<'round'>['mode'], label?: string): Requirement {
  return { node: 'round', ...labelled(label), of, decimals, mode }
}

export function root(of: Amount, label?: string): Requirement {
  return { node: 'power', ...labelled(label), of, exponent: 0.5 }
}

export function size(of: Amount, label?: string): Requirement {
  return { node: 'magnitude', ...labelled(label), of }
}

export function when(
  left: Amount,
  is: Node<'when'>['is'],
  right: Amount,
  so: Amount,
  otherwise: Amount,
  label?: string,
): Requirement {
  return { node: 'when', ...labelled(label), left, is, right, so, otherwise }
}

export function on(where: Filter, of: Amount, label?: string): Requirement {
  return { node: 'where', ...labelled(label), where, of }
}

export function each(scope: Scope, of: Amount, where?: Filter, label?: string): Requirement {
  return { node: 'for-each', ...labelled(label), scope, ...(where === undefined ? {} : { where }), of }
}

export function measure(
  of: Measure['of'],
  side: Measure['sum'],
  orders?: Measure['orders'],
  label?: string,
): Requirement {
  return { node: 'measure', ...labelled(label), of, sum: side, ...(orders === undefined ? {} : { orders }) }
}

export function attribute(of: Node<'attribute'>['of'], label?: string): Requirement {
  return { node: 'attribute', ...labelled(label), of }
}

export function fact(about: Node<'fact'>['about'], name: string, otherwise?: Amount): Requirement {
  return { node: 'fact', about, name, ...(otherwise === undefined ? {} : { otherwise }) }
}

export function table(
  by: Node<'table'>['by'],
  values: Readonly<Record<string, Amount>>,
  otherwise: Amount,
  label?: string,
): Requirement {
  return { node: 'table', ...labelled(label), by, values: { ...values }, otherwise }
}
