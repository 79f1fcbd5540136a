import { exp, log1p } from '@plimsoll/kernel'
import { bivariateNormalCdf } from './bivariateNormal.js'
import { diagonalIntegral } from './diagonalIntegral.js'
import { studentTCdf } from './studentT.js'

/**
 * Probability that two variables of the bivariate Student-t distribution, with a common χ² in their denominators, are at
 * most a and at most b: Dunnett and Sobel, Biometrika 41 (1954), for any `degrees` > 0, whole or not; Infinity is the
 * bivariate normal. Correlation zero is not independence here. Absolute error below 1e-12; NaN for degrees ≤ 0 or a
 * correlation outside [−1, 1].
 *
 * @example
 * import { bivariateStudentTCdf } from 'plimsoll'
 * Math.abs(bivariateStudentTCdf(0, 0, 0.5, 3) - 1 / 3) < 1e-14 // => true
 */
export function bivariateStudentTCdf(a: number, b: number, correlation: number, degrees: number): number {
  if (!(correlation >= -1 && correlation <= 1 && degrees > 0) || Number.isNaN(a) || Number.isNaN(b)) return Number.NaN
  if (degrees === Infinity) return bivariateNormalCdf(a, b, correlation)
  if (a === -Infinity || b === -Infinity) return 0
  if (a === Infinity || b === Infinity) return studentTCdf(Math.min(a, b), degrees)
  const density = (square: number): number => exp((-degrees / 2) * log1p(square / degrees))
  if (correlation >= 0) {
    const together = studentTCdf(Math.min(a, b), degrees)
    return Math.max(0, together - diagonalIntegral(a, b, correlation, density))
  }
  const low = Math.max(a, b)
  const opposite = a + b > 0 ? studentTCdf(low, degrees) - studentTCdf(-Math.min(a, b), degrees) : 0
  return Math.min(studentTCdf(Math.min(a, b), degrees), opposite + diagonalIntegral(a, -b, -correlation, density))
}
