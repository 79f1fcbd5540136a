import type { Amount, MarginSpec, Requirement } from '../requirement/spec.js'
import type { Valuation } from '../valuation/valuation.js'
import { type Spacing, spacingOf } from './spacing.js'
import { type LiveMeasure, largestLoss, ranksMax, tailMeasure } from './tailMeasure.js'

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
  readonly measure: LiveMeasure
}

/** Every account by the general evaluator. */
export interface FullPlan {
  readonly path: 'full'
  /** What keeps the rule book from the quicker paths. */
  readonly because: string
  /** Where there is one, accounts are computed only when what they hold has moved as far as their level is away. */
  readonly spacing?: Spacing
  /** Why there is none, where that is another reason. */
  readonly unspaced?: string
}

interface Core {
  readonly scale: number
  readonly node: Requirement
}

/**
 * The quickest path that is right for a rule book in a market: `exact` and `bounded` where both its requirements are multiples of the same
 * scan of underlyings or of the same measure of the whole book, and its collateral has flat haircuts; `full` otherwise, with
 * the reason.
 */
export function livePlan(spec: MarginSpec, valuation: Valuation): LivePlan {
  const plan = quickestPlan(spec, valuation)
  if (plan.path !== 'full' || spec.collateral.mode === 'rule' || hasDynamicParameter(spec)) return plan
  const spacing = spacingOf(spec, valuation)
  return typeof spacing === 'string' ? { ...plan, unspaced: spacing } : { ...plan, spacing }
}

function quickestPlan(spec: MarginSpec, valuation: Valuation): LivePlan {
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
  if (node.node === 'worst-of') {
    if (node.of !== undefined) return full('its scan looks at a profile, not at profits')
    if (node.gains === 'trapped') return full('a cell locks its own gains')
    if (node.scope === 'underlying') return { path: 'exact', scenarios: node.scenarios, ...scales }
    if (node.scope !== 'account') return full(`its scan nets by ${node.scope}`)
    return { path: 'bounded', scenarios: node.scenarios, ...scales, measure: largestLoss }
  }
  if (node.node === 'tail') {
    if (node.of !== undefined) return full('its measure looks at a profile, not at profits')
    if (node.scope !== 'account') return full(`its measure nets by ${node.scope}`)
    const { scenarios, probabilities } = valuation.arrays(node.scenarios).set
    const measure = tailMeasure(node, scenarios.length, probabilities)
    if (measure.by === 'rank' && measure.weights.length > ranksMax) {
      return full(`its tail has more than ${ranksMax} ranks`)
    }
    return { path: 'bounded', scenarios: node.scenarios, ...scales, measure }
  }
  return full(`the node ${node.node} is neither a scan nor a measure of the whole book`)
}

/** Whether any number that the requirement is multiplied by, or a scenario is made of, changes with the market. */
function hasDynamicParameter({ parameters }: MarginSpec): boolean {
  return Object.values(parameters ?? {}).some(({ rule }) => rule !== undefined)
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
