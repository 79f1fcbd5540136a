import { type ProbabilityMeasure, sumSlack } from '@plimsoll/kernel'
import type { Requirement } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { quantileWindow, type TailMass, tailMassOf } from '../statistics/tailMass.js'
import { tailRisk } from '../statistics/tailRisk.js'

type Tail = Extract<Requirement, { node: 'tail' }>

/**
 * A measure of losses that is monotone and translation-equivariant. `slack`: how far its computed number may be from one that is
 * so exactly, as a share of what losses are added up from (docs/models/live-book.md, “Rounding”).
 */
export type LiveMeasure =
  | { readonly by: 'rank'; readonly slack: number; readonly weights: Float64Array }
  | { readonly by: 'probability'; readonly slack: number; readonly measure: ProbabilityMeasure }

/** The largest loss. */
export const largestLoss: LiveMeasure = { by: 'rank', slack: sumSlack, weights: Float64Array.of(1) }

/** More than any measure can be away from another: an account so bounded is always computed. */
const everything = 4
/** So many probabilities are added up with less error than the tolerance of a mass. */
const summedMax = 8192

/** The measure of a node over a set. */
export function tailMeasure(node: Tail, { scenarios, probabilities }: ScenarioSet): LiveMeasure {
  if (probabilities === undefined)
    return { by: 'rank', slack: sumSlack, weights: weightsOfRanks(node, scenarios.length) }
  const tail = tailMassOf(scenarios.length, node.confidence, probabilities)
  const { tolerance, mass } = tail
  const { from, width } = (isQuantile(node) ? quantileWindow(tail, node.quantile, node.confidence) : undefined) ?? {
    from: 0,
    width: 0,
  }
  const measure = { kind: kindOf(node, width), probabilities, mass, tolerance, from, width }
  return { by: 'probability', slack: slackOf(measure, tail), measure }
}

function isQuantile({ measure }: Tail): boolean {
  return measure === 'value-at-risk'
}

function kindOf(node: Tail, width: number): ProbabilityMeasure['kind'] {
  if (!isQuantile(node)) return 'shortfall'
  if (width > 0) return 'window'
  return node.quantile === 'kth-worst' ? 'rank' : node.quantile === 'r2' ? 'mean' : 'exceeding'
}

/** Beside the sums of losses: probabilities added up in this order or that, and masses left out as too small. */
function slackOf({ kind, probabilities, mass, tolerance, width }: ProbabilityMeasure, { total }: TailMass): number {
  const summed = 4 * Number.EPSILON * probabilities.length * total
  if (kind === 'shortfall') return Math.min(everything, sumSlack + (tolerance + summed) / mass)
  if (kind === 'window') {
    const dropped = probabilities.reduce((sum, one) => (one <= 2 * tolerance ? sum + one : sum), 2 * tolerance)
    return Math.min(everything, sumSlack + (4 * (dropped + summed)) / width)
  }
  return probabilities.length <= summedMax ? sumSlack : everything
}

/** How much each loss counts, by its rank from the worst: read from the measure of losses that are their own ranks. */
function weightsOfRanks(node: Tail, length: number): Float64Array {
  const ranked = Float64Array.from({ length }, (_, rank) => length - rank)
  const risk = tailRisk(ranked, { confidence: node.confidence, quantile: node.quantile })
  const entries = isQuantile(node) ? risk.quantile : risk.tail
  const weights = new Float64Array(Math.max(...entries.map(({ index }) => index)) + 1)
  for (const { index, weight } of entries) weights[index] = weight
  return weights
}
