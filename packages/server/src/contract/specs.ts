import { type Static, Type } from 'typebox'

const Count = Type.Integer({ minimum: 0 })

/** A rule book at a glance: what it is, how much of it is published, and what it asks of the market and the book. */
export const SpecView = Type.Object({
  id: Type.String(),
  title: Type.String(),
  description: Type.String(),
  version: Type.String(),
  /** The day on which its parameters were in force. */
  asOf: Type.String(),
  generation: Type.Union([Type.Literal('isolated'), Type.Literal('cross'), Type.Literal('portfolio')]),
  sources: Type.Array(Type.String()),
  /** How many of its parameters and tables come from where. */
  completeness: Type.Object({
    read: Count,
    'third-party': Count,
    derived: Count,
    own: Count,
    missing: Count,
  }),
  /** Parameters that nobody published; a rule book is complete where this is empty. */
  missing: Type.Array(Type.String()),
  /** Observations that it asks the market or the book for; with a question mark where it can do without. */
  facts: Type.Array(Type.String()),
  /** Whether it looks back at past prices. */
  needsHistory: Type.Boolean(),
})

export type SpecView = Static<typeof SpecView>
