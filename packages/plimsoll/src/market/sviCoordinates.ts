import type { SviParameters } from '../pricing/svi.js'

/** Maps between slices and the free coordinates of a fit. */
export interface SviCoordinates {
  pack(parameters: SviParameters): Float64Array
  /** Any five real numbers are a slice of positive variance. */
  unpack(point: Float64Array): SviParameters
}

const sigmaMin = 1e-6
const varianceMin = 1e-12
/** Where a fit may begin; at ±1 its coordinate would be infinite. */
const rhoMax = 0.999999
/**
 * σ stays below this many widths of the quotes. Beyond, a slice is a parabola over all its quotes: σ, a and b run off
 * together, the fit gains nothing, and the wings become absurd.
 */
const sigmaWidthsMax = 1

/**
 * Coordinates (√least variance, √b, ρ/√(1 − ρ²), m, s) with σ = σmax·s²/(1 + s²): they keep b ≥ 0, |ρ| < 1, 0 < σ <
 * σmax and the variance positive without a constraint.
 *
 * @param width range of log-moneyness that the quotes cover
 */
export function sviCoordinates(width: number): SviCoordinates {
  const sigmaMax = sigmaWidthsMax * width
  return {
    pack({ a, b, rho: steep, m, sigma }) {
      const rho = Math.min(Math.max(steep, -rhoMax), rhoMax)
      const cosine = Math.sqrt(1 - rho * rho)
      const part = Math.min(Math.max((sigma - sigmaMin) / sigmaMax, 1e-8), 0.99)
      return Float64Array.of(
        Math.sqrt(Math.max(a + b * sigma * cosine - varianceMin, 1e-10)),
        Math.sqrt(b),
        rho / cosine,
        m,
        Math.sqrt(part / (1 - part)),
      )
    },
    unpack(point) {
      const [u, v, r, m, s] = point as unknown as readonly [number, number, number, number, number]
      const cosine = 1 / Math.sqrt(1 + r * r)
      const b = v * v
      const sigma = sigmaMin + (sigmaMax * s * s) / (1 + s * s)
      return { a: u * u + varianceMin - b * sigma * cosine, b, rho: r * cosine, m, sigma }
    },
  }
}
