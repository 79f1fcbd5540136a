import { PlimsollError } from '../error/plimsollError.js'
import type { Cumulants } from './cornishFisher.js'
import { type Matrix, requireSymmetric } from './matrix/matrix.js'
import { symmetricEigen } from './matrix/symmetricEigen.js'

/**
 * A quadratic profit θ + δ'x + ½x'Γx of factors x ~ N(0, Σ) over one horizon. A volatility is a factor like any other:
 * its δ is the vega, its row of Γ the vanna and volga (0 where they are not known).
 */
export interface DeltaGammaProfit {
  /** Profit of the passing of the horizon alone, e.g. theta × horizon; 0 if absent. */
  readonly theta?: number
  readonly deltas: readonly number[]
  /** Symmetric; absent means none. */
  readonly gammas?: Matrix
  /** Covariance of the factors' changes over the horizon, positive semi-definite. */
  readonly covariance: Matrix
}

/** The same profit in independent standard normals: constant + Σ (slope_i·y_i + ½·curvature_i·y_i²). */
export interface IndependentQuadratic {
  readonly constant: number
  readonly slopes: readonly number[]
  readonly curvatures: readonly number[]
}

/** An eigenvalue this far below 0, beside the largest, is rounding; further, Σ is no covariance. */
const negativeShareMax = 1e-10

/**
 * Diagonalises the quadratic profit: with Σ = SS' and S'ΓS = UDU', x = SUy and the slopes are U'S'δ (Rouvinez 1997;
 * Glasserman, *Monte Carlo Methods in Financial Engineering*, § 9.1.2). Throws `INPUT_INVALID` for sizes that differ,
 * entries that are not finite, and a covariance with a negative eigenvalue.
 */
export function diagonaliseDeltaGamma(profit: DeltaGammaProfit): IndependentQuadratic {
  const { theta = 0, deltas, gammas, covariance } = profit
  const n = deltas.length
  checkProfit(profit)
  const { values, vectors } = symmetricEigen(covariance)
  const floor = -negativeShareMax * Math.max(0, ...values)
  const least = Math.min(0, ...values)
  if (least < floor) {
    throw new PlimsollError('INPUT_INVALID', {
      where: 'covariance',
      value: least,
      expected: 'a positive semi-definite matrix (the value is its least eigenvalue)',
    })
  }
  // Row k of the root is the direction of the k-th independent factor.
  const root = values.flatMap((value, k) => (value > 0 ? [vectors[k]!.map((entry) => entry * Math.sqrt(value))] : []))
  const plainSlopes = root.map((row) => dot(row, deltas))
  if (gammas === undefined || n === 0) {
    return { constant: theta, slopes: plainSlopes, curvatures: plainSlopes.map(() => 0) }
  }
  const images = root.map((row) => gammas.map((gammaRow) => dot(gammaRow, row)))
  const core = root.map((row, i) => root.map((_, j) => (i <= j ? dot(row, images[j]!) : dot(root[j]!, images[i]!))))
  const eigen = symmetricEigen(core)
  return {
    constant: theta,
    slopes: eigen.vectors.map((vector) => dot(vector, plainSlopes)),
    curvatures: eigen.values,
  }
}

/**
 * Cumulants of the quadratic profit: κ₁ = θ + ½Σd, κ₂ = Σ(b² + ½d²), κ₃ = Σ(3b²d + d³), κ₄ = Σ(12b²d² + 3d⁴) with
 * slopes b and curvatures d; in the factors themselves κ₂ = δ'Σδ + ½tr((ΓΣ)²) and so on.
 */
export function quadraticCumulants(quadratic: IndependentQuadratic): Cumulants {
  let mean = quadratic.constant
  let variance = 0
  let third = 0
  let fourth = 0
  for (let i = 0; i < quadratic.slopes.length; i++) {
    const b = quadratic.slopes[i]!
    const d = quadratic.curvatures[i]!
    mean += d / 2
    variance += b * b + (d * d) / 2
    third += (3 * b * b + d * d) * d
    fourth += (12 * b * b + 3 * d * d) * d * d
  }
  return [mean, variance, third, fourth]
}

function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}

function checkProfit({ theta = 0, deltas, gammas, covariance }: DeltaGammaProfit): void {
  if (!Number.isFinite(theta)) {
    throw new PlimsollError('INPUT_INVALID', { where: 'theta', value: theta, expected: 'a finite number' })
  }
  deltas.forEach((delta, i) => {
    if (Number.isFinite(delta)) return
    throw new PlimsollError('INPUT_INVALID', { where: `deltas[${i}]`, value: delta, expected: 'a finite number' })
  })
  for (const [where, matrix] of [
    ['covariance', covariance],
    ['gammas', gammas ?? covariance],
  ] as const) {
    if (matrix.length !== deltas.length) {
      throw new PlimsollError('INPUT_INVALID', {
        where,
        value: matrix.length,
        expected: `${deltas.length} rows, one per delta`,
      })
    }
    requireSymmetric(matrix, where)
  }
}
