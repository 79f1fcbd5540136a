import type { KernelMemory } from '../memory/kernelMemory.js'

/**
 * Values of many instruments on many paths from their values at a few nodes: cubic splines in the logarithm of the price of one
 * underlying or, where `levels` is above 1, bicubic ones in it and a second variable, such as the level of volatility. Done in
 * three steps: `splineCoefficients` once for the nodes, `splineWeights` once for the paths, then `splineRows`.
 *
 * An instrument may be anything that depends on the same two variables, also a whole account's holding of one underlying: splines
 * are linear in the values. Four instruments are a tile; their number is rounded up to tiles in every array.
 */
export interface SplineTask {
  /** Nodes of the price, at least 4, equally far from one another. */
  readonly nodes: number
  /** Nodes of the level, at least 4, or 1: values do not depend on it. */
  readonly levels: number
  readonly lowestPrice: number
  readonly highestPrice: number
  readonly lowestLevel: number
  readonly highestLevel: number
  /** Place of the values at the nodes: float64 by instrument, level and price, the price fastest. */
  readonly values: number
  /** Place of the coefficients: `tileBytes` for each tile. */
  readonly coefficients: number
  /** Places of the paths' log prices and levels, on the axes of the nodes; levels are not read where they do not matter. */
  readonly prices: number
  readonly levelMoves: number
  readonly paths: number
  /** Place of `pathWeightBytes` for each path. */
  readonly weights: number
  /** Place of 1 + paths words: how many paths lie outside the nodes, then their numbers. */
  readonly outside: number
  /** Place of the rows, one an instrument. */
  readonly rows: number
  /** float64 from row to row. */
  readonly rowLength: number
}

/** Bytes of one task. */
export const splineTaskBytes = 80

/** Where a task's fields lie, in bytes: 32-bit words, and float64 where said. */
export const splineFields = {
  nodes: 0,
  levels: 4,
  /** float64: lowest node, and nodes a unit. */
  lowestPrice: 8,
  priceSteps: 16,
  lowestLevel: 24,
  levelSteps: 32,
  values: 40,
  coefficients: 44,
  prices: 48,
  levelMoves: 52,
  paths: 56,
  weights: 60,
  outside: 64,
  rows: 68,
  rowLength: 72,
} as const

/** Instruments of a tile. */
export const tileLength = 4

/** Of a path: four weights of the price, four of the level, then in a word the place of its first coefficient in a tile. */
export const pathWeightBytes = 80

/** Bytes of the coefficients of one tile: (levels + 2) × (nodes + 2) groups of four, or one line of groups where levels is 1. */
export function tileBytes(nodes: number, levels: number): number {
  return 32 * (nodes + 2) * (levels > 1 ? levels + 2 : 1)
}

/** Working space of `splineCoefficients`. */
export function splineScratchBytes(nodes: number, levels: number): number {
  return 8 * Math.max(nodes, levels)
}

/** Lays a task out at a place. */
export function writeSplineTask({ views: { u32, f64 } }: KernelMemory, place: number, task: SplineTask): void {
  const { lowestPrice, highestPrice, lowestLevel, highestLevel, ...words } = task
  for (const [name, value] of Object.entries(words)) {
    u32[(place + splineFields[name as keyof typeof words]) >>> 2] = value
  }
  const float = (field: number, value: number): void => {
    f64[(place + field) >>> 3] = value
  }
  float(splineFields.lowestPrice, lowestPrice)
  float(splineFields.priceSteps, (task.nodes - 1) / (highestPrice - lowestPrice))
  float(splineFields.lowestLevel, lowestLevel)
  float(splineFields.levelSteps, task.levels > 1 ? (task.levels - 1) / (highestLevel - lowestLevel) : 0)
}
