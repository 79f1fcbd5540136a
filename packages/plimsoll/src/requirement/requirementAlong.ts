import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import { contextOf, type Scene } from './context.js'
import { evaluate } from './evaluate.js'
import { type AssetExposure, addProfits, type Exposure } from './exposure.js'
import type { Amount, WorstOf } from './spec.js'
import { movedExposures, worstOf } from './worstOf.js'

/**
 * The requirement as a function of how much of one asset leaves. Of scenario leaves that look at plain profits only the
 * cell in which the asset stands changes, by the amount times the asset's row; any other node is evaluated again.
 *
 * Its numbers are those of `evaluateRequirement` up to the rounding of another order of summation.
 */
export function requirementAlong(
  requirement: Amount,
  exposures: readonly Exposure[],
  scene: Scene,
  leaving: AssetExposure,
): (amount: number) => number {
  const along = amountAlong(requirement, exposures, scene, leaving)
  return (amount) => Math.max(along(amount), 0)
}

function amountAlong(
  requirement: Amount,
  exposures: readonly Exposure[],
  scene: Scene,
  leaving: AssetExposure,
): (amount: number) => number {
  if (typeof requirement === 'number') return () => requirement
  if ('node' in requirement) {
    const { node } = requirement
    if (node === 'worst-of' && requirement.of === undefined) return worstAlong(requirement, exposures, scene, leaving)
    if (node === 'scale' && typeof requirement.by === 'number') {
      const { by } = requirement
      const child = amountAlong(requirement.of, exposures, scene, leaving)
      return (amount) => by * child(amount)
    }
    if ((node === 'sum' || node === 'max' || node === 'min') && requirement.of.length > 0) {
      const children = requirement.of.map((of) => amountAlong(of, exposures, scene, leaving))
      return (amount) => {
        const values = children.map((child) => child(amount))
        if (node === 'sum') return values.reduce((sum, value) => sum + value, 0)
        return node === 'max' ? Math.max(...values) : Math.min(...values)
      }
    }
    // A rate that is a node may look at the balance.
    if (node === 'short-option-minimum' && (typeof requirement.rate === 'number' || 'parameter' in requirement.rate)) {
      const { value } = evaluate(requirement, contextOf(exposures, scene))
      return () => value
    }
  }
  return (amount) => {
    const left = exposures.map((exposure) =>
      exposure === leaving ? { ...leaving, amount: leaving.amount - amount } : exposure,
    )
    return evaluate(requirement, contextOf(left, { ...scene, known: new Map() })).value
  }
}

function worstAlong(
  node: WorstOf,
  exposures: readonly Exposure[],
  scene: Scene,
  leaving: AssetExposure,
): (amount: number) => number {
  const arrays = scene.valuation.arrays(node.scenarios)
  const row = arrays.assetRow(leaving.asset)
  const cells = netted(movedExposures(exposures, arrays), node.scope, scene.spec.groups)
  const own = cells.find(([, members]) => members.includes(leaving))
  if (row === undefined || own === undefined) {
    const { value } = worstOf(node, contextOf(exposures, scene), evaluate)
    return () => value
  }
  const [, members] = own
  const others = exposures.filter((exposure) => !members.includes(exposure))
  const rest = worstOf(node, contextOf(others, scene), evaluate).value
  const least = node.gains === 'trapped' ? Math.max(carryOf(members), 0) : 0
  const sum = summed(members, arrays)
  return (amount) => {
    let worst = -least
    for (let s = 0; s < sum.length; s++) worst = Math.min(worst, sum[s]! - amount * row[s]!)
    return rest - worst
  }
}

function summed(members: readonly Exposure[], arrays: RiskArrays): Float64Array {
  const sum = new Float64Array(arrays.set.scenarios.length)
  for (const member of members) addProfits(sum, member, arrays)
  return sum
}

function carryOf(members: readonly Exposure[]): number {
  let carry = 0
  for (const member of members) if (member.kind === 'position') carry += member.carry
  return carry
}
