import type { KernelMemory } from '../memory/kernelMemory.js'
import { pathWeightBytes, splineFields, tileBytes, tileLength } from './splineTask.js'

/** Values of the instruments of the tiles `from` to `to` − 1 on every path: rows by instrument, NaN for a path outside. */
export function splineRows(memory: KernelMemory, task: number, from: number, to: number): void {
  const { u32, f64 } = memory.views
  const word = (field: number): number => u32[(task + field) >>> 2]!
  const nodes = word(splineFields.nodes)
  const levels = word(splineFields.levels)
  const line = (nodes + 2) * tileLength
  const paths = word(splineFields.paths)
  for (let instrument = from * tileLength; instrument < to * tileLength; instrument++) {
    const tile = Math.floor(instrument / tileLength)
    const first =
      ((word(splineFields.coefficients) + tile * tileBytes(nodes, levels)) >>> 3) + (instrument % tileLength)
    const row = (word(splineFields.rows) >>> 3) + instrument * word(splineFields.rowLength)
    for (let path = 0; path < paths; path++) {
      const weights = (word(splineFields.weights) + path * pathWeightBytes) >>> 3
      const at = first + (u32[(weights << 1) + 16]! >>> 3)
      f64[row + path] = levels > 1 ? across(f64, weights, at, line) : along(f64, weights, at)
    }
  }
}

/** Four coefficients along the price, weighed. */
function along(f64: Float64Array, weights: number, at: number): number {
  const near = f64[weights]! * f64[at]! + f64[weights + 1]! * f64[at + tileLength]!
  const far = f64[weights + 2]! * f64[at + 2 * tileLength]! + f64[weights + 3]! * f64[at + 3 * tileLength]!
  return near + far
}

/** Sixteen coefficients along price and level, weighed. */
function across(f64: Float64Array, weights: number, at: number, line: number): number {
  let sum = 0
  for (let level = 0; level < 4; level++) sum += f64[weights + 4 + level]! * along(f64, weights, at + level * line)
  return sum
}
