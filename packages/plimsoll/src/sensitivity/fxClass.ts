import { PlimsollError } from '../error/plimsollError.js'
import { entryOf, groupOf, impliedByWeight, type SensitivityContext } from './context.js'
import type { SensitivityRow } from './crif.js'
import type { RiskClassModel } from './riskClassModel.js'

const pairPattern = /^[A-Z]{6}$/

/**
 * Exchange rates: one bucket. Delta is per currency against the calculation currency, which itself carries no risk; vega is
 * per pair of currencies, in either order.
 */
export function fxClass(context: SensitivityContext): RiskClassModel {
  const { fx } = context.calibration
  const weights = context.horizon.fx
  const home = groupOf(fx.volatilityGroups, context.calculationCurrency)
  const isDelta = (row: SensitivityRow): boolean => row.riskType === 'Risk_FX'
  const weightOf = (first: string, second: string): number =>
    entryOf(weights.deltaWeights, first, groupOf(fx.volatilityGroups, second))
  const factorOf = (row: SensitivityRow): string => (isDelta(row) ? row.qualifier : pairOf(row).join(''))
  return {
    riskClass: 'fx',
    deltaTypes: ['Risk_FX'],
    vegaTypes: ['Risk_FXVol'],
    check: (row, where) => {
      if (isDelta(row) || pairPattern.test(row.qualifier)) return
      const expected = 'a pair of currencies such as EURUSD'
      throw new PlimsollError('INPUT_INVALID', { where: `${where}.qualifier`, value: row.qualifier, expected })
    },
    ignores: (row) => isDelta(row) && row.qualifier === context.calculationCurrency,
    bucketOf: () => 'exchange rates',
    factorOf,
    concentratesAs: factorOf,
    deltaWeight: ({ qualifier }) => weightOf(home, qualifier),
    vegaWeight: () => weights.vegaWeight,
    volatility: (row) => {
      const [first, second] = pairOf(row)
      return impliedByWeight(weightOf(groupOf(fx.volatilityGroups, first), second), context)
    },
    historicalVolatilityRatio: weights.historicalVolatilityRatio,
    deltaThreshold: ({ qualifier }) => fx.deltaThresholds[groupOf(fx.concentrationGroups, qualifier)]!,
    vegaThreshold: (row) => {
      const [first, second] = pairOf(row).map((currency) => groupOf(fx.concentrationGroups, currency))
      return entryOf(fx.vegaThresholds, first!, second!)
    },
    correlation: (a, b) =>
      isDelta(a)
        ? entryOf(
            fx.currencyCorrelations[home]!,
            groupOf(fx.volatilityGroups, a.qualifier),
            groupOf(fx.volatilityGroups, b.qualifier),
          )
        : fx.volatilityCorrelation,
    bucketCorrelation: () => 0,
    diversification: 'names',
    residual: undefined,
    hasCurvature: () => true,
    curvatureScale: 1,
  }
}

/** The two currencies in alphabetical order: EURUSD and USDEUR are one pair. */
function pairOf({ qualifier }: SensitivityRow): readonly [string, string] {
  const first = qualifier.slice(0, 3)
  const second = qualifier.slice(3)
  return first < second ? [first, second] : [second, first]
}
