import type { Instrument } from '../instrument/instrument.js'
import type { MarketFacts } from './facts.js'
import type { History } from './history.js'

/** Where a snapshot came from; shown to whoever reads a number computed from it. */
export interface MarketSource {
  readonly kind: 'live' | 'simulated' | 'replay' | 'import' | 'manual'
  readonly name: string
}

/** An asset that can be held as collateral or that something settles in. */
export interface AssetMarket {
  /** Price of one unit in the snapshot's currency. */
  readonly price: number
  /** Decimal places of the asset's smallest unit. */
  readonly decimals: number
  /** The underlying whose moves carry this asset (BTC for BTC and for a wrapped BTC); absent for stable assets. */
  readonly underlying?: string
}

/** Forward of one expiry. */
export interface ForwardPoint {
  readonly expiry: number
  readonly price: number
  /**
   * Continuously compounded annual rate at which payments at this expiry are discounted, when it is above 0:
   * exp(−max(rate, 0)·τ). Absent: no discounting.
   */
  readonly rate?: number
  /**
   * The part of `price`, in price units, that the settlement average has already fixed; the rest still moves.
   * Absent: nothing is fixed. With `fixed` equal to `price` at an expiry that has come, its options are worth their payoff.
   */
  readonly settled?: { readonly fixed: number }
}

/** Volatilities of one expiry, as quotes on increasing strikes or as a raw SVI slice. */
export type SurfaceSlice =
  | {
      readonly kind: 'quotes'
      readonly expiry: number
      /** Strictly increasing. */
      readonly strikes: readonly number[]
      /** Annual Black-76 volatilities (0.55 = 55 %), or absolute ones for a normal-model underlying. */
      readonly vols: readonly number[]
    }
  | {
      readonly kind: 'svi'
      readonly expiry: number
      /** Raw SVI parameters of total variance w(k), k = ln(K/F): Gatheral and Jacquier, arXiv:1204.0646, §3.1. */
      readonly a: number
      readonly b: number
      readonly rho: number
      readonly m: number
      readonly sigma: number
    }

/** What the market says of one underlying. */
export interface UnderlyingMarket {
  /** Index (spot) price in the snapshot's currency. */
  readonly index: number
  /** `black`: prices are positive and log-normal; `normal`: prices may be negative (Bachelier). */
  readonly model: 'black' | 'normal'
  /** Increasing expiries. */
  readonly forwards: readonly ForwardPoint[]
  /** Increasing expiries. */
  readonly slices: readonly SurfaceSlice[]
}

/** Funding of a perpetual. */
export interface FundingMarket {
  /** Fraction of notional that longs pay for one interval. */
  readonly rate: number
  readonly intervalHours: number
}

/**
 * An immutable picture of the market at one instant. Numbers are observations (float64); what is absent is absent,
 * never zero.
 */
export interface MarketSnapshot {
  /** Milliseconds since 1970-01-01T00:00:00Z. */
  readonly asOf: number
  readonly source: MarketSource
  /** Reporting currency of all index prices, e.g. `USD`. */
  readonly currency: string
  readonly assets: Readonly<Record<string, AssetMarket>>
  readonly underlyings: Readonly<Record<string, UnderlyingMarket>>
  readonly instruments: ReadonlyMap<string, Instrument>
  /**
   * Mark prices by instrument, in the instrument's own price unit: quote currency for spot, futures, perpetuals, linear
   * and quanto options; coin for inverse options. An option or dated future without a mark is valued by the model.
   */
  readonly marks: ReadonlyMap<string, number>
  readonly funding: ReadonlyMap<string, FundingMarket>
  /** Further observations that a rule book may ask for by name. */
  readonly facts?: MarketFacts
  /** Past prices, for what looks back. */
  readonly history?: History
}
