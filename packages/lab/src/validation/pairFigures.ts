import { acerbiSzekelyZ2 } from '../backtest/acerbiSzekely.js'
import { christoffersenIndependence, conditionalCoverage, countTransitions } from '../backtest/christoffersen.js'
import { kupiec, type LikelihoodRatio } from '../backtest/kupiec.js'
import { largestIncreaseRatio, peakToTrough } from '../procyclicality/procyclicality.js'
import type { MarginSeries } from './marginSeries.js'

/** A margin series of one book against the profits of the following period. Margins are parts of gross notional. */
export interface PairFigures {
  readonly spec: string
  readonly book: string
  /** Days with a margin and a profit after it. */
  readonly days: number
  readonly firstTime: number | null
  readonly breaches: number
  /** Share of the days on which the loss was at most the margin. */
  readonly coverage: number | null
  /** Tests against breach probabilities of 1 % and 0.5 %. */
  readonly kupiec99: LikelihoodRatio | null
  readonly kupiec995: LikelihoodRatio | null
  readonly independence: LikelihoodRatio | null
  readonly conditional99: LikelihoodRatio | null
  readonly conditional995: LikelihoodRatio | null
  /** Acerbi and Szekely’s Z₂ at the rule book’s own confidence, where it asks for an expected shortfall; below 0: too little. */
  readonly z2: number | null
  readonly meanMargin: number | null
  readonly largestLossToMargin: number | null
  readonly largestLossTime: number | null
  readonly peakToTrough: number | null
  /** Greatest margin over that of so many days before. */
  readonly increase1: number | null
  readonly increase5: number | null
  readonly increase20: number | null
  readonly refusals: Readonly<Record<string, number>>
}

/** Figures of a pair; `profits[t]` follows `margins[t]`, and one entry is `every` rows after another with a margin. */
export function pairFigures(
  series: MarginSeries,
  profits: Float64Array,
  times: readonly number[],
  every: number,
  tailConfidence: number | undefined,
): PairFigures {
  const seen: number[] = []
  for (let t = 0; t < profits.length; t++) {
    if (!Number.isNaN(series.margins[t]!) && !Number.isNaN(profits[t]!)) seen.push(t)
  }
  const margins = Float64Array.from(seen, (t) => series.margins[t]!)
  const after = Float64Array.from(seen, (t) => profits[t]!)
  const exceptions = seen.map((_, k) => -after[k]! > margins[k]!)
  const breaches = exceptions.filter(Boolean).length
  const days = seen.length
  const transitions = countTransitions(exceptions)
  let largest = -1
  for (let k = 0; k < days; k++) {
    if (largest < 0 || ratioOf(-after[k]!, margins[k]!) > ratioOf(-after[largest]!, margins[largest]!)) largest = k
  }
  const some = days > 0
  const increase = (overDays: number): number | null =>
    overDays % every === 0 && margins.length > overDays / every
      ? finite(largestIncreaseRatio(margins, overDays / every))
      : null
  return {
    spec: series.spec,
    book: series.book,
    days,
    firstTime: some ? times[seen[0]!]! : null,
    breaches,
    coverage: some ? 1 - breaches / days : null,
    kupiec99: some ? kupiec(days, breaches, 0.01) : null,
    kupiec995: some ? kupiec(days, breaches, 0.005) : null,
    independence: days > 1 ? christoffersenIndependence(transitions) : null,
    conditional99: days > 1 ? conditionalCoverage(days, breaches, 0.01, transitions) : null,
    conditional995: days > 1 ? conditionalCoverage(days, breaches, 0.005, transitions) : null,
    z2: tailConfidence === undefined || !some ? null : shortfallStatistic(series, seen, margins, after, tailConfidence),
    meanMargin: some ? margins.reduce((sum, each) => sum + each, 0) / days : null,
    largestLossToMargin: some ? finite(Math.max(0, ratioOf(-after[largest]!, margins[largest]!))) : null,
    largestLossTime: some ? times[seen[largest]!]! : null,
    peakToTrough: some ? finite(peakToTrough(margins)) : null,
    increase1: increase(1),
    increase5: increase(5),
    increase20: increase(20),
    refusals: Object.fromEntries(series.refusals),
  }
}

function shortfallStatistic(
  { valueAtRisk }: MarginSeries,
  seen: readonly number[],
  margins: Float64Array,
  profits: Float64Array,
  confidence: number,
): number | null {
  const own = Float64Array.from(seen, (t) => valueAtRisk[t]!)
  return finite(acerbiSzekelyZ2(profits, { valueAtRisk: own, expectedShortfall: margins, tailMass: 1 - confidence }))
}

/** Loss over margin; a loss against no margin at all is beyond any number. */
export function ratioOf(loss: number, margin: number): number {
  if (loss <= 0) return 0
  return margin > 0 ? loss / margin : Number.POSITIVE_INFINITY
}

/** JSON has no infinity: what is unbounded is null. */
export function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null
}
