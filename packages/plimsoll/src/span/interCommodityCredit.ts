export interface InterCommoditySpread {
  readonly id: string
  /** Least first. */
  readonly priority: number
  readonly legs: readonly InterCommodityLeg[]
  /**
   * `weightedPriceRisk`: `rate` is the fraction of the price risk of the deltas used, credited to each leg. `flat`: `rate` is
   * currency per spread, shared equally by the legs. A negative rate is a charge.
   */
  readonly method: 'weightedPriceRisk' | 'flat'
  readonly rate: number
}

export interface InterCommodityLeg {
  readonly commodity: string
  readonly side: 'A' | 'B'
  readonly deltaPerSpread: number
  /** Where the legs are credited at different rates; the spread's rate when absent. */
  readonly rate?: number
}

/** What a commodity brings to spreads with others. */
export interface InterCommodityDelta {
  readonly id: string
  /** Net delta that calendar spreads left. */
  readonly delta: number
  /** Currency per delta. */
  readonly weightedPriceRisk: number
}

export interface FormedInterCommoditySpread {
  readonly id: string
  readonly count: number
  readonly credits: readonly { readonly commodity: string; readonly credit: number }[]
}

export interface InterCommodityResult {
  readonly formed: readonly FormedInterCommoditySpread[]
  /** By commodity; negative where charges outweigh credits. */
  readonly credits: ReadonlyMap<string, number>
  readonly remaining: ReadonlyMap<string, number>
}

/**
 * Inter-commodity spread credits, in priority order: a spread forms where the legs of side A are all on one side of the
 * market and those of side B on the other, as often as the scarcest leg allows; what it uses is gone for later ones.
 * Source: CME, SPAN inter-commodity spreading.
 *
 * @example
 * import { interCommodityCredits } from 'plimsoll'
 * const leg = (commodity, side) => ({ commodity, side, deltaPerSpread: 1 })
 * const spread = { id: '1', priority: 1, method: 'weightedPriceRisk', rate: 0.5, legs: [leg('X', 'A'), leg('Y', 'B')] }
 * const deltas = [{ id: 'X', delta: 3, weightedPriceRisk: 100 }, { id: 'Y', delta: -2, weightedPriceRisk: 60 }]
 * const { credits, remaining } = interCommodityCredits(deltas, [spread])
 * credits.get('X') // => 100
 * credits.get('Y') // => 60
 * remaining.get('X') // => 1
 */
export function interCommodityCredits(
  deltas: readonly InterCommodityDelta[],
  spreads: readonly InterCommoditySpread[],
): InterCommodityResult {
  const remaining = new Map(deltas.map(({ id, delta }) => [id, delta]))
  const credits = new Map(deltas.map(({ id }) => [id, 0]))
  const priceRisks = new Map(deltas.map(({ id, weightedPriceRisk }) => [id, weightedPriceRisk]))
  const formed: FormedInterCommoditySpread[] = []
  const ordered = [...spreads].sort((a, b) => a.priority - b.priority || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0))
  for (const spread of ordered) {
    const count = countOf(spread, remaining)
    if (count === 0) continue
    const legCredits = spread.legs.map((leg) => {
      const used = count * leg.deltaPerSpread
      const left = remaining.get(leg.commodity)!
      remaining.set(leg.commodity, left > 0 ? Math.max(0, left - used) : Math.min(0, left + used))
      const rate = leg.rate ?? spread.rate
      const credit =
        spread.method === 'flat' ? (count * rate) / spread.legs.length : used * priceRisks.get(leg.commodity)! * rate
      credits.set(leg.commodity, credits.get(leg.commodity)! + credit)
      return { commodity: leg.commodity, credit }
    })
    formed.push({ id: spread.id, count, credits: legCredits })
  }
  return { formed, credits, remaining }
}

function countOf(spread: InterCommoditySpread, remaining: ReadonlyMap<string, number>): number {
  // One commodity in two legs gives its deltas once.
  const needed = new Map<string, number>()
  let orientation = 0
  for (const { commodity, side, deltaPerSpread } of spread.legs) {
    const delta = remaining.get(commodity) ?? 0
    if (delta === 0 || deltaPerSpread <= 0) return 0
    const direction = delta > 0 === (side === 'A') ? 1 : -1
    if (orientation !== 0 && direction !== orientation) return 0
    orientation = direction
    needed.set(commodity, (needed.get(commodity) ?? 0) + deltaPerSpread)
  }
  let count = needed.size === 0 ? 0 : Number.POSITIVE_INFINITY
  for (const [commodity, deltas] of needed) count = Math.min(count, Math.abs(remaining.get(commodity)!) / deltas)
  return count
}
