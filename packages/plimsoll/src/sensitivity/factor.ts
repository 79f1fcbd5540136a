/**
 * A risk factor with its weighted sensitivity: what all rows of one currency and tenor, issuer and tenor, or share add up to,
 * times risk weight and concentration.
 */
export interface RiskFactor {
  readonly label: string
  /** Sum of the rows' values: WS, or CVR where curvature is measured. */
  readonly value: number
  /** What each input row adds to the value. */
  readonly rows: readonly { readonly row: number; readonly value: number }[]
  readonly factors: Readonly<Record<string, number>>
}

/** Risk factors that belong together, and how they move together. */
export interface FactorBucket {
  readonly label: string
  readonly factors: readonly RiskFactor[]
  /** Correlation of two different factors of this bucket, by their places in the list. */
  readonly correlation: (k: number, l: number) => number
}
