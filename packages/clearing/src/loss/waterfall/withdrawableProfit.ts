/** Profit that an account has made, and how much of it has already been paid out. */
export interface ProfitClaim {
  readonly due: bigint
  readonly paid: bigint
}

/** Profits of all accounts of a settlement asset, and the cash there is for them. */
export interface ProfitPool {
  /** Sum of `due` of all claims, what has been paid included. */
  readonly due: bigint
  /** Losses that were really taken from losers so far, and what the fund stands in for; what has been paid included. */
  readonly cash: bigint
}

/**
 * What an account may take out as profit: all of it while the pool's cash covers all profits, else its share of the cash, rounded down,
 * less what it has had. A share does not depend on who asks first, all shares together are at most the cash, and deposits of
 * accounts without profit are no part of it: they can always be paid.
 *
 * @example
 * import { withdrawableProfit } from '@plimsoll/clearing'
 * // Ten million won, but the loser had one: only that one is cash.
 * withdrawableProfit({ due: 10_000_000n, paid: 0n }, { due: 10_000_000n, cash: 1_000_000n }) // => 1000000n
 */
export function withdrawableProfit(claim: ProfitClaim, pool: ProfitPool): bigint {
  const share = pool.cash >= pool.due ? claim.due : (claim.due * pool.cash) / pool.due
  return share > claim.paid ? share - claim.paid : 0n
}

/** What decides whether withdrawals are still paid in full. */
export interface Solvency {
  /** Sum of what insolvent accounts (equity below 0) would need as maintenance: the size of what may still go wrong. */
  readonly insolventMaintenance: bigint
  /** Deficits that are known and not paid yet. */
  readonly uncovered: bigint
  readonly fund: bigint
}

/**
 * `pro-rata` as soon as what insolvent accounts may cost exceeds the fund: profits are then paid by {@link withdrawableProfit} with
 * the cash that is there, not first come, first served. (Derive closes withdrawals on the first term, dYdX on the second.)
 *
 * @example
 * import { withdrawalGate } from '@plimsoll/clearing'
 * withdrawalGate({ insolventMaintenance: 30n, uncovered: 0n, fund: 25n }) // => 'pro-rata'
 */
export function withdrawalGate({ insolventMaintenance, uncovered, fund }: Solvency): 'open' | 'pro-rata' {
  return insolventMaintenance + uncovered > fund ? 'pro-rata' : 'open'
}
