/** One node of the evaluated requirement. */
export interface NodeResult {
  readonly kind: string
  readonly label: string
  /** ≥ 0, reporting currency. */
  readonly value: number
  /** By what a scale node multiplies its child. */
  readonly factor?: number
  /** Leaf nodes: one entry per netting cell. */
  readonly cells?: readonly CellResult[]
  readonly children: readonly NodeResult[]
}

/** A netting cell of a scenario node: what it is, what decides it, and each leg's part. */
export interface CellResult {
  /** `BTC`, `account`, or an instrument name. */
  readonly cell: string
  /** The deciding scenario as this cell feels it; absent where no scenario decides (a minimum, a trapped gain). */
  readonly scenario?: { readonly id: string; readonly label: string }
  readonly value: number
  /**
   * What each leg adds. Their sum, taken in this order from 0, is `value` to the bit; where that sum is negative the
   * cell needs nothing and `value` is 0.
   */
  readonly legs: readonly { readonly leg: string; readonly part: number }[]
}
