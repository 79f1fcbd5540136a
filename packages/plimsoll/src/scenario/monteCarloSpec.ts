import { PlimsollError } from '../error/plimsollError.js'

/** Numbers by underlying; `*` is everyone else's. */
export type ByUnderlying = Readonly<Record<string, number>>

/** Annual volatility of each underlying: as a fraction, or in price units for one of the normal model. */
export type VolatilitySource =
  | { readonly kind: 'stated'; readonly values: ByUnderlying }
  /** Of one-step returns in the market's history: all of it or the last `windowDays`, weighed alike or by λ per step. */
  | { readonly kind: 'history'; readonly windowDays?: number; readonly lambda?: number }
  /** Of the market's surface, at the forward and `days` from now. */
  | { readonly kind: 'implied'; readonly days: number }

/** Correlations of the underlyings' moves. What no variables can have is repaired to what they can. */
export type CorrelationSource =
  | {
      readonly kind: 'stated'
      /** `values.BTC.ETH` or `values.ETH.BTC`. */
      readonly values: Readonly<Record<string, ByUnderlying>>
      readonly otherwise: number
    }
  | {
      readonly kind: 'history'
      readonly windowDays?: number
      readonly lambda?: number
      /** Weight of the average correlation, 0 to 1, or the best one by Ledoit and Wolf. */
      readonly shrinkage: 'ledoit-wolf' | number
    }

/** Jumps of Merton's kind in the logarithm of the price, with normal sizes. */
export interface JumpRule {
  /** Jumps that an underlying sees in a year, common and own ones together. */
  readonly intensityPerYear: number
  /**
   * Part of them, 0 to 1, that strikes all underlyings at once, with sizes that are all as far from their means: a crash is
   * everyone's.
   */
  readonly common: number
  /** Mean and standard deviation of a jump's logarithmic size; parts of the price for the normal model. */
  readonly mean: ByUnderlying
  readonly deviation: ByUnderlying
}

/** How a volatility surface moves. All factors are as fat-tailed as the prices, and correlated across underlyings like them. */
export interface SurfaceRule {
  /** Annual volatility of the logarithm of the at-the-money volatility at the reference tenor. */
  readonly levelVolatility: number
  /** Correlation of the level with the price, −1 to 1; jumps of the price move the level by the same slope. */
  readonly levelPriceCorrelation: number
  /** Annual volatility of the term structure's tilt: change of ln σ per e-fold of shorter tenor. */
  readonly termVolatility?: number
  readonly termLevelCorrelation?: number
  /** Annual volatility of the skew, in volatility points per unit of ln(K/F)/√τ. */
  readonly skewVolatility?: number
  readonly skewPriceCorrelation?: number
  /** See `SurfaceShock`. */
  readonly referenceDays?: number
  readonly minDays?: number
  readonly skewLimit?: number
  readonly floor?: number
}

/** Random futures from correlated Student-t moves with jumps, and volatility surfaces that move with them. */
export interface MonteCarloScenarios {
  readonly kind: 'monte-carlo'
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  readonly horizonDays: number
  /** See `ScenarioSet.conversion`; `shocked` where absent. */
  readonly conversion?: 'shocked' | 'now'
  /** 1 to a million. */
  readonly paths: number
  /** A whole number; one seed gives the same bits everywhere and for ever. */
  readonly seed: number
  /** Every second path is the mirror of the one before: the same mixture and jump times, all normal draws negated. */
  readonly antithetic?: boolean
  /** Above 2; the normal distribution where absent. One χ² for all underlyings, so that extremes come together. */
  readonly degreesOfFreedom?: number
  readonly volatilities: VolatilitySource
  readonly correlations: CorrelationSource
  readonly jumps?: JumpRule
  /** Absent: volatilities stay. */
  readonly surface?: SurfaceRule
}

/** An underlying's own entry, or everyone else's. */
export function entryOf(values: ByUnderlying, underlying: string, where: string): number {
  const value = Object.hasOwn(values, underlying) ? values[underlying] : values['*']
  if (value !== undefined) return value
  throw new PlimsollError('SPEC_INCOMPLETE', {
    where: `${where}.${underlying}`,
    expected: 'a number there or under "*"',
  })
}

const pathsMax = 1_000_000

/** Refuses a rule that describes no distribution. */
export function checkMonteCarlo(spec: MonteCarloScenarios, where: string): void {
  const check = (
    name: string,
    value: number | undefined,
    sound: (value: number) => boolean,
    expected: string,
  ): void => {
    if (value === undefined || (Number.isFinite(value) && sound(value))) return
    throw new PlimsollError('SPEC_INVALID', { where: `${where}.${name}`, value, expected })
  }
  const positive = (value: number): boolean => value > 0
  const notNegative = (value: number): boolean => value >= 0
  const correlation = (value: number): boolean => value >= -1 && value <= 1
  const { jumps, surface } = spec
  check(
    'paths',
    spec.paths,
    (n) => Number.isInteger(n) && n >= 1 && n <= pathsMax,
    `a whole number from 1 to ${pathsMax}`,
  )
  check('seed', spec.seed, (n) => Number.isSafeInteger(n) && n >= 0, 'a whole number from 0 to 2^53 − 1')
  check('horizonDays', spec.horizonDays, positive, 'a number above 0')
  check(
    'degreesOfFreedom',
    spec.degreesOfFreedom,
    (n) => n > 2,
    'a number above 2: below, there is no variance to match',
  )
  if (jumps !== undefined) {
    check('jumps.intensityPerYear', jumps.intensityPerYear, notNegative, 'a number from 0')
    check('jumps.common', jumps.common, (part) => part >= 0 && part <= 1, 'a part from 0 to 1')
  }
  if (surface !== undefined) {
    const { levelPriceCorrelation, termLevelCorrelation, skewPriceCorrelation } = surface
    check('surface.levelVolatility', surface.levelVolatility, notNegative, 'a number from 0')
    check('surface.termVolatility', surface.termVolatility, notNegative, 'a number from 0')
    check('surface.skewVolatility', surface.skewVolatility, notNegative, 'a number from 0')
    check('surface.levelPriceCorrelation', levelPriceCorrelation, correlation, 'a correlation from −1 to 1')
    check('surface.termLevelCorrelation', termLevelCorrelation, correlation, 'a correlation from −1 to 1')
    check('surface.skewPriceCorrelation', skewPriceCorrelation, correlation, 'a correlation from −1 to 1')
  }
}
