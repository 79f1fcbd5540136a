import type { Amount, MarginSpec, Requirement } from '../requirement/spec.js'
import type { ScenarioSet } from '../scenario/scenario.js'
import { tailRisk } from '../statistics/tailRisk.js'
import type { Valuation } from '../valuation/valuation.js'

/** How a rule book is followed from tick to tick. */
export type LivePlan = ExactPlan | BoundedPlan | FullPlan

/** Every underlying's worst scenario, summed: what a tick touches is computed anew, the rest stands. */
export interface ExactPlan {
  readonly path: 'exact'
  readonly scenarios: string
  readonly initialScale: number
  readonly maintenanceScale: number
}

/**
 * One monotone, translation-equivariant measure of the whole book's losses (worst, Value at Risk, expected shortfall): a bound
 * clears most accounts, the others are computed anew.
 */
export interface BoundedPlan {
  readonly path: 'bounded'
  readonly scenarios: string
  readonly initialScale: number
  readonly maintenanceScale: number
  /** Weights of the losses, from the worst on, by which the measure is their sum. */
  readonly weights: Float64Array
}

/** Every account anew at every tick, by the general evaluator. */
export interface FullPlan {
  readonly path: 'full'
  /** What keeps the rule book from the quicker paths. */
  readonly because: string
}

/** So many ranks are covered by the slack for rounding; see docs/models/live-book.md. */
const ranksMax = 8192

interface Core {
  readonly scale: number
  readonly node: Requirement
}

/**
 * The quickest path that is right for a rule book: `exact` and `bounded` where both its requirements are multiples of the same
 * scan of underlyings or of the same measure of the whole book, and its collateral has flat haircuts; `full` otherwise, with
 * the reason.
 */
export function livePlan(spec: MarginSpec, valuation: Valuation): LivePlan {
  if (spec.collateral.mode === 'rule') return full('its haircuts are an expression over the balances')
  const maintenance = coreOf(spec.maintenance, valuation)
  const initial = coreOf(spec.initial, valuation)
  if (maintenance === undefined || initial === undefined) return full('a requirement is no multiple of one measure')
  if (JSON.stringify(maintenance.node) !== JSON.stringify(initial.node)) {
    return full('initial and maintenance requirement are not multiples of the same measure')
  }
  const { node } = maintenance
  if (hasDynamicParameter(spec)) return full('a parameter follows the market')
  const scales = { initialScale: initial.scale, maintenanceScale: maintenance.scale }
  if (!(initial.scale >= 0 && maintenance.scale >= 0)) return full('a multiple is negative')
  if ((node.node === 'worst-of' || node.node === 'tail') && isHistory(spec, node.scenarios)) {
    return full('its scenarios are as many as the market’s history has')
  }
  if (node.node === 'worst-of') {
    if (node.of !== undefined) return full('its scan looks at a profile, not at profits')
    if (node.gains === 'trapped') return full('a cell locks its own gains')
    if (node.scope === 'underlying') return { path: 'exact', scenarios: node.scenarios, ...scales }
    if (node.scope !== 'account') return full(`its scan nets by ${node.scope}`)
    return { path: 'bounded', scenarios: node.scenarios, ...scales, weights: Float64Array.of(1) }
  }
  if (node.node === 'tail') {
    if (node.of !== undefined) return full('its measure looks at a profile, not at profits')
    if (node.scope !== 'account') return full(`its measure nets by ${node.scope}`)
    const { set } = valuation.arrays(node.scenarios)
    if (set.probabilities !== undefined) return full('its scenarios are not equally probable')
    const weights = weightsOfRanks(node, set)
    if (weights.length > ranksMax) return full(`its tail has more than ${ranksMax} ranks`)
    return { path: 'bounded', scenarios: node.scenarios, ...scales, weights }
  }
  return full(`the node ${node.node} is neither a scan nor a measure of the whole book`)
}

/** Whether any number that the requirement is multiplied by, or a scenario is made of, changes with the market. */
function hasDynamicParameter({ parameters }: MarginSpec): boolean {
  return Object.values(parameters ?? {}).some(({ rule }) => rule !== undefined)
}

function isHistory({ scenarios }: MarginSpec, key: string): boolean {
  const source = scenarios[key]
  return source !== undefined && 'kind' in source && source.kind === 'history'
}

function full(because: string): FullPlan {
  return { path: 'full', because }
}

/** A node and the constant that it is multiplied by, or nothing. */
function coreOf(amount: Amount, valuation: Valuation): Core | undefined {
  if (typeof amount === 'number' || 'parameter' in amount) return undefined
  if (amount.node !== 'scale') return { scale: 1, node: amount }
  const by =
    typeof amount.by === 'number'
      ? amount.by
      : 'parameter' in amount.by
        ? valuation.parameter(amount.by.parameter)
        : undefined
  const inner = coreOf(amount.of, valuation)
  return by === undefined || inner === undefined ? undefined : { scale: by * inner.scale, node: inner.node }
}

/** How much each loss counts, by its rank from the worst: read from the measure of losses that are their own ranks. */
function weightsOfRanks(
  node: Extract<Requirement, { node: 'tail' }>,
  { scenarios: { length } }: ScenarioSet,
): Float64Array {
  const ranked = Float64Array.from({ length }, (_, rank) => length - rank)
  const risk = tailRisk(ranked, { confidence: node.confidence, quantile: node.quantile })
  const entries = node.measure === 'value-at-risk' ? risk.quantile : risk.tail
  const weights = new Float64Array(Math.max(...entries.map(({ index }) => index)) + 1)
  for (const { index, weight } of entries) weights[index] = weight
  return weights
}
