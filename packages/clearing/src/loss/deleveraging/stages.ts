import { compareRatios, type Ratio, ratio, ratioOfNumber } from '../exact/ratio.js'
import type { Candidate, DeleveragingRequest } from './candidate.js'
import type { DeleveragingPolicy, QueueReturn } from './policy.js'

/** What a candidate gives when its stage stands at θ: start + slope·θ lots, held between 0 and its limit. Slope is above 0. */
export interface Claim {
  readonly row: number
  readonly start: bigint
  readonly slope: bigint
}

/** Candidates that give together; the next stage gives only when all of this one have given their limit. */
export interface Stage {
  readonly claims: readonly Claim[]
  /** For water-filling: the level reached is −θ times this. */
  readonly levelUnit?: bigint
}

/** Stress leverage is read on this grid: the lots that equity could carry at level one, in parts of a lot, rounded down. */
const carryParts = 1_000_000_000_000n

/** The order in which a policy takes from the candidates of a request. */
export function stagesOf(policy: DeleveragingPolicy, request: DeleveragingRequest): readonly Stage[] {
  const { candidates } = request
  switch (policy.kind) {
    case 'queue':
      return queue(candidates.map((candidate) => rankOf(policy.by, candidate, request)))
    case 'pro-rata': {
      const byLots = candidates.map(({ lots }) => lots)
      if (policy.by === 'lots') return [together(byLots)]
      const profits = candidates.map((candidate) => profitOf(candidate, request))
      return [together(profits), together(byLots.map((lots, row) => (profits[row]! > 0n ? 0n : lots)))]
    }
    case 'water-filling':
      return policy.by === 'leverage'
        ? waterFilling(candidates, candidates.map(({ equity }) => equity), magnitude(request.mark))
        : waterFilling(candidates, candidates.map(carryOf), carryParts)
  }
}

/** In proportion to the weights that are above zero. */
function together(weights: readonly bigint[]): Stage {
  const claims = weights.map((slope, row) => ({ row, start: 0n, slope }))
  return { claims: claims.filter(({ slope }) => slope > 0n) }
}

/**
 * Lots minus level × carry: who has no carry (nothing behind the position) gives first, who has no end of it (`undefined`: the
 * stress does not hurt) gives last, both in proportion to lots.
 */
function waterFilling(
  candidates: readonly Candidate[],
  carries: readonly (bigint | undefined)[],
  levelUnit: bigint,
): readonly Stage[] {
  const lotsWhere = (belongs: (carry: bigint | undefined) => boolean): Stage =>
    together(candidates.map(({ lots }, row) => (belongs(carries[row]) ? lots : 0n)))
  const claims = candidates.map(({ lots }, row) => ({ row, start: lots, slope: carries[row] ?? 0n }))
  return [
    lotsWhere((carry) => carry !== undefined && carry <= 0n),
    { claims: claims.filter(({ slope }) => slope > 0n), levelUnit },
    lotsWhere((carry) => carry === undefined),
  ]
}

function carryOf({ account, equity, stressLossPerLot }: Candidate): bigint | undefined {
  const { numerator, denominator } = ratioOfNumber(stressLossPerLot, `stressLossPerLot of ${account}`)
  if (numerator <= 0n) return undefined
  return (equity * carryParts * denominator) / numerator
}

/** Unrealised profit since entry, at the mark. */
export function profitOf({ lots, entryCost }: Candidate, { side, mark }: DeleveragingRequest): bigint {
  return side === 'long' ? mark * lots - entryCost : entryCost - mark * lots
}

/** A rank; `undefined` stands above all numbers: leverage without equity, profit without anything behind it. */
type Rank = Ratio | undefined

function rankOf(by: QueueReturn, candidate: Candidate, request: DeleveragingRequest): Rank {
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

/** A stage for each rank that occurs, the highest first. */
function queue(ranks: readonly Rank[]): readonly Stage[] {
  const order = ranks.map((_, row) => row).sort((i, j) => compareRanks(ranks[j], ranks[i]))
  const stages: Claim[][] = []
  order.forEach((row, place) => {
    const equal = place > 0 && compareRanks(ranks[row], ranks[order[place - 1]!]) === 0
    if (!equal) stages.push([])
    stages[stages.length - 1]!.push({ row, start: 0n, slope: 1n })
  })
  return stages.map((claims) => ({ claims }))
}

function compareRanks(a: Rank, b: Rank): number {
  if (a === undefined || b === undefined) return a === b ? 0 : a === undefined ? 1 : -1
  return compareRatios(a, b)
}

function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}
