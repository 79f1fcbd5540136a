import { expm1 } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import { poissonMeanMax } from '../statistics/poissonQuantile.js'
import { randomSource } from '../statistics/random.js'
import { factorCorrelations, factorVolatilities } from './monteCarloFactors.js'
import {
  type JumpModel,
  type MonteCarloModel,
  monteCarloPath,
  type PathMoves,
  type SurfaceModel,
} from './monteCarloPath.js'
import {
  checkMonteCarlo,
  entryOf,
  type JumpRule,
  type MonteCarloScenarios,
  type SurfaceRule,
} from './monteCarloSpec.js'
import type { Scenario, ScenarioSet, Shock, VolatilityShock } from './scenario.js'

const daysPerYear = 365
/** Beyond e^±20 a price is gone or is all there is, and beyond e^±5 a volatility: what lies further out only overflows. */
const logMoveMax = 20
const levelMax = 5

/**
 * Moved by NaN, which no valuation accepts: an underlying that a random set was not drawn for must not be taken to stand
 * still.
 */
const unknownShock: Shock = Object.freeze({
  price: Object.freeze({ kind: 'relative', move: Number.NaN }),
  volatility: Object.freeze({ kind: 'none' }),
})
const still: VolatilityShock = Object.freeze({ kind: 'none' })

/** Paths of one rule over one market; any of them alone. */
export interface MonteCarloPaths {
  readonly underlyings: readonly string[]
  /** Annual volatilities and correlations that the paths are drawn with, in the order of the underlyings. */
  readonly volatilities: readonly number[]
  readonly correlations: readonly (readonly number[])[]
  /** Whether the correlations had to be repaired. */
  readonly repaired: boolean
  /** The scenario of a path, counted from 0; it depends on no other path and not on how many there are. */
  scenario(path: number): Scenario
}

/**
 * Prepares the paths of a Monte Carlo rule.
 *
 * The logarithm of each price (the price itself under the normal model) moves by correlated Student-t variables of the stated
 * deviation, plus Merton's jumps less their mean: its mean is zero, because over a margin horizon the drift is far below its
 * own error, and the exponential of a Student variable has no mean to correct by. Underlyings are taken in the order of their
 * names; where the correlations need no repair, one more changes the paths only of those after it.
 *
 * @param underlyings those to move; all of the market where absent. Any other one makes a valuation fail.
 * @throws PlimsollError SPEC_INVALID for a rule that describes no distribution, UNDERLYING_UNKNOWN, HISTORY_MISSING or
 *   HISTORY_INVALID where it looks back and cannot, FORWARD_MISSING or VOLATILITY_MISSING where it asks the surface
 */
export function monteCarloPaths(
  spec: MonteCarloScenarios,
  market: MarketSnapshot,
  id: string,
  underlyings: readonly string[] = Object.keys(market.underlyings),
): MonteCarloPaths {
  const where = `scenarios.${id}`
  checkMonteCarlo(spec, where)
  const names = [...new Set(underlyings)].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0))
  for (const name of names) {
    if (Object.hasOwn(market.underlyings, name)) continue
    throw new PlimsollError('UNDERLYING_UNKNOWN', { where, value: name, expected: 'an underlying of the market' })
  }
  const volatilities = factorVolatilities(spec.volatilities, market, names, `${where}.volatilities`)
  const { matrix, root, repaired } = factorCorrelations(spec.correlations, market, names, `${where}.correlations`)
  const years = spec.horizonDays / daysPerYear
  const model: MonteCarloModel = {
    random: randomSource(spec.seed),
    antithetic: spec.antithetic ?? false,
    degreesOfFreedom: spec.degreesOfFreedom,
    deviations: volatilities.map((volatility) => volatility * Math.sqrt(years)),
    root,
    jumps: spec.jumps === undefined ? undefined : jumpModel(spec.jumps, market, names, years, `${where}.jumps`),
    surface: spec.surface === undefined ? undefined : surfaceModel(spec.surface, years),
  }
  const normal = names.map((name) => market.underlyings[name]!.model === 'normal')

  return {
    underlyings: names,
    volatilities,
    correlations: matrix,
    repaired,
    scenario: (path) => {
      const drawn = monteCarloPath(model, path)
      return Object.freeze({
        id: `path ${path + 1}`,
        weight: 1,
        otherwise: unknownShock,
        shocks: Object.fromEntries(
          names.map((name, row) => [name, shockOf(drawn, row, normal[row]!, spec.surface)] as const),
        ),
        assets: {},
      })
    },
  }
}

/**
 * The scenarios of a Monte Carlo rule, all of weight 1 and equally probable.
 *
 * @throws PlimsollError as {@link monteCarloPaths}
 *
 * @example
 * import { monteCarloSet } from 'plimsoll'
 * const market = { asOf: 0, underlyings: { BTC: { index: 70000, model: 'black', forwards: [], slices: [] } } }
 * const rule = {
 *   kind: 'monte-carlo', smile: 'sticky-moneyness', horizonDays: 1, paths: 1000, seed: 1, degreesOfFreedom: 4,
 *   volatilities: { kind: 'stated', values: { '*': 0.6 } },
 *   correlations: { kind: 'stated', values: {}, otherwise: 0.8 },
 * }
 * const { scenarios } = monteCarloSet(rule, market, 'mc')
 * scenarios.length // => 1000
 * scenarios[999].id // => 'path 1000'
 * const again = monteCarloSet({ ...rule, paths: 10 }, market, 'mc')
 * again.scenarios[9].shocks.BTC.price.move === scenarios[9].shocks.BTC.price.move // => true
 */
export function monteCarloSet(
  spec: MonteCarloScenarios,
  market: MarketSnapshot,
  id: string,
  underlyings?: readonly string[],
): ScenarioSet {
  const paths = monteCarloPaths(spec, market, id, underlyings)
  return Object.freeze({
    id,
    smile: spec.smile,
    normalMoves: 'absolute',
    ...(spec.conversion === undefined ? {} : { conversion: spec.conversion }),
    horizonDays: spec.horizonDays,
    sample: spec.antithetic === true ? 'antithetic' : 'independent',
    scenarios: Object.freeze(Array.from({ length: spec.paths }, (_, path) => paths.scenario(path))),
  })
}

function shockOf(drawn: PathMoves, row: number, normal: boolean, rule: SurfaceRule | undefined): Shock {
  const move = drawn.moves[row]!
  return Object.freeze({
    price: normal
      ? Object.freeze({ kind: 'absolute', move })
      : Object.freeze({ kind: 'relative', move: expm1(clamped(move, logMoveMax)) }),
    volatility: rule === undefined ? still : surfaceShock(drawn, row, rule),
  })
}

function surfaceShock(drawn: PathMoves, row: number, rule: SurfaceRule): VolatilityShock {
  const { referenceDays, minDays, skewLimit, floor } = rule
  return Object.freeze({
    kind: 'surface',
    level: clamped(drawn.levels[row]!, levelMax),
    term: clamped(drawn.terms[row]!, levelMax),
    skew: drawn.skews[row]!,
    ...(referenceDays === undefined ? {} : { referenceDays }),
    ...(minDays === undefined ? {} : { minDays }),
    ...(skewLimit === undefined ? {} : { skewLimit }),
    ...(floor === undefined ? {} : { floor }),
  })
}

function clamped(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value))
}

function jumpModel(
  rule: JumpRule,
  market: MarketSnapshot,
  underlyings: readonly string[],
  years: number,
  where: string,
): JumpModel {
  const mean = rule.intensityPerYear * years
  if (mean > poissonMeanMax) {
    throw new PlimsollError('SPEC_INVALID', {
      where: `${where}.intensityPerYear`,
      value: rule.intensityPerYear,
      expected: `at most ${poissonMeanMax} jumps over the horizon`,
    })
  }
  // A jump is a part of the price; the normal model moves in price units.
  const units = underlyings.map((name) => {
    const { model, index } = market.underlyings[name]!
    return model === 'normal' ? Math.abs(index) : 1
  })
  return {
    commonMean: mean * rule.common,
    ownMean: mean * (1 - rule.common),
    sizes: underlyings.map((name, row) => units[row]! * entryOf(rule.mean, name, `${where}.mean`)),
    sizeDeviations: underlyings.map((name, row) => units[row]! * entryOf(rule.deviation, name, `${where}.deviation`)),
  }
}

function surfaceModel(rule: SurfaceRule, years: number): SurfaceModel {
  const root = Math.sqrt(years)
  return {
    levelDeviation: rule.levelVolatility * root,
    levelPriceCorrelation: rule.levelPriceCorrelation,
    termDeviation: (rule.termVolatility ?? 0) * root,
    termLevelCorrelation: rule.termLevelCorrelation ?? 0,
    skewDeviation: (rule.skewVolatility ?? 0) * root,
    skewPriceCorrelation: rule.skewPriceCorrelation ?? 0,
  }
}
