import { tailRisk } from '../statistics/tailRisk.js'
import type { RiskArrays } from '../valuation/riskArrays.js'
import { netted } from './cells.js'
import type { Context, Evaluate } from './context.js'
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

function tailCell(
  node: Tail,
  profile: ProfileResult,
  { cell, members }: Context,
  { set: { probabilities, sample, scenarios } }: RiskArrays,
): CellResult {
  const isQuantile = node.measure === 'value-at-risk'
  const risk = tailRisk(
    profile.values.map((profit) => 0 - profit),
    {
      confidence: node.confidence,
      quantile: node.quantile,
      standardErrors: sample !== undefined,
      ...(probabilities === undefined ? {} : { weights: probabilities }),
    },
  )
  const scenario = scenarios[risk.index]!
  const parts = new Map<string, number>()
  for (const { index, weight } of isQuantile ? risk.quantile : risk.tail) {
    for (const { leg, part } of profile.partsAt(index)) parts.set(leg, (parts.get(leg) ?? 0) - weight * part)
  }
  const legs: LegPart[] = [...parts].map(([leg, part]) => ({ leg, part }))
  const value = Math.max(isQuantile ? risk.valueAtRisk : risk.expectedShortfall, 0)
  const error = isQuantile ? risk.standardErrors?.valueAtRisk : risk.standardErrors?.expectedShortfall
  return {
    cell,
    scenario: { id: scenario.id, label: describe(scenario, members) },
    value,
    ...(error === undefined || !Number.isFinite(error) ? {} : { standardError: error * pairing(sample) }),
    legs,
  }
}

/** Mirrored pairs may both lie in the tail: at worst they are half as many independent draws. */
function pairing(sample: 'independent' | 'antithetic' | undefined): number {
  return sample === 'antithetic' ? Math.SQRT2 : 1
}
