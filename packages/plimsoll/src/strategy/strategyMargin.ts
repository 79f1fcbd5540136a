import { type Candidate, costOf, type StrategyKind } from './candidate.js'
import { lotsOf } from './contractLots.js'
import { fourLegCandidates } from './fourLegCandidates.js'
import { hedgedStockCandidates } from './hedgedStockCandidates.js'
import { pairCandidates, singleCandidates } from './pairCandidates.js'
import { canonicalLegs, type StrategyBook, type StrategyLeg } from './strategyBook.js'
import type { StrategyRule } from './strategyRule.js'
import { solveWholeProgram } from './wholeProgram.js'

/** A strategy as formed. */
export interface FormedStrategy {
  readonly kind: StrategyKind
  /** How many times. */
  readonly quantity: number
  /** Signed amounts that it uses of each leg, and what each adds to the requirement. */
  readonly legs: readonly { readonly leg: string; readonly quantity: number; readonly part: number }[]
  /** Premiums included, currency. */
  readonly requirement: number
  /** The premiums received for its short options taken off. */
  readonly requirementExcludingPremium: number
}

export interface StrategyMargin {
  /** Least total, to be met from cash that includes what the short options were sold for. */
  readonly requirement: number
  /** The same less the market value of the short options. May be negative. */
  readonly requirementExcludingPremium: number
  /** What every leg alone would need, summed. */
  readonly unpaired: number
  readonly strategies: readonly FormedStrategy[]
  /** In the legs' canonical order; their sum from 0 is `requirement` to the bit. */
  readonly parts: readonly { readonly leg: string; readonly part: number }[]
  /** Whether the total is proven to be the least over all the strategies considered. */
  readonly exact: boolean
  /** No choice of the strategies considered needs less. */
  readonly lowerBound: number
  /** Strategies considered; `pairs` where the rule says so or the book has too many four-leg ones. */
  readonly considered: 'fourLegs' | 'pairs'
}

/**
 * Strategy-based margin of Regulation T and the Cboe rules: the legs on one underlying are divided into strategies so that
 * the total is the LEAST that the rule allows. Two-leg strategies, collars and conversions, and (where the rule counts them)
 * four-leg ones are the columns of an integer program, solved by branch and bound; two-leg pairings alone are a
 * transportation problem, whose linear program already comes out in whole contracts. Bounds: a book with more than
 * `limits.combinationsMost` four-leg candidates is paired only (`considered` says so); after `limits.pivotsMost` pivots the
 * best division found is returned, with `exact` false and the proven `lowerBound`. The result is then still a valid
 * division, so the requirement errs on the side of too much.
 *
 * Total and pure for finite input with positive strikes, multipliers and prices. Source: Cboe Rule 10.3, FINRA Rule 4210(f)(2).
 *
 * @example
 * import { strategyMargin } from 'plimsoll'
 * const rule = {
 *   shortOption: { rate: 0.2, minimumRate: 0.1, leverage: 1, perContractMinimum: 0 },
 *   longOption: { rate: 1, longDated: null },
 *   stock: { longRate: 0.5, shortRate: 1.5, coveredInTheMoney: 'free' },
 *   hedgedStock: null,
 *   combinations: 'fourLegs',
 *   limits: { combinationsMost: 20000, pivotsMost: 5000 },
 * }
 * const call = { kind: 'option', right: 'call', expiryDay: 30, multiplier: 100 }
 * const legs = [
 *   { ...call, id: 'short', strike: 100, premium: 3, quantity: -1 },
 *   { ...call, id: 'long', strike: 110, premium: 1, quantity: 1 },
 * ]
 * const result = strategyMargin({ day: 0, underlyingPrice: 100, legs }, rule)
 * result.requirement // => 1100
 * result.requirementExcludingPremium // => 800
 * result.strategies[0].kind // => 'vertical spread'
 */
export function strategyMargin(book: StrategyBook, rule: StrategyRule): StrategyMargin {
  const legs = canonicalLegs(book.legs)
  const singles = singleCandidates(legs, book, rule)
  const joined = [...pairCandidates(legs, book, rule), ...hedgedStockCandidates(legs, rule)]
  const four = rule.combinations === 'pairs' ? undefined : fourLegCandidates(legs, rule, rule.limits.combinationsMost)
  const candidates = [...singles, ...cheaper(joined, singles), ...(four ?? [])]
  const { perContract, stockUnits, counts, rests } = lotsOf(legs)
  const unitOf = (at: number): number => (legs[at]!.kind === 'stock' ? stockUnits : 1)
  const solution = solveWholeProgram(
    {
      rightHandSide: counts,
      columns: candidates.map((candidate) => ({
        rows: candidate.legs,
        amounts: candidate.amounts.map((amount, k) =>
          candidate.legs.length === 1 ? 1 : amount / unitOf(candidate.legs[k]!),
        ),
        cost: costOf(candidate) * (candidate.legs.length === 1 ? unitOf(candidate.legs[0]!) : 1),
      })),
      unitColumns: legs.map((_, at) => at),
      whole: candidates.map((candidate) => candidate.legs.some((at) => legs[at]!.kind === 'option')),
      transport: candidates.map((candidate) => candidate.legs.length <= 2),
    },
    rule.limits.pivotsMost,
  )
  const strategies = candidates.flatMap((candidate, column) => {
    const amount = (solution.x[column]! / perContract) * (candidate.legs.length === 1 ? unitOf(candidate.legs[0]!) : 1)
    const alone = rests[column] ?? 0
    return amount + alone > 0 ? [formed(candidate, amount + alone, legs)] : []
  })
  let restAlone = 0
  legs.forEach((_, at) => {
    restAlone += rests[at]! * costOf(singles[at]!)
  })
  const sums = new Map(legs.map((leg) => [leg.id, 0]))
  for (const strategy of strategies) for (const { leg, part } of strategy.legs) sums.set(leg, sums.get(leg)! + part)
  const parts = [...sums].map(([leg, part]) => ({ leg, part }))
  const requirement = total(parts.map(({ part }) => part))
  return {
    requirement,
    requirementExcludingPremium: requirement - total(legs.map(premiumReceived)),
    unpaired: total(legs.map((leg, at) => Math.abs(leg.quantity) * costOf(singles[at]!))),
    strategies,
    parts,
    exact: solution.exact,
    lowerBound: solution.exact ? requirement : solution.lowerBound / perContract + restAlone,
    considered: four === undefined ? 'pairs' : 'fourLegs',
  }
}

/** Only those that need less than their legs alone: no other ever lowers a total. */
function cheaper(candidates: readonly Candidate[], singles: readonly Candidate[]): readonly Candidate[] {
  return candidates.filter((candidate) => {
    let alone = 0
    candidate.legs.forEach((at, k) => {
      alone += candidate.amounts[k]! * costOf(singles[at]!)
    })
    return costOf(candidate) < alone
  })
}

function formed(candidate: Candidate, quantity: number, legs: readonly StrategyLeg[]): FormedStrategy {
  const used = candidate.legs.map((at, k) => {
    const leg = legs[at]!
    const amount = candidate.amounts[k]! * quantity
    return { leg: leg.id, quantity: leg.quantity < 0 ? -amount : amount, part: candidate.parts[k]! * quantity }
  })
  const requirement = total(used.map(({ part }) => part))
  const received = candidate.legs.map((at, k) => premiumReceived({ ...legs[at]!, quantity: used[k]!.quantity }))
  return {
    kind: candidate.kind,
    quantity,
    legs: used,
    requirement,
    requirementExcludingPremium: requirement - total(received),
  }
}

function premiumReceived(leg: StrategyLeg): number {
  return leg.kind === 'option' && leg.quantity < 0 ? -leg.quantity * leg.premium * leg.multiplier : 0
}

function total(values: readonly number[]): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}
