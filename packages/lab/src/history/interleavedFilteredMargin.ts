import { exp, expm1 } from '@plimsoll/kernel'
import { tailRisk } from 'plimsoll'
import { checkRange, checkSeries, checkWhole, type Series } from '../series/series.js'
import { windowedEwma } from '../volatility/ewma.js'
import { interleaved, overlappingSums } from './returns.js'

export interface InterleavedFilteredMarginOptions {
  /** Margin period of risk in days: returns are summed over it, and split into as many interleaved buckets. */
  readonly horizonDays: number
  readonly confidence: number
  readonly lambda: number
  /** Days of the look-back from which the standardised returns are taken. */
  readonly lookbackDays: number
  /** Days of the volatility's window; each bucket sees one in `horizonDays` of them. */
  readonly volatilityDays: number
  /** Whether the volatility is measured about the mean; the standardised return is always taken from the mean. */
  readonly about: 'own-mean' | 'zero'
  /** Multiplier of the scenario returns (a safety or correction factor); 1 if absent. */
  readonly factor?: number
  readonly side: 'long' | 'short'
}

export interface InterleavedFilteredMargin {
  /** Per unit of value; entry t is known after return t; NaN until the history suffices. */
  readonly margins: Float64Array
  /** Simple return over the margin period that ends at t, as a profit of the side; NaN before the first. */
  readonly profits: Float64Array
}

/**
 * Initial margin by filtered historical simulation as clearing houses run it: overlapping sums over the margin period
 * are split into interleaved buckets, devolatilised with the truncated EWMA volatility of the *previous* entry of the
 * bucket, revalued at the larger of the bucket's median volatility over the look-back and the mean of the buckets'
 * newest ones, and the margin is the mean of the buckets' quantiles (type 2).
 */
export function interleavedFilteredMargin(
  returns: Series,
  options: InterleavedFilteredMarginOptions,
): InterleavedFilteredMargin {
  const { horizonDays, confidence, lambda, lookbackDays, volatilityDays, about, factor = 1, side } = options
  checkSeries('returns', returns)
  checkWhole('horizonDays', horizonDays, 1)
  checkWhole('lookbackDays', lookbackDays, horizonDays)
  checkRange('confidence', confidence, 0, 1, 'excluded')
  const sign = side === 'long' ? 1 : -1
  const sums = overlappingSums(returns, horizonDays)
  const length = sums.length
  const volatilities = new Float64Array(length)
  const standardised = new Float64Array(length)
  interleaved(sums, horizonDays).forEach((bucket, offset) => {
    const { means, volatilities: own } = windowedEwma(bucket, { lambda, window: volatilityDays / horizonDays, about })
    for (let k = 0; k < bucket.length; k++) {
      const t = length - 1 - offset - (bucket.length - 1 - k) * horizonDays
      volatilities[t] = own[k]!
      standardised[t] = k === 0 ? Number.NaN : (bucket[k]! - means[k - 1]!) / own[k - 1]!
    }
  })

  const margins = new Float64Array(returns.length).fill(Number.NaN)
  const profits = new Float64Array(returns.length).fill(Number.NaN)
  for (let t = 0; t < length; t++) {
    const day = t + horizonDays - 1
    profits[day] = sign * expm1(sums[t]!)
    const from = t - lookbackDays + 1
    if (from < 0 || Number.isNaN(volatilities[from]!)) continue
    let newest = 0
    for (let k = 0; k < horizonDays; k++) newest += volatilities[t - k]! / horizonDays
    let sum = 0
    let buckets = 0
    for (let bucket = 0; bucket < horizonDays; bucket++) {
      const quantile = bucketQuantile(t - bucket, from, newest)
      if (Number.isNaN(quantile)) continue
      sum += quantile
      buckets++
    }
    margins[day] = Math.abs(sum / buckets) * factor
  }
  return { margins, profits }

  /** Loss quantile of the entries t, t − h, … of one bucket back to `from`, NaN if none is standardised. */
  function bucketQuantile(t: number, from: number, newest: number): number {
    const seen: number[] = []
    const losses: number[] = []
    for (let i = t; i >= from; i -= horizonDays) seen.push(volatilities[i]!)
    const volatility = Math.max(median(seen), newest)
    for (let i = t; i >= from; i -= horizonDays) {
      const z = standardised[i]!
      if (!Number.isNaN(z)) losses.push(-sign * (exp(z * volatility) - 1))
    }
    if (losses.length === 0) return Number.NaN
    return tailRisk(Float64Array.from(losses), { confidence, quantile: 'r2' }).valueAtRisk
  }
}

function median(values: number[]): number {
  values.sort((a, b) => a - b)
  const middle = values.length >> 1
  return values.length % 2 === 1 ? values[middle]! : (values[middle - 1]! + values[middle]!) / 2
}

/**
 * Margin of stressed periods, per unit of value: over each period the overlapping sums of the margin period, split into
 * interleaved buckets across all periods, and the mean of the buckets' quantiles (type 2) as simple returns. Bucket 0
 * ends with each period's newest return.
 */
export function stressPeriodMargin(
  periods: readonly Series[],
  options: { readonly horizonDays: number; readonly confidence: number; readonly side: 'long' | 'short' },
): number {
  const { horizonDays, confidence, side } = options
  const sign = side === 'long' ? 1 : -1
  const buckets = Array.from({ length: horizonDays }, (): number[] => [])
  for (const period of periods) {
    interleaved(overlappingSums(period, horizonDays), horizonDays).forEach((bucket, offset) => {
      buckets[offset]!.push(...bucket)
    })
  }
  const margins = buckets.flatMap((bucket) => {
    if (bucket.length === 0) return []
    const losses = Float64Array.from(bucket, (value) => -sign * value)
    return [expm1(-sign * tailRisk(losses, { confidence, quantile: 'r2' }).valueAtRisk)]
  })
  return Math.abs(margins.reduce((sum, margin) => sum + margin, 0) / margins.length)
}
