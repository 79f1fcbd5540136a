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
