import type { KernelMemory } from '../memory/kernelMemory.js'
import { probabilityFields as at, probabilityKinds as kinds } from './probabilityMeasure.js'

type Losses = Float64Array | Float32Array

/** A measure as it lies in memory. */
interface Measure {
  readonly kind: number
  readonly probabilities: Float64Array
  readonly mass: number
  readonly tolerance: number
  readonly from: number
  readonly width: number
}

function measureAt(memory: KernelMemory, measures: number, scenarios: number): Measure {
  const { u32, f64 } = memory.views
  const block = u32[(measures + 8) >>> 2]!
  const field = (offset: number): number => f64[(block + offset) >>> 3]!
  return {
    kind: u32[(block + at.kind) >>> 2]!,
    probabilities: memory.doubles(u32[block >>> 2]!, scenarios),
    mass: field(at.mass),
    tolerance: field(at.tolerance),
    from: field(at.from),
    width: field(at.width),
  }
}

/** Scenarios from the worst on; of equal losses the first one. */
function rankedOf(losses: Losses): Uint32Array {
  return Uint32Array.from(losses, (_, scenario) => scenario).sort((i, j) => losses[j]! - losses[i]! || i - j)
}

/**
 * Measure of losses by probability, none of which is NaN: the same additions in the same order as `tailRisk` of the library with
 * these probabilities as weights, hence its bits.
 */
export function measureByProbability(memory: KernelMemory, losses: Losses, measures: number): number {
  const measure = measureAt(memory, measures, losses.length)
  const ranked = rankedOf(losses)
  if (measure.kind === kinds.shortfall) return shortfall(losses, ranked, measure)
  if (measure.kind === kinds.window) return windowMean(losses, ranked, measure)
  return quantile(losses, ranked, measure)
}

function shortfall(losses: Losses, ranked: Uint32Array, { probabilities, mass, tolerance }: Measure): number {
  let sum = 0
  let gone = 0
  for (const scenario of ranked) {
    if (!(mass - gone > tolerance)) break
    const whole = probabilities[scenario]!
    const taken = Math.min(whole, mass - gone)
    gone += whole
    if (taken !== 0) sum += (taken / mass) * losses[scenario]!
  }
  return sum
}

function quantile(losses: Losses, ranked: Uint32Array, { kind, probabilities, mass, tolerance }: Measure): number {
  let gone = 0
  let last = Number.NaN
  let isReached = false
  for (const scenario of ranked) {
    const probability = probabilities[scenario]!
    const loss = losses[scenario]!
    if (isReached) {
      // The next one that can happen.
      if (probability === 0) continue
      return kind === kinds.mean ? 0.5 * last + 0.5 * loss : loss
    }
    last = loss
    gone += probability
    if (probability === 0 || gone < mass - tolerance) continue
    if (gone > mass + tolerance || kind === kinds.rank) return loss
    isReached = true
  }
  return last
}

function windowMean(losses: Losses, ranked: Uint32Array, { probabilities, from, width, tolerance }: Measure): number {
  const to = from + width
  const shares: (readonly [share: number, loss: number])[] = []
  let covered = 0
  let gone = 0
  for (const scenario of ranked) {
    if (!(gone < to)) break
    const low = Math.max(from, gone)
    gone += probabilities[scenario]!
    const share = Math.min(to, gone) - low
    if (!(share > tolerance)) continue
    shares.push([share, losses[scenario]!])
    covered += share
  }
  let sum = 0
  for (const [share, loss] of shares) sum += (share / covered) * loss
  return sum
}

/**
 * The same, as bounds of what it is when probabilities are added up in any other order. A rank may turn on the last bit of such a
 * sum, so that it is looked for four tolerances earlier and later; the other measures are continuous, and their error is a share of
 * the losses (docs/models/live-book.md).
 */
export function boundsByProbability(
  memory: KernelMemory,
  losses: Losses,
  measures: number,
): readonly [high: number, low: number] {
  const { kind, probabilities, mass, tolerance } = measureAt(memory, measures, losses.length)
  if (kind === kinds.shortfall || kind === kinds.window) {
    const value = measureByProbability(memory, losses, measures)
    return [value, value]
  }
  const margin = 4 * tolerance
  let gone = 0
  let high = Number.NaN
  let low = Number.NaN
  let isReached = false
  for (const scenario of rankedOf(losses)) {
    if (gone >= mass + margin) break
    const probability = probabilities[scenario]!
    gone += probability
    low = losses[scenario]!
    if (isReached || probability === 0 || gone < mass - margin) continue
    high = low
    isReached = true
  }
  return [high, low]
}
