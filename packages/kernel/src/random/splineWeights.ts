import type { KernelMemory } from '../memory/kernelMemory.js'
import { pathWeightBytes, splineFields } from './splineTask.js'

/**
 * The cell of every path and its weights there. A path outside the nodes, on either axis, or one that is not a number, is put on
 * the list of those outside: its weights, and with them its values, are NaN, and whoever wants them prices it exactly. Both end
 * nodes are inside.
 */
export function splineWeights(memory: KernelMemory, task: number): void {
  const { u32, f64 } = memory.views
  const word = (field: number): number => u32[(task + field) >>> 2]!
  const float = (field: number): number => f64[(task + field) >>> 3]!
  const nodes = word(splineFields.nodes)
  const levels = word(splineFields.levels)
  const prices = word(splineFields.prices) >>> 3
  const moves = word(splineFields.levelMoves) >>> 3
  const paths = word(splineFields.paths)
  const weights = word(splineFields.weights)
  const outside = word(splineFields.outside) >>> 2
  let outsideCount = 0
  for (let path = 0; path < paths; path++) {
    const to = weights + path * pathWeightBytes
    const x = (f64[prices + path]! - float(splineFields.lowestPrice)) * float(splineFields.priceSteps)
    const y = levels > 1 ? (f64[moves + path]! - float(splineFields.lowestLevel)) * float(splineFields.levelSteps) : 0
    if (x >= 0 && x <= nodes - 1 && y >= 0 && y <= levels - 1) {
      const cell = Math.min(Math.floor(x), nodes - 2)
      putWeights(f64, x - cell, to >>> 3)
      let place = cell
      if (levels > 1) {
        const band = Math.min(Math.floor(y), levels - 2)
        putWeights(f64, y - band, (to + 32) >>> 3)
        place += band * (nodes + 2)
      }
      u32[(to + 64) >>> 2] = 32 * place
      continue
    }
    f64.fill(Number.NaN, to >>> 3, (to + 64) >>> 3)
    u32[(to + 64) >>> 2] = 0
    outsideCount++
    u32[outside + outsideCount] = path
  }
  u32[outside] = outsideCount
}

/** The four uniform cubic B-splines, times six, at t in [0, 1]. */
function putWeights(f64: Float64Array, t: number, to: number): void {
  const square = t * t
  const cube = square * t
  const rest = 1 - t
  f64[to] = rest * rest * rest
  f64[to + 1] = 3 * cube - 6 * square + 4
  f64[to + 2] = 3 * (square + t - cube) + 1
  f64[to + 3] = cube
}
