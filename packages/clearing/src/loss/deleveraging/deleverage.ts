import { PlimsollError } from 'plimsoll'
import { type Draw, drawOf } from '../exact/draw.js'
import { type Ratio, ratio } from '../exact/ratio.js'
import type { DeleveragingCandidate, DeleveragingRequest, HealthCheck, HealthVerdict, PairedLeg } from './candidate.js'
import { standingOf, wholeShares } from './fillStage.js'
import type { DeleveragingPolicy } from './policy.js'
import { stagesOf } from './stages.js'

/** What one account gave, with how it stood at the mark before and after; the machine adds its margin. */
export interface DeleveragingFill {
  readonly account: string
  readonly lots: bigint
  /** How much worse than the mark the fill is for the account, negative where it is better. */
  readonly cost: bigint
  readonly before: { readonly lots: bigint; readonly equity: bigint }
  readonly after: { readonly lots: bigint; readonly equity: bigint }
  readonly paired: readonly PairedLeg[]
}

/** The outcome of one round: `filled + deferred + uncovered` is what was required. */
export interface Deleveraging {
  readonly required: bigint
  readonly filled: bigint
  /** Lots that only the cap of a round held back: the next round takes them. */
  readonly deferred: bigint
  /** Lots that no winner can take without giving up principal or health: the waterfall's next tier. */
  readonly uncovered: bigint
  /** The bankruptcy price, at which every fill is made. */
  readonly price: bigint
  /** The common level at which water-filling stopped; absent where another rule decided who gave last. */
  readonly level?: Ratio
  /** By account name, which is no ranking. */
  readonly fills: readonly DeleveragingFill[]
}

/**
 * One round of auto-deleveraging: who gives up how many lots, at the bankruptcy price. Exact: the lots sum to what is required, less
 * what nobody can give, and that is named. Nobody gives more than the position, the round's cap, or what the fill may cost
 * (equity, and the gain since the last settlement: principal is not taken). The result does not depend on the order of the
 * candidates, and on names only through the draw for the last lots among equals.
 *
 * `check` is asked for each account about to be touched and must be a pure function. An account that may give less than asked is
 * limited to that, and what it does not give falls on the others by the same policy; one that fails twice is spared.
 *
 * @throws PlimsollError INPUT_INVALID for lots or a stress loss of a lot that are not above 0, an account named twice, or a cap
 * outside 1 to 1,000,000
 *
 * @example
 * import { deleverage, deleveragingPolicies } from '@plimsoll/clearing'
 * const winner = (account, lots, equity) =>
 *   ({ account, owner: account, lots, equity, entryCost: 100n * lots, gain: 12n * lots, stressLossPerLot: 30 })
 * const request = {
 *   side: 'short', required: 50n, mark: 88n, bankruptcyPrice: 90n, stressLossPerLot: 30, roundCapPpm: 1_000_000n,
 *   seed: 'event 1', candidates: [winner('A', 60n, 30_000n), winner('B', 40n, 1_000n), winner('C', 20n, 400n)],
 * }
 * const healthy = (_, lots) => ({ lots, paired: [] })
 * const { fills, level } = deleverage(request, deleveragingPolicies.campbell, healthy)
 * fills.map(({ account, lots }) => [account, lots]) // => [['B', 33n], ['C', 17n]]
 * level // => { numerator: 22n, denominator: 35n }
 */
export function deleverage(request: DeleveragingRequest, policy: DeleveragingPolicy, check: HealthCheck): Deleveraging {
  checkRequest(request)
  const { candidates, required } = request
  const draw = drawOf(request.seed)
  const capacity = candidates.map((candidate) => lotsAffordable(candidate, request))
  const limits = candidates.map(({ lots }, row) =>
    smaller(capacity[row]!, roundedUp(lots * request.roundCapPpm, 1_000_000n)),
  )
  const failed = new Set<number>()
  const verdicts = new Map<number, HealthVerdict & { readonly asked: bigint }>()
  for (;;) {
    const { lots, level } = allocate(request, policy, limits, draw)
    let stands = true
    candidates.forEach((candidate, row) => {
      const asked = lots[row]!
      if (asked === 0n || verdicts.get(row)?.asked === asked) return
      const verdict = check(candidate, asked)
      verdicts.set(row, { ...verdict, asked })
      if (verdict.lots >= asked) return
      limits[row] = failed.has(row) ? 0n : verdict.lots
      failed.add(row)
      stands = false
    })
    if (!stands) continue
    const filled = sum(lots)
    const heldBack = sum(capacity.map((most, row) => (failed.has(row) ? 0n : most - limits[row]!)))
    const deferred = smaller(required - filled, heldBack)
    return {
      required,
      filled,
      deferred,
      uncovered: required - filled - deferred,
      price: request.bankruptcyPrice,
      ...(level === undefined ? {} : { level }),
      fills: fillsOf(request, lots, (row) => verdicts.get(row)!.paired),
    }
  }
}

/** Takes from stage after stage, within the limits. */
function allocate(
  request: DeleveragingRequest,
  policy: DeleveragingPolicy,
  limits: readonly bigint[],
  draw: Draw,
): { readonly lots: readonly bigint[]; readonly level?: Ratio } {
  const lots = request.candidates.map(() => 0n)
  let left = request.required
  for (const { claims: all, parts, levelUnit } of stagesOf(policy, request)) {
    const claims = all.filter(({ row }) => limits[row]! > 0n)
    const most = sum(claims.map(({ row }) => limits[row]!))
    if (most <= left) {
      for (const { row } of claims) lots[row] = limits[row]!
      left -= most
      if (left === 0n) break
      continue
    }
    const standing = standingOf(left, { claims, parts }, limits)
    wholeShares(left, claims, standing, request.candidates, draw).forEach((given, i) => {
      lots[claims[i]!.row] = given
    })
    if (levelUnit === undefined) break
    const { numerator, denominator } = standing.theta
    return { lots, level: ratio(-numerator * levelUnit.numerator, denominator * levelUnit.denominator) }
  }
  return { lots }
}

/** How much worse than the mark a fill is, per lot; negative where it is better. */
function gapOf({ side, mark, bankruptcyPrice }: DeleveragingRequest): bigint {
  return side === 'long' ? mark - bankruptcyPrice : bankruptcyPrice - mark
}

/** The lots that an account can give without paying principal for it, or more than it has. */
function lotsAffordable({ lots, gain, equity }: DeleveragingCandidate, request: DeleveragingRequest): bigint {
  const gap = gapOf(request)
  if (gap <= 0n) return lots
  const purse = smaller(gain, equity)
  return purse <= 0n ? 0n : smaller(lots, purse / gap)
}

function fillsOf(
  request: DeleveragingRequest,
  lots: readonly bigint[],
  pairedOf: (row: number) => readonly PairedLeg[],
): readonly DeleveragingFill[] {
  const gap = gapOf(request)
  const fills = request.candidates.flatMap((candidate, row): DeleveragingFill[] => {
    const given = lots[row]!
    if (given === 0n) return []
    const cost = given * gap
    const { account, equity } = candidate
    return [
      {
        account,
        lots: given,
        cost,
        before: { lots: candidate.lots, equity },
        after: { lots: candidate.lots - given, equity: equity - cost },
        paired: pairedOf(row),
      },
    ]
  })
  return fills.sort((a, b) => (a.account < b.account ? -1 : 1))
}

function checkRequest({ required, candidates, roundCapPpm, stressLossPerLot }: DeleveragingRequest): void {
  const refuse = (where: string, value: bigint | string | number, expected: string): never => {
    throw new PlimsollError('INPUT_INVALID', { where, value, expected })
  }
  if (required <= 0n) refuse('required', required, 'lots above 0')
  if (roundCapPpm <= 0n || roundCapPpm > 1_000_000n) refuse('roundCapPpm', roundCapPpm, '1 to 1,000,000')
  if (!(stressLossPerLot > 0)) refuse('stressLossPerLot', stressLossPerLot, 'above 0')
  const seen = new Set<string>()
  for (const { account, lots } of candidates) {
    if (lots <= 0n) refuse(`lots of ${account}`, lots, 'above 0')
    if (seen.has(account)) refuse('candidates', account, 'every account once')
    seen.add(account)
  }
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n)
}

function smaller(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

function roundedUp(numerator: bigint, denominator: bigint): bigint {
  return (numerator + denominator - 1n) / denominator
}
