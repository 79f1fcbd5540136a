import { type ProbabilityMeasure, sumSlack } from '@plimsoll/kernel'
import type { Requirement } from '../requirement/spec.js'
import { quantileWindow, tailMassOf } from '../statistics/tailMass.js'
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

/** So many ranks are covered by the slack for sums; see docs/models/live-book.md. */
export const ranksMax = 8192

/** More than any measure can be away from another: an account so bounded is always computed. */
const everything = 4
/** So many probabilities are added up with less error than the tolerance of a mass. */
const summedMax = 8192

/** The measure of a node over so many scenarios, equally probable ones where there are no probabilities. */
export function tailMeasure(node: Tail, count: number, probabilities: Float64Array | undefined): LiveMeasure {
  if (probabilities === undefined) return rankMeasure(node, count)
  const tail = tailMassOf(count, node.confidence, probabilities)
  const { tolerance, mass } = tail
  const window = isQuantile(node) ? quantileWindow(tail, node.quantile, node.confidence) : undefined
  const { from, width } = window ?? { from: 0, width: 0 }
  const kind = window === undefined ? kindOf(node) : 'window'
  const measure = { kind, probabilities, mass, tolerance, from, width }
  return { by: 'probability', slack: slackOf(measure), measure }
}

/** The measure of a node over so many equally probable scenarios. */
export function rankMeasure(node: Tail, count: number): Extract<LiveMeasure, { by: 'rank' }> {
  return { by: 'rank', slack: sumSlack, weights: weightsOfRanks(node, count) }
}

function isQuantile({ measure }: Tail): boolean {
  return measure === 'value-at-risk'
}

function kindOf(node: Tail): ProbabilityMeasure['kind'] {
  if (!isQuantile(node)) return 'shortfall'
  return node.quantile === 'kth-worst' ? 'rank' : node.quantile === 'r2' ? 'mean' : 'exceeding'
}

/** Beside the sums of losses: probabilities added up in this order or that, and masses left out as too small. */
export function slackOf({ kind, probabilities, mass, tolerance, width }: ProbabilityMeasure): number {
  const total = probabilities.reduce((sum, one) => sum + one, 0)
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
