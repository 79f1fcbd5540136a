import { normalCdf, normalPdf } from '@plimsoll/kernel'

/** P(L > q) and E(L − q)⁺ of a loss, for one level q. */
export interface Exceedance {
  readonly probability: number
  readonly excess: number
}

/**
 * Exceedance of L = m + βy + ½ay², y standard normal and a ≠ 0 or β ≠ 0: {L > q} is one interval or two half-lines of
 * y, so that both figures are normal probabilities and partial moments. L is a shifted and scaled non-central χ² of one
 * degree.
 */
export function oneFactorExceedance(m: number, slope: number, curvature: number, level: number): Exceedance {
  if (curvature === 0) {
    const z = (level - m) / Math.abs(slope)
    const probability = normalCdf(-z)
    return { probability, excess: Math.max(0, Math.abs(slope) * (normalPdf(z) - z * probability)) }
  }
  const shifted = m - level
  const discriminant = slope * slope - 2 * curvature * shifted
  if (!(discriminant > 0)) {
    return curvature > 0 ? { probability: 1, excess: shifted + curvature / 2 } : { probability: 0, excess: 0 }
  }
  // Roots of ½ay² + βy + (m − q), the one free of cancellation first.
  const bulk = -(slope + (slope < 0 ? -1 : 1) * Math.sqrt(discriminant))
  const one = bulk / curvature
  const other = bulk === 0 ? 0 : (2 * shifted) / bulk
  const [low, high] = one < other ? [one, other] : [other, one]
  const inside = curvature < 0
  const mass = inside ? intervalMass(low, high) : normalCdf(low) + normalCdf(-high)
  // ∫yφ and ∫y²φ over the set: −φ and −yφ + N at its ends.
  const first = (inside ? 1 : -1) * (normalPdf(low) - normalPdf(high))
  const second = mass + (inside ? 1 : -1) * (low * normalPdf(low) - high * normalPdf(high))
  return { probability: mass, excess: Math.max(0, shifted * mass + slope * first + (curvature / 2) * second) }
}

/** N(high) − N(low), from the tail where both are on one side. */
function intervalMass(low: number, high: number): number {
  return low > 0 ? normalCdf(-low) - normalCdf(-high) : normalCdf(high) - normalCdf(low)
}
