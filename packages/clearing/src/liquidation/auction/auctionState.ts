/** What is remembered of an auction; money in the smallest unit of the reporting currency. */
export interface AuctionState {
  readonly startedAt: number
  /** Value of the portfolio when the clock was last started. */
  readonly startValue: bigint
  /** What bidders have paid already: no part of what is on sale. */
  readonly reserved: bigint
  /** Times the clock was started again. */
  readonly restarts: number
  /** When the bidder began to be paid; null while the account has equity. */
  readonly insolventAt: number | null
}
