import { exp } from '../elementary/exp.js'

/**
 * e^(sign·z²/2) with full relative accuracy: z is split into its float32 part, whose square is exact, and the rest, whose
 * contribution is a short series. Squaring z directly would cost up to z² units in the last place.
 */
export function expHalfSquare(z: number, sign: 1 | -1): number {
  if (!(z < 1e6 && z > -1e6)) return Number.isNaN(z) ? z : sign > 0 ? Infinity : 0
  const coarse = Math.fround(z)
  const rest = 0.5 * sign * (z - coarse) * (z + coarse)
  return exp(0.5 * sign * coarse * coarse) * (1 + rest * (1 + rest * (0.5 + rest / 6)))
}
