/** Shock of an underlying's price: index and every forward move alike. */
export type PriceShock =
  | { readonly kind: 'relative' /** −0.15 = down 15 %. */; readonly move: number }
  | { readonly kind: 'absolute' /** In price units. */; readonly move: number }

/**
 * Term rule: the shock is multiplied by (referenceDays / max(days, minDays))^p,
 * p = shortPower up to referenceDays and longPower beyond (Derive PM2 and Deribit PM use 30 d, 0.30, 0.13).
 */
export interface TermRule {
  readonly referenceDays: number
  readonly shortPower: number
  readonly longPower: number
  readonly minDays: number
}

/**
 * Shock of an option's volatility σ.
 *
 * `relative` and `absolute` move it by a part of itself or by volatility points; `floor` is the least volatility after a
 * shock that is not downward. `skew` bends the smile and `surface` moves level, term structure and skew at once; both look at
 * the option's moneyness ln(K/F), F the forward before the scenario. An underlying of the normal model has no such
 * moneyness and feels neither bend: `skew` leaves it alone, `surface` moves only its level and term.
 */
export type VolatilityShock =
  | { readonly kind: 'none' }
  | { readonly kind: 'relative'; readonly move: number; readonly floor?: number; readonly term?: TermRule }
  | { readonly kind: 'absolute'; readonly move: number; readonly floor?: number; readonly term?: TermRule }
  | SkewShock
  | SurfaceShock

/**
 * The wings of the smile raised or lowered (Derive PM2's skew scenarios): σ′ = σ·max(0, 1 + m), with
 * k = ln(K/F) for `linear` (one wing up, the other down) and |ln(K/F)| for `absolute` (both alike),
 * cap = slope·√τ + baseCap, k* = max(minWidth, √τ·widthScale·(volatilityStatic + √τ·volatilityScale)) and
 * m = min(cap, k·cap/k*) for k ≥ 0, max(−cap, k·cap/k*) below. τ in years. A cap below zero bends the other way and
 * then, by the same two formulas, bounds m from the other side.
 */
export interface SkewShock {
  readonly kind: 'skew'
  readonly shape: 'linear' | 'absolute'
  readonly baseCap: number
  /** Change of the cap per √year. */
  readonly slope: number
  readonly minWidth: number
  readonly widthScale: number
  readonly volatilityStatic: number
  readonly volatilityScale: number
}

/**
 * Level, term structure and skew moved at once:
 * σ′ = max(floor, σ·exp(level + term·ln(referenceDays / max(days, minDays))) + skew·x), with
 * x = ln(K/F)/√max(τ, minDays / 365) held inside ±skewLimit. A positive `term` lifts the short end against the long one;
 * a negative `skew` lifts low strikes. Two options of one expiry and moneyness move alike.
 */
export interface SurfaceShock {
  readonly kind: 'surface'
  /** ln(σ′/σ) at the reference tenor and the forward. */
  readonly level: number
  /** Change of ln σ′ per e-fold of shorter tenor; 0 where absent. */
  readonly term?: number
  /** Volatility points (0.01 = one point) per unit of x; 0 where absent. */
  readonly skew?: number
  /** 30 where absent. */
  readonly referenceDays?: number
  /** Shorter tenors count as this one; 1 where absent. */
  readonly minDays?: number
  /** 2 where absent. */
  readonly skewLimit?: number
  /** Least volatility afterwards; 0.01 where absent. */
  readonly floor?: number
}

/** What happens to one underlying. */
export interface Shock {
  readonly price: PriceShock
  readonly volatility: VolatilityShock
  /** The rule book does not say how far the price goes: `price.move` is NaN, and a valuation that needs it fails. */
  readonly missing?: 'range'
}

/** One possible near future of the whole market. */
export interface Scenario {
  /** Says in words what happens. */
  readonly id: string
  /** Part of the profit or loss that counts, 1 for a plain scenario; tails are charged in part. */
  readonly weight: number
  /** In the place of `weight` for what stands on these underlyings: their instruments, and the assets they carry. */
  readonly weights?: Readonly<Record<string, number>>
  /** A word from the rule book by which a requirement may treat the scenario in its own way. */
  readonly tag?: string
  /** Shock of every underlying that `shocks` does not name. */
  readonly otherwise: Shock
  readonly shocks: Readonly<Record<string, Shock>>
  /** Relative moves of assets that follow no underlying, e.g. a stablecoin losing its peg. */
  readonly assets: Readonly<Record<string, number>>
}

/** An ordered set of scenarios and the way volatility follows the price. */
export interface ScenarioSet {
  readonly id: string
  /**
   * `sticky-strike`: an option keeps the volatility of its strike when the price moves.
   * `sticky-moneyness`: it takes the volatility of its new moneyness K/F.
   */
  readonly smile: 'sticky-strike' | 'sticky-moneyness'
  /**
   * How underlyings of the normal model may be moved: `absolute` refuses a relative move of them, as a requirement must;
   * `any` takes it as that part of the price's size, which is enough to look at a book.
   */
  readonly normalMoves: 'absolute' | 'any'
  /**
   * At which price a profit paid in an asset is turned into the reporting currency.
   * `shocked` (where absent): at the asset's price in the scenario, so that a coin held or earned moves as well.
   * `now`: at its price before the scenario. The asset is then the numeraire: an inverse future earns
   * q·(1 − 1/(1 + x)) coins at today's price, and what is held in an asset or as spot has no profit or loss
   * (Deribit's portfolio margin measures each currency in its own coin).
   */
  readonly conversion?: 'shocked' | 'now'
  /**
   * How marks and forwards follow a relative move of the index. `proportional` (where absent): by the same part.
   * `unchanged`: by as many price units, so that their distance to the index stays; by the same part where that would leave
   * nothing.
   */
  readonly basis?: 'proportional' | 'unchanged'
  /** Time that passes before the scenarios are looked at; options age by it. */
  readonly horizonDays: number
  readonly scenarios: readonly Scenario[]
  /** How likely each scenario is where they are not equally so; need not sum to 1. Read by Value at Risk and expected shortfall. */
  readonly probabilities?: Float64Array
  /**
   * That the scenarios are a random sample, drawn one by one or in mirrored pairs: a figure read from them then has a standard
   * error. Absent where they are all there is.
   */
  readonly sample?: 'independent' | 'antithetic'
}
