import { divideDirected } from 'plimsoll'
import { compareRatios, type Ratio, ratio, ratioOfNumber } from '../exact/ratio.js'
import type { DeleveragingCandidate, DeleveragingRequest } from './candidate.js'
import type { DeleveragingPolicy, QueueReturn } from './policy.js'

/** What a candidate gives when its stage stands at θ: start + slope·θ parts, held between 0 and its limit. Slope is above 0. */
export interface Claim {
  readonly row: number
  readonly start: bigint
  readonly slope: bigint
}

/** Candidates that give together; the next stage gives only when all of this one have given their limit. */
export interface Stage {
  readonly claims: readonly Claim[]
  /** Parts in a lot, in which claims are counted. */
  readonly parts: bigint
  /** For water-filling: the level reached is −θ times this. */
  readonly levelUnit?: Ratio
}

/** The grid on which an account's stress loss is read, as parts of what its lots alone would lose; rounded down. */
const stressParts = 1_000_000_000_000n

/** The order in which a policy takes from the candidates of a request. */
export function stagesOf(policy: DeleveragingPolicy, request: DeleveragingRequest): readonly Stage[] {
  const { candidates } = request
  switch (policy.kind) {
    case 'queue':
      return queue(
        candidates,
        candidates.map((candidate) => rankOf(policy.by, candidate, request)),
      )
    case 'pro-rata': {
      const byLots = candidates.map(({ lots }) => lots)
      if (policy.by === 'lots') return [together(byLots)]
      const profits = candidates.map((candidate) => profitOf(candidate, request))
      return [together(profits), together(byLots.map((lots, row) => (profits[row]! > 0n ? 0n : lots)))]
    }
    case 'water-filling':
      return policy.by === 'leverage' ? leverageLevels(request) : stressLevels(request)
  }
}

/** In proportion to the weights that are above zero. */
function together(weights: readonly bigint[]): Stage {
  const claims = weights.map((slope, row) => ({ row, start: 0n, slope }))
  return { claims: claims.filter(({ slope }) => slope > 0n), parts: 1n }
}

/** lots·mark/equity = level: an account gives lots − level·equity/mark. */
function leverageLevels({ candidates, mark }: DeleveragingRequest): readonly Stage[] {
  const exposures = candidates.map(({ lots }) => lots)
  return waterFilling(candidates, exposures, 1n, { numerator: magnitude(mark), denominator: 1n })
}

/** (lots·own stress loss − given·stress loss of a lot)/equity = level. The only place where stress losses are read. */
function stressLevels({ candidates, stressLossPerLot }: DeleveragingRequest): readonly Stage[] {
  const alone = ratioOfNumber(stressLossPerLot, 'stressLossPerLot')
  const exposures = candidates.map(({ account, lots, stressLossPerLot: own }) => {
    const { numerator, denominator } = ratioOfNumber(own, `stressLossPerLot of ${account}`)
    return lots * divideDirected(numerator * alone.denominator * stressParts, denominator * alone.numerator, 'down')
  })
  return waterFilling(candidates, exposures, stressParts, {
    numerator: alone.numerator,
    denominator: alone.denominator * stressParts,
  })
}

/** Who has nothing behind the position gives first, in proportion to lots; then exposure less level × equity. */
function waterFilling(
  candidates: readonly DeleveragingCandidate[],
  exposures: readonly bigint[],
  parts: bigint,
  levelUnit: Ratio,
): readonly Stage[] {
  const claims = candidates.map(({ equity }, row) => ({ row, start: exposures[row]!, slope: equity }))
  return [
    together(candidates.map(({ equity, lots }) => (equity > 0n ? 0n : lots))),
    { claims: claims.filter(({ slope }) => slope > 0n), parts, levelUnit },
  ]
}

/** Unrealised profit since entry, at the mark. */
export function profitOf({ lots, entryCost }: DeleveragingCandidate, { side, mark }: DeleveragingRequest): bigint {
  return side === 'long' ? mark * lots - entryCost : entryCost - mark * lots
}

/** A rank; `undefined` stands above all numbers: leverage without equity, profit without anything behind it. */
type Rank = Ratio | undefined

function rankOf(by: QueueReturn, candidate: DeleveragingCandidate, request: DeleveragingRequest): Rank {
  const { equity } = candidate
  const notional = magnitude(candidate.lots * request.mark)
  const entry = magnitude(candidate.entryCost)
  if (by === 'mark/entry') {
    const [over, under] = request.side === 'long' ? [notional, entry] : [entry, notional]
    return fraction(over * notional, under * equity)
  }
  const profit = profitOf(candidate, request)
  const base = by === 'profit/entry' ? entry : equity - profit
  if (profit > 0n) return base > 0n ? fraction(profit * notional, base * equity) : undefined
  return fraction(profit * (equity > 0n ? equity : 0n), magnitude(base) * notional)
}

function fraction(numerator: bigint, denominator: bigint): Rank {
  return denominator > 0n ? ratio(numerator, denominator) : undefined
}

/** A stage for each rank that occurs, the highest first; equals give in proportion to their lots. */
function queue(candidates: readonly DeleveragingCandidate[], ranks: readonly Rank[]): readonly Stage[] {
  const order = ranks.map((_, row) => row).sort((i, j) => compareRanks(ranks[j], ranks[i]))
  const stages: Claim[][] = []
  order.forEach((row, place) => {
    const equal = place > 0 && compareRanks(ranks[row], ranks[order[place - 1]!]) === 0
    if (!equal) stages.push([])
    stages[stages.length - 1]!.push({ row, start: 0n, slope: candidates[row]!.lots })
  })
  return stages.map((claims) => ({ claims, parts: 1n }))
}

function compareRanks(a: Rank, b: Rank): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return compareRatios(a, b)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
