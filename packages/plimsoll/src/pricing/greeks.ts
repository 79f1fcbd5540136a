/**
 * A price and its derivatives, in this order everywhere. Each is the derivative of the very `price` beside it.
 */
export interface OptionGreeks {
  readonly price: number
  /** ∂price/∂forward. */
  readonly delta: number
  /** ∂²price/∂forward². */
  readonly gamma: number
  /** ∂price/∂volatility, per 1.00 of volatility (one vol point is a hundredth of it). */
  readonly vega: number
  /**
   * Change of the price per YEAR of passing time (divide by 365 for a day), negative for a price that decays. Forward,
   * volatility and interest rate are held: rate·price − ∂(price)/∂(total volatility)·σ/(2√T).
   */
  readonly theta: number
  /** ∂²price/∂forward∂volatility, per 1.00 of volatility. */
  readonly vanna: number
  /** ∂²price/∂volatility², per 1.00 of volatility squared. */
  readonly volga: number
}

/** Greeks of a coin-settled option: price in coin, derivatives of the coin price, and the two deltas that desks quote. */
export interface InverseGreeks extends OptionGreeks {
  /** ∂(quote-currency price)/∂forward, in coins: the Black delta that venues publish. */
  readonly usdDelta: number
  /** usdDelta − price: the coins that a holder who counts in coin must sell; equals forward·delta. */
  readonly premiumAdjustedDelta: number
}
