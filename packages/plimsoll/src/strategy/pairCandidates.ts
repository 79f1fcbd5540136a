import type { Candidate, StrategyKind } from './candidate.js'
import { coveringStock, longRequirement, nakedRequirement, paidPremium, stockRequirement } from './legRequirement.js'
import type { OptionLeg, StrategyBook, StrategyLeg } from './strategyBook.js'
import type { StrategyRule } from './strategyRule.js'

/** Every leg alone, one candidate per leg in their order: what the book needs where nothing is paired. */
export function singleCandidates(legs: readonly StrategyLeg[], book: StrategyBook, rule: StrategyRule): Candidate[] {
  return legs.map((leg, at) => {
    const [kind, part] = single(leg, book, rule)
    return { kind, legs: [at], amounts: [1], parts: [part] }
  })
}

function single(leg: StrategyLeg, book: StrategyBook, rule: StrategyRule): [StrategyKind, number] {
  if (leg.kind === 'stock') return [leg.quantity > 0 ? 'long stock' : 'short stock', stockRequirement(leg, rule)]
  if (leg.quantity > 0) return ['long option', longRequirement(leg, book.day, rule)]
  return ['naked short option', nakedRequirement(leg, book.underlyingPrice, rule)]
}

/** Every strategy of two legs. */
export function pairCandidates(legs: readonly StrategyLeg[], book: StrategyBook, rule: StrategyRule): Candidate[] {
  const found: Candidate[] = []
  legs.forEach((short, i) => {
    if (short.kind !== 'option' || short.quantity > 0) return
    legs.forEach((other, j) => {
      const pair =
        other.kind === 'stock'
          ? covered(short, other, rule)
          : other.multiplier !== short.multiplier
            ? undefined
            : other.quantity > 0
              ? spread(short, other, rule)
              : straddle(short, other, book, rule)
      if (pair === undefined) return
      const amount = other.kind === 'stock' ? short.multiplier : 1
      found.push({ kind: pair[0], legs: [i, j], amounts: [1, amount], parts: [pair[1], pair[2]] })
    })
  })
  return found
}

/** Kind, part of the short option, part of the other leg. */
type Pair = readonly [StrategyKind, number, number]

function covered(
  short: OptionLeg,
  stock: Extract<StrategyLeg, { kind: 'stock' }>,
  rule: StrategyRule,
): Pair | undefined {
  const isCall = short.right === 'call'
  if (isCall !== stock.quantity > 0) return undefined
  const kind = isCall ? 'covered call' : 'covered put'
  return [kind, 0, coveringStock(stock, short.strike, rule) * short.multiplier]
}

/** The greatest loss at the short's expiry; the long must live at least as long. */
function spread(short: OptionLeg, long: OptionLeg, rule: StrategyRule): Pair | undefined {
  if (long.right !== short.right || long.expiryDay < short.expiryDay) return undefined
  const width = short.right === 'call' ? long.strike - short.strike : short.strike - long.strike
  const kind =
    long.expiryDay === short.expiryDay
      ? 'vertical spread'
      : long.strike === short.strike
        ? 'calendar spread'
        : 'diagonal spread'
  return [kind, Math.max(0, width) * short.multiplier, paidPremium(long, rule)]
}

/** The greater requirement of the two and the other's premium. Listed once, from the call. */
function straddle(call: OptionLeg, put: OptionLeg, book: StrategyBook, rule: StrategyRule): Pair | undefined {
  if (call.right !== 'call' || put.right !== 'put') return undefined
  const ofCall = nakedRequirement(call, book.underlyingPrice, rule)
  const ofPut = nakedRequirement(put, book.underlyingPrice, rule)
  const kind = call.strike === put.strike && call.expiryDay === put.expiryDay ? 'short straddle' : 'short strangle'
  const [callPremium, putPremium] = [call.premium * call.multiplier, put.premium * put.multiplier]
  // Where both sides need the same either may be called the greater: the reading that asks for less.
  const callDecides = ofCall === ofPut ? putPremium <= callPremium : ofCall > ofPut
  return callDecides ? [kind, ofCall, putPremium] : [kind, callPremium, ofPut]
}
