import type { Static } from 'typebox'
import type { language } from './language/language.js'

/** A rule book: a dated, versioned document from which the engine computes requirements; see the language’s schema. */
export type MarginSpec = Static<typeof language.MarginSpec>
/** A number, a parameter or a node of a requirement. */
export type Amount = Static<typeof language.Amount>
/** A node of a requirement. */
export type Requirement = Static<typeof language.Requirement>
/** An expression whose value is one number per scenario. */
export type Profile = Static<typeof language.Profile>
/** The scope inside which one leg's gain offsets another's loss in the same scenario. */
export type Scope = Static<typeof language.Scope>
export type Filter = Static<typeof language.Filter>
export type ParameterReference = Static<typeof language.Parameter>
export type ParameterEntry = Static<typeof language.ParameterEntry>
export type Provenance = Static<typeof language.Provenance>
export type ScenarioSource = Static<typeof language.ScenarioSource>
export type CollateralRule = Static<typeof language.CollateralRule>
export type HaircutTable = Static<typeof language.HaircutTable>
export type Haircut = Static<typeof language.Haircut>
export type WorstOf = Static<typeof language.WorstOf>
export type Tail = Static<typeof language.Tail>
export type ShortOptionMinimum = Static<typeof language.ShortOptionMinimum>
export type Measure = Static<typeof language.Measure>
export type Combine = Static<typeof language.Combine>
