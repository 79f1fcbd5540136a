/**
 * An exact decimal number: `units / 10^scale`. Balances, quantities, prices of fills and orders are of this kind;
 * they never pass through binary floating point on their way from document to document.
 */
export interface Decimal {
  readonly units: bigint
  /** Number of decimal places, 0 to 30. */
  readonly scale: number
}

/** Named rounding of an exact number to fewer places. `down` is towards −∞ and `up` towards +∞. */
export type Rounding = 'down' | 'up' | 'toward-zero' | 'half-even'
