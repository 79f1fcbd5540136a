import { exp, log } from '@plimsoll/kernel'
import { countUntil, type ObservedVolatility, type PastData, type PriceTable } from './priceTable.js'

const daysPerYear = 365
const millisecondsPerDay = 86_400_000

/** Figures of the volatility that is taken for implied. */
export interface VolatilityRule {
  /** Windows of realised volatility, with their weights. */
  readonly windowsDays: readonly number[]
  readonly weights: readonly number[]
  /** Implied over realised. */
  readonly premium: number
  readonly longRunDays: number
  readonly halfLifeDays: number
  /** Bounds of the level, annual. */
  readonly least: number
  readonly most: number
  /** σ(x)/σ(0) = 1 + slope·x + curvature·x², x = ln(K/F)/(σ(0)·√τ) kept within ±limit. */
  readonly smile: { readonly slope: number; readonly curvature: number; readonly limit: number }
  /** An observed volatility is carried on by the model’s own moves for so long. */
  readonly observedDays: number
}

/**
 * Implied volatility where nobody wrote it down: realised volatilities of three windows (Corsi’s HAR, with fixed weights), a premium
 * over them, mean reversion along the tenor, and a fixed smile in deviations of moneyness. All figures are ours.
 */
export const volatilityRule: VolatilityRule = Object.freeze({
  windowsDays: Object.freeze([7, 30, 90]),
  weights: Object.freeze([0.25, 0.35, 0.4]),
  premium: 1.05,
  longRunDays: 365,
  halfLifeDays: 30,
  least: 0.2,
  most: 2.5,
  smile: Object.freeze({ slope: -0.035, curvature: 0.03, limit: 2.5 }),
  observedDays: 5,
})

/** What of the level came from where. */
export interface VolatilityAsKnown {
  /** Annual at-the-money volatility at 30 days by row; NaN before there is enough past. Row t looks at no later row. */
  readonly level: Float64Array
  /** Annual volatility of the long run, by row. */
  readonly longRun: Float64Array
  /** The level by the past returns alone. */
  readonly model: Float64Array
  /** Rows whose level leans on an observation. */
  readonly observedRows: number
  /** Instants at which observations begin or end: the level steps there by what the model was off. */
  readonly steps: readonly number[]
}

/** The volatilities that could be known at every row, from this row’s past only. */
export function volatilityAsKnown(past: PastData, underlying: string, large: string): VolatilityAsKnown {
  const { prices } = past
  const model = modelLevels(prices, underlying)
  const observed = past.volatilities[underlying] ?? []
  // Where only the large coin was observed, the other one’s premium is taken to be the same.
  const proxy = underlying === large ? [] : (past.volatilities[large] ?? [])
  const ownAnchors = anchorsOf(observed, prices, model.level)
  const largeAnchors = proxy.length === 0 ? [] : anchorsOf(proxy, prices, modelLevels(prices, large).level)
  let observedRows = 0
  let before = false
  const steps: number[] = []
  const level = model.level.map((modelled, row) => {
    if (Number.isNaN(modelled)) return modelled
    const now = prices.times[row]!
    const anchor = fresh(ownAnchors, now) ?? fresh(largeAnchors, now)
    if ((anchor !== undefined) !== before) steps.push(now)
    before = anchor !== undefined
    if (anchor === undefined) return modelled
    observedRows++
    return bounded(modelled * anchor.ratio)
  })
  return { level, longRun: model.longRun, model: model.level, observedRows, steps }
}

interface Anchor {
  readonly time: number
  /** Observed over modelled. */
  readonly ratio: number
}

function fresh(anchors: readonly Anchor[], now: number): Anchor | undefined {
  const last = anchors[countUntil(anchors, now) - 1]
  return last !== undefined && now - last.time <= volatilityRule.observedDays * millisecondsPerDay ? last : undefined
}

function anchorsOf(observed: readonly ObservedVolatility[], { times }: PriceTable, level: Float64Array): Anchor[] {
  const anchors: Anchor[] = []
  let row = -1
  for (const { time, level: seen } of observed) {
    while (row + 1 < times.length && times[row + 1]! <= time) row++
    const modelled = row < 0 ? Number.NaN : level[row]!
    if (modelled > 0) anchors.push({ time, ratio: seen / modelled })
  }
  return anchors
}

function modelLevels(
  { closes, stepDays }: PriceTable,
  underlying: string,
): { readonly level: Float64Array; readonly longRun: Float64Array } {
  const column = closes[underlying]!
  const { windowsDays, weights, premium, longRunDays } = volatilityRule
  // Running sums of squares; a return over a gap in the prices counts once it is there.
  const sums = new Float64Array(column.length + 1)
  const counts = new Float64Array(column.length + 1)
  let before = Number.NaN
  for (let row = 0; row < column.length; row++) {
    const price = column[row]!
    const move = price > 0 && before > 0 ? log(price / before) : Number.NaN
    sums[row + 1] = sums[row]! + (Number.isNaN(move) ? 0 : move * move)
    counts[row + 1] = counts[row]! + (Number.isNaN(move) ? 0 : 1)
    if (price > 0) before = price
  }
  const realised = (row: number, days: number): number => {
    const from = Math.max(0, row + 1 - Math.round(days / stepDays))
    const count = counts[row + 1]! - counts[from]!
    return count === 0 ? Number.NaN : Math.sqrt(((sums[row + 1]! - sums[from]!) / count) * (daysPerYear / stepDays))
  }
  const enough = windowsDays[1]! / stepDays
  const level = new Float64Array(column.length).fill(Number.NaN)
  const longRun = new Float64Array(column.length).fill(Number.NaN)
  for (let row = 0; row < column.length; row++) {
    if (counts[row + 1]! < enough || !(column[row]! > 0)) continue
    let mixed = 0
    for (const [k, days] of windowsDays.entries()) mixed += weights[k]! * realised(row, days)
    level[row] = bounded(premium * mixed)
    longRun[row] = bounded(premium * realised(row, longRunDays))
  }
  return { level, longRun }
}

function bounded(level: number): number {
  return Math.min(Math.max(level, volatilityRule.least), volatilityRule.most)
}

/** Volatility of the money at a tenor: variance returns to the long run with the half-life, and hits `level` at 30 days. */
export function volatilityOfTenor(level: number, longRun: number, tenorDays: number): number {
  const share = (days: number): number => {
    const decays = (log(2) / volatilityRule.halfLifeDays) * days
    return decays < 1e-6 ? 1 : (1 - exp(-decays)) / decays
  }
  const long = longRun * longRun
  const now = Math.max(0.25 * level * level, long + (level * level - long) / share(30))
  return Math.sqrt(long + (now - long) * share(tenorDays))
}

/** Volatility at `deviations` = ln(K/F)/(σ√τ) from the money, over the volatility of the money. */
export function smileAt(deviations: number): number {
  const { slope, curvature, limit } = volatilityRule.smile
  const x = Math.min(Math.max(deviations, -limit), limit)
  return 1 + slope * x + curvature * x * x
}

/** How far the modelled level was from the observed one, in logarithms, over the rows on which there was one. */
export function modelAgainstObserved(
  past: PastData,
  underlying: string,
): { readonly days: number; readonly meanRatio: number; readonly deviation: number } | undefined {
  const anchors = anchorsOf(
    past.volatilities[underlying] ?? [],
    past.prices,
    modelLevels(past.prices, underlying).level,
  )
  if (anchors.length < 2) return undefined
  const errors = anchors.map(({ ratio }) => log(1 / ratio))
  const mean = errors.reduce((sum, each) => sum + each, 0) / errors.length
  const variance = errors.reduce((sum, each) => sum + (each - mean) * (each - mean), 0) / (errors.length - 1)
  return { days: anchors.length, meanRatio: exp(mean), deviation: Math.sqrt(variance) }
}
