import { checkRange, checkSameLength, checkSeries, checkWhole, mean, type Series } from '../series/series.js'

/**
 * Greatest margin over the least: how much the requirement of a constant portfolio swings through the cycle (Bank of
 * England FSP 29).
 */
export function peakToTrough(margins: Series): number {
  checkSeries('margins', margins)
  let least = Infinity
  let greatest = -Infinity
  for (let t = 0; t < margins.length; t++) {
    least = Math.min(least, margins[t]!)
    greatest = Math.max(greatest, margins[t]!)
  }
  return greatest / least
}

/** max_t M_t/min_(s ≤ t) M_s: only a rise from an earlier trough counts. */
export function troughToLaterPeak(margins: Series): number {
  checkSeries('margins', margins)
  let least = Infinity
  let greatest = -Infinity
  for (let t = 0; t < margins.length; t++) {
    least = Math.min(least, margins[t]!)
    greatest = Math.max(greatest, margins[t]! / least)
  }
  return greatest
}

/** Largest call over n days: max_t (M_t − M_(t−n)); NaN where the series is shorter. */
export function largestIncrease(margins: Series, days: number): number {
  return extremeChange(margins, days, (now, before) => now - before)
}

/** Largest ratio over n days: max_t M_t/M_(t−n); NaN where the series is shorter. */
export function largestIncreaseRatio(margins: Series, days: number): number {
  return extremeChange(margins, days, (now, before) => now / before)
}

/**
 * Greatest growth of a margin within an hour, as a fraction, of a series whose steps are so many hours apart: a step's growth is taken to be
 * even. What a venue publishes as its speed, beside the coverage that it leaves.
 *
 * @example
 * import { growthPerHour } from '@plimsoll/lab'
 * growthPerHour([100, 110, 99], 1).toFixed(3) // => '0.100'
 * growthPerHour([100, 121], 2).toFixed(3) // => '0.100'
 */
export function growthPerHour(margins: Series, stepHours: number): number {
  checkRange('stepHours', stepHours, Number.MIN_VALUE, Number.MAX_VALUE)
  return largestIncreaseRatio(margins, 1) ** (1 / stepHours) - 1
}

function extremeChange(margins: Series, days: number, of: (now: number, before: number) => number): number {
  checkSeries('margins', margins)
  checkWhole('days', days, 1)
  let greatest = Number.NaN
  for (let t = days; t < margins.length; t++) {
    const change = of(margins[t]!, margins[t - days]!)
    if (!(change <= greatest)) greatest = change
  }
  return greatest
}

/** What a margin series did against the profits of the period that it was to cover. */
export interface MarginCoverage {
  readonly observations: number
  readonly breaches: number
  /** 1 − breaches/observations. */
  readonly coverage: number
  /** Mean and greatest of loss − margin over the breaches; 0 without one. */
  readonly meanShortfall: number
  readonly maxShortfall: number
  /** Mean and greatest of loss/margin over the breaches; NaN without one. */
  readonly meanLossToMargin: number
  readonly maxLossToMargin: number
  /** Mean of the margin over all days: what safety costs. */
  readonly meanMargin: number
}

/**
 * Coverage of margins by the profits of the following margin period, in the same unit: `profits[t]` is what came after
 * `margins[t]`, NaN where it is not known yet.
 */
export function marginCoverage(margins: Series, profits: Series): MarginCoverage {
  checkSeries('margins', margins)
  checkSameLength('profits', profits, margins.length)
  let observations = 0
  let breaches = 0
  let shortfall = 0
  let maxShortfall = 0
  let ratio = 0
  let maxLossToMargin = Number.NaN
  for (let t = 0; t < margins.length; t++) {
    const loss = -profits[t]!
    if (Number.isNaN(loss)) continue
    observations++
    const margin = margins[t]!
    if (!(margin < loss)) continue
    breaches++
    shortfall += loss - margin
    maxShortfall = Math.max(maxShortfall, loss - margin)
    ratio += loss / margin
    if (!(loss / margin <= maxLossToMargin)) maxLossToMargin = loss / margin
  }
  return {
    observations,
    breaches,
    coverage: 1 - breaches / observations,
    meanShortfall: breaches === 0 ? 0 : shortfall / breaches,
    maxShortfall,
    meanLossToMargin: ratio / breaches,
    maxLossToMargin,
    meanMargin: mean(margins),
  }
}

/** `profits` over a margin period that ends at t, moved to the day whose margin was to cover them; NaN at the end. */
export function followingProfits(profits: Series, horizonDays: number): Float64Array {
  checkWhole('horizonDays', horizonDays, 1)
  return Float64Array.from(profits, (_, t) =>
    t + horizonDays < profits.length ? profits[t + horizonDays]! : Number.NaN,
  )
}
