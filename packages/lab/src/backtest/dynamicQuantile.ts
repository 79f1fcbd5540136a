import { chiSquareSurvival } from 'plimsoll'
import { checkRange, checkSameLength, checkSeries, type Series } from '../series/series.js'
import type { LikelihoodRatio } from './kupiec.js'

/**
 * Dynamic quantile test of Engle and Manganelli (2004): exceptions less their probability, regressed on a constant,
 * their last `lags` and the day's Value at Risk; the Wald statistic of all coefficients, χ² with as many degrees as
 * there are independent regressors (a constant Value at Risk adds none).
 */
export function dynamicQuantile(
  profits: Series,
  valueAtRisk: Series,
  probability: number,
  lags: number = 4,
): LikelihoodRatio & { readonly degrees: number } {
  checkSeries('profits', profits, lags + 2)
  checkSeries('valueAtRisk', valueAtRisk)
  checkSameLength('valueAtRisk', valueAtRisk, profits.length)
  checkRange('probability', probability, 0, 1, 'excluded')
  const hits = Float64Array.from(profits, (profit, t) => (profit < -valueAtRisk[t]! ? 1 : 0) - probability)
  const columns: Float64Array[] = []
  const candidates = [
    () => 1,
    ...Array.from({ length: lags }, (_, k) => (t: number) => hits[t - k - 1]!),
    (t: number) => valueAtRisk[t]!,
  ]
  const span = profits.length - lags
  // Gram–Schmidt leaves out what the earlier columns already say.
  for (const candidate of candidates) {
    const column = Float64Array.from({ length: span }, (_, i) => candidate(i + lags))
    const before = Math.sqrt(dot(column, column))
    for (const other of [...columns, ...columns]) {
      const share = dot(column, other)
      for (let i = 0; i < span; i++) column[i] = column[i]! - share * other[i]!
    }
    const size = Math.sqrt(dot(column, column))
    if (size > 1e-9 * before) columns.push(column.map((entry) => entry / size))
  }
  // With orthonormal regressors β'X'Xβ is the sum of the squared projections.
  const response = hits.subarray(lags)
  let explained = 0
  for (const column of columns) {
    const projection = dot(column, response)
    explained += projection * projection
  }
  const statistic = explained / (probability * (1 - probability))
  return { statistic, pValue: chiSquareSurvival(statistic, columns.length), degrees: columns.length }
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
