import { PlimsollError } from '../error/plimsollError.js'
import type { SensitivityNode } from './node.js'

/** Rates by product class and time to maturity, and how much of the gross margin netting may take off. */
export interface MarginSchedule {
  readonly id: string
  readonly asOf: string
  readonly source: string
  /** Share of the gross margin that stays whatever nets. */
  readonly grossShare: number
  /** Share of the gross margin that is multiplied by the net-to-gross ratio. */
  readonly netShare: number
  /** Per product class, the rates in order of maturity; a rate holds below `belowYears`, the last one without end. */
  readonly rates: Readonly<Record<string, readonly { readonly belowYears?: number; readonly rate: number }[]>>
}

/** The standardised schedule of the Basel Committee and IOSCO for derivatives that are not cleared centrally. */
export const standardSchedule: MarginSchedule = Object.freeze({
  id: 'bcbs-iosco-schedule',
  asOf: '2020-04-01',
  source: 'BCBS and IOSCO, Margin requirements for non-centrally cleared derivatives, Appendix A',
  grossShare: 0.4,
  netShare: 0.6,
  rates: Object.freeze({
    Rates: [{ belowYears: 2, rate: 0.01 }, { belowYears: 5, rate: 0.02 }, { rate: 0.04 }],
    Credit: [{ belowYears: 2, rate: 0.02 }, { belowYears: 5, rate: 0.05 }, { rate: 0.1 }],
    Commodity: [{ rate: 0.15 }],
    Equity: [{ rate: 0.15 }],
    FX: [{ rate: 0.06 }],
    Other: [{ rate: 0.15 }],
  }),
})

/** One trade, or one leg of one: rows of one id add up before their size is taken. */
export interface ScheduleTrade {
  readonly id: string
  /** A product class of the schedule. */
  readonly productClass: string
  readonly maturityYears: number
  /** Calculation currency. */
  readonly notional: number
  /** Calculation currency; positive where the trade is worth something to the collecting party. */
  readonly presentValue: number
}

export interface ScheduleMargin {
  readonly value: number
  readonly grossMargin: number
  /** Σ max(PV, 0) over trades, from the chosen side. */
  readonly grossReplacementCost: number
  /** max(ΣPV, 0), from the chosen side. */
  readonly netReplacementCost: number
  readonly netToGrossRatio: number
  readonly tree: SensitivityNode
}

/**
 * Initial margin by schedule: (gross share + net share · NGR) · Σ |notional| · rate, where NGR is net over gross replacement
 * cost, and 1 where no trade has a cost. `post` is the same portfolio from the other side.
 * Throws INPUT_INVALID for an unknown product class and for numbers that are not finite.
 *
 * @example
 * import { scheduleMargin, standardSchedule } from 'plimsoll'
 * const swap = { id: 'swap', productClass: 'Rates', maturityYears: 3, notional: -1000, presentValue: 5 }
 * scheduleMargin([swap], standardSchedule).value // => 20
 */
export function scheduleMargin(
  trades: readonly ScheduleTrade[],
  schedule: MarginSchedule,
  side: 'call' | 'post' = 'call',
): ScheduleMargin {
  const sign = side === 'post' ? -1 : 1
  const byTrade = new Map<string, { rate: number; notional: number; presentValue: number }>()
  for (const [place, trade] of trades.entries()) {
    const rate = rateOf(trade, schedule, `trades[${place}]`)
    const sum = byTrade.get(trade.id) ?? { rate, notional: 0, presentValue: 0 }
    byTrade.set(trade.id, sum)
    // One trade under two rates is charged the higher.
    sum.rate = Math.max(sum.rate, rate)
    sum.notional += trade.notional
    sum.presentValue += sign * trade.presentValue
  }
  const ordered = [...byTrade].sort(([a], [b]) => (a < b ? -1 : 1))
  let grossMargin = 0
  let grossReplacementCost = 0
  let netValue = 0
  const children = ordered.map(([label, { rate, notional, presentValue }]): SensitivityNode => {
    const value = Math.abs(notional) * rate
    grossMargin += value
    grossReplacementCost += Math.max(presentValue, 0)
    netValue += presentValue
    return { kind: 'trade', label, value, factors: { notional, rate, presentValue }, children: [] }
  })
  const netReplacementCost = Math.max(netValue, 0)
  const netToGrossRatio = grossReplacementCost > 0 ? netReplacementCost / grossReplacementCost : 1
  const share = schedule.grossShare + schedule.netShare * netToGrossRatio
  const value = share * grossMargin
  const factors = { share, netToGrossRatio, grossMargin }
  const tree: SensitivityNode = { kind: 'total', label: `${schedule.id}, ${side}`, value, factors, children }
  return { value, grossMargin, grossReplacementCost, netReplacementCost, netToGrossRatio, tree }
}

function rateOf(trade: ScheduleTrade, schedule: MarginSchedule, where: string): number {
  for (const field of ['maturityYears', 'notional', 'presentValue'] as const) {
    if (Number.isFinite(trade[field])) continue
    throw new PlimsollError('INPUT_INVALID', {
      where: `${where}.${field}`,
      value: trade[field],
      expected: 'a finite number',
    })
  }
  const { productClass, maturityYears } = trade
  const rates = Object.hasOwn(schedule.rates, productClass) ? schedule.rates[productClass]! : []
  const found = rates.find(({ belowYears }) => belowYears === undefined || maturityYears < belowYears)
  if (found !== undefined) return found.rate
  throw new PlimsollError('INPUT_INVALID', {
    where: `${where}.productClass`,
    value: productClass,
    expected: `one of ${Object.keys(schedule.rates).join(', ')}, with a rate for ${maturityYears} years`,
  })
}
