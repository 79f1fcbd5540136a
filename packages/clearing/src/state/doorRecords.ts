/** What may be sent within a second; reaching it trips the switch. */
export interface RateLimit {
  /** Orders that make risk. */
  readonly orders: number
  /** Their size, whole units of the reporting currency; one order by itself is no larger. */
  readonly notional: bigint
}

/** The switch that cuts off who sends too much: each owner with all accounts, and the venue as a whole. */
export interface RateRules {
  readonly owner: RateLimit
  readonly venue: RateLimit
}

/** What was sent in the second that began at `from`, and since when the switch is off. */
export interface RateRecord extends RateLimit {
  readonly from: number
  readonly trippedAt?: number
}

/** What somebody stands ready to pay for an option. */
export interface BidRecord {
  /** Units of the listing's price. */
  readonly price: bigint
  readonly lots: bigint
  /** Milliseconds. */
  readonly at: number
}
