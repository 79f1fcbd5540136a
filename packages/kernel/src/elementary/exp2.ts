import { scaleByPowerOfTwo } from './bits.js'

const ln2 = Math.LN2
const ln2Rest = 2.3190468138462996e-17
const roundingShift = 6755399441055744

/**
 * 2^x with fixed operation order, error below 1 unit in the last place, subnormal results included.
 *
 * @example
 * import { exp2 } from '@plimsoll/kernel'
 * exp2(10) // => 1024
 * exp2(-1074) // => 5e-324
 */
export function exp2(x: number): number {
  if (Number.isNaN(x)) return x
  if (x >= 1024) return Infinity
  if (x <= -1075) return 0
  const k = x + roundingShift - roundingShift
  const r = x - k
  let p = 2.572508057683636e-11
  p = p * r + 4.4549605981865186e-10
  p = p * r + 7.054899956372649e-9
  p = p * r + 1.0178062445845774e-7
  p = p * r + 1.3215486802903931e-6
  p = p * r + 1.525273382983612e-5
  p = p * r + 0.00015403530393375914
  p = p * r + 0.0013333558146416936
  p = p * r + 0.009618129107628479
  p = p * r + 0.0555041086648216
  p = p * r + 0.24022650695910072
  const major = r * ln2
  const leading = 1 + major
  return scaleByPowerOfTwo(leading + (1 - leading + major + (r * ln2Rest + r * r * p)), k)
}
