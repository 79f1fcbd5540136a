import { divideDirected, PlimsollError } from 'plimsoll'
import { least, million } from './relative.js'
import { cappedWeights } from './weightedMedian.js'

/** What it takes to move one source. */
export interface SourceLiquidity {
  /** Economic group; one entry each. */
  readonly group: string
  readonly weight: bigint
  /** Notional between the price and the price moved by `movePpm`, in whole units of money; both columns rise. */
  readonly depth: readonly { readonly movePpm: bigint; readonly notional: bigint }[]
  /** Notional that arbitrage brings back each second. */
  readonly refillPerSecond: bigint
}

const groupsMax = 16

/**
 * Least cost of holding a weighted median `movePpm` away for `seconds`: over all sets of sources with at least half of the capped
 * weight, the sum of ½·δ·D(δ) + δ·R·τ. Depth between two measured moves is taken for that of the lower one, which makes the cost
 * too low, never too high. Rounded down.
 *
 * @param sources at least `weightCap` of them, at most 16
 * @throws PlimsollError INPUT_INVALID for too few or too many sources
 *
 * @example
 * import { manipulationCost } from '@plimsoll/clearing'
 * const venue = (group) => ({ group, weight: 1n, depth: [{ movePpm: 10_000n, notional: 2_000_000n }], refillPerSecond: 1_000n })
 * manipulationCost([venue('a'), venue('b'), venue('c')], 3, 10_000n, 60) // => 21200n
 */
export function manipulationCost(
  sources: readonly SourceLiquidity[],
  weightCap: number,
  movePpm: bigint,
  seconds: number,
): bigint {
  if (sources.length < weightCap || sources.length > groupsMax)
    throw new PlimsollError('INPUT_INVALID', {
      where: 'sources',
      value: sources.length,
      expected: `from ${weightCap} to ${groupsMax} groups`,
    })
  const weights = cappedWeights(
    sources.map(({ weight }) => weight),
    weightCap,
  )
  const total = weights.reduce((sum, weight) => sum + weight, 0n)
  // In halves of a millionth, so that every term is an integer.
  const costs = sources.map(({ depth, refillPerSecond }) => {
    const notional = depth.findLast((point) => point.movePpm <= movePpm)?.notional ?? 0n
    return movePpm * notional + 2n * movePpm * refillPerSecond * BigInt(seconds)
  })
  let cheapest: bigint | undefined
  for (let set = 1; set < 1 << sources.length; set++) {
    let weight = 0n
    let cost = 0n
    for (let row = 0; row < sources.length; row++) {
      if ((set & (1 << row)) === 0) continue
      weight += weights[row]!
      cost += costs[row]!
    }
    if (2n * weight >= total && (cheapest === undefined || cost < cheapest)) cheapest = cost
  }
  return (cheapest ?? 0n) / (2n * million)
}

/** A market's terms in the rule for its largest open interest. */
export interface InterestTerms {
  /** Part of a gain that can be withdrawn within `seconds`, ppm. */
  readonly withdrawablePpm: bigint
  /** What going in and out costs, ppm of notional. */
  readonly feePpm: bigint
  /** For how long the price must be held, i.e. how slow the slow price is. */
  readonly seconds: number
  /** The gain may be at most the cost divided by this: 3. */
  readonly safety: bigint
}

/**
 * The largest open interest N with N·(δ·w − f) ≤ C(δ, τ)/safety for every move δ from 0 to the largest measured one: between two
 * neighbouring moves the gain of the larger is held against the depth and the move of the smaller. Undefined where no move pays.
 *
 * @param moves increasing moves in ppm at which the rule is written out, the last being how far it is meant to hold (1,000,000 for
 *   a doubling)
 *
 * @example
 * import { openInterestCap } from '@plimsoll/clearing'
 * const venue = (group) => ({ group, weight: 1n, depth: [{ movePpm: 10_000n, notional: 2_000_000n }], refillPerSecond: 0n })
 * const terms = { withdrawablePpm: 1_000_000n, feePpm: 10_000n, seconds: 0, safety: 3n }
 * openInterestCap([venue('a'), venue('b'), venue('c')], 3, [10_000n, 20_000n], terms) // => 666666n
 */
export function openInterestCap(
  sources: readonly SourceLiquidity[],
  weightCap: number,
  moves: readonly bigint[],
  { withdrawablePpm, feePpm, seconds, safety }: InterestTerms,
): bigint | undefined {
  let cap: bigint | undefined
  for (const [row, move] of moves.entries()) {
    const gainPpm = divideDirected(move * withdrawablePpm, million, 'up') - feePpm
    if (gainPpm <= 0n) continue
    const lower = row === 0 ? 0n : moves[row - 1]!
    const most = (manipulationCost(sources, weightCap, lower, seconds) * million) / (gainPpm * safety)
    cap = cap === undefined ? most : least(cap, most)
  }
  return cap
}
