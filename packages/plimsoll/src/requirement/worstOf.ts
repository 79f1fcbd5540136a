import { indexOfMin } from '@plimsoll/kernel'
import type { Scenario } from '../scenario/scenario.js'
import { describeScenario } from '../scenario/scenarioSet.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
import { addProfits, cellUnderlying, type Exposure, profitIn } from './exposure.js'
import type { CellResult, NodeResult } from './nodeResult.js'
import { type ProfileResult, profileOf } from './profile.js'
import type { Scope, WorstOf } from './spec.js'

/**
 * The worst scenario of every netting cell, summed in the order of the cells' names.
 *
 * Open orders: in every scenario an order is taken as filled exactly where that makes the result worse. The maximum over
 * scenarios of that sum is the worst over all 2^n subsets of fills, because the subset may be chosen per scenario.
 */
export function worstOf(node: WorstOf, context: Context, evaluate: Evaluate): NodeResult {
  const { members, scene, path } = context
  const { scope, of } = node
  const arrays = scene.valuation.arrays(node.scenarios)
  const cells = netted(movedExposures(members, arrays), scope, scene.spec.groups).map(([cell, inside]) => {
    if (of !== undefined) {
      const within: Context = {
        scene,
        members: inside,
        scope,
        cell,
        path: `${path}/${scope} moved by ${node.scenarios} ${cell}`,
      }
      return worstOfProfile(profileOf(of, within, arrays, evaluate), within, arrays)
    }
    return node.gains === 'trapped' ? trappedCell(cell, inside, arrays) : worstCell(cell, inside, arrays)
  })
  let value = 0
  for (const cell of cells) value += cell.value
  return { kind: node.node, label: node.label ?? scopeLabels[scope], value, cells, children: [] }
}

export const scopeLabels: Readonly<Record<Scope, string>> = {
  position: 'worst scenario of each position',
  strike: 'worst scenario of each strike',
  expiry: 'worst scenario of each expiry',
  underlying: 'worst scenario of each underlying',
  group: 'worst scenario of each group of underlyings',
  currency: 'worst scenario of each settlement currency',
  asset: 'worst scenario of each asset',
  account: 'worst scenario of the whole account',
}

/** The cell’s worst entry of a profile. */
function worstOfProfile(profile: ProfileResult, { cell, members }: Context, arrays: RiskArrays): CellResult {
  const worst = indexOfMin(profile.values)
  const loss = -profile.values[worst]!
  const scenario = arrays.set.scenarios[worst]!
  return {
    cell,
    scenario: { id: scenario.id, label: describe(scenario, members) },
    value: loss > 0 ? loss : 0,
    legs: profile.partsAt(worst).map(({ leg, part }) => ({ leg, part: -part })),
  }
}

/** Without the assets that no scenario moves: these have no cell to stand in. */
export function movedExposures(exposures: readonly Exposure[], arrays: RiskArrays): readonly Exposure[] {
  return exposures.filter((exposure) => exposure.kind !== 'asset' || arrays.assetRow(exposure.asset) !== undefined)
}

function worstCell(cell: string, members: readonly Exposure[], arrays: RiskArrays): CellResult {
  const sum = new Float64Array(arrays.set.scenarios.length)
  for (const member of members) addProfits(sum, member, arrays)
  const worst = indexOfMin(sum)
  const loss = -sum[worst]!
  const scenario = arrays.set.scenarios[worst]!
  return {
    cell,
    scenario: { id: scenario.id, label: describe(scenario, members) },
    value: loss > 0 ? loss : 0,
    legs: members.map((member) => ({ leg: member.leg, part: -profitIn(member, arrays, worst) })),
  }
}

/** A scenario in the moves of the cell's own underlyings. */
export function describe(scenario: Scenario, members: readonly Exposure[]): string {
  const underlyings = [...new Set(members.map(cellUnderlying))].sort()
  return describeScenario(scenario, underlyings)
}

/** A cell that also locks its own gains: the more of its worst loss and its carry. */
function trappedCell(cell: string, members: readonly Exposure[], arrays: RiskArrays): CellResult {
  const worst = worstCell(cell, members, arrays)
  const legs = members.map((member) => ({ leg: member.leg, part: member.kind === 'position' ? member.carry : 0 }))
  let carry = 0
  for (const leg of legs) carry += leg.part
  return carry > worst.value ? { cell, value: carry, legs } : worst
}
