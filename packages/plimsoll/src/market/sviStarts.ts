import type { SviParameters } from '../pricing/svi.js'
import { solve } from './leastSquares.js'
import { fillVolatilityErrors, type SviQuotes } from './sviQuotes.js'

const centres = 8
const bendParts = [0.02, 0.05, 0.1, 0.2, 0.4, 0.8]
const startsMax = 3

/**
 * Where to begin a fit: for a grid of (m, σ) the three other parameters of SVI follow from a linear problem; the
 * slices that come closest to the quotes are the starts. Source: Zeliade Systems, Quasi-Explicit Calibration of
 * Gatheral's SVI Model, 2009.
 *
 * @param admissible maps a slice into what the fit may reach
 */
export function sviStarts(
  quotes: SviQuotes,
  admissible: (slice: SviParameters) => SviParameters,
): readonly SviParameters[] {
  const first = quotes.ks[0]!
  const width = quotes.ks.at(-1)! - first
  const residuals = new Float64Array(quotes.ks.length)
  const found: { readonly cost: number; readonly slice: SviParameters }[] = []
  for (let column = 0; column <= centres; column++) {
    for (const part of bendParts) {
      const slice = admissible(linearSlice(quotes, first + (width * column) / centres, width * part))
      fillVolatilityErrors(quotes, slice, residuals)
      let cost = 0
      for (const residual of residuals) cost += residual * residual
      found.push({ cost, slice })
    }
  }
  return found
    .sort((left, right) => left.cost - right.cost)
    .slice(0, startsMax)
    .map(({ slice }) => slice)
}

/** w = a + d·y + c·√(y² + 1) with y = (k − m)/σ, d = ρbσ, c = bσ: linear in a, d, c. */
function linearSlice({ ks, vols, years, weights }: SviQuotes, m: number, sigma: number): SviParameters {
  const matrix = [
    [0, 0, 0],
    [0, 0, 0],
    [0, 0, 0],
  ]
  const right = [0, 0, 0]
  for (const [row, k] of ks.entries()) {
    const y = (k - m) / sigma
    const basis = [1, y, Math.sqrt(y * y + 1)]
    const variance = vols[row]! * vols[row]! * years
    // An error of w is an error of volatility times 2σT.
    const weight = weights[row]! / (4 * variance * years)
    for (let i = 0; i < 3; i++) {
      right[i] = right[i]! + weight * basis[i]! * variance
      for (let j = 0; j < 3; j++) matrix[i]![j] = matrix[i]![j]! + weight * basis[i]! * basis[j]!
    }
  }
  const [a, d, c] = solve(matrix, right) as readonly [number, number, number]
  const bend = Math.max(c, Math.abs(d) * 1.001, 1e-8)
  return { a, b: bend / sigma, rho: d / bend, m, sigma }
}
