import { log } from '@plimsoll/kernel'
import type { RandomSource } from './random.js'

const attemptsMax = 128

/**
 * A draw of the χ² distribution with `degrees` ≥ 2 degrees of freedom, whole or not, from places `firstIndex` on of a stream:
 * the rejection method of Marsaglia and Tsang, ACM Transactions on Mathematical Software 26 (2000), which accepts more than
 * 95 of 100 attempts. Each attempt spends one index for the normal and one for the uniform number.
 */
export function chiSquareDraw(random: RandomSource, stream: number, firstIndex: number, degrees: number): number {
  const d = degrees / 2 - 1 / 3
  const c = 1 / Math.sqrt(9 * d)
  for (let attempt = 0; attempt < attemptsMax; attempt++) {
    const x = random.normal(stream, firstIndex + 2 * attempt)
    const root = 1 + c * x
    if (!(root > 0)) continue
    const v = root * root * root
    const u = random.uniform(stream, firstIndex + 2 * attempt + 1)
    if (log(u) < 0.5 * x * x + d - d * v + d * log(v)) return 2 * d * v
  }
  // Reached with probability below 1e-160.
  return degrees
}
