/** Percentages and limits of a strategy-based rule: a document, no number of it stands in code. Fractions throughout. */
export interface StrategyRule {
  readonly shortOption: {
    /** Of the underlying's price, before the out-of-the-money amount comes off: 0.20 for a share, 0.15 for a broad index. */
    readonly rate: number
    /** Least: of the price for a call, of the strike for a put, e.g. 0.10. */
    readonly minimumRate: number
    /** Both rates are multiplied by it: 1, or the factor of a leveraged fund. */
    readonly leverage: number
    /** Least requirement of one short contract, premium included, in currency; 0 for none. */
    readonly perContractMinimum: number
  }
  readonly longOption: {
    /** Of the premium, e.g. 1: no loan value. */
    readonly rate: number
    /** A rate for those with more than `days` left that serve in no spread, e.g. 0.75 beyond nine months; null for none. */
    readonly longDated: { readonly days: number; readonly rate: number } | null
  }
  readonly stock: {
    /** Of the value of shares held, e.g. 0.5. */
    readonly longRate: number
    /** Of the value of shares owed, the proceeds of their sale included, e.g. 1.5. */
    readonly shortRate: number
    /**
     * Stock that covers an option in the money: `free` takes it at its price; `charged` takes it at what the option leaves of
     * it (held: the lesser of price and strike, and the difference is charged; owed: the greater of the two).
     */
    readonly coveredInTheMoney: 'free' | 'charged'
  }
  /**
   * Relief for stock with an option bought against it (a maintenance rule: 0.10 of the strike plus the out-of-the-money
   * amount; in a collar at most `collarRate` of the call's strike, e.g. 0.25); null where the rule gives none.
   */
  readonly hedgedStock: { readonly strikeRate: number; readonly collarRate: number } | null
  /**
   * `pairs`: spreads of two legs only, so that an iron condor costs both of its sides. `fourLegs`: also butterflies,
   * condors, iron condors and boxes at their greatest loss at expiry.
   */
  readonly combinations: 'pairs' | 'fourLegs'
  /** Where the search for the lowest total gives up, see `strategyMargin`. */
  readonly limits: {
    /** Most candidate four-leg strategies; a book with more is paired only. */
    readonly combinationsMost: number
    /** Most simplex pivots, of all linear programmes together. */
    readonly pivotsMost: number
  }
}
