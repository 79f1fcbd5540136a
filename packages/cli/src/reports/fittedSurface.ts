import {
  fitSurface,
  formatInstant,
  type MarketSnapshot,
  type SurfaceFit,
  type SurfaceViolation,
  surfaceArbitrage,
} from 'plimsoll'

/** A market whose quoted volatilities were replaced by SVI slices, and what that cost. */
export interface FittedSurface {
  readonly market: MarketSnapshot
  readonly fits: readonly SurfaceFit[]
  /** Arbitrage that is left, by underlying: between expiries, beyond the strikes that anybody quotes. */
  readonly violations: Readonly<Record<string, readonly SurfaceViolation[]>>
}

export function fittedSurface(quoted: MarketSnapshot): FittedSurface {
  const { market, fits } = fitSurface(quoted)
  const violations = Object.fromEntries(
    Object.entries(market.underlyings).map(([id, { slices, forwards }]) => [
      id,
      surfaceArbitrage(slices, forwards, market.asOf),
    ]),
  )
  return { market, fits, violations }
}

/** The fits as they stand in the command's JSON. */
export function surfaceJson({ fits, violations }: FittedSurface): object {
  return {
    fits: fits.map(({ underlying, expiry, quotes, fit }) => ({
      underlying,
      expiry: formatInstant(expiry),
      quotes,
      rmsError: fit?.rmsError ?? null,
      maxError: fit?.maxError ?? null,
    })),
    violations,
  }
}
