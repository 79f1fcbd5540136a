import { indexOfMin } from '@plimsoll/kernel'
import type { Scenario } from '../scenario/scenario.js'
import { describeScenario } from '../scenario/scenarioSet.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import type { Valuation } from '../valuation/valuation.js'
import { addProfits, cellUnderlying, type Exposure, profitIn } from './exposure.js'
import type { CellResult, NodeResult } from './nodeResult.js'
import type { Scope, WorstOf } from './spec.js'

/**
 * The worst scenario of every netting cell, summed in the order of the cells' names.
 *
 * Open orders: in every scenario an order is taken as filled exactly where that makes the result worse. The maximum over
 * scenarios of that sum is the worst over all 2^n subsets of fills, because the subset may be chosen per scenario.
 */
export function worstOf(node: WorstOf, exposures: readonly Exposure[], valuation: Valuation): NodeResult {
  const arrays = valuation.arrays(node.scenarios)
  // An asset that no scenario moves has no cell to stand in.
  const moved = exposures.filter(
    (exposure) => exposure.kind !== 'asset' || arrays.assetRow(exposure.asset) !== undefined,
  )
  const cells = netted(moved, node.scope).map(([name, members]) =>
    node.gains === 'trapped' ? trappedCell(name, members, arrays) : worstCell(name, members, arrays),
  )
  let value = 0
  for (const cell of cells) value += cell.value
  return { kind: node.node, label: node.label ?? scopeLabels[node.scope], value, cells, children: [] }
}

const scopeLabels: Readonly<Record<Scope, string>> = {
  position: 'worst scenario of each position',
  underlying: 'worst scenario of each underlying',
  account: 'worst scenario of the whole account',
}

/** Without the assets that no scenario moves: these have no cell to stand in. */
export function movedExposures(exposures: readonly Exposure[], arrays: RiskArrays): readonly Exposure[] {
  return exposures.filter((exposure) => exposure.kind !== 'asset' || arrays.assetRow(exposure.asset) !== undefined)
}

/** Exposures by netting cell, cells in the order of their names. */
export function netted(exposures: readonly Exposure[], scope: Scope): [string, Exposure[]][] {
  const cells = new Map<string, Exposure[]>()
  for (const exposure of exposures) {
    const name = cellName(exposure, scope)
    const members = cells.get(name)
    if (members === undefined) cells.set(name, [exposure])
    else members.push(exposure)
  }
  return [...cells].sort(([a], [b]) => (a < b ? -1 : 1))
}

function cellName(exposure: Exposure, scope: Scope): string {
  if (scope === 'account') return 'account'
  if (scope === 'underlying') return cellUnderlying(exposure)
  return exposure.kind === 'asset' ? exposure.leg : exposure.instrument.id
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

/** In the moves of the cell's own underlyings. */
function describe(scenario: Scenario, members: readonly Exposure[]): string {
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
