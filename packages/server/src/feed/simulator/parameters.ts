/** How one underlying of the simulation moves and what is listed on it. Times in years, volatilities annual. */
export interface UnderlyingParameters {
  readonly id: string
  /** Stem of the option and future names, e.g. `BTC` (inverse) or `SOL_USDC` (linear). */
  readonly stem: string
  readonly startPrice: number
  /** Long-run variance, split into a part that changes over days and one that changes over months. */
  readonly fastVariance: number
  readonly slowVariance: number
  /** Multiplies the common jump. */
  readonly jumpBeta: number
  /** Loadings of the price on the common normals (lower triangle of the correlation's Cholesky factor). */
  readonly loadings: readonly number[]
  /** Mean of the smile's skew parameter ρ. */
  readonly skew: number
  /** How many of each kind of expiry are listed. */
  readonly expiries: ExpiryCounts
  readonly strikesEachSide: number
}

export interface ExpiryCounts {
  readonly daily: number
  readonly weekly: number
  readonly monthly: number
  readonly quarterly: number
}

/** An Ornstein–Uhlenbeck factor: pull to its mean per year and standard deviation in the long run. */
export interface Factor {
  readonly meanReversion: number
  readonly deviation: number
}

/** All that is not particular to one underlying. */
export interface SimulationParameters {
  readonly underlyings: readonly UnderlyingParameters[]
  /** Logarithm of the fast variance part over its mean. */
  readonly fast: Factor
  readonly slow: Factor
  /** Logarithm of realised over implied variance within the day: what makes calm and wild hours cluster. */
  readonly intraday: Factor
  /** Correlation of a price's normal with the fast variance's. */
  readonly leverage: number
  /** Part of the variance factors' normals that all underlyings share. */
  readonly commonVariance: number
  /** Jumps a year that hit all underlyings at once, and those of one alone. */
  readonly commonJumps: number
  readonly ownJumps: number
  readonly commonJump: { readonly mean: number; readonly deviation: number }
  readonly ownJump: { readonly mean: number; readonly deviation: number }
  /** Log fast variance that a jump of −100 % would add; a jump makes volatility jump too. */
  readonly jumpVariance: number
  readonly skew: Factor
  /** SSVI curvature η: mean of its range of movement. */
  readonly curvature: Factor & { readonly mean: number }
  /** Perpetual over index, as a fraction. */
  readonly basis: Factor
  /** Growth rate of the forwards. */
  readonly carry: Factor & { readonly mean: number }
  /** Pull of the price to where it began, so that years of simulation stay on the screen. */
  readonly pricePull: number
}

/**
 * Figures of the size that BTC, ETH and SOL showed in 2024 to 2026: daily volatilities of 50, 70 and 85 %,
 * correlations of 0.8 to 0.85, a dozen common jumps a year, volatility that falls back in days after a shock. They
 * make a lively market to look at; they are calibrated to nothing.
 */
export const defaultParameters: SimulationParameters = {
  underlyings: [
    {
      id: 'BTC',
      stem: 'BTC',
      startPrice: 95_000,
      fastVariance: 0.1,
      slowVariance: 0.15,
      jumpBeta: 1,
      loadings: [1, 0, 0],
      skew: -0.18,
      expiries: { daily: 2, weekly: 2, monthly: 2, quarterly: 2 },
      strikesEachSide: 14,
    },
    {
      id: 'ETH',
      stem: 'ETH',
      startPrice: 3300,
      fastVariance: 0.2,
      slowVariance: 0.29,
      jumpBeta: 1.3,
      loadings: [0.84, 0.5425863986500215, 0],
      skew: -0.14,
      expiries: { daily: 2, weekly: 2, monthly: 2, quarterly: 2 },
      strikesEachSide: 14,
    },
    {
      id: 'SOL',
      stem: 'SOL_USDC',
      startPrice: 180,
      fastVariance: 0.3,
      slowVariance: 0.42,
      jumpBeta: 1.5,
      loadings: [0.78, 0.2, 0.5929586832149446],
      skew: -0.1,
      expiries: { daily: 1, weekly: 1, monthly: 1, quarterly: 1 },
      strikesEachSide: 12,
    },
  ],
  fast: { meanReversion: 25, deviation: 0.45 },
  slow: { meanReversion: 2, deviation: 0.3 },
  intraday: { meanReversion: 800, deviation: 0.9 },
  leverage: -0.35,
  commonVariance: 0.8,
  commonJumps: 12,
  ownJumps: 6,
  commonJump: { mean: -0.03, deviation: 0.035 },
  ownJump: { mean: 0, deviation: 0.03 },
  jumpVariance: 6,
  skew: { meanReversion: 30, deviation: 0.12 },
  curvature: { meanReversion: 20, deviation: 0.15, mean: 1.1 },
  basis: { meanReversion: 3000, deviation: 0.0004 },
  carry: { meanReversion: 4, deviation: 0.02, mean: 0.05 },
  pricePull: 0.3,
}
