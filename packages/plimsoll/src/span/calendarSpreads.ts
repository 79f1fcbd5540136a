import { availableDelta, deltaLeft, type MonthDelta, netByMonth } from './monthDeltas.js'

/** A contract month: its place in time tells how many months a spread spans. */
export interface ContractMonth {
  readonly month: string
  /** Months since some origin. */
  readonly monthNumber: number
}

export interface CalendarSpread {
  readonly id: string
  /** Series spreads come before tier spreads, whatever their priorities. */
  readonly between: 'series' | 'tiers'
  /** Least first. */
  readonly priority: number
  readonly legs: readonly CalendarLeg[]
  readonly charge: CalendarCharge
}

export interface CalendarLeg {
  /** Months whose deltas serve, in the order in which they are used: one for a series, the tier's months for a tier. */
  readonly months: readonly string[]
  /** Legs of side A are on one side of the market, those of side B on the other; either may be long. */
  readonly side: 'A' | 'B'
  /** Deltas of this leg in one spread. */
  readonly ratio: number
}

/**
 * `flat`: rate per spread. `weightedPriceRisk`: rate × deltas used × weighted price risk of the commodity.
 * `perMonth`: rate per spread and per month between its nearest and its farthest leg.
 */
export interface CalendarCharge {
  readonly method: 'flat' | 'weightedPriceRisk' | 'perMonth'
  readonly rate: number
}

export interface FormedCalendarSpread {
  readonly id: string
  /** Side A's side of the market. */
  readonly sideA: 'long' | 'short'
  readonly count: number
  readonly charge: number
}

export interface CalendarResult {
  readonly charge: number
  readonly formed: readonly FormedCalendarSpread[]
  readonly remaining: readonly MonthDelta[]
}

/**
 * Intra-commodity spread charge: series spreads, then tier spreads, each by priority (then name), both ways round. Each takes
 * as many deltas as all of its legs can give; in a tier the months are used in their listed order. Source: CME, SPAN
 * intra-commodity spreading, method 10.
 *
 * @example
 * import { calendarSpreads } from 'plimsoll'
 * const leg = (month, side) => ({ months: [month], side, ratio: 1 })
 * const charge = { method: 'flat', rate: 300 }
 * const spread = { id: '1', between: 'series', priority: 1, charge, legs: [leg('SEP', 'A'), leg('OCT', 'B')] }
 * const deltas = [{ month: 'SEP', delta: 2 }, { month: 'OCT', delta: -1 }]
 * const result = calendarSpreads(deltas, [spread], [], 0)
 * result.charge // => 300
 * result.remaining // => [{ month: 'SEP', delta: 1 }, { month: 'OCT', delta: 0 }]
 */
export function calendarSpreads(
  deltas: readonly MonthDelta[],
  spreads: readonly CalendarSpread[],
  months: readonly ContractMonth[],
  weightedPriceRisk: number,
): CalendarResult {
  const free = netByMonth(deltas)
  const numbers = new Map(months.map(({ month, monthNumber }) => [month, monthNumber]))
  const formed: FormedCalendarSpread[] = []
  for (const spread of [...spreads].sort(inOrder)) {
    for (const sideA of ['long', 'short'] as const) {
      const result = form(spread, sideA, free, numbers, weightedPriceRisk)
      if (result.count > 0) formed.push(result)
    }
  }
  let charge = 0
  for (const spread of formed) charge += spread.charge
  return { charge, formed, remaining: [...free].map(([month, delta]) => ({ month, delta })) }
}

function inOrder(a: CalendarSpread, b: CalendarSpread): number {
  if (a.between !== b.between) return a.between === 'series' ? -1 : 1
  if (a.priority !== b.priority) return a.priority - b.priority
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function form(
  spread: CalendarSpread,
  sideA: 'long' | 'short',
  free: Map<string, number>,
  numbers: ReadonlyMap<string, number>,
  weightedPriceRisk: number,
): FormedCalendarSpread {
  const legs = spread.legs
    .filter(({ ratio }) => ratio > 0)
    .map((leg) => ({ ...leg, sign: ((leg.side === 'A') === (sideA === 'long') ? 1 : -1) as 1 | -1 }))
  let count = 0
  let charge = 0
  // Every step uses up at least one month of one leg, so there are no more steps than months in all legs.
  let steps = legs.reduce((sum, leg) => sum + leg.months.length, 0)
  for (; steps > 0 && legs.length > 0; steps--) {
    const chosen = legs.map((leg) => leg.months.find((month) => availableDelta(free, month, leg.sign) > 0))
    if (chosen.some((month) => month === undefined)) break
    const step = legs.reduce((least, leg, at) => {
      // Two legs may draw on one month; they share what it has.
      const needed = legs.reduce(
        (sum, other, k) => sum + (chosen[k] === chosen[at] && other.sign === leg.sign ? other.ratio : 0),
        0,
      )
      return Math.min(least, availableDelta(free, chosen[at]!, leg.sign) / needed)
    }, Number.POSITIVE_INFINITY)
    legs.forEach((leg, at) => {
      free.set(chosen[at]!, deltaLeft(free, chosen[at]!, leg.sign, step * leg.ratio))
    })
    count += step
    charge += step * chargeOfOne(spread, chosen as readonly string[], numbers, weightedPriceRisk)
  }
  return { id: spread.id, sideA, count, charge }
}

function chargeOfOne(
  spread: CalendarSpread,
  chosen: readonly string[],
  numbers: ReadonlyMap<string, number>,
  weightedPriceRisk: number,
): number {
  const { method, rate } = spread.charge
  if (method === 'flat') return rate
  if (method === 'weightedPriceRisk') {
    let deltas = 0
    for (const { ratio } of spread.legs) deltas += Math.max(0, ratio)
    return rate * deltas * weightedPriceRisk
  }
  let [near, far] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const month of chosen) {
    const at = numbers.get(month) ?? 0
    near = Math.min(near, at)
    far = Math.max(far, at)
  }
  return rate * (far - near)
}
