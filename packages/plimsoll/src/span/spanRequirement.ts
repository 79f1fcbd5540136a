import { type CalendarResult, calendarSpreads } from './calendarSpreads.js'
import type { CombinedCommodity, SpanPosition } from './combinedCommodity.js'
import { deliveryCharge } from './deliveryCharge.js'
import {
  type FormedInterCommoditySpread,
  type InterCommoditySpread,
  interCommodityCredits,
} from './interCommodityCredit.js'
import { netByMonth } from './monthDeltas.js'
import { type ScanRisk, spanScanRisk } from './scanRisk.js'
import type { SpanScenario } from './scenarios.js'
import { spanShortOptionMinimum } from './shortOptionMinimum.js'
import { type SpanPart, spanParts } from './spanParts.js'
import { type PriceRisk, spanPriceRisk } from './weightedPriceRisk.js'

export interface SpanPortfolio {
  /** For the pairing of scenarios. */
  readonly scenarios: readonly SpanScenario[]
  readonly commodities: readonly CombinedCommodity[]
  readonly interCommoditySpreads: readonly InterCommoditySpread[]
  /** Whether one commodity's option value beyond its risk lowers another's requirement. */
  readonly excessOptionValueCrosses: boolean
  /** Initial over maintenance, by the account's class, e.g. 1 or 1.1. */
  readonly initialToMaintenance: number
}

export interface SpanCommodityResult {
  readonly id: string
  readonly scan: number
  /** Index from 0, -1 without positions. */
  readonly activeScenario: number
  readonly intra: number
  readonly delivery: number
  readonly inter: number
  readonly shortOptionMinimum: number
  /** max(scan + intra + delivery − inter, short option minimum). */
  readonly risk: number
  readonly binding: 'scan' | 'short option minimum'
  readonly netOptionValue: number
  /** risk − net option value; negative: excess (unless floored). */
  readonly total: number
  readonly initialTotal: number
  readonly priceRisk: PriceRisk
  readonly calendar: CalendarResult
  /** In the order of the positions' names; their sum from 0 is `total` to the bit. */
  readonly parts: readonly SpanPart[]
}

export interface SpanResult {
  /** Maintenance over all commodities; negative: excess option value. */
  readonly total: number
  readonly initialTotal: number
  readonly commodities: readonly SpanCommodityResult[]
  readonly interCommodity: readonly FormedInterCommoditySpread[]
}

/**
 * Requirement of standard portfolio analysis of risk, from risk arrays, deltas and tables. Per commodity
 * total = max(scan + calendar charge + delivery charge − inter-commodity credit, short option minimum) − net option value.
 * The initial requirement scales the risk, not the option value. Names decide the order of every sum, so a shuffled book
 * gives the same bits. Total and pure for finite input.
 *
 * Source: CME, Components of SPAN; combined commodities, intra- and inter-commodity spreads.
 *
 * @example
 * import { spanRequirement } from 'plimsoll'
 * const put = { id: 'put', quantity: -1, riskArray: Float64Array.of(200, -700), delta: -0.4, month: 'DEC' }
 * const commodity = {
 *   id: 'X', positions: [{ ...put, option: { right: 'put', value: 500 } }], months: [], calendarSpreads: [], delivery: [],
 *   shortOptionMinimum: { rate: 35, method: 'sum' }, priceScanRange: 1000, weightedPriceRiskMethod: 'normal', floorAtZero: false,
 * }
 * const portfolio = { scenarios: [], commodities: [commodity], interCommoditySpreads: [], excessOptionValueCrosses: true }
 * const result = spanRequirement({ ...portfolio, initialToMaintenance: 1.5 })
 * result.total // => 1200
 * result.initialTotal // => 1550
 */
export function spanRequirement(portfolio: SpanPortfolio): SpanResult {
  const alone = [...portfolio.commodities].sort(byName).map((commodity) => standalone(commodity, portfolio.scenarios))
  const inter = interCommodityCredits(
    alone.map(({ commodity, calendar, priceRisk }) => ({
      id: commodity.id,
      delta: sumOf(calendar.remaining.map(({ delta }) => delta)),
      weightedPriceRisk: priceRisk.weightedPriceRisk,
    })),
    portfolio.interCommoditySpreads,
  )
  const commodities = alone.map((one) => finished(one, inter.credits.get(one.commodity.id) ?? 0, portfolio))
  const counted = (total: number): number => (portfolio.excessOptionValueCrosses ? total : Math.max(0, total))
  return {
    total: sumOf(commodities.map(({ total }) => counted(total))),
    initialTotal: sumOf(commodities.map(({ initialTotal }) => counted(initialTotal))),
    commodities,
    interCommodity: inter.formed,
  }
}

interface Standalone {
  readonly commodity: CombinedCommodity
  /** By name. */
  readonly positions: readonly SpanPosition[]
  readonly scanned: ScanRisk
  readonly priceRisk: PriceRisk
  readonly calendar: CalendarResult
  readonly delivery: number
}

function standalone(commodity: CombinedCommodity, scenarios: readonly SpanScenario[]): Standalone {
  const positions = [...commodity.positions].sort(byName)
  const net = netByMonth(positions.map(({ month, quantity, delta }) => ({ month, delta: quantity * delta })))
  const deltas = [...net].map(([month, delta]) => ({ month, delta }))
  const scanned = spanScanRisk(positions)
  const priceRisk = spanPriceRisk({
    losses: scanned.losses,
    activeScenario: scanned.activeScenario,
    pairedScenario: scenarios[scanned.activeScenario]?.paired ?? scanned.activeScenario,
    netDelta: sumOf(deltas.map(({ delta }) => delta)),
    priceScanRange: commodity.priceScanRange,
    method: commodity.weightedPriceRiskMethod,
  })
  const { weightedPriceRisk } = priceRisk
  const calendar = calendarSpreads(deltas, commodity.calendarSpreads, commodity.months, weightedPriceRisk)
  const delivery = deliveryCharge(deltas, calendar.remaining, commodity.delivery)
  return { commodity, positions, scanned, priceRisk, calendar, delivery }
}

function finished(one: Standalone, inter: number, portfolio: SpanPortfolio): SpanCommodityResult {
  const { commodity, positions, scanned, calendar, delivery, priceRisk } = one
  const shorts = { calls: 0, puts: 0 }
  for (const { option, quantity } of positions) {
    if (option !== undefined && quantity < 0) shorts[option.right === 'call' ? 'calls' : 'puts'] -= quantity
  }
  const shortOptionMinimum = spanShortOptionMinimum(shorts, commodity.shortOptionMinimum)
  const charges = calendar.charge + delivery - inter
  const charged = scanned.scanRisk + charges
  const binding = shortOptionMinimum > charged ? 'short option minimum' : 'scan'
  const risk = Math.max(charged, shortOptionMinimum)
  const netOptionValue = sumOf(positions.map(optionValue))
  const parts = spanParts(
    commodity,
    positions,
    binding === 'scan' ? { by: binding, ...scanned, charges } : { by: binding, ...shorts },
  )
  const total = sumOf(parts.map(({ part }) => part))
  const initialTotal = portfolio.initialToMaintenance * risk - netOptionValue
  const isFloored = commodity.floorAtZero && total <= 0
  return {
    id: commodity.id,
    scan: scanned.scanRisk,
    activeScenario: scanned.activeScenario,
    intra: calendar.charge,
    delivery,
    inter,
    shortOptionMinimum,
    risk,
    binding,
    netOptionValue,
    total: isFloored ? 0 : total,
    initialTotal: commodity.floorAtZero ? Math.max(0, initialTotal) : initialTotal,
    priceRisk,
    calendar,
    parts: isFloored ? parts.map(({ leg }) => ({ leg, part: 0 })) : parts,
  }
}

function optionValue({ option, quantity }: SpanPosition): number {
  return option === undefined ? 0 : quantity * option.value
}

function byName(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

function sumOf(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
