import type { Language } from './language/language.js'

/** A rule book: a dated, versioned document from which the engine computes requirements; see the language’s schema. */
export type MarginSpec = Language<'MarginSpec'>
/** A number, a parameter or a node of a requirement. */
export type Amount = Language<'Amount'>
/** A node of a requirement. */
export type Requirement = Language<'Requirement'>
/** An expression whose value is one number per scenario. */
export type Profile = Language<'Profile'>
/** The scope inside which one leg's gain offsets another's loss in the same scenario. */
export type Scope = Language<'Scope'>
export type Filter = Language<'Filter'>
export type ParameterReference = Language<'Parameter'>
export type ParameterEntry = Language<'ParameterEntry'>
export type Provenance = Language<'Provenance'>
export type ScenarioSource = Language<'ScenarioSource'>
export type CollateralRule = Language<'CollateralRule'>
/** Haircuts as fractions by asset, in the place of an expression. */
export type FlatCollateral = Language<'FlatCollateral'>
export type HaircutTable = Language<'HaircutTable'>
export type Haircut = Language<'Haircut'>
export type WorstOf = Language<'WorstOf'>
export type Tail = Language<'Tail'>
export type ShortOptionMinimum = Language<'ShortOptionMinimum'>
export type Measure = Language<'Measure'>
export type Combine = Language<'Combine'>
