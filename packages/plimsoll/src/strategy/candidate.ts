/** A strategy that the legs could form. */
export interface Candidate {
  readonly kind: StrategyKind
  /** Which legs, by their place in the canonical order. */
  readonly legs: readonly number[]
  /** Contracts of each leg in one strategy; for stock, units of the underlying. */
  readonly amounts: readonly number[]
  /** Requirement that each leg adds to one strategy, currency. */
  readonly parts: readonly number[]
}

export type StrategyKind =
  | 'long stock'
  | 'short stock'
  | 'long option'
  | 'naked short option'
  | 'covered call'
  | 'covered put'
  | 'protective put'
  | 'protective call'
  | 'collar'
  | 'conversion'
  | 'reverse conversion'
  | 'vertical spread'
  | 'calendar spread'
  | 'diagonal spread'
  | 'short straddle'
  | 'short strangle'
  | 'butterfly'
  | 'condor'
  | 'iron butterfly'
  | 'iron condor'
  | 'box'

export function costOf(candidate: Candidate): number {
  let cost = 0
  for (const part of candidate.parts) cost += part
  return cost
}
