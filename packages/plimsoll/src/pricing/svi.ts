/** Raw SVI parameters of total variance: Gatheral and Jacquier, arXiv:1204.0646, §3.1. */
export interface SviParameters {
  readonly a: number
  readonly b: number
  readonly rho: number
  readonly m: number
  readonly sigma: number
}

/** Total variance w(k) = a + b(ρ(k − m) + √((k − m)² + σ²)), k = ln(K / F). */
export function sviTotalVariance({ a, b, rho, m, sigma }: SviParameters, k: number): number {
  const x = k - m
  return a + b * (rho * x + Math.sqrt(x * x + sigma * sigma))
}

/**
 * Durrleman's function g(k); a slice is free of butterfly arbitrage where g ≥ 0 (Gatheral and Jacquier, Lemma 2.2).
 * NaN where total variance is not positive.
 */
export function sviDurrleman(parameters: SviParameters, k: number): number {
  const w = sviTotalVariance(parameters, k)
  if (!(w > 0)) return Number.NaN
  const { b, rho, m, sigma } = parameters
  const x = k - m
  const root = Math.sqrt(x * x + sigma * sigma)
  const slope = b * (rho + x / root)
  const curvature = (b * sigma * sigma) / (root * root * root)
  const tilt = 1 - (k * slope) / (2 * w)
  return tilt * tilt - ((slope * slope) / 4) * (1 / w + 1 / 4) + curvature / 2
}

/** Total variance w(k) = σ²T of a raw SVI slice with its derivatives in k = ln(K/F). */
export interface SviDerivatives {
  readonly variance: number
  /** w′(k). */
  readonly slope: number
  /** w″(k). */
  readonly curvature: number
}

/** The smile in quantities that traders name: Gatheral and Jacquier, arXiv:1204.0646, §3.3, eq. 3.5. */
export interface SviJumpWings {
  /** At-the-money variance, annual. */
  readonly v: number
  /** At-the-money skew. */
  readonly psi: number
  /** Slope of the put wing. */
  readonly p: number
  /** Slope of the call wing. */
  readonly c: number
  /** Smallest variance, annual. */
  readonly vTilde: number
}

/**
 * Total variance of a raw SVI slice with its first and second derivative in log-moneyness.
 *
 * @example
 * import { sviDerivatives } from 'plimsoll'
 * sviDerivatives({ a: 0, b: 0.5, rho: 0, m: 0, sigma: 2 }, 0) // => { variance: 1, slope: 0, curvature: 0.25 }
 */
export function sviDerivatives(parameters: SviParameters, k: number): SviDerivatives {
  const { b, rho, m, sigma } = parameters
  const d = k - m
  const radius = Math.sqrt(d * d + sigma * sigma)
  return {
    variance: sviTotalVariance(parameters, k),
    slope: b * (rho + d / radius),
    curvature: (b * (sigma / radius) * (sigma / radius)) / radius,
  }
}

/**
 * Raw parameters as jump wings; `years` is the time to the slice's expiry. Meaningful only where the at-the-money variance
 * is positive.
 *
 * @example
 * import { sviJumpWings } from 'plimsoll'
 * sviJumpWings({ a: 0, b: 0.5, rho: 0, m: 0, sigma: 2 }, 1) // => { v: 1, psi: 0, p: 0.5, c: 0.5, vTilde: 1 }
 */
export function sviJumpWings({ a, b, rho, m, sigma }: SviParameters, years: number): SviJumpWings {
  const radius = Math.sqrt(m * m + sigma * sigma)
  const w = a + b * (radius - rho * m)
  const scale = b / Math.sqrt(w)
  return {
    v: w / years,
    psi: 0.5 * scale * (rho - m / radius),
    p: scale * (1 - rho),
    c: scale * (1 + rho),
    vTilde: (a + b * sigma * Math.sqrt(1 - rho * rho)) / years,
  }
}
