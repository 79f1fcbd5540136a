import { tailRisk } from '../statistics/tailRisk.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import type { Context } from './context.js'
import type { Evaluate } from './evaluate.js'
import type { CellResult, LegPart, NodeResult } from './nodeResult.js'
import { type ProfileResult, profileOf } from './profile.js'
import type { Tail } from './spec.js'
import { describe, movedExposures } from './worstOf.js'

const profits = { profile: 'profits' } as const

/**
 * Value at Risk or expected shortfall of every netting cell over a scenario set, summed in the order of the cells' names. A
 * leg's part is its loss in the scenarios of the tail, weighted as these are (Tasche's allocation), so that the parts add up.
 */
export function tail(node: Tail, context: Context, evaluate: Evaluate): NodeResult {
  const { members, scene, path } = context
  const { scope } = node
  const arrays = scene.valuation.arrays(node.scenarios)
  const cells = netted(movedExposures(members, arrays), scope, scene.spec.groups).map(([cell, inside]) => {
    const within: Context = {
      scene,
      members: inside,
      scope,
      cell,
      path: `${path}/${scope} moved by ${node.scenarios} ${cell}`,
    }
    return tailCell(node, profileOf(node.of ?? profits, within, arrays, evaluate), within, arrays)
  })
  let value = 0
  for (const cell of cells) value += cell.value
  const measure = node.measure === 'value-at-risk' ? 'Value at Risk' : 'expected shortfall'
  const label = node.label ?? `${measure} at ${Math.round(node.confidence * 1e6) / 1e4} %`
  return { kind: node.node, label, value, cells, children: [] }
}

function tailCell(node: Tail, profile: ProfileResult, { cell, members }: Context, arrays: RiskArrays): CellResult {
  const { probabilities } = arrays.set
  const risk = tailRisk(
    profile.values.map((profit) => 0 - profit),
    {
      confidence: node.confidence,
      quantile: node.quantile,
      ...(probabilities === undefined ? {} : { weights: probabilities }),
    },
  )
  const entries = node.measure === 'value-at-risk' ? risk.quantile : risk.tail
  const scenario = arrays.set.scenarios[risk.index]!
  const parts = new Map<string, number>()
  for (const { index, weight } of entries) {
    for (const { leg, part } of profile.partsAt(index)) parts.set(leg, (parts.get(leg) ?? 0) - weight * part)
  }
  const legs: LegPart[] = [...parts].map(([leg, part]) => ({ leg, part }))
  const value = Math.max(node.measure === 'value-at-risk' ? risk.valueAtRisk : risk.expectedShortfall, 0)
  return { cell, scenario: { id: scenario.id, label: describe(scenario, members) }, value, legs }
}
