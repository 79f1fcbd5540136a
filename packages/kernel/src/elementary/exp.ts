import { scaleByPowerOfTwo } from './bits.js'

const log2E = Math.LOG2E
/** 41 leading bits of ln 2, so that k·ln2High is exact for every exponent k of a double. */
const ln2High = 0.693147180559663
const ln2Low = 2.8235290563031577e-13
/** Adding and subtracting 1.5·2^52 rounds to the nearest integer. */
const roundingShift = 6755399441055744

/**
 * (e^r − 1 − r)/r² for |r| ≤ ln(2)/2, as a polynomial of degree 10 (error 1.4e-18; coefficients from
 * `test-reference/make_coefficients.py`).
 */
export function expTail(r: number): number {
  let p = 2.0914686968086876e-9
  p = p * r + 2.5105217004720745e-8
  p = p * r + 2.75572736431103e-7
  p = p * r + 2.7557255400206422e-6
  p = p * r + 2.4801587325547743e-5
  p = p * r + 0.00019841269874820627
  p = p * r + 0.0013888888888883748
  p = p * r + 0.008333333333326136
  p = p * r + 0.04166666666666667
  p = p * r + 0.1666666666666667
  return p * r + 0.5
}

/** e^(x + low) for a correction |low| far below one; x within the range of the exponential. */
export function expOfSum(x: number, low: number): number {
  if (x > 709.8) return Infinity
  if (x < -745.2) return 0
  const k = x * log2E + roundingShift - roundingShift
  const major = x - k * ln2High
  const minor = low - k * ln2Low
  const r = major + minor
  // 1 + major keeps its rounding error, so that only the last addition rounds visibly.
  const leading = 1 + major
  const lost = 1 - leading + major
  return scaleByPowerOfTwo(leading + (lost + (minor + r * r * expTail(r))), k)
}

/**
 * e^x with fixed operation order: the same bits on every engine. Error below 1 unit in the last place over the whole
 * range, subnormal results included.
 *
 * @example
 * import { exp } from '@plimsoll/kernel'
 * exp(0) // => 1
 * exp(1) // => 2.718281828459045
 * exp(-Infinity) // => 0
 */
export function exp(x: number): number {
  if (Number.isNaN(x)) return x
  return expOfSum(x, 0)
}

/**
 * e^x − 1 without cancellation near zero, with fixed operation order.
 *
 * @example
 * import { expm1 } from '@plimsoll/kernel'
 * expm1(1e-20) // => 1e-20
 * expm1(-Infinity) // => -1
 */
export function expm1(x: number): number {
  if (Number.isNaN(x) || x === 0) return x
  if (x > 709.8) return Infinity
  if (x < -40) return -1
  const k = x * log2E + roundingShift - roundingShift
  const major = x - k * ln2High
  const minor = -(k * ln2Low)
  const r = major + minor
  const change = major + (minor + r * r * expTail(r))
  if (k === 0) return change
  if (k > 60) return scaleByPowerOfTwo(1 + change, k)
  return scaleByPowerOfTwo(1 - scaleByPowerOfTwo(1, -k) + change, k)
}
