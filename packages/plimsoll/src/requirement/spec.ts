import type { ScenarioGrid } from '../scenario/scenarioSet.js'

/**
 * A rule book: a dated, versioned document from which the engine computes requirements. The engine knows no venue; what
 * differs between rule books stands here.
 */
export interface MarginSpec {
  readonly plimsoll: 'spec/1'
  readonly id: string
  readonly version: string
  /** Day from which the parameters are in force, YYYY-MM-DD. */
  readonly asOf: string
  readonly title: string
  readonly description: string
  readonly sources: readonly string[]
  /** Which of the three generations of margin the rule book belongs to. */
  readonly generation: 'isolated' | 'cross' | 'portfolio'
  /** Reporting currency. */
  readonly currency: string
  /** Decimal places to which a requirement is rounded up when it becomes money. */
  readonly decimals: number
  readonly scenarios: Readonly<Record<string, ScenarioGrid>>
  readonly collateral: CollateralRule
  readonly initial: Requirement
  readonly maintenance: Requirement
}

/**
 * `haircut`: an asset held counts at (1 − haircut) of its price, one owed at (1 + haircut); it takes no part in the scenarios.
 * `shocked`: it is also moved in the scenarios with its underlying, so that it hedges what it hedges; only the residual
 * haircut (cost of selling it) is taken off.
 */
export interface CollateralRule {
  readonly mode: 'haircut' | 'shocked'
  /**
   * Used by `haircut`. Per asset, `*` everyone else's. Fractions of value: taken off what is held, and added to what is owed.
   */
  readonly haircuts: HaircutTable
  /** Used by `shocked`. */
  readonly residualHaircuts: HaircutTable
}

export type HaircutTable = Readonly<Record<string, Haircut>>

export interface Haircut {
  readonly initial: number
  readonly maintenance: number
}

/** The scope inside which one leg's gain offsets another's loss in the same scenario. */
export type Scope = 'position' | 'underlying' | 'account'

/**
 * The worst scenario of each netting cell, summed over cells. With `gains: "trapped"` a cell locks its whole unrealised
 * profit and option value when that is more than its worst loss: a gain stays with the position that made it.
 */
export interface WorstOf {
  readonly node: 'worst-of'
  readonly label?: string
  /** Key into the spec's scenarios. */
  readonly scenarios: string
  readonly scope: Scope
  readonly gains: 'pooled' | 'trapped'
}

/**
 * `rate` × index × contract size for every short option. `strike`: shorts net against longs of the same right, and a
 * call against a put, at one strike and expiry; `none`: shorts net against nothing but their own instrument.
 */
export interface ShortOptionMinimum {
  readonly node: 'short-option-minimum'
  readonly label?: string
  readonly rate: number
  readonly netting: 'strike' | 'none'
}

export interface Combine {
  readonly node: 'sum' | 'max' | 'min'
  readonly label?: string
  readonly of: readonly Requirement[]
}

export interface Scale {
  readonly node: 'scale'
  readonly label?: string
  readonly by: number
  readonly of: Requirement
}

/** The requirement as an expression tree; every node's number is ≥ 0. */
export type Requirement = WorstOf | ShortOptionMinimum | Combine | Scale
