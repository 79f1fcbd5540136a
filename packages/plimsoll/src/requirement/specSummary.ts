import type { MarginSpec } from './spec.js'

/** What stands in a rule book, at a glance. */
export interface SpecSummary {
  readonly id: string
  readonly version: string
  readonly asOf: string
  readonly title: string
  readonly generation: MarginSpec['generation']
  readonly sources: readonly string[]
  /** How many of its parameters and tables come from where. */
  readonly completeness: Readonly<Record<'read' | 'third-party' | 'derived' | 'own' | 'missing', number>>
  /** Parameters that nobody published: they must be supplied where a book needs them. */
  readonly missing: readonly string[]
  /** Observations that it asks the market or the book for; with a question mark where it can do without. */
  readonly facts: readonly string[]
  /** Whether it looks back at past prices. */
  readonly needsHistory: boolean
}

/**
 * Summarises a rule book.
 *
 * @example
 * import { rulebook, specSummary } from 'plimsoll'
 * specSummary(rulebook('portfolio')).missing // => []
 */
export function specSummary(spec: MarginSpec): SpecSummary {
  const completeness = { read: 0, 'third-party': 0, derived: 0, own: 0, missing: 0 }
  const missing: string[] = []
  for (const [name, { status, value }] of Object.entries(spec.parameters ?? {})) {
    completeness[status]++
    if (value === null) missing.push(name)
  }
  for (const { status } of spec.provenance ?? []) completeness[status]++
  const facts = new Set<string>()
  collectFacts([spec.collateral, spec.initial, spec.maintenance], facts)
  const { id, version, asOf, title, generation, sources } = spec
  const needsHistory = Object.values(spec.scenarios).some((source) => JSON.stringify(source).includes('"history"'))
  return {
    id,
    version,
    asOf,
    title,
    generation,
    sources,
    completeness,
    missing,
    facts: [...facts].sort(),
    needsHistory,
  }
}

function collectFacts(value: unknown, into: Set<string>): void {
  if (typeof value !== 'object' || value === null) return
  if ('node' in value && value.node === 'fact' && 'name' in value && 'about' in value) {
    into.add(`${String(value.about)}.${String(value.name)}${'otherwise' in value ? '?' : ''}`)
  }
  for (const item of Object.values(value)) collectFacts(item, into)
}
