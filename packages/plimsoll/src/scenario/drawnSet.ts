import type { MarketSnapshot } from '../market/snapshot.js'
import { historySet } from './historySet.js'
import { monteCarloSet } from './monteCarlo.js'
import type { MonteCarloScenarios } from './monteCarloSpec.js'
import type { ScenarioSet } from './scenario.js'
import { type ScenarioSource, scenarioSetOf } from './scenarioSet.js'

interface Drawn {
  /** What the set was drawn from: markets that agree in it share the set. */
  readonly from: unknown
  readonly underlyings: string
  readonly set: ScenarioSet
}

const drawn = new WeakMap<ScenarioSource, Drawn>()

/**
 * The scenarios of any source over a market. Grids and lists need no market; past days and random paths are drawn for every
 * underlying that the source knows something of, and drawn once for all markets that differ in nothing they look at.
 */
export function drawnSet(source: ScenarioSource, market: MarketSnapshot, id: string): ScenarioSet {
  if (source.kind !== 'history' && source.kind !== 'monte-carlo') return scenarioSetOf(source, id)
  const looksBack = source.kind === 'history' || looksAtHistory(source)
  const names = Object.keys(market.underlyings)
    .filter((name) => !looksBack || market.history === undefined || Object.hasOwn(market.history.closes, name))
    .sort()
  const from = looksAtNow(source, market) ? market : (market.history ?? source)
  const underlyings = names.join(' ')
  const known = drawn.get(source)
  if (known !== undefined && known.from === from && known.underlyings === underlyings) return known.set
  let set: ScenarioSet
  if (source.kind === 'monte-carlo') set = monteCarloSet(source, market, id, names)
  else {
    const past = historySet(source, market, id, names)
    set = Object.freeze({ ...past.set, probabilities: Float64Array.from(past.probabilities) })
  }
  drawn.set(source, { from, underlyings, set })
  return set
}

function looksAtHistory({ volatilities, correlations }: MonteCarloScenarios): boolean {
  return volatilities.kind === 'history' || correlations.kind === 'history'
}

/** Whether the prices of now are in it: implied volatilities, or an underlying that moves in price units. */
function looksAtNow(source: ScenarioSource, market: MarketSnapshot): boolean {
  if (Object.values(market.underlyings).some(({ model }) => model === 'normal')) return true
  return source.kind === 'monte-carlo' && source.volatilities.kind === 'implied'
}
