import { PlimsollError } from '../error/plimsollError.js'

/** The four moments of a sample, each as its usual estimate for the population. */
export interface SampleStatistics {
  readonly count: number
  readonly mean: number
  /** With n − 1; NaN below two values. */
  readonly variance: number
  readonly deviation: number
  /** Bias-corrected for a normal population (G₁); NaN below three values or without variance. */
  readonly skewness: number
  /** Excess over the normal 3, bias-corrected for a normal population (G₂); NaN below four values or without variance. */
  readonly kurtosisExcess: number
}

/**
 * Moments of a sample: two passes, the second about the mean. The corrections of skewness and kurtosis are Fisher's
 * k-statistics (Joanes and Gill, The Statistician 47 (1998), §2, G₁ and G₂).
 *
 * @throws PlimsollError INPUT_INVALID for an empty sample
 *
 * @example
 * import { sampleStatistics } from 'plimsoll'
 * sampleStatistics([1, 2, 3, 4]).mean // => 2.5
 * sampleStatistics([1, 2, 3]).variance // => 1
 */
export function sampleStatistics(values: ArrayLike<number>): SampleStatistics {
  const count = values.length
  if (count === 0)
    throw new PlimsollError('INPUT_INVALID', { where: 'values', value: [], expected: 'at least one value' })
  let sum = 0
  for (let row = 0; row < count; row++) sum += values[row]!
  const mean = sum / count
  let squares = 0
  let cubes = 0
  let fourths = 0
  for (let row = 0; row < count; row++) {
    const difference = values[row]! - mean
    const square = difference * difference
    squares += square
    cubes += square * difference
    fourths += square * square
  }
  const variance = count > 1 ? squares / (count - 1) : Number.NaN
  const deviation = Math.sqrt(variance)
  const skewness = count > 2 ? ((count / (count - 1) / (count - 2)) * cubes) / (variance * deviation) : Number.NaN
  const kurtosisExcess =
    count > 3
      ? (((count / (count - 1)) * (count + 1)) / (count - 2) / (count - 3)) * (fourths / (variance * variance)) -
        (((count - 1) / (count - 2)) * (count - 1) * 3) / (count - 3)
      : Number.NaN
  return { count, mean, variance, deviation, skewness, kurtosisExcess }
}
