import { concentrationFactor, type PlacedRow, type SensitivityContext } from './context.js'
import type { FactorBucket, RiskFactor } from './factor.js'
import type { RiskClassModel } from './riskClassModel.js'

/** How one measure (delta, vega, curvature) reads a row. */
export interface Weighing {
  /** Amount times what comes before concentration: volatility, historical volatility ratio, scaling function. */
  readonly exposure: (row: PlacedRow) => number
  readonly weight: (row: PlacedRow) => number
  /** Undefined where large positions are not charged more. */
  readonly threshold: ((row: PlacedRow) => number) | undefined
  /** Curvature squares every correlation. */
  readonly squared: boolean
}

/** The buckets of one measure of one risk class, the residual one apart, and how buckets move together. */
export interface WeightedBuckets {
  readonly buckets: readonly FactorBucket[]
  readonly residual: FactorBucket | undefined
  readonly gamma: (b: number, c: number) => number
}

interface Group {
  readonly first: PlacedRow
  readonly rows: PlacedRow[]
}

/**
 * Nets rows into risk factors, WS = weight · CR · Σ exposure, and factors into buckets. `rows` come in canonical order, which
 * decides the order of every sum.
 */
export function weightedBuckets(
  rows: readonly PlacedRow[],
  model: RiskClassModel,
  weighing: Weighing,
  context: SensitivityContext,
): WeightedBuckets {
  const buckets = [...groupBy(rows, model.bucketOf)].map(([label, members]) => {
    const concentration = concentrationOf(members, model, weighing, context)
    const groups = [...groupBy(members, model.factorOf)].map(([factor, group]): [string, Group] => [
      factor,
      { first: group[0]!, rows: group },
    ])
    const factors = groups.map(([name, group]) => riskFactor(name, group, concentration(group.first), weighing))
    const correlation = (k: number, l: number): number => {
      const [a, b] = [groups[k]![1].first, groups[l]![1].first]
      const base = model.correlation(a, b)
      if (weighing.squared) return base * base
      return model.diversification === 'names' ? base * evenness(concentration(a), concentration(b)) : base
    }
    let whole = 1
    for (const row of members) whole = Math.max(whole, concentration(row))
    return { label, whole, bucket: { label, factors, correlation } }
  })
  const residual = buckets.find(({ label }) => label === model.residual)
  const others = buckets.filter((bucket) => bucket !== residual)
  return {
    buckets: others.map(({ bucket }) => bucket),
    residual: residual?.bucket,
    gamma: (b, c) => {
      const [one, other] = [others[b]!, others[c]!]
      const base = model.bucketCorrelation(one.label, other.label)
      if (weighing.squared) return base * base
      return model.diversification === 'buckets' ? base * evenness(one.whole, other.whole) : base
    },
  }
}

/** The concentration factor of each row's name within the bucket. */
function concentrationOf(
  members: readonly PlacedRow[],
  model: RiskClassModel,
  { exposure, threshold }: Weighing,
  context: SensitivityContext,
): (row: PlacedRow) => number {
  if (threshold === undefined) return () => 1
  const factors = new Map<string, number>()
  const named = members.filter((row) => model.concentratesAs(row) !== undefined)
  for (const [name, rows] of groupBy(named, (row) => model.concentratesAs(row) ?? '')) {
    let sum = 0
    for (const row of rows) sum += exposure(row)
    factors.set(name, concentrationFactor(sum, threshold(rows[0]!), context))
  }
  return (row) => {
    const name = model.concentratesAs(row)
    return name === undefined ? 1 : factors.get(name)!
  }
}

function riskFactor(label: string, group: Group, concentration: number, weighing: Weighing): RiskFactor {
  const weight = weighing.weight(group.first)
  let net = 0
  let value = 0
  const rows = group.rows.map((row) => {
    const exposure = weighing.exposure(row)
    net += exposure
    const weighted = weight * concentration * exposure
    value += weighted
    return { row: row.place, value: weighted }
  })
  return { label, value, rows, factors: { exposure: net, weight, concentration } }
}

/** 1 for equally concentrated names, less the more they differ. */
function evenness(a: number, b: number): number {
  return Math.min(a, b) / Math.max(a, b)
}

function groupBy<Row>(rows: readonly Row[], keyOf: (row: Row) => string): Map<string, Row[]> {
  const groups = new Map<string, Row[]>()
  for (const row of rows) {
    const group = groups.get(keyOf(row))
    if (group === undefined) groups.set(keyOf(row), [row])
    else group.push(row)
  }
  return groups
}
