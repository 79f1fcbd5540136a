import type { FeedStatus } from './feedState.js'

/** What an account or the venue does that rests on a price. */
export type PricedAction =
  /** Profit, equity and margin are shown at the last good price. */
  | 'value'
  | 'cancel'
  | 'deposit'
  /** A trade that only makes a position smaller. */
  | 'reduce'
  /** A trade that makes risk. */
  | 'open'
  /** Credit on collateral that was not there before. */
  | 'new-collateral'
  | 'withdraw'
  /** Funding, interest, expiry: payments that are computed from the price. */
  | 'settle'
  | 'liquidate'

/** `paced`: at the slow pace of the liquidation policy. */
export type Permission = 'yes' | 'paced' | 'no'

const calm = { VALID: 'yes', UNCERTAIN: 'no', STALE: 'no', HALT: 'no' } as const
const always = { VALID: 'yes', UNCERTAIN: 'yes', STALE: 'yes', HALT: 'yes' } as const

/**
 * What each status of a feed still allows. Whoever lowers risk is never stopped by a price, as long as there is a market to do it in;
 * whoever raises it needs a good one; nobody is liquidated at a price that is not of now.
 *
 * @example
 * import { actionTable } from '@plimsoll/clearing'
 * actionTable.open.UNCERTAIN // => 'no'
 * actionTable.liquidate.UNCERTAIN // => 'paced'
 * actionTable.liquidate.STALE // => 'no'
 * actionTable.deposit.HALT // => 'yes'
 */
export const actionTable: Readonly<Record<PricedAction, Readonly<Record<FeedStatus, Permission>>>> = Object.freeze({
  value: always,
  cancel: always,
  deposit: always,
  reduce: { VALID: 'yes', UNCERTAIN: 'yes', STALE: 'yes', HALT: 'no' },
  open: calm,
  'new-collateral': calm,
  withdraw: calm,
  settle: { VALID: 'yes', UNCERTAIN: 'yes', STALE: 'no', HALT: 'no' },
  liquidate: { VALID: 'yes', UNCERTAIN: 'paced', STALE: 'no', HALT: 'no' },
})

const ranks: readonly FeedStatus[] = ['VALID', 'UNCERTAIN', 'STALE', 'HALT']

/**
 * The status of what rests on several feeds: the worst of theirs.
 *
 * @example
 * import { worstStatus } from '@plimsoll/clearing'
 * worstStatus(['VALID', 'STALE', 'UNCERTAIN']) // => 'STALE'
 */
export function worstStatus(statuses: readonly FeedStatus[]): FeedStatus {
  return ranks[Math.max(...statuses.map((status) => ranks.indexOf(status)))]!
}
