import Type, { type Static, type TCyclic, type TSchema } from 'typebox'
import { arithmetic } from './arithmetic.js'
import { collateral } from './collateral.js'
import { document } from './document.js'
import { drawnScenarios } from './drawnScenarios.js'
import { leaves } from './leaves.js'
import { models } from './models.js'
import { profiles } from './profiles.js'
import { scenarios } from './scenarios.js'

/**
 * The language of rule books: a JSON Schema from which the TypeScript types are inferred. A requirement is an expression
 * tree with two kinds of value: a **number** (`Amount`) and a **profile**, one number per scenario. Nodes with a `scope` cut
 * the exposures that they see into cells and work on each; what stands inside sees only its cell.
 */
export const definitions = {
  ...arithmetic,
  ...leaves,
  ...models,
  ...profiles,
  ...scenarios,
  ...drawnScenarios,
  ...collateral,
  ...document,
  Requirement: Type.Union([
    Type.Ref('Combine'),
    Type.Ref('Scale'),
    Type.Ref('Ratio'),
    Type.Ref('Power'),
    Type.Ref('Exponential'),
    Type.Ref('Magnitude'),
    Type.Ref('Floor'),
    Type.Ref('Cap'),
    Type.Ref('Round'),
    Type.Ref('Tiers'),
    Type.Ref('When'),
    Type.Ref('Bind'),
    Type.Ref('Bound'),
    Type.Ref('Where'),
    Type.Ref('ForEach'),
    Type.Ref('WorstOf'),
    Type.Ref('Tail'),
    Type.Ref('Strategy'),
    Type.Ref('Sensitivities'),
    Type.Ref('DeltaGamma'),
    Type.Ref('CalendarSpreads'),
    Type.Ref('ShortOptionMinimum'),
    Type.Ref('WorstPayoff'),
    Type.Ref('Measure'),
    Type.Ref('Attribute'),
    Type.Ref('Fact'),
    Type.Ref('Table'),
    Type.Ref('Credits'),
    Type.Ref('SpotBalances'),
  ]),
  Amount: Type.Union([Type.Number(), Type.Ref('Parameter'), Type.Ref('Requirement')], {
    description: 'A number, a parameter, or a node.',
  }),
  Profile: Type.Union([
    Type.Ref('Profits'),
    Type.Ref('Values'),
    Type.Ref('EachCell'),
    Type.Ref('Added'),
    Type.Ref('Only'),
    Type.Ref('Sides'),
    Type.Ref('Shifted'),
    Type.Ref('Weighed'),
    Type.Ref('AsLoss'),
    Type.Ref('Tagged'),
    Type.Ref('Relieved'),
  ]),
} as const

/** One definition of the language with the others at hand. */
export type Language<Name extends keyof typeof definitions> = Frozen<Static<TCyclic<typeof definitions, Name>>>

/** Documents are frozen when they are read, and nothing may write into one that is handed on. */
type Frozen<Value> = Value extends object ? { readonly [Key in keyof Value]: Frozen<Value[Key]> } : Value

/** The whole language as one schema, a rule book at its root. */
export const language: TSchema = Type.Cyclic(definitions, 'MarginSpec')
