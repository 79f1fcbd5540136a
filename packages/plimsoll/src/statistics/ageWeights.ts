import { pow } from '@plimsoll/kernel'
import { PlimsollError } from '../error/plimsollError.js'

/**
 * Weights of `count` observations, oldest first, that fall by the factor λ with each step into the past and sum to 1:
 * w_i = λ^(n−i)(1 − λ)/(1 − λⁿ) (Boudoukh, Richardson and Whitelaw 1998). λ = 1 weighs all alike. Throws
 * `INPUT_INVALID` for λ outside (0, 1] or a count that is not a positive whole number.
 *
 * @example
 * import { ageWeights } from 'plimsoll'
 * Array.from(ageWeights(2, 0.5), (weight) => Math.round(weight * 3)) // => [1, 2]
 */
export function ageWeights(count: number, lambda: number): Float64Array {
  if (!(Number.isInteger(count) && count > 0)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'count', value: count, expected: 'a positive whole number' })
  }
  if (!(lambda > 0 && lambda <= 1)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'lambda', value: lambda, expected: 'a number in (0, 1]' })
  }
  const weights = new Float64Array(count)
  const newest = lambda === 1 ? 1 / count : (1 - lambda) / (1 - pow(lambda, count))
  for (let age = 0; age < count; age++) weights[count - 1 - age] = newest * pow(lambda, age)
  return weights
}
