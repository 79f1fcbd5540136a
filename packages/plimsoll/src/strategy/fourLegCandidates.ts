import { type Candidate, costOf, type StrategyKind } from './candidate.js'
import { paidPremium } from './legRequirement.js'
import type { OptionLeg, StrategyLeg } from './strategyBook.js'
import type { StrategyRule } from './strategyRule.js'

interface Vertical {
  readonly short: number
  readonly long: number
  /** Its greatest loss per unit at expiry. */
  readonly width: number
}

/**
 * Two vertical spreads of one expiry taken as one strategy, wherever their greatest loss together is below the sum of the
 * two: a credit spread of calls with one of puts (iron butterfly, iron condor, box), or a debit and a credit spread of one
 * kind (butterfly, condor). Undefined where there are more than `most` to look at.
 *
 * The loss is looked up at every strike of the strategy: between two strikes it is a straight line and outside them it is
 * flat, because each vertical is. Source: FINRA Rule 4210(f)(2)(H)(i), maximum potential loss (Regulatory Notice 12-44).
 */
export function fourLegCandidates(
  legs: readonly StrategyLeg[],
  rule: StrategyRule,
  most: number,
): Candidate[] | undefined {
  const combinations: (readonly [readonly Vertical[], readonly Vertical[]])[] = []
  let count = 0
  for (const { calls, puts } of verticalsByClass(legs)) {
    const [creditCalls, debitCalls] = [calls.filter(isCredit), calls.filter((vertical) => !isCredit(vertical))]
    const [creditPuts, debitPuts] = [puts.filter(isCredit), puts.filter((vertical) => !isCredit(vertical))]
    combinations.push([creditCalls, creditPuts], [debitCalls, creditCalls], [debitPuts, creditPuts])
  }
  for (const [first, second] of combinations) count += first.length * second.length
  if (count > most) return undefined
  const found: Candidate[] = []
  for (const [first, second] of combinations) {
    for (const a of first) {
      for (const b of second) {
        const candidate = combined(legs, a, b, rule)
        if (candidate !== undefined) found.push(candidate)
      }
    }
  }
  return found
}

const isCredit = (vertical: Vertical): boolean => vertical.width > 0

/** Verticals of each expiry and multiplier. */
function verticalsByClass(legs: readonly StrategyLeg[]): Iterable<{ calls: Vertical[]; puts: Vertical[] }> {
  const classes = new Map<string, { calls: Vertical[]; puts: Vertical[] }>()
  legs.forEach((short, i) => {
    if (short.kind !== 'option' || short.quantity > 0) return
    const key = `${short.expiryDay} ${short.multiplier}`
    const verticals = classes.get(key) ?? { calls: [], puts: [] }
    classes.set(key, verticals)
    legs.forEach((long, j) => {
      if (long.kind !== 'option' || long.quantity < 0 || long.right !== short.right) return
      if (long.expiryDay !== short.expiryDay || long.multiplier !== short.multiplier) return
      const isCall = short.right === 'call'
      const width = Math.max(0, isCall ? long.strike - short.strike : short.strike - long.strike)
      verticals[isCall ? 'calls' : 'puts'].push({ short: i, long: j, width })
    })
  })
  return classes.values()
}

function combined(legs: readonly StrategyLeg[], a: Vertical, b: Vertical, rule: StrategyRule): Candidate | undefined {
  const amounts = new Map<number, number>()
  for (const at of [a.short, a.long, b.short, b.long]) amounts.set(at, (amounts.get(at) ?? 0) + 1)
  const members = [...amounts].map(([at, amount]) => ({ at, amount, leg: legs[at] as OptionLeg }))
  const lossAt = (price: number): number => {
    let loss = 0
    for (const { leg, amount } of members) loss += amount * intrinsicLoss(leg, price)
    return loss
  }
  let worst = members[0]!.leg.strike
  for (const { leg } of members) if (lossAt(leg.strike) > lossAt(worst)) worst = leg.strike
  const loss = lossAt(worst)
  // Not below the sum of the two by more than the rounding of a strike: the pairs say the same and are simpler.
  if (Math.max(0, loss) >= (a.width + b.width) * (1 - 1e-12)) return undefined
  const parts = members.map(({ leg, amount }) => {
    const atWorst = loss > 0 ? amount * intrinsicLoss(leg, worst) * leg.multiplier : 0
    return atWorst + (leg.quantity > 0 ? amount * paidPremium(leg, rule) : 0)
  })
  const candidate: Candidate = {
    kind: nameOf(legs, a, b),
    legs: members.map(({ at }) => at),
    amounts: members.map(({ amount }) => amount),
    parts,
  }
  return costOf(candidate) >= 0 ? candidate : undefined
}

/** What one unit of the leg loses at expiry at this price, premium aside. */
function intrinsicLoss(leg: OptionLeg, price: number): number {
  const intrinsic = Math.max(0, leg.right === 'call' ? price - leg.strike : leg.strike - price)
  return leg.quantity > 0 ? -intrinsic : intrinsic
}

function nameOf(legs: readonly StrategyLeg[], a: Vertical, b: Vertical): StrategyKind {
  const strike = (at: number): number => (legs[at] as OptionLeg).strike
  const right = (at: number): string => (legs[at] as OptionLeg).right
  const sameShort = strike(a.short) === strike(b.short)
  if (right(a.short) === right(b.short)) return sameShort ? 'butterfly' : 'condor'
  if (strike(a.short) === strike(b.long) && strike(a.long) === strike(b.short)) return 'box'
  return sameShort ? 'iron butterfly' : 'iron condor'
}
