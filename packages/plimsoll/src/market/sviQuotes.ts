import { type SviParameters, sviTotalVariance } from '../pricing/svi.js'

/** What a slice is fitted to. */
export interface SviQuotes {
  /** Log-moneyness, increasing. */
  readonly ks: readonly number[]
  readonly vols: readonly number[]
  readonly years: number
  readonly weights: readonly number[]
}

/** Fills `residuals` with weighted fitted minus quoted volatilities. */
export function fillVolatilityErrors(
  { ks, vols, years, weights }: SviQuotes,
  parameters: SviParameters,
  residuals: Float64Array,
): void {
  for (let row = 0; row < ks.length; row++) {
    const fitted = Math.sqrt(sviTotalVariance(parameters, ks[row]!) / years)
    residuals[row] = Math.sqrt(weights[row]!) * (fitted - vols[row]!)
  }
}
