import type { DeskAccount } from './account.js'
import { margin, type Portfolio, rulebook } from './library.js'
import { createValuations, type Valuations } from './valuations.js'

/** Refuses, in the library's words, a book that the market in force cannot value under the rule book. */
export function requireValued(specId: string, portfolio: Portfolio, valuations: Valuations): void {
  const spec = rulebook(specId)
  margin(portfolio, valuations.market, spec, valuations.of(spec))
}

/**
 * The same for a change of an account that may be waiting for a settlement: where the present market cannot value it, the
 * last one that could must do, so that a change is never committed whose result cannot be shown.
 */
export function requireShown(
  { record, valued, error }: DeskAccount,
  portfolio: Portfolio,
  valuations: Valuations,
): void {
  try {
    requireValued(record.specId, portfolio, valuations)
  } catch (refusal) {
    if (error === null || valued === null) throw refusal
    requireValued(record.specId, portfolio, createValuations(valued.market))
  }
}
