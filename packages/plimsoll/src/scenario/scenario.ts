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

/** Shock of an option's volatility. `floor` is the least volatility after an upward shock. */
export type VolatilityShock =
  | { readonly kind: 'none' }
  | { readonly kind: 'relative'; readonly move: number; readonly floor?: number; readonly term?: TermRule }
  | { readonly kind: 'absolute'; readonly move: number; readonly floor?: number; readonly term?: TermRule }

/** What happens to one underlying. */
export interface Shock {
  readonly price: PriceShock
  readonly volatility: VolatilityShock
}

/** One possible near future of the whole market. */
export interface Scenario {
  /** Says in words what happens. */
  readonly id: string
  /** Part of the profit or loss that counts, 1 for a plain scenario; tails are charged in part. */
  readonly weight: number
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
  /** Time that passes before the scenarios are looked at; options age by it. */
  readonly horizonDays: number
  readonly scenarios: readonly Scenario[]
}
