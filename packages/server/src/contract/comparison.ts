import { type Static, Type } from 'typebox'
import { Instant } from './instant.js'

/** One thing that a rule book charges for; the terms of a book sum to its capital up to rounding. */
export const TermView = Type.Object({
  /** `scan`: a loss in scenarios; `charge`: anything else that is required; `haircut`: taken off the collateral. */
  kind: Type.Union([Type.Literal('scan'), Type.Literal('charge'), Type.Literal('haircut')]),
  label: Type.String(),
  /** Negative for a credit. */
  value: Type.Number(),
  /** What decides it, where a scenario does. */
  scenario: Type.Union([Type.String(), Type.Null()]),
})

/** What one rule book asks for a book. */
export const ComparedNumbers = Type.Object({
  currency: Type.String(),
  initial: Type.Number(),
  maintenance: Type.Number(),
  equity: Type.Number(),
  /** equity / maintenance; null when nothing is required. */
  health: Type.Union([Type.Number(), Type.Null()]),
  /** Initial requirement plus what haircuts take off the collateral. */
  capital: Type.Number(),
  /** The netting cell that loses most and the scenario in which it does; null where no scenario decides. */
  worst: Type.Union([
    Type.Object({ cell: Type.String(), scenario: Type.String(), label: Type.String(), loss: Type.Number() }),
    Type.Null(),
  ]),
  /** Largest first. */
  terms: Type.Array(TermView),
})

/** Why a rule book could not be evaluated: SPEC_INCOMPLETE, FACT_MISSING, HISTORY_MISSING and so on. */
export const Refusal = Type.Object({
  code: Type.String(),
  message: Type.String(),
  where: Type.Optional(Type.String()),
})

/** One rule book's numbers, or why there are none; exactly one of the two is set. */
export const ComparisonRow = Type.Object({
  specId: Type.String(),
  numbers: Type.Union([ComparedNumbers, Type.Null()]),
  refusal: Type.Union([Refusal, Type.Null()]),
})

/** One book under many rule books, on one market. */
export const ComparisonView = Type.Object({
  account: Type.String(),
  /** The rule book that the account stands under. */
  ownSpecId: Type.String(),
  /** Instant of the market that every row is from. */
  asOf: Instant,
  rows: Type.Array(ComparisonRow),
  /** What evaluating the rows has taken, those answered from memory included as they were. */
  computeMicroseconds: Type.Number(),
})

const Sides = { first: Type.Number(), second: Type.Number(), difference: Type.Number() }

/** Why one rule book asks for more capital than another. */
export const DifferenceView = Type.Object({
  account: Type.String(),
  asOf: Instant,
  first: Type.Object({ specId: Type.String(), numbers: ComparedNumbers }),
  second: Type.Object({ specId: Type.String(), numbers: ComparedNumbers }),
  /** Capital under the first less that under the second. */
  difference: Type.Number(),
  /** By what is charged for, largest difference first; they sum to `difference` up to rounding. */
  kinds: Type.Array(Type.Object({ kind: TermView.properties.kind, ...Sides })),
  /** The term that moves most: of which rule book, and by how much its kind differs. */
  main: Type.Union([
    Type.Object({ of: Type.Union([Type.Literal('first'), Type.Literal('second')]), term: TermView }),
    Type.Null(),
  ]),
  /** What each leg adds to the two initial requirements, largest difference first. */
  legs: Type.Array(Type.Object({ leg: Type.String(), ...Sides })),
})

export type TermView = Static<typeof TermView>
export type ComparedNumbers = Static<typeof ComparedNumbers>
export type Refusal = Static<typeof Refusal>
export type ComparisonRow = Static<typeof ComparisonRow>
export type ComparisonView = Static<typeof ComparisonView>
export type DifferenceView = Static<typeof DifferenceView>
