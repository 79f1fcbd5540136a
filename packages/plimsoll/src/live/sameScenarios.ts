import type { ScenarioSet } from '../scenario/scenario.js'

/**
 * Whether the scenarios of two sets are the same ones, place by place and as probable; what they do to prices may differ. Past days
 * are others after a new day, random paths are the same as long as as many are drawn.
 */
export function isSameScenarios(a: ScenarioSet, b: ScenarioSet): boolean {
  if (a === b) return true
  if (a.scenarios.length !== b.scenarios.length) return false
  if (!a.scenarios.every(({ id }, s) => id === b.scenarios[s]!.id)) return false
  return a.scenarios.every((_, s) => a.probabilities?.[s] === b.probabilities?.[s])
}
