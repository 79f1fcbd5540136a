import type { KernelMemory } from '../memory/kernelMemory.js'

/**
 * What `studentPaths` draws from. The number of a draw is a function of (seed, path, draw) alone:
 *
 * - **Key** of Philox4x32-10: the two words of the seed.
 * - **Counter**: (block, 0, stream, stream · 2⁻³²). The stream is the path; with antithetic paths it is ⌊path/2⌋, and an odd path
 *   is the mirror of the even one before it.
 * - **Factors** 2k and 2k + 1 are the two numbers that `normalPair` makes of block `factorBlock` + k.
 * - **Mixture**: attempt k at the χ² variable is block `mixtureBlock` + k, see `mixture`.
 *
 * Another draw for the same paths (volatility levels, say) is another task with another `factorBlock`; with the same
 * `mixtureBlock` it has the same χ² variable.
 */
export interface PathTask {
  /** Whole number from 0 to 2⁵³ − 1. */
  readonly seed: number
  /** First Philox block of the factors, which take ⌈factors/2⌉ of them. */
  readonly factorBlock: number
  /** First of 128 Philox blocks. */
  readonly mixtureBlock: number
  readonly factors: number
  readonly antithetic: boolean
  /** Above 2; Infinity is the normal distribution. */
  readonly degreesOfFreedom: number
  /** The path that stands first in the columns. */
  readonly basePath: number
  /** Paths a column has room for. */
  readonly columnLength: number
  /** Place of factors × factors float64: a root of the correlation matrix, row by row, of which the lower triangle is read. */
  readonly root: number
  /** Place of one float64 a factor: the standard deviations of the moves. */
  readonly deviations: number
  /** Place of one float64 a factor: what e^move is multiplied by, today's forwards or ones. */
  readonly scales: number
  /** Place of the columns of moves, one a factor; 0: none are wanted. */
  readonly moves: number
  /** Place of the columns of scale × e^move; 0: none are wanted. */
  readonly forwards: number
}

/** Bytes of one task of `studentPaths`. */
export const pathTaskBytes = 64

/** Where a task's fields lie, in bytes: 32-bit words, and float64 where said. */
export const pathFields = {
  keyLow: 0,
  keyHigh: 4,
  factorBlock: 8,
  mixtureBlock: 12,
  factors: 16,
  flags: 20,
  /** float64. */
  degreesOfFreedom: 24,
  /** float64. */
  basePath: 32,
  columnLength: 40,
  root: 44,
  deviations: 48,
  scales: 52,
  moves: 56,
  forwards: 60,
} as const

export const pathFlags = { antithetic: 1 } as const

/** Working space of `studentPaths`: seven rows of 32 numbers, keys, and a row for each factor, of which there are pairs. */
export function pathScratchBytes(factors: number): number {
  return 384 + 256 * (7 + 2 * Math.ceil(factors / 2))
}

const twoPower32 = 4294967296

/** Lays a task out at a place. */
export function writePathTask({ views: { u32, f64 } }: KernelMemory, place: number, task: PathTask): void {
  const word = (field: number, value: number): void => {
    u32[(place + field) >>> 2] = value
  }
  word(pathFields.keyLow, task.seed % twoPower32)
  word(pathFields.keyHigh, Math.floor(task.seed / twoPower32))
  word(pathFields.factorBlock, task.factorBlock)
  word(pathFields.mixtureBlock, task.mixtureBlock)
  word(pathFields.factors, task.factors)
  word(pathFields.flags, task.antithetic ? pathFlags.antithetic : 0)
  f64[(place + pathFields.degreesOfFreedom) >>> 3] = task.degreesOfFreedom
  f64[(place + pathFields.basePath) >>> 3] = task.basePath
  word(pathFields.columnLength, task.columnLength)
  word(pathFields.root, task.root)
  word(pathFields.deviations, task.deviations)
  word(pathFields.scales, task.scales)
  word(pathFields.moves, task.moves)
  word(pathFields.forwards, task.forwards)
}
