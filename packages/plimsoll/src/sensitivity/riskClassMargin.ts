import { normalQuantile } from '@plimsoll/kernel'
import { baseCorrelationMargin } from './baseCorrelation.js'
import type { PlacedRow, SensitivityContext } from './context.js'
import type { SensitivityType } from './crif.js'
import { curvatureMargin } from './curvatureMargin.js'
import { linearMargin } from './linearMargin.js'
import type { Measured } from './node.js'
import type { RiskClassModel } from './riskClassModel.js'
import { tenorDays } from './tenor.js'
import { weightedBuckets } from './weightedBuckets.js'

/**
 * Margin of one risk class of one product class: delta + vega + curvature + base correlation, each only where there are rows for
 * it. Undefined where there are none at all.
 */
export function riskClassMargin(
  rows: readonly PlacedRow[],
  model: RiskClassModel,
  context: SensitivityContext,
): Measured | undefined {
  const of = (types: readonly SensitivityType[]): readonly PlacedRow[] =>
    rows.filter((row) => types.includes(row.riskType) && !model.ignores(row))
  const delta = of(model.deltaTypes)
  const vega = of(model.vegaTypes)
  const measures: Measured[] = []
  if (delta.length > 0) measures.push(deltaMargin(delta, model, context))
  if (vega.length > 0) measures.push(vegaMargin(vega, model, context), curvatureOf(vega, model, context))
  if (model.riskClass === 'creditQualifying') {
    const base = of(['Risk_BaseCorr'])
    if (base.length > 0) measures.push(baseCorrelationMargin(base, context))
  }
  if (measures.length === 0) return undefined
  let value = 0
  for (const { node } of measures) value += node.value
  const children = measures.map(({ node }) => node)
  return {
    node: { kind: 'riskClass', label: model.riskClass, value, children },
    parts: measures.flatMap(({ parts }) => parts),
  }
}

/** WS = RW · CR · s. */
function deltaMargin(rows: readonly PlacedRow[], model: RiskClassModel, context: SensitivityContext): Measured {
  const { buckets, gamma, residual } = weightedBuckets(
    rows,
    model,
    { exposure: ({ amount }) => amount, weight: model.deltaWeight, threshold: model.deltaThreshold, squared: false },
    context,
  )
  return linearMargin('delta', 'delta', buckets, gamma, residual)
}

/** VR = VRW · VCR · HVR · Σ σ·vega, all tenors of a name netted where its class nets them. */
function vegaMargin(rows: readonly PlacedRow[], model: RiskClassModel, context: SensitivityContext): Measured {
  const { buckets, gamma, residual } = weightedBuckets(
    rows,
    model,
    {
      exposure: (row) => model.historicalVolatilityRatio * model.volatility(row) * row.amount,
      weight: model.vegaWeight,
      threshold: model.vegaThreshold,
      squared: false,
    },
    context,
  )
  return linearMargin('vega', 'vega', buckets, gamma, residual)
}

/** CVR = SF(t) · Σ σ·vega with SF(t) = ½·min(1, horizon / t): the gamma of an option at the money, read from its vega. */
function curvatureOf(rows: readonly PlacedRow[], model: RiskClassModel, context: SensitivityContext): Measured {
  const { calibration, horizon } = context
  const scaling = (row: PlacedRow): number =>
    0.5 * Math.min(1, horizon.calendarDays / tenorDays(row.label1, calibration.yearDays)!)
  const { buckets, gamma, residual } = weightedBuckets(
    rows,
    model,
    {
      exposure: (row) => (model.hasCurvature(row) ? scaling(row) * model.volatility(row) * row.amount : 0),
      weight: () => 1,
      threshold: undefined,
      squared: true,
    },
    context,
  )
  const z = normalQuantile(calibration.curvatureConfidence)
  return curvatureMargin('curvature', buckets, gamma, residual, z, model.curvatureScale)
}
