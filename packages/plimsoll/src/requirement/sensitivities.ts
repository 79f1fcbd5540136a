import type { LegSensitivity } from '../sensitivity/netSensitivities.js'
import type { SensitivityNode } from '../sensitivity/node.js'
import { sensitivityMargin } from '../sensitivity/sensitivityMargin.js'
import type { UnderlyingBuckets } from '../sensitivity/underlyingBuckets.js'
import { underlyingOf } from '../valuation/lookup.js'
import type { Valuation } from '../valuation/valuation.js'
import type { Context } from './context.js'
import { cellUnderlying, type Exposure } from './exposure.js'
import type { NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'
import { worstFills } from './worstFills.js'

type Sensitivities = Extract<Requirement, { node: 'sensitivities' }>

const millisecondsPerDay = 86_400_000

/** Sensitivity margin: the legs' delta, vega and curvature, by the buckets that the rule book sorts underlyings into. */
export function sensitivities(node: Sensitivities, context: Context): NodeResult {
  return worstFills(context.members, (members) => sensitivitiesOfAll(node, members, context.scene.valuation))
}

function sensitivitiesOfAll(node: Sensitivities, members: readonly Exposure[], valuation: Valuation): NodeResult {
  const rows = members.flatMap((member) => rowOf(node, member, valuation))
  const { value, parts, children } = sensitivityMargin(rows, bucketsOf(node))
  return {
    kind: 'sensitivities',
    label: node.label ?? 'delta, vega and curvature',
    value,
    legs: parts,
    counts: children.map(() => 0),
    children: children.map(nodeOf),
  }
}

const documents = new WeakMap<Sensitivities, UnderlyingBuckets>()

function bucketsOf(node: Sensitivities): UnderlyingBuckets {
  const known = documents.get(node)
  if (known !== undefined) return known
  const { moveConfidence, curvatureConfidence, buckets, bucketCorrelations, residual, vegaTenors } = node
  const document: UnderlyingBuckets = {
    plimsoll: 'sensitivity-buckets/1',
    id: 'spec',
    moveConfidence,
    curvatureConfidence,
    buckets,
    bucketCorrelations,
    residual,
    vegaTenors,
  }
  documents.set(node, document)
  return document
}

function nodeOf({ kind, label, value, children }: SensitivityNode): NodeResult {
  return { kind, label, value, counts: children.map(() => 0), children: children.map(nodeOf) }
}

function rowOf(node: Sensitivities, member: Exposure, { market, sensitivities }: Valuation): readonly LegSensitivity[] {
  const underlying = cellUnderlying(member)
  const bucket = node.bucketOf[underlying] ?? node.residual.name
  const { leg } = member
  if (member.kind === 'asset') {
    if (member.underlying === undefined) return []
    const delta = member.amount * market.assets[member.asset]!.price
    return [{ leg, underlying, bucket, delta, vega: [], curvature: 0 }]
  }
  const { instrument, quantity } = member
  const { index } = underlyingOf(market, underlying, instrument.id)
  const greeks = sensitivities(instrument)
  const vega =
    instrument.kind === 'option' && greeks.impliedVolatility !== null
      ? [
          {
            tenorDays: Math.max((instrument.expiry - market.asOf) / millisecondsPerDay, 0),
            amount: quantity * greeks.vega * 100 * greeks.impliedVolatility,
          },
        ]
      : []
  return [
    {
      leg,
      underlying,
      bucket,
      delta: quantity * greeks.delta * index,
      vega,
      curvature: quantity * greeks.gamma * index * index,
    },
  ]
}
