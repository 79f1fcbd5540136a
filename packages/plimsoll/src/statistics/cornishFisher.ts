import { normalPdf, normalQuantile } from '@plimsoll/kernel'

/** First four cumulants of a profit: mean, variance, third and fourth cumulant. */
export type Cumulants = readonly [mean: number, variance: number, third: number, fourth: number]

export interface CornishFisherTail {
  readonly valueAtRisk: number
  readonly expectedShortfall: number
  /**
   * Whether the expansion is a quantile function where it is used: increasing in z for every z between the tail's
   * mass/1000 quantile and its mirror image. Outside, the figures are not those of any distribution and may even have
   * the wrong sign.
   */
  readonly insideDomain: boolean
  /**
   * Size of the two second-order terms (kurtosis, squared skewness; each by its absolute value) beside z itself: how far
   * the expansion can be trusted. It may be monotone and still far off where these terms are large and cancel.
   */
  readonly secondOrderShare: number
}

/** The tail beyond this share of its mass is left out of the check of the domain. */
const ignoredShareOfTail = 1e-3

/**
 * Tail of a profit of known cumulants by the expansion of Cornish and Fisher to the fourth cumulant, z̃ = z + (z² −
 * 1)s/6 + (z³ − 3z)k/24 − (2z³ − 5z)s²/36 with skewness s and excess kurtosis k: VaR = −(κ₁ + √κ₂·z̃(z_{1−c})), and ES
 * its mean over the tail in closed form. The domain is Maillard's (2012): z̃ must increase.
 *
 * @example
 * import { cornishFisherTail } from 'plimsoll'
 * const tail = cornishFisherTail([0, 1, 0, 0], 0.99)
 * Math.round(1e6 * tail.valueAtRisk) // => 2326348
 * tail.insideDomain // => true
 */
export function cornishFisherTail(cumulants: Cumulants, confidence: number): CornishFisherTail {
  const [mean, variance, third, fourth] = cumulants
  const tailMass = 1 - confidence
  const deviation = Math.sqrt(variance)
  const skewness = variance > 0 ? third / (variance * deviation) : 0
  const kurtosis = variance > 0 ? fourth / (variance * variance) : 0
  const z = normalQuantile(tailMass)
  const square = z * z
  const kurtosisTerm = ((square - 3) * z * kurtosis) / 24
  const squareTerm = ((2 * square - 5) * z * skewness * skewness) / 36
  const quantile = z + ((square - 1) * skewness) / 6 + kurtosisTerm - squareTerm
  const tailMean =
    (-normalPdf(z) / tailMass) *
    (1 + (z * skewness) / 6 + ((square - 1) * kurtosis) / 24 - ((2 * square - 1) * skewness * skewness) / 36)
  const reach = Math.max(Math.abs(z), -normalQuantile(tailMass * ignoredShareOfTail))
  return {
    valueAtRisk: -(mean + deviation * quantile),
    expectedShortfall: -(mean + deviation * tailMean),
    insideDomain: slopeMin(skewness, kurtosis, reach) > 0,
    secondOrderShare: (Math.abs(kurtosisTerm) + Math.abs(squareTerm)) / Math.abs(z),
  }
}

/** Least of dz̃/dz = az² + bz + c over |z| ≤ reach. */
function slopeMin(skewness: number, kurtosis: number, reach: number): number {
  const a = kurtosis / 8 - (skewness * skewness) / 6
  const b = skewness / 3
  const c = 1 - kurtosis / 8 + (5 * skewness * skewness) / 36
  const ends = c + a * reach * reach - Math.abs(b) * reach
  const vertex = -b / (2 * a)
  return a > 0 && Math.abs(vertex) < reach ? c - (b * b) / (4 * a) : ends
}
