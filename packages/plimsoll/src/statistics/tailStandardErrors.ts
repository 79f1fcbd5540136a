import { normalPdf, normalQuantile, pow } from '@plimsoll/kernel'
import type { TailEntry } from './tailEntry.js'

/** Standard errors of the two tail figures of a sample, in the unit of the losses. */
export interface TailStandardErrors {
  readonly valueAtRisk: number
  readonly expectedShortfall: number
}

/** 95 % normal quantile of the Hall–Sheather bandwidth. */
const bandwidthQuantile = 1.959963984540054

/**
 * Asymptotic standard error of a sample quantile: √(c(1 − c)/n)/f(q) for `count` independent losses of density f(q) at
 * the quantile (e.g. Serfling 1980, § 2.3).
 *
 * @example
 * import { standardErrorOfValueAtRisk } from 'plimsoll'
 * Math.round(1000 * standardErrorOfValueAtRisk(0.99, 1000, 0.02665214220345806)) // => 118
 */
export function standardErrorOfValueAtRisk(confidence: number, count: number, density: number): number {
  return Math.sqrt((confidence * (1 - confidence)) / count) / density
}

/**
 * Asymptotic standard error of a sample expected shortfall: √{(Var[L | L ≥ q] + c(ES − q)²)/(n(1 − c))} (Manistre and
 * Hancock 2005), for `count` independent losses.
 */
export function standardErrorOfExpectedShortfall(
  confidence: number,
  count: number,
  tailVariance: number,
  valueAtRisk: number,
  expectedShortfall: number,
): number {
  const excess = expectedShortfall - valueAtRisk
  return Math.sqrt((tailVariance + confidence * excess * excess) / (count * (1 - confidence)))
}

/**
 * Both standard errors from the sample itself. The reciprocal density is the slope of the sample quantile function
 * between c − h and c + h (Siddiqui 1960), with the bandwidth h of Hall and Sheather (1988), narrowed where c + h would
 * leave the sample: no kernel, no histogram. Unequal weights count as Kish's effective number of losses.
 */
export function sampleStandardErrors(
  losses: Float64Array,
  confidence: number,
  weights: Float64Array | undefined,
  figures: {
    readonly valueAtRisk: number
    readonly expectedShortfall: number
    readonly tail: readonly TailEntry[]
  },
): TailStandardErrors {
  const order = Array.from(losses.keys()).sort((i, j) => losses[i]! - losses[j]! || i - j)
  let total = 0
  let squares = 0
  const cumulative = new Float64Array(order.length)
  for (let k = 0; k < order.length; k++) {
    const weight = weights === undefined ? 1 : weights[order[k]!]!
    cumulative[k] = total + weight / 2
    total += weight
    squares += weight * weight
  }
  const count = (total / squares) * total
  const half = 0.5 / count
  const width = Math.min(bandwidth(confidence, count), 1 - half - confidence, confidence - half)
  let sparsity = Number.NaN
  if (width > 0) {
    const at = (p: number): number => interpolate(losses, order, cumulative, p * total)
    sparsity = (at(confidence + width) - at(confidence - width)) / (2 * width)
  }
  let tailVariance = 0
  for (const { index, weight } of figures.tail) {
    const distance = losses[index]! - figures.expectedShortfall
    tailVariance += weight * distance * distance
  }
  return {
    valueAtRisk: standardErrorOfValueAtRisk(confidence, count, 1 / sparsity),
    expectedShortfall: standardErrorOfExpectedShortfall(
      confidence,
      count,
      tailVariance,
      figures.valueAtRisk,
      figures.expectedShortfall,
    ),
  }
}

/** Hall and Sheather (1988): n^(−1/3) z^(2/3) [1.5 φ(z_c)²/(2z_c² + 1)]^(1/3). */
function bandwidth(confidence: number, count: number): number {
  const z = normalQuantile(confidence)
  const density = normalPdf(z)
  return pow((bandwidthQuantile * bandwidthQuantile * 1.5 * density * density) / ((2 * z * z + 1) * count), 1 / 3)
}

/** The sample quantile function, linear between the middles of the weights. */
function interpolate(losses: Float64Array, order: readonly number[], cumulative: Float64Array, mass: number): number {
  let low = 0
  let high = order.length - 1
  if (mass <= cumulative[low]!) return losses[order[low]!]!
  if (mass >= cumulative[high]!) return losses[order[high]!]!
  while (high - low > 1) {
    const middle = (low + high) >> 1
    if (cumulative[middle]! <= mass) low = middle
    else high = middle
  }
  const share = (mass - cumulative[low]!) / (cumulative[high]! - cumulative[low]!)
  return losses[order[low]!]! + share * (losses[order[high]!]! - losses[order[low]!]!)
}
