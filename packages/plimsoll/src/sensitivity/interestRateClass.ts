import { PlimsollError } from '../error/plimsollError.js'
import { groupOf, type SensitivityContext } from './context.js'
import type { SensitivityRow } from './crif.js'
import type { RiskClassModel } from './riskClassModel.js'

/**
 * Rates: a bucket is a currency. Curves of one currency and tenor correlate by the sub-curve correlation, tenors by their
 * matrix; inflation and cross-currency basis are one factor each. The whole currency concentrates together, except its
 * cross-currency basis, which neither counts nor is charged. Between currencies unequal concentration lowers the offset.
 */
export function interestRateClass(context: SensitivityContext): RiskClassModel {
  const rates = context.calibration.interestRate
  const weights = context.horizon.interestRate
  const tenors = rates.tenorCorrelations.names
  const isCurve = (row: SensitivityRow): boolean => row.riskType === 'Risk_IRCurve' || row.riskType === 'Risk_IRVol'
  const deltaWeight = (row: SensitivityRow): number => {
    if (row.riskType === 'Risk_Inflation') return weights.inflationWeight
    if (row.riskType === 'Risk_XCcyBasis') return weights.crossCurrencyBasisWeight
    return weights.deltaWeights[groupOf(rates.volatilityGroups, row.qualifier)]![tenors.indexOf(row.label1)]!
  }
  return {
    riskClass: 'interestRate',
    deltaTypes: ['Risk_IRCurve', 'Risk_Inflation', 'Risk_XCcyBasis'],
    vegaTypes: ['Risk_IRVol', 'Risk_InflationVol'],
    check: (row, where) => {
      if (isCurve(row) && !tenors.includes(row.label1)) {
        const expected = `one of ${tenors.join(', ')}`
        throw new PlimsollError('INPUT_INVALID', { where: `${where}.label1`, value: row.label1, expected })
      }
    },
    ignores: () => false,
    bucketOf: ({ qualifier }) => qualifier,
    factorOf: (row) =>
      row.riskType === 'Risk_IRCurve'
        ? `${row.label1} ${row.label2}`
        : row.riskType === 'Risk_IRVol'
          ? row.label1
          : row.riskType === 'Risk_XCcyBasis'
            ? 'cross-currency basis'
            : 'inflation',
    concentratesAs: ({ riskType }) => (riskType === 'Risk_XCcyBasis' ? undefined : 'currency'),
    deltaWeight,
    vegaWeight: () => weights.vegaWeight,
    volatility: () => 1,
    historicalVolatilityRatio: 1,
    deltaThreshold: ({ qualifier }) => rates.deltaThresholds[groupOf(rates.concentrationGroups, qualifier)]!,
    vegaThreshold: ({ qualifier }) => rates.vegaThresholds[groupOf(rates.concentrationGroups, qualifier)]!,
    correlation: (a, b) => {
      if (a.riskType === 'Risk_XCcyBasis' || b.riskType === 'Risk_XCcyBasis') return rates.crossCurrencyBasisCorrelation
      if (!isCurve(a) || !isCurve(b)) return rates.inflationCorrelation
      const curves = a.riskType === 'Risk_IRVol' || a.label2 === b.label2 ? 1 : rates.subCurveCorrelation
      return curves * rates.tenorCorrelations.values[tenors.indexOf(a.label1)]![tenors.indexOf(b.label1)]!
    },
    bucketCorrelation: () => rates.currencyCorrelation,
    diversification: 'buckets',
    residual: undefined,
    hasCurvature: () => true,
    curvatureScale: 1 / (weights.historicalVolatilityRatio * weights.historicalVolatilityRatio),
  }
}
