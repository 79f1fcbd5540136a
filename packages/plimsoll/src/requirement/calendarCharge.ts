import { type CalendarSpread, calendarSpreads } from '../span/calendarSpreads.js'
import type { Context, Evaluate } from './context.js'
import type { Exposure } from './exposure.js'
import type { LegPart, NodeResult } from './nodeResult.js'
import type { Requirement } from './spec.js'

type CalendarSpreads = Extract<Requirement, { node: 'calendar-spreads' }>

const methods = { flat: 'flat', 'weighted-price-risk': 'weightedPriceRisk', 'per-month': 'perMonth' } as const

/**
 * Charge for exposures in different contract months that net in the scan although their prices need not move together
 * (CME, SPAN intra-commodity spreading). Months are counted from the market's own, so that a rule book outlives them.
 */
export function calendarCharge(node: CalendarSpreads, context: Context, evaluate: Evaluate): NodeResult {
  const { members, scene, path } = context
  const present = monthOf(scene.valuation.market.asOf)
  const byMonth = new Map<number, Exposure[]>()
  for (const member of members) {
    const ahead = Math.max(expiryMonthOf(member, present) - present, 0)
    const known = byMonth.get(ahead)
    if (known === undefined) byMonth.set(ahead, [member])
    else known.push(member)
  }
  const ahead = [...byMonth.keys()].sort((a, b) => a - b)
  const deltas = ahead.map((month) => {
    const cell = `${context.cell} ${monthName(present + month)}`
    const inside: Context = { ...context, members: byMonth.get(month)!, cell, path: `${path}/month ${month}` }
    return { month: String(month), delta: evaluate(node.exposure, inside).value }
  })
  const spreads = node.spreads.map(
    ({ id, between, priority, method, rate, legs }): CalendarSpread => ({
      id,
      between,
      priority,
      charge: { method: methods[method], rate: evaluate(rate, context).value },
      legs: legs.map(({ from, to, side, ratio }) => ({
        // Only months that hold something: a leg may span a century of empty ones.
        months: ahead.filter((month) => month >= from && month <= to).map(String),
        side,
        ratio,
      })),
    }),
  )
  const numbers = ahead.map((month) => ({ month: String(month), monthNumber: month }))
  const priceRisk = node.priceRisk === undefined ? 0 : evaluate(node.priceRisk, context).value
  const { charge, formed } = calendarSpreads(deltas, spreads, numbers, priceRisk)
  const children = formed.map(
    (spread): NodeResult => ({
      kind: 'spread-formed',
      label: `${spread.count} × ${spread.id}, side A ${spread.sideA}`,
      value: spread.charge,
      children: [],
    }),
  )
  return {
    kind: 'calendar-spreads',
    label: node.label ?? 'calendar spreads',
    value: charge,
    legs: charge === 0 ? [] : shared(charge, node, context, evaluate),
    counts: children.map(() => 0),
    children,
  }
}

/** Every leg's share of the charge, by the size of its own exposure: the spread needs both of its sides. */
function shared(charge: number, node: CalendarSpreads, context: Context, evaluate: Evaluate): readonly LegPart[] {
  const sizes = context.members.map((member) => {
    const alone: Context = { ...context, members: [member], path: `${context.path}/leg ${member.leg}` }
    return { leg: member.leg, size: Math.abs(evaluate(node.exposure, alone).value) }
  })
  let total = 0
  for (const { size } of sizes) total += size
  return total > 0 ? sizes.map(({ leg, size }) => ({ leg, part: charge * (size / total) })) : []
}

/** Months since year 0 of the UTC calendar. */
function monthOf(instant: number): number {
  const date = new Date(instant)
  return date.getUTCFullYear() * 12 + date.getUTCMonth()
}

function monthName(month: number): string {
  return `${Math.floor(month / 12)}-${String((month % 12) + 1).padStart(2, '0')}`
}

function expiryMonthOf(member: Exposure, present: number): number {
  if (member.kind === 'asset') return present
  const { instrument } = member
  return instrument.kind === 'future' || instrument.kind === 'option' ? monthOf(instrument.expiry) : present
}
