import { normalQuantile } from '@plimsoll/kernel'
import { curvatureMargin } from './curvatureMargin.js'
import { linearMargin } from './linearMargin.js'
import { type LegSensitivity, netSensitivities } from './netSensitivities.js'
import type { Measured, SensitivityNode } from './node.js'
import type { UnderlyingBuckets } from './underlyingBuckets.js'

export interface SensitivityMargin {
  /** ≥ 0: the sum of the parts, taken in their order from 0, to the bit. */
  readonly value: number
  /** What each leg adds (Euler gradient times the leg, concentration held where it is), sorted by leg. */
  readonly parts: readonly { readonly leg: string; readonly part: number }[]
  /** Delta, vega and curvature margin with their buckets; they add up to the value, up to rounding. */
  readonly children: readonly SensitivityNode[]
}

/**
 * Delta, vega and curvature margin of a book, by underlying and bucket, as `sensitivity-buckets` documents say:
 *
 *     WS_u   = deltaWeight_b · CR_u · Σ delta                      CR_u = max(1, √(|Σ delta| / deltaThreshold_b))
 *     VR_ut  = vegaWeight_b · tenorWeight_t · VCR_u · Σ vega       t: tenor knots, VCR as CR
 *     K_b    = √(ΣΣ ρ_kl f_kl WS_k WS_l)    ρ: 1 in one underlying, the bucket's correlation between two, times the tenors';
 *                                            f = min(CR_k, CR_l) / max(CR_k, CR_l)
 *     M      = √(Σ K_b² + ΣΣ γ_bc S_b S_c) + K_residual,  S_b = Σ WS held between −K_b and K_b
 *
 *     CVR_u  = −½ · (Σ curvature) · (deltaWeight_b / Φ⁻¹(moveConfidence))²        a loss on a one-deviation move is positive
 *     curvature margin = max(ΣCVR + λ·M, 0) with ρ², γ² in M,  θ = min(ΣCVR / Σ|CVR|, 0),
 *                        λ = (z² − 1)(1 + θ) − θ,  z = Φ⁻¹(curvatureConfidence); the residual bucket by itself
 *
 *     value = delta margin + vega margin + curvature margin
 *
 * The form is that of ISDA SIMM, seen by who must post; no number is. Rows in currency: see {@link LegSensitivity}. Never throws
 * for a document that was parsed and finite rows (of a size whose square is finite); a row of a bucket that the document does not
 * know goes to the residual bucket. The order of the rows changes no bit.
 *
 * @example
 * import { parseUnderlyingBuckets, sensitivityMargin } from 'plimsoll'
 * const coins = { name: 'coins', deltaWeight: 0.2, vegaWeight: 0.5, correlation: 0.5 }
 * const document = parseUnderlyingBuckets({
 *   plimsoll: 'sensitivity-buckets/1', id: 'example', moveConfidence: 0.99, curvatureConfidence: 0.995,
 *   buckets: [coins], bucketCorrelations: [[1]], residual: { ...coins, name: 'others' },
 *   vegaTenors: { tenorDays: [30], weights: [1], correlations: [[1]] },
 * })
 * const row = (leg, delta) => ({ leg, underlying: leg, bucket: 'coins', delta, vega: [], curvature: 0 })
 * sensitivityMargin([row('BTC', 1000)], document).value // => 200
 * sensitivityMargin([row('BTC', 1000), row('ETH', -1000)], document).value // => 200
 */
export function sensitivityMargin(rows: readonly LegSensitivity[], document: UnderlyingBuckets): SensitivityMargin {
  const net = netSensitivities(rows, document)
  const z = normalQuantile(document.curvatureConfidence)
  const measures: readonly Measured[] = [
    linearMargin('delta', 'delta', net.delta.buckets, net.delta.gamma, net.delta.residual),
    linearMargin('vega', 'vega', net.vega.buckets, net.vega.gamma, net.vega.residual),
    curvatureMargin('curvature', net.curvature.buckets, net.curvature.gamma, net.curvature.residual, z, 1),
  ]
  const parts = net.legs.map(() => 0)
  for (const measure of measures) for (const { row, part } of measure.parts) parts[row]! += part
  const children = measures.map(({ node }) => node)
  // The value is the parts' sum, not the children's: the two differ in the last bits, and a leg's part must not be lost in them.
  let value = 0
  for (const part of parts) value += part
  if (value > 0) return { value, parts: net.legs.map((leg, place) => ({ leg, part: parts[place]! })), children }
  return { value: 0, parts: net.legs.map((leg) => ({ leg, part: 0 })), children }
}
