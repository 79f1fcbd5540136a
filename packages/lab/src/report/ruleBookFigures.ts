import type { PairFigures } from '../validation/pairFigures.js'
import type { Validation } from '../validation/validation.js'

/** A rule book over all books that it could be asked for. */
export interface RuleBookFigures {
  readonly spec: string
  readonly every: number
  readonly books: number
  /** Whether it could be asked for every book that any rule book could be asked for. */
  readonly complete: boolean
  readonly days: number
  readonly breaches: number
  /** Pooled over the books. */
  readonly coverage: number | null
  readonly worstCoverage: number | null
  readonly worstBook: string | null
  /** Books with significantly more breaches than 1 % and 0.5 % (Kupiec, 5 %). */
  readonly tooMany99: number
  readonly tooMany995: number
  /** Books with significantly fewer breaches than 1 %. */
  readonly tooFew99: number
  /** Books whose breaches follow one another (Christoffersen, 5 %). */
  readonly clustered: number
  /** Books with a negative Z₂, of those that have one. */
  readonly shortfallTooSmall: number | null
  /** Mean over the books of the mean margin. */
  readonly meanMargin: number | null
  readonly largestLossToMargin: number | null
  readonly largestLossBook: string | null
  readonly largestLossTime: number | null
  /** Medians over the books. */
  readonly peakToTrough: number | null
  readonly increase1: number | null
  readonly increase5: number | null
  readonly increase20: number | null
  readonly millisecondsPerMargin: number | null
}

const level = 0.05

/** Whether a test rejects because there were more breaches than there should be. */
export function tooMany({ days, breaches, kupiec99, kupiec995 }: PairFigures, probability: 0.01 | 0.005): boolean {
  const test = probability === 0.01 ? kupiec99 : kupiec995
  return test !== null && test.pValue < level && breaches > probability * days
}

export function tooFew({ days, breaches, kupiec99 }: PairFigures): boolean {
  return kupiec99 !== null && kupiec99.pValue < level && breaches < 0.01 * days
}

export function ruleBookFigures({ specs, pairs }: Validation): readonly RuleBookFigures[] {
  const asked = new Set(pairs.filter(({ days }) => days > 0).map(({ book }) => book)).size
  return specs.map(({ spec, every, millisecondsPerMargin }) => {
    const own = pairs.filter((pair) => pair.spec === spec && pair.days > 0)
    const days = own.reduce((sum, pair) => sum + pair.days, 0)
    const breaches = own.reduce((sum, pair) => sum + pair.breaches, 0)
    const worst = extreme(own, ({ coverage }) => -coverage!)
    const largest = extreme(own, ({ largestLossToMargin }) => largestLossToMargin ?? Number.POSITIVE_INFINITY)
    const shortfalls = own.filter(({ z2 }) => z2 !== null)
    return {
      spec,
      every,
      books: own.length,
      complete: own.length > 0 && own.length === asked,
      days,
      breaches,
      coverage: days === 0 ? null : 1 - breaches / days,
      worstCoverage: worst?.coverage ?? null,
      worstBook: worst?.book ?? null,
      tooMany99: own.filter((pair) => tooMany(pair, 0.01)).length,
      tooMany995: own.filter((pair) => tooMany(pair, 0.005)).length,
      tooFew99: own.filter(tooFew).length,
      clustered: own.filter(({ independence, breaches: some }) => some > 1 && (independence?.pValue ?? 1) < level)
        .length,
      shortfallTooSmall: shortfalls.length === 0 ? null : shortfalls.filter(({ z2 }) => z2! < 0).length,
      meanMargin: own.length === 0 ? null : own.reduce((sum, { meanMargin }) => sum + meanMargin!, 0) / own.length,
      largestLossToMargin: largest?.largestLossToMargin ?? null,
      largestLossBook: largest?.book ?? null,
      largestLossTime: largest?.largestLossTime ?? null,
      peakToTrough: median(own.map((pair) => pair.peakToTrough)),
      increase1: median(own.map((pair) => pair.increase1)),
      increase5: median(own.map((pair) => pair.increase5)),
      increase20: median(own.map((pair) => pair.increase20)),
      millisecondsPerMargin,
    }
  })
}

function extreme(pairs: readonly PairFigures[], of: (pair: PairFigures) => number): PairFigures | undefined {
  let found: PairFigures | undefined
  for (const pair of pairs) if (found === undefined || of(pair) > of(found)) found = pair
  return found
}

/** Median of what is there; nothing of nothing. */
export function median(values: readonly (number | null)[]): number | null {
  const there = values.filter((value) => value !== null).sort((a, b) => a - b)
  if (there.length === 0) return null
  const middle = there.length >> 1
  return there.length % 2 === 1 ? there[middle]! : (there[middle - 1]! + there[middle]!) / 2
}
