import { margin } from '../account/margin.js'
import type { Portfolio } from '../account/portfolio.js'
import type { MarginResult } from '../account/result.js'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { partsOf } from '../requirement/parts.js'
import type { MarginSpec } from '../requirement/spec.js'
import { type Term, termsOf } from './terms.js'

/** One book under one rule book: a result, or why there is none. */
export type SpecResult =
  | { readonly spec: MarginSpec; readonly result: MarginResult; readonly terms: readonly Term[] }
  | { readonly spec: MarginSpec; readonly refusal: PlimsollError }

/**
 * One book under many rule books, in their order. A rule book that cannot be evaluated (a parameter that nobody published, an
 * observation that the market does not carry) keeps its place and says what is missing; the others are not disturbed.
 */
export function compareSpecs(
  portfolio: Portfolio,
  market: MarketSnapshot,
  specs: readonly MarginSpec[],
): readonly SpecResult[] {
  return specs.map((spec) => {
    try {
      const result = margin(portfolio, market, spec)
      return { spec, result, terms: termsOf(result) }
    } catch (error) {
      if (error instanceof PlimsollError) return { spec, refusal: error }
      throw error
    }
  })
}

/** Why one rule book asks for more capital than another. */
export interface SpecDifference {
  /** Capital (initial requirement plus haircuts) under the first less that under the second. */
  readonly difference: number
  /** The difference by what is charged for; they sum to `difference` up to rounding. */
  readonly kinds: readonly {
    readonly kind: Term['kind']
    readonly first: number
    readonly second: number
    readonly difference: number
  }[]
  /** The term that moves most: of which rule book, and by how much its kind differs. */
  readonly main: { readonly of: 'first' | 'second'; readonly term: Term } | undefined
  /** What each leg adds to the two initial requirements, largest difference first. */
  readonly legs: readonly {
    readonly leg: string
    readonly first: number
    readonly second: number
    readonly difference: number
  }[]
}

/** Explains the difference between two results of the same book. */
export function specDifference(first: MarginResult, second: MarginResult): SpecDifference {
  const terms = [termsOf(first), termsOf(second)] as const
  const total = (which: 0 | 1, kind: Term['kind']): number =>
    terms[which].reduce((sum, term) => (term.kind === kind ? sum + term.value : sum), 0)
  const kinds = (['scan', 'charge', 'haircut'] as const)
    .map((kind) => ({
      kind,
      first: total(0, kind),
      second: total(1, kind),
      difference: total(0, kind) - total(1, kind),
    }))
    .sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference))
  const leading = kinds[0]
  const of = leading === undefined || leading.difference >= 0 ? 'first' : 'second'
  const term = terms[of === 'first' ? 0 : 1].find(({ kind }) => kind === leading?.kind)
  const parts = [partsOf(first.tree.initial), partsOf(second.tree.initial)] as const
  const legs = [...new Set([...parts[0].keys(), ...parts[1].keys()])].sort().map((leg) => {
    const a = parts[0].get(leg) ?? 0
    const b = parts[1].get(leg) ?? 0
    return { leg, first: a, second: b, difference: a - b }
  })
  return {
    difference: capitalOf(first) - capitalOf(second),
    kinds,
    main: term === undefined || leading?.difference === 0 ? undefined : { of, term },
    legs: legs.sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)),
  }
}

function capitalOf({ initial, initialHaircut }: MarginResult): number {
  return initial + initialHaircut
}
