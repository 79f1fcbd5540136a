import { normalQuantile } from '@plimsoll/kernel'
import type { FactorBucket, RiskFactor } from './factor.js'
import type { UnderlyingBucket, UnderlyingBuckets, VegaTenors } from './underlyingBuckets.js'

/** What one leg of a book is sensitive to, seen by who holds it. */
export interface LegSensitivity {
  readonly leg: string
  readonly underlying: string
  /** A bucket of the document; any other name means the residual bucket. The same for all legs of one underlying. */
  readonly bucket: string
  /** Currency per 100 % move of the underlying: quantity · delta · price. */
  readonly delta: number
  /** Currency per 100 % relative move of the volatility at a tenor: quantity · vega · volatility. */
  readonly vega: readonly { readonly tenorDays: number; readonly amount: number }[]
  /**
   * Currency: quantity · gamma · price², so that a relative move x is worth delta·x + ½·curvature·x². Negative for a short
   * option.
   */
  readonly curvature: number
}

/** One measure: its buckets in order, the residual one apart, and the factors' legs by place in `legs`. */
export interface NetMeasure {
  readonly buckets: readonly FactorBucket[]
  readonly residual: FactorBucket | undefined
  readonly gamma: (b: number, c: number) => number
}

/** All legs netted per underlying, and per underlying and tenor, with what each leg adds. */
export interface NetSensitivities {
  /** Every leg once, sorted. */
  readonly legs: readonly string[]
  readonly delta: NetMeasure
  readonly vega: NetMeasure
  readonly curvature: NetMeasure
}

/**
 * Nets legs into weighted sensitivities: per underlying for delta, WS = weight · CR · Σ delta, and curvature,
 * CVR = −½ · Σ curvature · (weight / Φ⁻¹(moveConfidence))²; per underlying and tenor knot for vega. Every sum is taken over
 * sorted legs, so that the order of the rows changes no bit.
 */
export function netSensitivities(rows: readonly LegSensitivity[], document: UnderlyingBuckets): NetSensitivities {
  const legs = [...new Set(rows.map(({ leg }) => leg))].sort()
  const placeOf = new Map(legs.map((leg, place) => [leg, place]))
  // Sorting by place compares numbers instead of names.
  const underlyings = [...new Set(rows.map(({ underlying }) => underlying))].sort()
  const rankOf = new Map(underlyings.map((underlying, rank) => [underlying, rank]))
  const tenors = document.vegaTenors
  const z = normalQuantile(document.moveConfidence)
  const entries = (exposuresOf: (row: LegSensitivity) => readonly Exposure[]): readonly Entry[] => {
    const list: Entry[] = []
    for (const row of rows) {
      const leg = placeOf.get(row.leg)!
      const rank = rankOf.get(row.underlying)!
      for (const { knot, amount } of exposuresOf(row)) if (amount !== 0) list.push({ row, leg, rank, knot, amount })
    }
    return list
  }
  return {
    legs,
    delta: measure(
      entries(({ delta }) => [{ knot: 0, amount: delta }]),
      document,
      {
        weight: ({ deltaWeight }) => deltaWeight,
        threshold: ({ deltaThreshold }) => deltaThreshold,
        knotCorrelation: () => 1,
        knotLabel: () => '',
        squared: false,
      },
    ),
    vega: measure(
      entries(({ vega }) => vega.flatMap((entry) => shareOf(entry, tenors))),
      document,
      {
        weight: ({ vegaWeight }, knot) => vegaWeight * tenors.weights[knot]!,
        threshold: ({ vegaThreshold }) => vegaThreshold,
        knotCorrelation: (a, b) => tenors.correlations[a]![b]!,
        knotLabel: (knot) => ` ${tenors.tenorDays[knot]} d`,
        squared: false,
      },
    ),
    curvature: measure(
      entries(({ curvature }) => [{ knot: 0, amount: curvature }]),
      document,
      {
        weight: ({ deltaWeight }) => -0.5 * (deltaWeight / z) * (deltaWeight / z),
        threshold: () => undefined,
        knotCorrelation: () => 1,
        knotLabel: () => '',
        squared: true,
      },
    ),
  }
}

interface Exposure {
  readonly knot: number
  readonly amount: number
}

interface Entry extends Exposure {
  readonly row: LegSensitivity
  readonly leg: number
  /** Place of the underlying among all, sorted. */
  readonly rank: number
}

interface Weighing {
  readonly weight: (bucket: UnderlyingBucket, knot: number) => number
  readonly threshold: (bucket: UnderlyingBucket) => number | undefined
  readonly knotCorrelation: (a: number, b: number) => number
  readonly knotLabel: (knot: number) => string
  readonly squared: boolean
}

function measure(entries: readonly Entry[], document: UnderlyingBuckets, weighing: Weighing): NetMeasure {
  const members = new Map<UnderlyingBucket, Entry[]>()
  for (const bucket of [...document.buckets, document.residual]) members.set(bucket, [])
  for (const entry of entries) {
    const bucket = document.buckets.find(({ name }) => name === entry.row.bucket) ?? document.residual
    members.get(bucket)!.push(entry)
  }
  const used = document.buckets.filter((bucket) => members.get(bucket)!.length > 0)
  const places = used.map((bucket) => document.buckets.indexOf(bucket))
  const rest = members.get(document.residual)!
  return {
    buckets: used.map((bucket) => factorBucket(bucket, members.get(bucket)!, weighing)),
    residual: rest.length === 0 ? undefined : factorBucket(document.residual, rest, weighing),
    gamma: (b, c) => {
      const base = document.bucketCorrelations[places[b]!]![places[c]!]!
      return weighing.squared ? base * base : base
    },
  }
}

function factorBucket(bucket: UnderlyingBucket, entries: readonly Entry[], weighing: Weighing): FactorBucket {
  const sorted = [...entries].sort((a, b) => a.rank - b.rank || a.knot - b.knot || a.leg - b.leg || a.amount - b.amount)
  const threshold = weighing.threshold(bucket)
  const sums = new Map<number, number>()
  for (const { rank, amount } of sorted) sums.set(rank, (sums.get(rank) ?? 0) + amount)
  const factors: RiskFactor[] = []
  const keys: { readonly rank: number; readonly knot: number; readonly charge: number }[] = []
  for (let from = 0; from < sorted.length; ) {
    const { row, rank, knot } = sorted[from]!
    const weight = weighing.weight(bucket, knot)
    const charge = threshold === undefined ? 1 : Math.max(1, Math.sqrt(Math.abs(sums.get(rank)!) / threshold))
    const rows: { row: number; value: number }[] = []
    let exposure = 0
    let value = 0
    for (; from < sorted.length && sorted[from]!.rank === rank && sorted[from]!.knot === knot; from++) {
      const { leg, amount } = sorted[from]!
      const weighted = weight * charge * amount
      exposure += amount
      value += weighted
      rows.push({ row: leg, value: weighted })
    }
    const label = `${row.underlying}${weighing.knotLabel(knot)}`
    factors.push({ label, value, rows, factors: { exposure, weight, concentration: charge } })
    keys.push({ rank, knot, charge })
  }
  const correlation = (k: number, l: number): number => {
    const [a, b] = [keys[k]!, keys[l]!]
    const names = a.rank === b.rank ? 1 : bucket.correlation * evenness(a.charge, b.charge)
    const base = names * weighing.knotCorrelation(a.knot, b.knot)
    return weighing.squared ? base * base : base
  }
  return { label: bucket.name, factors, correlation }
}

/** A vega between two knots belongs to both, the nearer one more; outside the knots to the last one. */
function shareOf(
  { tenorDays, amount }: { readonly tenorDays: number; readonly amount: number },
  { tenorDays: knots }: VegaTenors,
): readonly Exposure[] {
  const above = knots.findIndex((knot) => knot >= tenorDays)
  if (above === 0) return [{ knot: 0, amount }]
  if (above < 0) return [{ knot: knots.length - 1, amount }]
  const share = (tenorDays - knots[above - 1]!) / (knots[above]! - knots[above - 1]!)
  if (share === 1) return [{ knot: above, amount }]
  return [
    { knot: above - 1, amount: (1 - share) * amount },
    { knot: above, amount: share * amount },
  ]
}

/** 1 for equally concentrated underlyings, less the more they differ. */
function evenness(a: number, b: number): number {
  return Math.min(a, b) / Math.max(a, b)
}
