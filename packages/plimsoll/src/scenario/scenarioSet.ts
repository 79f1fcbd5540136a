import type { HistoryScenarios } from './historySetSpec.js'
import { describePrice, describeVolatility, percent } from './inWords.js'
import type { MonteCarloScenarios } from './monteCarloSpec.js'
import type { Scenario, ScenarioSet, Shock } from './scenario.js'
import { gridScenarios, type ScenarioGrid } from './scenarioGrid.js'
import { listScenarios, type ScenarioList } from './scenarioList.js'

export type { ScenarioGrid, TailRule } from './scenarioGrid.js'
export type { ListedScenario, ScenarioList } from './scenarioList.js'
export type { VolatilityRow } from './volatilityRow.js'

/** Scenarios as a rule book writes them. */
export type ScenarioSource = ScenarioGrid | ScenarioList | HistoryScenarios | MonteCarloScenarios

const expanded = new WeakMap<ScenarioSource, ScenarioSet>()

/** The scenarios of a grid or a list; the same object for the same document. */
export function scenarioSetOf(source: ScenarioGrid | ScenarioList, id: string): ScenarioSet {
  const known = expanded.get(source)
  if (known !== undefined) return known
  const set: ScenarioSet = Object.freeze({
    id,
    smile: source.smile,
    normalMoves: 'absolute',
    ...(source.conversion === undefined ? {} : { conversion: source.conversion }),
    ...(source.basis === undefined ? {} : { basis: source.basis }),
    horizonDays: source.horizonDays,
    scenarios: Object.freeze(source.kind === 'list' ? listScenarios(source, id) : gridScenarios(source, id)),
  })
  expanded.set(source, set)
  return set
}

/** The shock that a scenario gives to an underlying. */
export function shockOf(scenario: Scenario, underlying: string): Shock {
  return (Object.hasOwn(scenario.shocks, underlying) ? scenario.shocks[underlying] : undefined) ?? scenario.otherwise
}

/** The part of a scenario's result that counts for what stands on an underlying; on none for what follows none. */
export function weightOf(scenario: Scenario, underlying: string | undefined): number {
  return (underlying === undefined ? undefined : scenario.weights?.[underlying]) ?? scenario.weight
}

const namedUnderlyingsMax = 3

/**
 * A scenario in words, as these underlyings feel it: `price −16 %, vol +50 % at 30 d` for one,
 * `BTC −16 %, ETH −18 %, vol +50 % at 30 d` for several.
 */
export function describeScenario(scenario: Scenario, underlyings: readonly string[]): string {
  // Every account's deciding scenario is named, and most stand on one underlying.
  if (underlyings.length !== 1) return inWords(scenario, underlyings)
  let known = described.get(scenario)
  if (known === undefined) {
    known = new Map()
    described.set(scenario, known)
  }
  let words = known.get(underlyings[0]!)
  if (words === undefined) {
    words = inWords(scenario, underlyings)
    known.set(underlyings[0]!, words)
  }
  return words
}

const described = new WeakMap<Scenario, Map<string, string>>()

function inWords(scenario: Scenario, underlyings: readonly string[]): string {
  const moves = underlyings.map((underlying) => shockOf(scenario, underlying))
  const first = moves[0] ?? scenario.otherwise
  const alike = moves.every((move) => JSON.stringify(move) === JSON.stringify(first))
  const named = underlyings
    .slice(0, namedUnderlyingsMax)
    .map((name, row) => `${name} ${describePrice(moves[row]!.price)}`)
  if (underlyings.length > namedUnderlyingsMax) named.push('…')
  const prices = alike ? `price ${describePrice(first.price)}` : named.join(', ')
  return `${prices}, vol ${describeVolatility(first.volatility)}${describeWeights(scenario, underlyings)}`
}

function describeWeights(scenario: Scenario, underlyings: readonly string[]): string {
  const weights = new Set(underlyings.map((underlying) => weightOf(scenario, underlying)))
  if (weights.size === 0) weights.add(scenario.weight)
  if (weights.size === 1 && weights.has(1)) return ''
  return `, ${[...weights].slice(0, namedUnderlyingsMax).map(percent).join(' / ')} counted`
}
