import { millsDenominator, millsNumerator } from '../normal/millsRational.js'
import { hotExp2 } from './hotExp2.js'
import { highestArgument, lowestArgument, smallestDirectVolatility, timeValueAnywhere } from './timeValueAnywhere.js'

/** log2(e)/2, with its sign: φ(d) = 2^(d²·this)/√(2π). */
export const halfLog2ENegative = -0.7213475204444817
export const oneOverRootTwoPi = 0.3989422804014327

/**
 * The hot loop that all others share: undiscounted out-of-the-money value of `count` Black-76 options,
 * `out[i] = F·φ(d1)·(Y(h − t) − Y(h + t))` with x = shift + logs[i], ξ = x·inverseVols[i], h = |ξ|, t = vols[i]/2, d1 = ξ + t,
 * both Mills ratios over one division. No logarithm, no square root.
 *
 * Domain of the straight line: vols[i] ≥ 2^-6, h − t ≥ −½, h + t ≤ 37.5; an element outside it (NaN included) is computed by
 * `timeValueAnywhere`. A SIMD version tests a whole vector and falls back lane by lane; the bits are the same.
 */
export function timeValues(
  count: number,
  shift: number,
  logs: Float64Array,
  forwards: Float64Array,
  vols: Float64Array,
  inverseVols: Float64Array,
  out: Float64Array,
): void {
  for (let i = 0; i < count; i++) {
    const x = shift + logs[i]!
    const forward = forwards[i]!
    const v = vols[i]!
    const xi = x * inverseVols[i]!
    const t = v * 0.5
    const h = Math.abs(xi)
    const a = h - t
    const b = h + t
    if (v >= smallestDirectVolatility && a >= lowestArgument && b <= highestArgument) {
      const d1 = xi + t
      const scale = forward * oneOverRootTwoPi * hotExp2(d1 * d1 * halfLog2ENegative)
      const qa = millsDenominator(a)
      const qb = millsDenominator(b)
      out[i] = scale * ((millsNumerator(a) * qb - millsNumerator(b) * qa) / (qa * qb))
    } else {
      out[i] = timeValueAnywhere(x, forward, v)
    }
  }
}
