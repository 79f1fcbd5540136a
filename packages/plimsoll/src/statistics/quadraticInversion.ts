import { exp, log } from '@plimsoll/kernel'
import type { IndependentQuadratic } from './deltaGamma.js'
import type { Exceedance } from './quadraticOneFactor.js'
import { sineCosine } from './sineCosine.js'

const halvingsMax = 9
/** An integrand this far below its peak ends the sum. */
const negligible = 1e-18
const accuracy = 1e-12
/**
 * Bend of the path, as the tangent of its angle to the imaginary direction; below 1, so that a normal part still decays
 * on it.
 */
const bend = 0.4

/**
 * P(L > q) and E(L − q)⁺ of the loss L = m + Σ(β_i y_i + ½a_i y_i²) by inversion of its moment generating function
 * e^K(s).
 *
 * Imhof's integral (1961) runs along the imaginary axis, where it oscillates and, for few factors, hardly decays. Here
 * (1/2πi)∫ e^(K(s) − sq)/s ds, and with /s² for the excess, runs through the saddle point K'(s) = q (Lugannani and Rice
 * 1980) on a hyperbola that bends away from the imaginary axis to the side where e^(−sq) decays; the only singularities
 * lie on the real axis, so the path may bend. The trapezoidal rule in the hyperbola's parameter then converges
 * exponentially, and the figures keep their *relative* digits far into the tail.
 */
export function quadraticExceedance(loss: IndependentQuadratic, level: number): Exceedance {
  const mean = generatorSlope(loss, 0)
  if (level >= mean) return upperExceedance(loss, level)
  // Below the mean the small figure is the other side's: P(L > q) = 1 − P(−L > −q), E(L − q)⁺ = E(L) − q + E(q − L)⁺.
  const other = upperExceedance(mirrored(loss), -level)
  return { probability: 1 - other.probability, excess: mean - level + other.excess }
}

function mirrored({ constant, slopes, curvatures }: IndependentQuadratic): IndependentQuadratic {
  return { constant: -constant, slopes, curvatures: curvatures.map((a) => -a) }
}

/** The same for a level at or above the mean. */
function upperExceedance(loss: IndependentQuadratic, level: number): Exceedance {
  const { slopes, curvatures } = loss
  const curvatureMax = Math.max(0, ...curvatures)
  const edge = curvatureMax > 0 ? 1 / curvatureMax : Infinity
  let variance = 0
  /** Where e^(K(s) − sq) changes from growing to decaying far out: the loss's own bound if it has one. */
  let pivot = loss.constant
  for (let i = 0; i < slopes.length; i++) {
    const [b, a] = [slopes[i]!, curvatures[i]!]
    variance += b * b + (a * a) / 2
    if (a !== 0) pivot -= (b * b) / (2 * a)
  }
  const bounded = curvatures.every((a, i) => a < 0 || (a === 0 && slopes[i] === 0))
  if (bounded && level >= pivot) return { probability: 0, excess: 0 }
  const start = Math.min(0.5 / Math.sqrt(variance), edge / 2)
  const saddle = Math.max(start, saddlePoint(loss, level, edge))
  const peak = exp(generator(loss, saddle) - saddle * level)
  // Less than any double: nothing is left to integrate.
  if (!(peak > 0)) return { probability: 0, excess: 0 }
  const radius = 1 / Math.sqrt(generatorCurvature(loss, saddle))
  const slant = level > pivot ? bend : -bend
  const integral = integrate(loss, level, saddle, radius, slant)
  return {
    probability: Math.min(1, (peak * integral.probability) / Math.PI),
    excess: Math.max(0, (peak * integral.excess) / Math.PI),
  }
}

/** K(s) for real s below the edge. */
function generator({ constant, slopes, curvatures }: IndependentQuadratic, s: number): number {
  let sum = s * constant
  for (let i = 0; i < slopes.length; i++) {
    const rest = 1 - s * curvatures[i]!
    const slope = s * slopes[i]!
    sum += (0.5 * slope * slope) / rest - 0.5 * log(rest)
  }
  return sum
}

/** K'(s). */
function generatorSlope({ constant, slopes, curvatures }: IndependentQuadratic, s: number): number {
  let sum = constant
  for (let i = 0; i < slopes.length; i++) {
    const [b, a] = [slopes[i]!, curvatures[i]!]
    const rest = 1 - s * a
    sum += (0.5 * a) / rest + (b * b * s * (1 - 0.5 * s * a)) / (rest * rest)
  }
  return sum
}

/** K''(s). */
function generatorCurvature({ slopes, curvatures }: IndependentQuadratic, s: number): number {
  let sum = 0
  for (let i = 0; i < slopes.length; i++) {
    const [b, a] = [slopes[i]!, curvatures[i]!]
    const rest = 1 - s * a
    sum += (0.5 * a * a) / (rest * rest) + (b * b) / (rest * rest * rest)
  }
  return sum
}

/** s > 0 with K'(s) = q, 0 at the mean; K' increases, so bisection suffices and needs no exact root. */
function saddlePoint(loss: IndependentQuadratic, level: number, edge: number): number {
  if (generatorSlope(loss, 0) >= level) return 0
  let low = 0
  let high = edge
  if (edge === Infinity) {
    high = 1 / Math.sqrt(generatorCurvature(loss, 0))
    for (let k = 0; k < 1000 && generatorSlope(loss, high) < level; k++) high *= 2
  }
  for (let k = 0; k < 60; k++) {
    const middle = 0.5 * (low + high)
    if (generatorSlope(loss, middle) < level) low = middle
    else high = middle
  }
  return 0.5 * (low + high)
}

/** The trapezoidal rule, halved until neither figure changes; both without the factor e^(K(s₀) − s₀q)/π. */
function integrate(
  loss: IndependentQuadratic,
  level: number,
  saddle: number,
  radius: number,
  slant: number,
): Exceedance {
  let step = 0.5
  let sum = nodes(loss, level, saddle, radius, slant, 0, step)
  for (let halving = 0; halving < halvingsMax; halving++) {
    const middle = nodes(loss, level, saddle, radius, slant, step / 2, step)
    const next = { probability: (sum.probability + middle.probability) / 2, excess: (sum.excess + middle.excess) / 2 }
    const settled =
      Math.abs(next.probability - sum.probability) <= accuracy * Math.abs(next.probability) &&
      Math.abs(next.excess - sum.excess) <= accuracy * Math.abs(next.excess)
    sum = next
    step /= 2
    if (settled) break
  }
  return sum
}

/** step·Σ Im[f(s(v))·s'(v)] at v = from, from + step, …, the node at 0 with half its weight. */
function nodes(
  { constant, slopes, curvatures }: IndependentQuadratic,
  level: number,
  saddle: number,
  radius: number,
  slant: number,
  from: number,
  step: number,
): Exceedance {
  let probability = 0
  let excess = 0
  let size = 0
  for (let v = from; v < 40; v += step) {
    const up = exp(v)
    const cosh = 0.5 * (up + 1 / up)
    const sinh = 0.5 * (up - 1 / up)
    // s = s₀ + (dx + i·dy); s' = (sx + i·sy).
    const dx = slant * radius * (cosh - 1)
    const dy = radius * sinh
    const sx = slant * radius * sinh
    const sy = radius * cosh
    const x = saddle + dx
    // Exponent K(s) − sq without its value at s₀, the logarithms kept apart as a product of roots (pr + i·pi).
    let re = dx * (constant - level)
    let im = dy * (constant - level)
    let productRe = 1
    let productIm = 0
    for (let i = 0; i < slopes.length; i++) {
      const [b, a] = [slopes[i]!, curvatures[i]!]
      const base = 1 - saddle * a
      const restRe = base - dx * a
      const restIm = -dy * a
      const restSize = restRe * restRe + restIm * restIm
      // s²/(1 − sa).
      const squareRe = x * x - dy * dy
      const squareIm = 2 * x * dy
      re += 0.5 * b * b * ((squareRe * restRe + squareIm * restIm) / restSize - (saddle * saddle) / base)
      im += (0.5 * b * b * (squareIm * restRe - squareRe * restIm)) / restSize
      // √((1 − sa)/(1 − s₀a)), principal branch.
      const ratioRe = restRe / base
      const ratioIm = restIm / base
      const modulus = Math.sqrt(ratioRe * ratioRe + ratioIm * ratioIm)
      const rootRe = Math.sqrt(Math.max(0, 0.5 * (modulus + ratioRe)))
      const rootIm = (ratioIm < 0 ? -1 : 1) * Math.sqrt(Math.max(0, 0.5 * (modulus - ratioRe)))
      const turned = productRe * rootRe - productIm * rootIm
      productIm = productRe * rootIm + productIm * rootRe
      productRe = turned
    }
    const [sine, cosine] = sineCosine(im)
    const productSize = productRe * productRe + productIm * productIm
    const scale = exp(re) / productSize
    if (!(scale > 0 && productSize < Infinity)) break
    // e^(re + i·im)·s'/product, then once and twice over s.
    const [turnRe, turnIm] = multiply(cosine, sine, sx, sy)
    const [numRe, numIm] = multiply(scale * turnRe, scale * turnIm, productRe, -productIm)
    const sSize = x * x + dy * dy
    const [oneRe, oneIm] = multiply(numRe / sSize, numIm / sSize, x, -dy)
    const [, twoIm] = multiply(oneRe / sSize, oneIm / sSize, x, -dy)
    const weight = v === 0 ? 0.5 : 1
    probability += weight * oneIm
    excess += weight * twoIm
    const height = Math.abs(oneRe) + Math.abs(oneIm)
    size = Math.max(size, height)
    if (height < negligible * size) break
  }
  return { probability: step * probability, excess: step * excess }
}

function multiply(aRe: number, aIm: number, bRe: number, bIm: number): readonly [number, number] {
  return [aRe * bRe - aIm * bIm, aRe * bIm + aIm * bRe]
}
