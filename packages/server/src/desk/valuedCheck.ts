import { margin, type Portfolio, rulebook } from './library.js'
import type { Valuations } from './valuations.js'

/** Refuses, in the library's words, a book that the market in force cannot value under the rule book. */
export function requireValued(specId: string, portfolio: Portfolio, valuations: Valuations): void {
  const spec = rulebook(specId)
  margin(portfolio, valuations.market, spec, valuations.of(spec))
}
