import { type Static, Type } from 'typebox'
import { Instant } from './instant.js'

/** What one leg adds to a number: an instrument’s name, `order:` and an id, or `balance:` and an asset. */
export const LegPartView = Type.Object({ leg: Type.String(), part: Type.Number() })

/** One node of the rule book with its number. */
export const NodeView = Type.Cyclic(
  {
    Node: Type.Object({
      /** What the node does: `sum`, `max`, `worst-of`, `cell`, `parameter`, `fact`, `measure` and so on. */
      kind: Type.String(),
      label: Type.String(),
      value: Type.Number(),
      /** By what a scale node multiplies its child. */
      factor: Type.Optional(Type.Number()),
      /** The scenario that decided this node, when one did. */
      scenario: Type.Union([Type.Object({ id: Type.String(), label: Type.String() }), Type.Null()]),
      /** How much each child counts in `value`, in their order; 0 for a child that does not decide. Absent with them. */
      counts: Type.Optional(Type.Array(Type.Number())),
      /** How many children it has that are not sent here: ask for the whole tree to see them. */
      cut: Type.Optional(Type.Integer({ minimum: 1 })),
      /** How many legs the node itself names; absent for none. */
      legCount: Type.Optional(Type.Integer({ minimum: 1 })),
      /** What they add; only where the whole tree was asked for. A cell that needs nothing has none. */
      legs: Type.Optional(Type.Array(LegPartView)),
      children: Type.Array(Type.Ref('Node')),
    }),
  },
  'Node',
)

/** The whole evaluation of one rule book, with the legs behind every cell and measure. */
export const TreeView = Type.Object({
  specId: Type.String(),
  asOf: Instant,
  initial: NodeView,
  maintenance: NodeView,
  /** What is taken off the account’s value, where the rule book writes it as an expression over the balances. */
  haircuts: Type.Union([Type.Object({ initial: NodeView, maintenance: NodeView }), Type.Null()]),
})

export type LegPartView = Static<typeof LegPartView>
export interface NodeView {
  kind: string
  label: string
  value: number
  factor?: number
  scenario: { id: string; label: string } | null
  counts?: number[]
  cut?: number
  legCount?: number
  legs?: LegPartView[]
  children: NodeView[]
}
export interface TreeView {
  specId: string
  asOf: string
  initial: NodeView
  maintenance: NodeView
  haircuts: { initial: NodeView; maintenance: NodeView } | null
}
