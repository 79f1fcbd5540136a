import { checkLossSample } from './lossSample.js'
import type { QuantileConvention } from './quantileConvention.js'
import type { TailEntry } from './tailEntry.js'
import { quantileWindow, type TailMass, tailMassOf } from './tailMass.js'
import { sampleStandardErrors, type TailStandardErrors } from './tailStandardErrors.js'
import { worstScenarios } from './worstScenarios.js'

export interface TailRiskOptions {
  /** Confidence level c, e.g. 0.99; the tail has the mass 1 − c. */
  readonly confidence: number
  readonly quantile: QuantileConvention
  /** One weight ≥ 0 per loss (age or importance weights); they need not sum to 1. Absent: equal weights. */
  readonly weights?: Float64Array
  /** Whether to add the standard errors (a sort of the whole sample). */
  readonly standardErrors?: boolean
}

export interface TailRisk {
  readonly valueAtRisk: number
  readonly expectedShortfall: number
  /** The scenario whose loss is the Value at Risk; where the convention interpolates, the worst scenario it reads. */
  readonly index: number
  /** The order statistics that the convention reads: their weighted sum is the Value at Risk. */
  readonly quantile: readonly TailEntry[]
  /**
   * The scenarios of the tail, worst first, the last one perhaps in part: their weighted sum is the expected shortfall.
   */
  readonly tail: readonly TailEntry[]
  readonly standardErrors?: TailStandardErrors
}

/**
 * Value at Risk and expected shortfall of a sample of losses (loss positive), equally or unequally weighted.
 *
 * The expected shortfall is the integral of the tail of mass 1 − c with a partial last weight (Acerbi and Tasche 2002):
 * the same under every quantile convention, coherent, and never below the Value at Risk. Of equal losses the lower
 * index comes first. Throws `INPUT_INVALID` for an empty sample, a loss that is not finite, a confidence outside (0,
 * 1), or weights that are negative, all zero or of another length.
 *
 * @example
 * import { tailRisk } from 'plimsoll'
 * const losses = Float64Array.from({ length: 100 }, (_, i) => i + 1)
 * const { valueAtRisk, expectedShortfall, tail } = tailRisk(losses, { confidence: 0.96, quantile: 'kth-worst' })
 * valueAtRisk // => 97
 * expectedShortfall // => 98.5
 * tail[0] // => { index: 99, weight: 0.25 }
 */
export function tailRisk(losses: Float64Array, options: TailRiskOptions): TailRisk {
  const { confidence, weights } = options
  checkLossSample(losses, confidence, weights)
  const tailMass = tailMassOf(losses.length, confidence, weights)
  const { total, tolerance, mass, count } = tailMass
  // The tail, and what a convention reads beyond it.
  const ranked = rank(losses, weights, total, mass + (2 * total) / count)

  const tail: TailEntry[] = []
  let expectedShortfall = 0
  for (let k = 0, gone = 0; k < ranked.length && mass - gone > tolerance; k++) {
    const index = ranked[k]!
    const whole = weights === undefined ? 1 : weights[index]!
    const taken = Math.min(whole, mass - gone)
    gone += whole
    if (taken === 0) continue
    const weight = taken / mass
    tail.push({ index, weight })
    expectedShortfall += weight * losses[index]!
  }

  const quantile = readQuantile(ranked, weights, options, tailMass)
  let valueAtRisk = 0
  for (const entry of quantile) valueAtRisk += entry.weight * losses[entry.index]!
  const result = { valueAtRisk, expectedShortfall, index: quantile[0]!.index, quantile, tail }
  if (options.standardErrors !== true) return result
  return { ...result, standardErrors: sampleStandardErrors(losses, confidence, weights, result) }
}

/** The worst scenarios whose weights together exceed `depth`, worst first. */
function rank(losses: Float64Array, weights: Float64Array | undefined, total: number, depth: number): Uint32Array {
  if (weights === undefined) return worstScenarios(losses, Math.ceil(depth) + 1)
  const n = losses.length
  for (let count = Math.min(n, Math.ceil((depth / total) * n * 1.25) + 8); ; count = Math.min(n, 2 * count)) {
    const ranked = worstScenarios(losses, count)
    let mass = 0
    for (const index of ranked) mass += weights[index]!
    if (mass > depth || count === n) return ranked
  }
}

/** The order statistics that the convention reads, worst first, with their shares. */
function readQuantile(
  ranked: Uint32Array,
  weights: Float64Array | undefined,
  { quantile: convention, confidence }: TailRiskOptions,
  tailMass: TailMass,
): readonly TailEntry[] {
  const { tolerance, mass } = tailMass
  const weightOf = (index: number): number => (weights === undefined ? 1 : weights[index]!)
  const read = quantileWindow(tailMass, convention, confidence)
  if (read !== undefined) return window(ranked, weightOf, read.from, read.width, tolerance)
  let gone = 0
  for (let k = 0; k < ranked.length; k++) {
    const index = ranked[k]!
    const weight = weightOf(index)
    gone += weight
    if (weight === 0 || gone < mass - tolerance) continue
    const exceeds = gone > mass + tolerance
    const next = exceeds ? -1 : nextWeighted(ranked, weightOf, k + 1)
    if (exceeds || convention === 'kth-worst' || next < 0) return [{ index, weight: 1 }]
    if (convention !== 'r2') return [{ index: next, weight: 1 }]
    return [
      { index, weight: 0.5 },
      { index: next, weight: 0.5 },
    ]
  }
  return [{ index: ranked[ranked.length - 1]!, weight: 1 }]
}

/** The next scenario of positive weight at or after rank k, −1 if there is none. */
function nextWeighted(ranked: Uint32Array, weightOf: (index: number) => number, k: number): number {
  for (let i = k; i < ranked.length; i++) if (weightOf(ranked[i]!) > 0) return ranked[i]!
  return -1
}

/** The scenarios whose accumulated weight from the worst covers [from, from + width], each with the share it covers. */
function window(
  ranked: Uint32Array,
  weightOf: (index: number) => number,
  from: number,
  width: number,
  tolerance: number,
): readonly TailEntry[] {
  const entries: TailEntry[] = []
  let covered = 0
  let gone = 0
  for (const index of ranked) {
    const low = Math.max(from, gone)
    gone += weightOf(index)
    const share = Math.min(from + width, gone) - low
    if (share > tolerance) {
      entries.push({ index, weight: share })
      covered += share
    }
    if (gone >= from + width) break
  }
  if (entries.length === 0) return [{ index: ranked[ranked.length - 1]!, weight: 1 }]
  return entries.map(({ index, weight }) => ({ index, weight: weight / covered }))
}
