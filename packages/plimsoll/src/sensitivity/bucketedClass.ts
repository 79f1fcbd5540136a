import { PlimsollError } from '../error/plimsollError.js'
import type { BucketedCalibration, BucketWeights, RiskBucket } from './calibration.js'
import { impliedByWeight, type SensitivityContext } from './context.js'
import type { SensitivityRow, SensitivityType } from './crif.js'
import type { RiskClassModel } from './riskClassModel.js'

/** The four risk classes whose rows name their bucket. */
export type BucketedRiskClass = 'creditQualifying' | 'creditNonQualifying' | 'equity' | 'commodity'

const typesOf: Readonly<Record<BucketedRiskClass, readonly [SensitivityType, SensitivityType]>> = {
  creditQualifying: ['Risk_CreditQ', 'Risk_CreditVol'],
  creditNonQualifying: ['Risk_CreditNonQ', 'Risk_CreditVolNonQ'],
  equity: ['Risk_Equity', 'Risk_EquityVol'],
  commodity: ['Risk_Commodity', 'Risk_CommodityVol'],
}

/**
 * Credit, equity and commodity: buckets of names. A name concentrates by itself, and unequal concentration lowers the
 * correlation of two names. Equity and commodity vega is per volatility point, and its volatility is read back from the delta
 * risk weight; credit vega carries its volatility.
 */
export function bucketedClass(riskClass: BucketedRiskClass, context: SensitivityContext): RiskClassModel {
  const calibration: BucketedCalibration = context.calibration[riskClass]
  const weights: BucketWeights & { readonly historicalVolatilityRatio?: number } = context.horizon[riskClass]
  const [deltaType, vegaType] = typesOf[riskClass]
  const { residual, sameNameBy, netting } = calibration
  const buckets = new Map<string, RiskBucket>()
  for (const bucket of calibration.buckets) buckets.set(bucket.name, bucket)
  const order = [...buckets.keys()]
  if (residual !== undefined) buckets.set(residual.name, residual)
  const bucketOf = (row: SensitivityRow): RiskBucket => buckets.get(row.bucket)!
  const ratio = weights.historicalVolatilityRatio
  return {
    riskClass,
    deltaTypes: [deltaType],
    vegaTypes: [vegaType],
    check: (row, where) => {
      if (!buckets.has(row.bucket)) {
        const expected = `one of ${[...buckets.keys()].join(', ')}`
        throw new PlimsollError('INPUT_INVALID', { where: `${where}.bucket`, value: row.bucket, expected })
      }
    },
    ignores: () => false,
    bucketOf: ({ bucket }) => bucket,
    factorOf: (row) => (netting === 'name' ? row.qualifier : `${row.qualifier} | ${row.label1} | ${row.label2}`),
    concentratesAs: ({ qualifier }) => qualifier,
    deltaWeight: ({ bucket }) => weights.deltaWeights[bucket]!,
    vegaWeight: ({ bucket }) => weights.vegaWeights[bucket]!,
    volatility: ({ bucket }) => (ratio === undefined ? 1 : impliedByWeight(weights.deltaWeights[bucket]!, context)),
    historicalVolatilityRatio: ratio ?? 1,
    deltaThreshold: (row) => bucketOf(row).deltaThreshold,
    vegaThreshold: (row) => bucketOf(row).vegaThreshold,
    correlation: (a, b) =>
      a[sameNameBy] === b[sameNameBy] ? bucketOf(a).sameNameCorrelation : bucketOf(a).otherNameCorrelation,
    bucketCorrelation: (b, c) => calibration.bucketCorrelations[order.indexOf(b)]![order.indexOf(c)]!,
    diversification: 'names',
    residual: residual?.name,
    hasCurvature: (row) => bucketOf(row).curvature,
    curvatureScale: 1,
  }
}
