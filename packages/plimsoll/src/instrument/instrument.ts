/**
 * How an instrument pays.
 * - `linear`: the difference of prices, in a currency pegged to the quote currency.
 * - `inverse`: in the coin itself; the quote-currency amount divided by the coin's index price.
 * - `quanto`: `multiplier` units of a third currency for each unit of the price, whatever that currency is worth.
 */
export type Settlement =
  | { readonly kind: 'linear'; readonly currency: string }
  | { readonly kind: 'inverse'; readonly currency: string }
  | { readonly kind: 'quanto'; readonly currency: string; readonly multiplier: number }

interface InstrumentBase {
  /** Unique name, e.g. `BTC-27MAR26-80000-C`. */
  readonly id: string
  /** Key into the market's underlyings, e.g. `BTC`. */
  readonly underlying: string
}

/** A coin held outright. One unit is one coin; its value is the asset's index price. */
export interface Spot extends InstrumentBase {
  readonly kind: 'spot'
  /** Asset held; equal to the underlying except for wrapped coins. */
  readonly asset: string
  /** What a purchase is paid in, e.g. `USDC`. */
  readonly currency: string
}

/**
 * A future without expiry. Quantities are in contracts.
 * `contractSize`: linear and quanto, units of the underlying per contract; inverse, quote-currency units (USD) per contract.
 */
export interface Perpetual extends InstrumentBase {
  readonly kind: 'perpetual'
  readonly settlement: Settlement
  readonly contractSize: number
}

/** A future that settles at `expiry`. Sizes as for the perpetual. */
export interface DatedFuture extends InstrumentBase {
  readonly kind: 'future'
  readonly settlement: Settlement
  readonly contractSize: number
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly expiry: number
}

/**
 * A European option on the forward of its expiry. `contractSize` is units of the underlying per contract.
 * Linear: price and payoff in the settlement currency. Inverse: price in coin per unit, payoff divided by the index at expiry.
 */
export interface EuropeanOption extends InstrumentBase {
  readonly kind: 'option'
  readonly settlement: Settlement
  readonly contractSize: number
  readonly expiry: number
  readonly strike: number
  readonly right: 'call' | 'put'
}

/**
 * A liquidity position in an automated market maker, `quantity` units of liquidity L.
 * Without a range the pool is a constant product (x·y = L²); with one, liquidity is concentrated between two prices
 * (Uniswap v3 white paper, §6.2). Its value is in the quote currency, paid in `currency`.
 */
export interface AmmPosition extends InstrumentBase {
  readonly kind: 'amm'
  readonly currency: string
  /** Prices between which the liquidity works; absent for a constant-product pool. */
  readonly range?: { readonly lower: number; readonly upper: number }
}

/** A frozen, kind-tagged description of what is traded. It has no behaviour and no price. */
export type Instrument = Spot | Perpetual | DatedFuture | EuropeanOption | AmmPosition
