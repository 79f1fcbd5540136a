import { log } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'
import type { MarketSnapshot } from '../market/snapshot.js'
import type { Scenario, ScenarioSet } from '../scenario/scenario.js'
import { shockOf } from '../scenario/scenarioSet.js'
import { assetOf, underlyingOf } from './lookup.js'

/** Forwards of one expiry in every scenario, and the logarithm of their move. */
export interface ForwardPath {
  readonly forwards: Float64Array
  /** ln(F_s / F); absent for a normal-model underlying, whose prices may be negative. */
  readonly logMoves?: Float64Array
}

/** Prices in every scenario of a set, computed once and shared by all instruments. */
export interface ShockPaths {
  readonly count: number
  readonly weights: Float64Array
  price(underlying: string, now: number): Float64Array
  forward(underlying: string, now: number): ForwardPath
  /** Price of an asset in every scenario, or undefined when none of them moves it. */
  asset(asset: string, where: string): Float64Array | undefined
}

/** Prepares the paths of a market under a scenario set; each is computed when first asked for. */
export function shockPaths(market: MarketSnapshot, set: ScenarioSet): ShockPaths {
  const { scenarios } = set
  const prices = new Map<string, Float64Array>()
  const forwards = new Map<string, ForwardPath>()
  const assets = new Map<string, Float64Array | undefined>()

  function price(underlying: string, now: number): Float64Array {
    const key = `${underlying} ${now}`
    const known = prices.get(key)
    if (known !== undefined) return known
    const positive = underlyingOf(market, underlying, underlying).model === 'black'
    const path = Float64Array.from(scenarios, (scenario) => movedPrice(scenario, underlying, now, positive))
    prices.set(key, path)
    return path
  }

  return {
    count: scenarios.length,
    weights: Float64Array.from(scenarios, (scenario) => scenario.weight),
    price,
    forward(underlying, now) {
      const key = `${underlying} ${now}`
      const known = forwards.get(key)
      if (known !== undefined) return known
      const path = price(underlying, now)
      const black = underlyingOf(market, underlying, underlying).model === 'black'
      const result: ForwardPath = black
        ? { forwards: path, logMoves: path.map((shocked) => log(shocked / now)) }
        : { forwards: path }
      forwards.set(key, result)
      return result
    },
    asset(asset, where) {
      if (assets.has(asset)) return assets.get(asset)
      const now = assetOf(market, asset, where)
      const path = Float64Array.from(scenarios, (scenario) =>
        movedAsset(scenario, market, asset, now.price, now.underlying),
      )
      const moved = path.some((shocked) => shocked !== now.price) ? path : undefined
      assets.set(asset, moved)
      return moved
    },
  }
}

function movedPrice(scenario: Scenario, underlying: string, now: number, positive: boolean): number {
  const { price } = shockOf(scenario, underlying)
  const moved = price.kind === 'relative' ? now * (1 + price.move) : now + price.move
  if (Number.isFinite(moved) && (moved > 0 || !positive)) return moved
  throw new PlimsollError('SCENARIO_INVALID', {
    where: `${scenario.id} on ${underlying}`,
    value: moved,
    expected: 'a price above 0; an underlying of the normal model may go below',
  })
}

function movedAsset(
  scenario: Scenario,
  market: MarketSnapshot,
  asset: string,
  now: number,
  underlying: string | undefined,
): number {
  if (underlying === undefined) return now * (1 + (scenario.assets[asset] ?? 0))
  const { index, model } = underlyingOf(market, underlying, asset)
  return now * (movedPrice(scenario, underlying, index, model === 'black') / index)
}
