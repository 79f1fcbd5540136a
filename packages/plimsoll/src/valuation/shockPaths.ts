import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Scenario, ScenarioSet } from '../scenario/scenario.js'
import { shockOf } from '../scenario/scenarioSet.js'
import { volatilityMove } from '../scenario/volatilityMove.js'
import { assetOf, underlyingOf } from './lookup.js'

/**
 * Forwards of one expiry in every scenario, and the logarithm of their move. One more entry than there are scenarios: the
 * last is the forward now, so that a row prices the present by the very operations of the scenarios.
 */
export interface ForwardPath {
  readonly forwards: Float64Array
  /** ln(F_s / F); absent for a normal-model underlying, whose prices may be negative. */
  readonly logMoves?: Float64Array
}

/** The volatility move in every scenario, as columns. */
export interface VolatilityPath {
  readonly factors: Float64Array
  readonly shifts: Float64Array
  readonly floors: Float64Array
}

/** Prices in every scenario of a set, computed once and shared by all instruments. */
export interface ShockPaths {
  readonly count: number
  readonly weights: Float64Array
  /** Working space of one row, count + 1 long, for whoever is computing one; nothing in it outlives that row. */
  readonly scratch: {
    readonly deviations: Float64Array
    readonly inverseDeviations: Float64Array
    readonly values: Float64Array
  }
  price(underlying: string, now: number): Float64Array
  forward(underlying: string, now: number): ForwardPath
  /** What happens to the volatility of an underlying's options of one time to expiry. */
  volatility(underlying: string, years: number): VolatilityPath
  /** Price of an asset in every scenario, or undefined when none of them moves it. */
  asset(asset: string, where: string): Float64Array | undefined
}

/** Prepares the paths of a market under a scenario set; each is computed when first asked for. */
export function shockPaths(market: MarketSnapshot, set: ScenarioSet): ShockPaths {
  const { scenarios } = set
  const forwards = new Map<string, Map<number, ForwardPath>>()
  const volatilities = new Map<string, Map<number, VolatilityPath>>()
  const assets = new Map<string, Float64Array | undefined>()

  function price(underlying: string, now: number): Float64Array {
    const normal = underlyingOf(market, underlying, underlying).model === 'normal'
    return Float64Array.from(scenarios, (scenario) => movedPrice(set, scenario, underlying, now, normal))
  }

  return {
    count: scenarios.length,
    weights: Float64Array.from(scenarios, (scenario) => scenario.weight),
    scratch: {
      deviations: new Float64Array(scenarios.length + 1),
      inverseDeviations: new Float64Array(scenarios.length + 1),
      values: new Float64Array(scenarios.length + 1),
    },
    price,
    forward: (underlying, now) =>
      remembered(forwards, underlying, now, () => {
        const path = Float64Array.of(...price(underlying, now), now)
        if (underlyingOf(market, underlying, underlying).model === 'normal') return { forwards: path }
        return { forwards: path, logMoves: path.map((shocked) => log(shocked / now)) }
      }),
    volatility: (underlying, years) =>
      remembered(volatilities, underlying, years, () => {
        const moves = scenarios.map((scenario) => volatilityMove(shockOf(scenario, underlying).volatility, years))
        return {
          factors: Float64Array.from(moves, (move) => move.factor),
          shifts: Float64Array.from(moves, (move) => move.shift),
          floors: Float64Array.from(moves, (move) => move.floor),
        }
      }),
    asset(asset, where) {
      if (assets.has(asset)) return assets.get(asset)
      const now = assetOf(market, asset, where)
      const path = Float64Array.from(scenarios, (scenario) =>
        movedAsset(set, scenario, market, asset, now.price, now.underlying),
      )
      const moved = path.some((shocked) => shocked !== now.price) ? path : undefined
      assets.set(asset, moved)
      return moved
    },
  }
}

function remembered<Value>(
  known: Map<string, Map<number, Value>>,
  underlying: string,
  key: number,
  make: () => Value,
): Value {
  let ofUnderlying = known.get(underlying)
  if (ofUnderlying === undefined) {
    ofUnderlying = new Map()
    known.set(underlying, ofUnderlying)
  }
  let value = ofUnderlying.get(key)
  if (value === undefined) {
    value = make()
    ofUnderlying.set(key, value)
  }
  return value
}

function movedPrice(set: ScenarioSet, scenario: Scenario, underlying: string, now: number, normal: boolean): number {
  const { price } = shockOf(scenario, underlying)
  if (normal && price.kind === 'relative' && price.move !== 0 && set.normalMoves === 'absolute') {
    throw new PlimsollError('SPEC_INVALID', {
      where: `scenarios.${set.id}.absoluteRange.${underlying}`,
      expected: `a range in price units, because prices of ${underlying} may be zero or negative`,
    })
  }
  // So that "down" is down below zero, too.
  const moved =
    price.kind === 'absolute' ? now + price.move : normal ? now + price.move * Math.abs(now) : now * (1 + price.move)
  if (Number.isFinite(moved) && (moved > 0 || normal)) return moved
  throw new PlimsollError('SCENARIO_INVALID', {
    where: `${scenario.id} on ${underlying}`,
    value: moved,
    expected: 'a price above 0; an underlying of the normal model may go below',
  })
}

function movedAsset(
  set: ScenarioSet,
  scenario: Scenario,
  market: MarketSnapshot,
  asset: string,
  now: number,
  underlying: string | undefined,
): number {
  if (underlying === undefined) return now * (1 + (scenario.assets[asset] ?? 0))
  const { index, model } = underlyingOf(market, underlying, asset)
  return now * (movedPrice(set, scenario, underlying, index, model === 'normal') / index)
}
