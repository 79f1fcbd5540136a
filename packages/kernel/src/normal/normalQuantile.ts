import { log } from '../elementary/log.js'
import { millsRatio } from './millsRatio.js'
import { normalPdf } from './normalPdf.js'

const logRootTwoPi = 0.9189385332046728
const rootTwoPi = 2.5066282746310007

/**
 * Quantile of the standard normal distribution: x with N(x) = p. Full double accuracy for every p in (0, 1), subnormal p
 * included; −Infinity at 0, Infinity at 1, NaN outside.
 *
 * Near the median the series N(x) − ½ = φ(x)(x + x³/3 + x⁵/15 + …) is inverted, elsewhere the tail probability; both by
 * Halley steps from a coarse start, so that the start's own error (4.5e-4, Abramowitz and Stegun 26.2.23) does not matter.
 *
 * @example
 * import { normalQuantile } from '@plimsoll/kernel'
 * normalQuantile(0.5) // => 0
 * normalQuantile(0) // => -Infinity
 */
export function normalQuantile(p: number): number {
  if (!(p > 0 && p < 1)) return p === 0 ? -Infinity : p === 1 ? Infinity : Number.NaN
  const fromMedian = p - 0.5
  if (fromMedian > -0.25 && fromMedian < 0.25) return centralQuantile(fromMedian)
  return fromMedian < 0 ? -tailQuantile(p) : tailQuantile(1 - p)
}

/** x with N(x) − ½ = u for |u| ≤ 0.25, where |x| ≤ 0.675. */
export function centralQuantile(u: number): number {
  let x = u * rootTwoPi
  for (let step = 0; step < 3; step++) {
    const error = centralMass(x) - u / normalPdf(x)
    x -= error / (1 + 0.5 * x * error)
  }
  return x
}

/** (N(x) − ½)/φ(x) = x + x³/3 + x⁵/(3·5) + …, for |x| ≤ 0.7. */
function centralMass(x: number): number {
  const square = x * x
  let sum = 1
  for (let odd = 29; odd > 1; odd -= 2) sum = 1 + (square / odd) * sum
  return x * sum
}

/** z ≥ 0 with N(−z) = q, for q in (0, 0.4]. */
export function tailQuantile(q: number): number {
  const logTail = log(q)
  const r = Math.sqrt(-2 * logTail)
  let z = r - (2.515517 + r * (0.802853 + r * 0.010328)) / (1 + r * (1.432788 + r * (0.189269 + r * 0.001308)))
  // Far out φ itself loses bits; there the logarithm of the tail is matched instead.
  const far = q < 1e-290
  for (let step = 0; step < 3; step++) {
    const ratio = millsRatio(z)
    if (far) z -= ratio * (logTail + 0.5 * z * z + logRootTwoPi - log(ratio))
    else {
      const error = ratio - q / normalPdf(z)
      z += error / (1 + 0.5 * z * error)
    }
  }
  return z
}
