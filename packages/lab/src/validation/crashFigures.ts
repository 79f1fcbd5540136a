import { largestIncreaseRatio, peakToTrough } from '../procyclicality/procyclicality.js'
import type { MarginSeries, ProfitSeries } from './marginSeries.js'
import { finite, ratioOf } from './pairFigures.js'

/** A book hour by hour through a crash. Margins are parts of gross notional and stand for a day. */
export interface CrashFigures {
  readonly spec: string
  readonly book: string
  readonly hours: number
  /** Hours after which the unchanged book lost more than its margin within one hour. */
  readonly breaches1h: number
  /** The same within 24 hours, at the close of any of them. */
  readonly breaches24h: number
  readonly largestLossToMargin: number | null
  /** Hour at which the margin of that loss was asked for. */
  readonly largestLossTime: number | null
  /** Mean margin of the first 24 hours. */
  readonly calmMargin: number | null
  readonly peakMargin: number | null
  readonly peakToTrough: number | null
  readonly increase1h: number | null
  readonly increase24h: number | null
}

const hoursPerDay = 24

/** The worst that the unchanged book made by any of the steps ahead; NaN where the prices end before. */
export function worstWithin({ profits }: ProfitSeries): Float64Array {
  return profits[0]!.map((_, t) => {
    let worst = Infinity
    for (const each of profits) worst = Math.min(worst, each[t]!)
    return worst
  })
}

export function crashFigures(series: MarginSeries, profits: ProfitSeries, times: readonly number[]): CrashFigures {
  const within = worstWithin(profits)
  const next = profits.profits[0]!
  const seen: number[] = []
  for (let t = 0; t < within.length; t++) {
    if (!Number.isNaN(series.margins[t]!) && !Number.isNaN(within[t]!)) seen.push(t)
  }
  const margins = Float64Array.from(seen, (t) => series.margins[t]!)
  let largest = -1
  let breaches1h = 0
  let breaches24h = 0
  const ratio = (t: number): number => ratioOf(-within[t]!, series.margins[t]!)
  for (const t of seen) {
    if (-next[t]! > series.margins[t]!) breaches1h++
    if (-within[t]! > series.margins[t]!) breaches24h++
    if (largest < 0 || ratio(t) > ratio(largest)) largest = t
  }
  const calm = margins.subarray(0, hoursPerDay)
  const some = seen.length > 0
  return {
    spec: series.spec,
    book: series.book,
    hours: seen.length,
    breaches1h,
    breaches24h,
    largestLossToMargin: some ? finite(ratio(largest)) : null,
    largestLossTime: some ? times[largest]! : null,
    calmMargin: some ? calm.reduce((sum, each) => sum + each, 0) / calm.length : null,
    peakMargin: some ? margins.reduce((most, each) => Math.max(most, each), 0) : null,
    peakToTrough: some ? finite(peakToTrough(margins)) : null,
    increase1h: seen.length > 1 ? finite(largestIncreaseRatio(margins, 1)) : null,
    increase24h: seen.length > hoursPerDay ? finite(largestIncreaseRatio(margins, hoursPerDay)) : null,
  }
}
