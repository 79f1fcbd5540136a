/** One node of the evaluated requirement. */
export interface NodeResult {
  readonly kind: string
  readonly label: string
  /** Reporting currency unless the node says otherwise. A whole requirement is ≥ 0; a node inside one may be negative. */
  readonly value: number
  /** By what a scale node multiplies its child. */
  readonly factor?: number
  /** Scenario leaves: one entry per netting cell. */
  readonly cells?: readonly CellResult[]
  /** Measures: what each leg adds; the sum is `value`. */
  readonly legs?: readonly LegPart[]
  /**
   * How much each child's number counts in this one: `value` is the sum of count × child. 0 for a child that does not decide
   * (the smaller side of a maximum); for a curved node the ratio of the two numbers. Where a constant decides, all are 0;
   * so they are where the child is 0 and the node is not, where float64 cannot hold the ratio, and where the number itself was
   * beyond float64 and stands at its end.
   */
  readonly counts?: readonly number[]
  readonly children: readonly NodeResult[]
}

/** What one leg adds to a number. */
export interface LegPart {
  /** An instrument's name, `order:` and an id, or `balance:` and an asset. */
  readonly leg: string
  readonly part: number
}

/** A netting cell of a scenario node: what it is, what decides it, and each leg's part. */
export interface CellResult {
  /** `BTC`, `account`, or an instrument name. */
  readonly cell: string
  /** The deciding scenario as this cell feels it; absent where no scenario decides (a minimum, a trapped gain). */
  readonly scenario?: { readonly id: string; readonly label: string }
  readonly value: number
  /** One standard error of `value`, where the scenarios are a random sample. */
  readonly standardError?: number
  /**
   * What each leg adds. Their sum, taken in this order from 0, is `value` to the bit where the cell's profile is its
   * exposures' profits, and up to rounding where the rule book transforms it; where that sum is negative the cell needs
   * nothing and `value` is 0.
   */
  readonly legs: readonly LegPart[]
}
