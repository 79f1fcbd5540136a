import type { KernelMemory } from '../memory/kernelMemory.js'
import { splineFields, tileBytes, tileLength } from './splineTask.js'

/**
 * Coefficients of the tiles `from` to `to` − 1. On each axis they are those of the uniform cubic B-splines: c₋ + 4c + c₊ is the
 * value at a node, and the third derivative does not jump at the second and the last but one ("not a knot"), which keeps the
 * order of the error up to the ends: there, 36c₁ = 8y₁ − y₀ − y₂. The rest is the elimination of a tridiagonal matrix; de Boor,
 * "A Practical Guide to Splines" (1978), chapter IV.
 */
export function splineCoefficients(memory: KernelMemory, task: number, from: number, to: number): void {
  const { u32, f64 } = memory.views
  const word = (field: number): number => u32[(task + field) >>> 2]!
  const nodes = word(splineFields.nodes)
  const levels = word(splineFields.levels)
  const line = (nodes + 2) * tileLength
  const margin = levels > 1 ? 1 : 0
  const ratios = eliminationRatios(Math.max(nodes, levels))
  for (let instrument = from * tileLength; instrument < to * tileLength; instrument++) {
    const tile = Math.floor(instrument / tileLength)
    const first =
      ((word(splineFields.coefficients) + tile * tileBytes(nodes, levels)) >>> 3) + (instrument % tileLength)
    const values = (word(splineFields.values) >>> 3) + instrument * levels * nodes
    for (let level = 0; level < levels; level++) {
      const start = first + (level + margin) * line
      for (let node = 0; node < nodes; node++)
        f64[start + (node + 1) * tileLength] = f64[values + level * nodes + node]!
      solve(f64, start, nodes, tileLength, ratios)
    }
    if (margin === 0) continue
    for (let node = 0; node < nodes + 2; node++) solve(f64, first + node * tileLength, levels, line, ratios)
  }
}

function eliminationRatios(nodes: number): Float64Array {
  const ratios = new Float64Array(nodes)
  let ratio = 0
  for (let node = 2; node < nodes; node++) {
    ratio = 1 / (4 - ratio)
    ratios[node] = ratio
  }
  return ratios
}

/** In place: values at places 1 to `nodes` of a line become coefficients at places 0 to `nodes` + 1. */
function solve(f64: Float64Array, line: number, nodes: number, stride: number, ratios: Float64Array): void {
  const last = line + nodes * stride
  const value0 = f64[line + stride]!
  const value1 = f64[line + 2 * stride]!
  const value2 = f64[line + 3 * stride]!
  const end0 = f64[last]!
  const end1 = f64[last - stride]!
  const end2 = f64[last - 2 * stride]!
  const first1 = (8 * value1 - value0 - value2) / 36
  const last1 = (8 * end1 - end0 - end2) / 36
  f64[line + 2 * stride] = first1
  f64[last - stride] = last1
  for (let node = 2; node + 2 < nodes; node++) {
    const at = line + (node + 1) * stride
    f64[at] = (f64[at]! - f64[at - stride]!) * ratios[node]!
  }
  for (let node = nodes - 3; node >= 2; node--) {
    const at = line + (node + 1) * stride
    f64[at] = f64[at]! - ratios[node]! * f64[at + stride]!
  }
  const first0 = value1 - 4 * first1 - f64[line + 3 * stride]!
  f64[line + stride] = first0
  f64[line] = value0 - 4 * first0 - first1
  const last0 = end1 - 4 * last1 - f64[last - 2 * stride]!
  f64[last] = last0
  f64[last + stride] = end0 - 4 * last0 - last1
}
