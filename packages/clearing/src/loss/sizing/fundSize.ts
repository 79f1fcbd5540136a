import { PlimsollError, peaksOverThreshold, peaksTail, tailRisk } from 'plimsoll'

/** What a fund costs and what a loss costs that it does not cover. */
export interface FundCosts {
  /** r: cost of a unit of capital for the horizon of the shortfalls' tail, e.g. 0.1. */
  readonly capital: number
  /** κ: cost of a unit that is socialised instead, e.g. 10; above `capital`. */
  readonly shortfall: number
}

export interface FundSize {
  /** 1 − r/κ. */
  readonly confidence: number
  /** K*, in the unit of the shortfalls. */
  readonly size: number
  /** Mean shortfall in the cases that exceed K*; `mean not finite` where ξ ≥ 1, and then caps per market have to do the work. */
  readonly expectedShortfall: number | 'mean not finite'
  /** ξ of the fitted tail, and its 95 % interval; an interval that reaches 1 says that the mean may not be finite. */
  readonly shape: number
  readonly shapeInterval: readonly [number, number]
  readonly threshold: number
  readonly exceedances: number
}

/**
 * The fund that minimises r·K + κ·E[(D − K)⁺], the newsvendor's: K* = VaR of D at 1 − r/κ (Chitra, arXiv 2512.01112), read from a
 * generalised Pareto tail fitted to the daily shortfalls D above their own quantile `tail` by maximum likelihood; below the
 * threshold it is the sample's quantile.
 *
 * @param shortfalls of many days, 0 for days without
 * @param tail quantile at which the fitted tail begins, e.g. 0.95; at least ten shortfalls must lie above it
 * @throws PlimsollError INPUT_INVALID for costs that are not 0 < r < κ or a tail with fewer than ten shortfalls
 *
 * @example
 * import { fundSize } from '@plimsoll/clearing'
 * // Ninety days of a hundred without a shortfall, then the exact quantiles of ξ = 0.5, β = 2.
 * const shortfalls = Float64Array.from({ length: 10_000 }, (_, i) => (i < 1000 ? 4 * (Math.sqrt(1000 / (i + 0.5)) - 1) : 0))
 * const { confidence, size } = fundSize(shortfalls, { capital: 0.1, shortfall: 10 }, 0.9)
 * confidence // => 0.99
 * Math.abs(size - 4 * (Math.sqrt(10) - 1)) < 0.02 // => true
 */
export function fundSize(shortfalls: Float64Array, costs: FundCosts, tail: number): FundSize {
  const { capital, shortfall } = costs
  if (!(capital > 0 && capital < shortfall && shortfall < Infinity)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'costs', value: costs, expected: '0 < capital < shortfall' })
  }
  const confidence = 1 - capital / shortfall
  const threshold = tailRisk(shortfalls, { confidence: tail, quantile: 'kth-worst' }).valueAtRisk
  const peaks = peaksOverThreshold(shortfalls, threshold)
  const { shape, shapeInterval, exceedances } = peaks
  const figures =
    confidence >= 1 - exceedances / peaks.count
      ? peaksTail(peaks, confidence)
      : tailRisk(shortfalls, { confidence, quantile: 'kth-worst' })
  return {
    confidence,
    size: figures.valueAtRisk,
    expectedShortfall: shape < 1 ? figures.expectedShortfall : 'mean not finite',
    shape,
    shapeInterval,
    threshold,
    exceedances,
  }
}
