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
  /** Reporting currency. */
  readonly currency: string
  /** Decimal places to which a requirement is rounded up when it becomes money. */
  readonly decimals: number
  readonly scenarios: Readonly<Record<string, ScenarioGrid>>
  readonly collateral: CollateralRule
  /** `isolated`: a position's gain stays with the position. `pooled`: gains pay for losses. */
  readonly gains: 'isolated' | 'pooled'
  readonly initial: Requirement
  readonly maintenance: Requirement
}

/** A grid of price moves × volatility moves, plus tails. Moves are fractions of the underlying's range. */
export interface ScenarioGrid {
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** Price range per underlying as a fraction (0.16 = ±16 %); `*` is everyone else's. */
  readonly range: Readonly<Record<string, number>>
  /** Price moves in units of the range, e.g. −1 … 1. */
  readonly moves: readonly number[]
  /** Volatility rows, each combined with every price move. */
  readonly volatility: readonly VolatilityRow[]
  /** Far moves, relative to price (not to the range), each with the part of its loss that counts. */
  readonly tails: readonly { readonly move: number; readonly weight: number; readonly volatility: string }[]
}

export interface VolatilityRow {
  readonly id: string
  readonly kind: 'none' | 'relative' | 'absolute'
  readonly move: number
  readonly floor?: number
  readonly term?: {
    readonly referenceDays: number
    readonly shortPower: number
    readonly longPower: number
    readonly minDays: number
  }
}

/**
 * `haircut`: an asset counts at (1 − haircut) of its price and takes no part in the scenarios.
 * `shocked`: it is also moved in the scenarios with its underlying, so that it hedges what it hedges.
 */
export interface CollateralRule {
  readonly mode: 'haircut' | 'shocked'
  /** Per asset, `*` everyone else's. Fractions of value. A negative balance is never reduced by a haircut. */
  readonly haircuts: Readonly<Record<string, { readonly initial: number; readonly maintenance: number }>>
}

/** The scope inside which gains offset losses. */
export type Scope = 'position' | 'underlying' | 'account'

/** The requirement as an expression tree; every node's number is ≥ 0. */
export type Requirement =
  | { readonly node: 'worst-of'; readonly label?: string; readonly scenarios: string; readonly scope: Scope }
  | {
      readonly node: 'short-option-minimum'
      readonly label?: string
      readonly rate: number
      readonly netting: 'strike' | 'none'
    }
  | {
      readonly node: 'notional'
      readonly label?: string
      readonly kinds: readonly ('spot' | 'perpetual' | 'future' | 'option' | 'amm')[]
      readonly rate: number
      readonly scope: 'position' | 'underlying'
    }
  | { readonly node: 'sum' | 'max' | 'min'; readonly label?: string; readonly of: readonly Requirement[] }
  | { readonly node: 'scale'; readonly label?: string; readonly by: number; readonly of: Requirement }
  | { readonly node: 'floor'; readonly label?: string; readonly at: number; readonly of: Requirement }
