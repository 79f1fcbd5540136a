import { log, log1p } from '@plimsoll/kernel'

const halfLogTwoPi = 0.9189385332046728
const oneMinusEuler = 0.42278433509846713
const stirlingFrom = 10

/** (−1)^k (ζ(k) − 1)/k for k = 2, 3, … (Abramowitz and Stegun 6.1.33). */
const zetaCoefficients = [
  0.3224670334241132, -0.0673523010531981, 0.020580808427784546, -0.007385551028673986, 0.0028905103307415234,
  -0.001192753911703261, 0.0005096695247430425, -0.00022315475845357939, 9.945751278180853e-5, -4.492623673813314e-5,
  2.050721277567069e-5, -9.439488275268397e-6, 4.374866789907488e-6, -2.039215753801366e-6, 9.55141213040742e-7,
  -4.492469198764566e-7, 2.1207184805554665e-7, -1.0043224823968099e-7, 4.7698101693639804e-8, -2.2711094608943164e-8,
  1.0838659214896955e-8, -5.183475041970047e-9, 2.4836745438024785e-9, -1.1921401405860912e-9, 5.731367241678862e-10,
  -2.7595228851242334e-10, 1.330476437424449e-10, -6.4229645638381e-11, 3.1044247747322276e-11, -1.5021384080754142e-11,
] as const

/** B_2k/(2k(2k − 1)): Stirling's series (Abramowitz and Stegun 6.1.40). */
const stirlingCoefficients = [
  0.08333333333333333, -0.002777777777777778, 0.0007936507936507937, -0.0005952380952380953, 0.0008417508417508417,
  -0.0019175269175269176, 0.00641025641025641, -0.029550653594771242, 0.17964437236883057,
] as const

/** ln Γ(2 + z) for |z| ≤ ½; vanishes exactly at 0, so that nothing cancels around the zeros of ln Γ. */
function logGammaNearTwo(z: number): number {
  let sum = 0
  for (let k = zetaCoefficients.length - 1; k >= 0; k--) sum = zetaCoefficients[k]! + z * sum
  return z * (oneMinusEuler + z * sum)
}

/** ln Γ(x) − [(x − ½) ln x − x + ½ ln 2π] for x ≥ 10. */
function stirlingSeries(x: number): number {
  const u = 1 / (x * x)
  let sum = 0
  for (let k = stirlingCoefficients.length - 1; k >= 0; k--) sum = stirlingCoefficients[k]! + u * sum
  return sum / x
}

/**
 * Natural logarithm of the Gamma function for x > 0, about 15 digits also around its zeros at 1 and 2. Infinity at 0
 * and Infinity, NaN below 0. Source: Abramowitz and Stegun 6.1.15, 6.1.33, 6.1.40.
 *
 * @example
 * import { logGamma } from 'plimsoll'
 * logGamma(1) // => 0
 * logGamma(-1) // => NaN
 */
export function logGamma(x: number): number {
  if (!(x >= 0)) return Number.NaN
  if (x === 0 || x === Infinity) return Infinity
  if (x >= stirlingFrom) return (x - 0.5) * log(x) - x + halfLogTwoPi + stirlingSeries(x)
  if (x < 0.5) return logGammaNearTwo(x) - log1p(x) - log(x)
  if (x < 1.5) return logGammaNearTwo(x - 1) - log1p(x - 1)
  let shifted = x
  let product = 1
  while (shifted >= 2.5) {
    shifted -= 1
    product *= shifted
  }
  return logGammaNearTwo(shifted - 2) + log(product)
}

/**
 * What Stirling's leading terms leave of ln Γ(x + 1): ln Γ(x + 1) − (x + ½) ln x + x − ½ ln 2π, for x > 0. With it a
 * density of large parameters is formed without the difference of large logarithms (Loader 2000).
 */
export function stirlingError(x: number): number {
  if (x >= stirlingFrom) return stirlingSeries(x)
  return logGamma(x + 1) - (x + 0.5) * log(x) + x - halfLogTwoPi
}
