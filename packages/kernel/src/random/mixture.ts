import { log } from '../elementary/index.js'
import { normalPair } from './normalPair.js'
import { philox4x32 } from './philox.js'

const twoPowerMinus32 = 2.3283064365386963e-10
/** All but 10^-160 of the draws are done before. */
const attemptsMax = 128

const words = new Int32Array(4)
const pair = new Float64Array(2)

/**
 * What the normal numbers of a stream are multiplied by, so that they become Student's t with the deviation 1:
 * √((ν − 2)/W), W of the χ² distribution with ν > 2 degrees of freedom, whole or not; 1 for ν = Infinity, NaN for ν ≤ 2.
 *
 * W is exact, by the rejection method of Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000), §4, with its
 * squeeze: d = ν/2 − ⅓, v = (1 + x/√(9d))³ for a normal x, accepted by a uniform number. It takes more than 95 of 100 attempts.
 * Attempt k spends the Philox block `block` + k: its first two words and the 32 bits of the third make x (the first number of a
 * `normalPair`, its direction at the middle of the cell that the 32 bits name), the fourth is the uniform number.
 */
export function mixture(
  key0: number,
  key1: number,
  block: number,
  streamLow: number,
  streamHigh: number,
  degrees: number,
): number {
  if (degrees === Infinity) return 1
  if (!(degrees > 2)) return Number.NaN
  const d = degrees * 0.5 - 0.3333333333333333
  const c = 1 / Math.sqrt(9 * d)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    philox4x32(block + attempt, 0, streamLow, streamHigh, key0, key1, words)
    const u = ((words[3]! >>> 0) + 0.5) * twoPowerMinus32
    words[3] = 0x80000000
    normalPair(words, pair)
    const v = gammaAttempt(pair[0]!, u, d, c)
    if (v > 0) return Math.sqrt((degrees - 2) / (2 * d * v))
  }
  return Number.NaN
}

/** v of an attempt that is accepted, 0 of one that is refused. */
function gammaAttempt(x: number, u: number, d: number, c: number): number {
  const root = 1 + c * x
  if (!(root > 0)) return 0
  const v = root * root * root
  const square = x * x
  if (u < 1 - 0.0331 * (square * square)) return v
  return log(u) < 0.5 * square + (d - d * v + d * log(v)) ? v : 0
}
