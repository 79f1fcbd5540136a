import type { RiskArrays } from '../valuation/riskArrays.js'
import type { Valuation } from '../valuation/valuation.js'
import { evaluateRequirement } from './evaluate.js'
import { type AssetExposure, addProfits, type Exposure } from './exposure.js'
import type { Requirement, WorstOf } from './spec.js'
import { movedExposures, netted, worstOf } from './worstOf.js'

/**
 * The requirement as a function of how much of one asset leaves, without going through the legs again: of every scenario
 * leaf only the cell in which the asset stands changes, and that by the amount times the asset's row.
 *
 * Its numbers are those of `evaluateRequirement` up to the rounding of another order of summation.
 */
export function requirementAlong(
  requirement: Requirement,
  exposures: readonly Exposure[],
  valuation: Valuation,
  leaving: AssetExposure,
): (amount: number) => number {
  switch (requirement.node) {
    case 'worst-of':
      return worstAlong(requirement, exposures, valuation, leaving)
    case 'short-option-minimum': {
      const { value } = evaluateRequirement(requirement, exposures, valuation)
      return () => value
    }
    case 'scale': {
      const child = requirementAlong(requirement.of, exposures, valuation, leaving)
      return (amount) => requirement.by * child(amount)
    }
    default: {
      const children = requirement.of.map((node) => requirementAlong(node, exposures, valuation, leaving))
      return (amount) => {
        const values = children.map((child) => child(amount))
        if (requirement.node === 'sum') return values.reduce((sum, value) => sum + value, 0)
        return requirement.node === 'max' ? Math.max(...values) : Math.min(...values)
      }
    }
  }
}

function worstAlong(
  node: WorstOf,
  exposures: readonly Exposure[],
  valuation: Valuation,
  leaving: AssetExposure,
): (amount: number) => number {
  const arrays = valuation.arrays(node.scenarios)
  const row = arrays.assetRow(leaving.asset)
  const own = netted(movedExposures(exposures, arrays), node.scope).find(([, members]) => members.includes(leaving))
  if (row === undefined || own === undefined) {
    const { value } = worstOf(node, exposures, valuation)
    return () => value
  }
  const [, members] = own
  const others = worstOf(
    node,
    exposures.filter((exposure) => !members.includes(exposure)),
    valuation,
  ).value
  const least = node.gains === 'trapped' ? Math.max(carryOf(members), 0) : 0
  const sum = summed(members, arrays)
  return (amount) => {
    let worst = -least
    for (let s = 0; s < sum.length; s++) worst = Math.min(worst, sum[s]! - amount * row[s]!)
    return others - worst
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
