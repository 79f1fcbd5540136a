import type { KernelMemory } from '../memory/kernelMemory.js'

/** What a measure by probability reads off the losses, accumulated from the worst by their probabilities. */
export const probabilityKinds = {
  /** Mean of the tail of `mass`, its last scenario perhaps in part. */
  shortfall: 0,
  /** The first loss at which `mass` is reached. */
  rank: 1,
  /** The first loss at which `mass` is exceeded. */
  exceeding: 2,
  /** The mean of both. */
  mean: 3,
  /** Mean of the losses between `from` and `from` + `width`. */
  window: 4,
} as const

/** A measure of losses whose scenarios have probabilities of their own; masses are in the probabilities' unit. */
export interface ProbabilityMeasure {
  readonly kind: keyof typeof probabilityKinds
  /** By scenario, none below 0; they need not sum to 1. */
  readonly probabilities: Float64Array
  readonly mass: number
  /** Masses that differ by no more than this are equal. */
  readonly tolerance: number
  /** Of a window only, else 0. */
  readonly from: number
  readonly width: number
}

/** Where the fields lie, in bytes: two words, then float64. */
export const probabilityFields = {
  probabilities: 0,
  kind: 4,
  mass: 8,
  tolerance: 16,
  from: 24,
  width: 32,
  /** How probable candidates have to be together; only how quickly the answer is found depends on it, if it is enough. */
  need: 40,
} as const

const blockBytes = 48
const measuresBytes = 12

/**
 * Lays a measure out as the `measures` that kernel functions take: no measure by rank, how many of the worst losses are looked at
 * first, and the place of the one by probability.
 */
export function writeProbabilityMeasure(memory: KernelMemory, measure: ProbabilityMeasure): number {
  const { kind, probabilities, mass, tolerance, from, width } = measure
  const { length } = probabilities
  const column = memory.allocate(8 * length)
  memory.doubles(column, length).set(probabilities)
  const total = probabilities.reduce((sum, probability) => sum + probability, 0)
  // Beyond the mass lies what conventions read after it, and the bounds of a rank that rounding leaves open.
  const need = Math.max(mass, from + width) + 8 * tolerance
  const block = memory.allocate(blockBytes)
  memory.words(block, 2).set([column, probabilityKinds[kind]])
  memory.doubles(block + probabilityFields.mass, 5).set([mass, tolerance, from, width, need])
  const measures = memory.allocate(measuresBytes)
  memory.words(measures, 3).set([0, Math.ceil((need / total) * length) + 4, block])
  return measures
}

/** Gives back what `writeProbabilityMeasure` took for a measure of so many scenarios. */
export function releaseProbabilityMeasure(memory: KernelMemory, measures: number, scenarios: number): void {
  const block = memory.words(measures, 3)[2]!
  memory.release(memory.words(block, 1)[0]!, 8 * scenarios)
  memory.release(block, blockBytes)
  memory.release(measures, measuresBytes)
}
