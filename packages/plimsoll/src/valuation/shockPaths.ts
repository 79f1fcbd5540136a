import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { PriceShock, Scenario, ScenarioSet } from '../scenario/scenario.js'
import { shockOf, weightOf } from '../scenario/scenarioSet.js'
import { type VolatilityBend, volatilityMove } from '../scenario/volatilityMove.js'
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
  /** By scenario; absent when no scenario bends the smile. */
  readonly bends?: readonly (VolatilityBend | undefined)[]
}

/** Prices in every scenario of a set, computed once and shared by all instruments. */
export interface ShockPaths {
  readonly count: number
  /** Parts of the results that count for what stands on an underlying, or follows none. */
  weights(underlying: string | undefined): Float64Array
  /** Working space of one row, count + 1 long, for whoever is computing one; nothing in it outlives that row. */
  readonly scratch: {
    readonly deviations: Float64Array
    readonly inverseDeviations: Float64Array
    readonly values: Float64Array
  }
  /** `fixed`: the part of the price that a settlement average holds still. */
  price(underlying: string, now: number, fixed?: number): Float64Array
  forward(underlying: string, now: number, fixed?: number): ForwardPath
  /** What happens to the volatility of an underlying's options of one time to expiry. */
  volatility(underlying: string, years: number): VolatilityPath
  /**
   * Price of an asset in every scenario, or undefined when none of them moves it, as where profits are converted at the
   * prices of now.
   */
  asset(asset: string, where: string): Float64Array | undefined
}

/** Prepares the paths of a market under a scenario set; each is computed when first asked for. */
export function shockPaths(market: MarketSnapshot, set: ScenarioSet): ShockPaths {
  const { scenarios } = set
  const forwards = new Map<string, Map<number | string, ForwardPath>>()
  const volatilities = new Map<string, Map<number | string, VolatilityPath>>()
  const assets = new Map<string, Float64Array | undefined>()
  const perUnderlying = scenarios.some((scenario) => scenario.weights !== undefined)
  const weights = new Map<string | undefined, Float64Array>()

  function price(underlying: string, now: number, fixed = 0): Float64Array {
    const { index, model } = underlyingOf(market, underlying, underlying)
    const normal = model === 'normal'
    const path = new Float64Array(scenarios.length)
    for (let s = 0; s < path.length; s++)
      path[s] = movedPrice(set, scenarios[s]!, underlying, now, normal, fixed, index)
    return path
  }

  return {
    count: scenarios.length,
    weights(underlying) {
      const key = perUnderlying ? underlying : undefined
      let column = weights.get(key)
      if (column === undefined) {
        column = Float64Array.from(scenarios, (scenario) => weightOf(scenario, key))
        weights.set(key, column)
      }
      return column
    },
    scratch: {
      deviations: new Float64Array(scenarios.length + 1),
      inverseDeviations: new Float64Array(scenarios.length + 1),
      values: new Float64Array(scenarios.length + 1),
    },
    price,
    forward: (underlying, now, fixed = 0) =>
      remembered(forwards, underlying, fixed === 0 ? now : `${now} of which fixed ${fixed}`, () =>
        forwardPath(market, underlying, price(underlying, now, fixed), now),
      ),
    volatility: (underlying, years) =>
      remembered(volatilities, underlying, years, () => {
        const moves = scenarios.map((scenario) => volatilityMove(shockOf(scenario, underlying).volatility, years))
        const bends = moves.map((move) => move.bend)
        return {
          factors: Float64Array.from(moves, (move) => move.factor),
          shifts: Float64Array.from(moves, (move) => move.shift),
          floors: Float64Array.from(moves, (move) => move.floor),
          ...(bends.every((bend) => bend === undefined) ? {} : { bends }),
        }
      }),
    asset(asset, where) {
      if (set.conversion === 'now') return undefined
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

/** The path of a forward that stands at `now` today. */
export function forwardPath(
  market: MarketSnapshot,
  underlying: string,
  prices: Float64Array,
  now: number,
): ForwardPath {
  const path = new Float64Array(prices.length + 1)
  path.set(prices)
  path[prices.length] = now
  if (underlyingOf(market, underlying, underlying).model === 'normal') return { forwards: path }
  return { forwards: path, logMoves: path.map((shocked) => log(shocked / now)) }
}

function remembered<Value>(
  known: Map<string, Map<number | string, Value>>,
  underlying: string,
  key: number | string,
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

function movedPrice(
  set: ScenarioSet,
  scenario: Scenario,
  underlying: string,
  now: number,
  normal: boolean,
  fixed: number,
  index: number,
): number {
  const shock = shockOf(scenario, underlying)
  if (shock.missing !== undefined) {
    throw new PlimsollError('SPEC_INCOMPLETE', {
      where: `scenarios.${set.id}: ${underlying}`,
      expected: `a price range or move of ${underlying}, or one of "*", everyone else`,
    })
  }
  const price = followed(set, shock.price, now, normal, index)
  if (Number.isNaN(price.move)) {
    throw new PlimsollError('HISTORY_MISSING', {
      where: `scenarios.${set.id}`,
      value: underlying,
      expected: `past prices of ${underlying} in the market’s history`,
    })
  }
  if (normal && price.kind === 'relative' && price.move !== 0 && set.normalMoves === 'absolute') {
    throw new PlimsollError('SPEC_INCOMPLETE', {
      where: `scenarios.${set.id}.absoluteRange.${underlying}`,
      expected: `a range in price units, because prices of ${underlying} may be zero or negative`,
    })
  }
  const moved = fixed === 0 ? movedWhole(price, now, normal) : movedVariable(price, now, normal, fixed)
  if (Number.isFinite(moved) && (moved > 0 || normal)) return moved
  throw new PlimsollError('SCENARIO_INVALID', {
    where: `${scenario.id} on ${underlying}`,
    value: moved,
    expected: 'a price above 0; an underlying of the normal model may go below',
  })
}

/** Where the basis stays as it is, a relative move of the index is one of its price units for whatever follows it. */
function followed(set: ScenarioSet, price: PriceShock, now: number, normal: boolean, index: number): PriceShock {
  if (set.basis !== 'unchanged' || normal || price.kind === 'absolute') return price
  const move = index * price.move
  return now + move > 0 ? { kind: 'absolute', move } : price
}

function movedWhole(price: PriceShock, now: number, normal: boolean): number {
  if (price.kind === 'absolute') return now + price.move
  // So that "down" is down below zero, too.
  return normal ? now + price.move * Math.abs(now) : now * (1 + price.move)
}

/** Only what the settlement average has not fixed moves; of an absolute move, the part that it makes up of the price. */
function movedVariable(price: PriceShock, now: number, normal: boolean, fixed: number): number {
  const variable = now - fixed
  if (price.kind === 'relative') return movedWhole(price, variable, normal) + fixed
  return now === 0 ? now : now + price.move * (variable / now)
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
  return now * (movedPrice(set, scenario, underlying, index, model === 'normal', 0, index) / index)
}
