import { exp, normalCdf } from '@plimsoll/kernel'
import { diagonalIntegral } from './diagonalIntegral.js'

/**
 * Probability that two standard normal variables of a correlation are at most a and at most b. Absolute error below 1e-14;
 * NaN for a correlation outside [−1, 1].
 *
 * @example
 * import { bivariateNormalCdf } from 'plimsoll'
 * bivariateNormalCdf(0, 0, 1) // => 0.5
 * Math.abs(bivariateNormalCdf(0, 0, 0.5) - 1 / 3) < 1e-15 // => true
 */
export function bivariateNormalCdf(a: number, b: number, correlation: number): number {
  if (!(correlation >= -1 && correlation <= 1) || Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (a === -Infinity || b === -Infinity) return 0
  if (a === Infinity || b === Infinity) return normalCdf(Math.min(a, b))
  const density = (square: number): number => exp(-square / 2)
  if (correlation >= 0) {
    const together = normalCdf(Math.min(a, b))
    return Math.max(0, together - diagonalIntegral(a, b, correlation, density))
  }
  // Of opposite variables both fall below where −b < x ≤ a.
  const low = Math.max(a, b)
  const opposite = a + b > 0 ? normalCdf(low) - normalCdf(-Math.min(a, b)) : 0
  // Far out the sum of the two may pass the bound by its rounding.
  return Math.min(normalCdf(Math.min(a, b)), opposite + diagonalIntegral(a, -b, -correlation, density))
}
