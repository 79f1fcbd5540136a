import { tailRisk } from '../statistics/tailRisk.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import { contextOf, type Scene } from './context.js'
import { evaluate } from './evaluate.js'
import { type AssetExposure, addProfits, type Exposure } from './exposure.js'
import type { Amount, Tail, WorstOf } from './spec.js'
import { tail } from './tail.js'
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
): Along {
  const along = amountAlong(requirement, exposures, scene, leaving)
  return (amount) => Math.max(along(amount), 0)
}

type Along = (amount: number) => number

function amountAlong(requirement: Amount, exposures: readonly Exposure[], scene: Scene, leaving: AssetExposure): Along {
  const along = (of: Amount): Along => amountAlong(of, exposures, scene, leaving)
  if (isBlindToBalances(requirement)) {
    const { value } = evaluate(requirement, contextOf(exposures, scene))
    return () => value
  }
  if (typeof requirement !== 'number' && 'node' in requirement) {
    switch (requirement.node) {
      case 'worst-of':
        if (requirement.of === undefined) return worstAlong(requirement, exposures, scene, leaving)
        break
      case 'tail':
        if (requirement.of === undefined) return tailAlong(requirement, exposures, scene, leaving)
        break
      case 'scale': {
        const by = along(requirement.by)
        const of = along(requirement.of)
        return (amount) => by(amount) * of(amount)
      }
      case 'floor':
      case 'cap': {
        const at = along(requirement.at)
        const of = along(requirement.of)
        const pick = requirement.node === 'floor' ? Math.max : Math.min
        return (amount) => pick(at(amount), of(amount))
      }
      case 'sum':
      case 'max':
      case 'min': {
        const { node } = requirement
        const children = requirement.of.map(along)
        if (children.length === 0) return () => 0
        return (amount) => {
          const values = children.map((child) => child(amount))
          if (node === 'sum') return values.reduce((sum, value) => sum + value, 0)
          return node === 'max' ? Math.max(...values) : Math.min(...values)
        }
      }
    }
  }
  return (amount) => {
    const left = exposures.map((exposure) =>
      exposure === leaving ? { ...leaving, amount: leaving.amount - amount } : exposure,
    )
    return evaluate(requirement, contextOf(left, { ...scene, known: new Map() })).value
  }
}

/** Whether no balance can change the number: constants, and what a filter shows none. */
function isBlindToBalances(requirement: Amount): boolean {
  if (typeof requirement === 'number' || 'parameter' in requirement) return true
  switch (requirement.node) {
    case 'where':
    case 'for-each': {
      const kinds = requirement.where?.kind
      return kinds !== undefined && !kinds.includes('asset')
    }
    case 'short-option-minimum':
      // A rate that is a node may look at the balance.
      return isConstant(requirement.rate)
    case 'strategy':
      return true
    case 'scale':
      return isBlindToBalances(requirement.by) && isBlindToBalances(requirement.of)
    case 'sum':
    case 'max':
    case 'min':
      return requirement.of.every(isBlindToBalances)
    default:
      return false
  }
}

function isConstant(requirement: Amount): boolean {
  return typeof requirement === 'number' || 'parameter' in requirement
}

function tailAlong(node: Tail, exposures: readonly Exposure[], scene: Scene, leaving: AssetExposure): Along {
  const arrays = scene.valuation.arrays(node.scenarios)
  const row = arrays.assetRow(leaving.asset)
  const cells = netted(movedExposures(exposures, arrays), node.scope, scene.spec.groups)
  const own = cells.find(([, members]) => members.includes(leaving))
  if (row === undefined || own === undefined) {
    const { value } = tail(node, contextOf(exposures, scene), evaluate)
    return () => value
  }
  const [, members] = own
  const others = exposures.filter((exposure) => !members.includes(exposure))
  const rest = tail(node, contextOf(others, scene), evaluate).value
  const sum = summed(members, arrays)
  const losses = new Float64Array(sum.length)
  const weights = arrays.set.probabilities === undefined ? {} : { weights: arrays.set.probabilities }
  return (amount) => {
    for (let s = 0; s < sum.length; s++) losses[s] = amount * row[s]! - sum[s]!
    const risk = tailRisk(losses, { confidence: node.confidence, quantile: node.quantile, ...weights })
    return rest + Math.max(node.measure === 'value-at-risk' ? risk.valueAtRisk : risk.expectedShortfall, 0)
  }
}

function worstAlong(node: WorstOf, exposures: readonly Exposure[], scene: Scene, leaving: AssetExposure): Along {
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
