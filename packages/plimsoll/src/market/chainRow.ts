/** One option of one snapshot of a chain, as an exchange quotes it. Absent quotes are absent, never zero. */
export interface ChainRow {
  /** Milliseconds since 1970: the same for all rows of a snapshot. */
  readonly time: number
  /** Exchange-style name, e.g. `BTC-27MAR26-80000-C`. */
  readonly instrument: string
  /** Coin per unit for inverse options, settlement currency for linear ones; so are `ask` and `mark`. */
  readonly bid?: number
  readonly ask?: number
  readonly mark: number
  /** Annual volatility behind the mark (0.43 = 43 %). */
  readonly markIv: number
  /** Forward of the option's expiry, as far as the source saw it at that moment. */
  readonly forward?: number
  readonly index: number
}
