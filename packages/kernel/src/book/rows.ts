import type { KernelMemory } from '../memory/kernelMemory.js'
import { rangeBytes } from './layout.js'

/** 2^−50: covers the rounding of a difference, of its middle and of its half. */
export const outward = 8.881784197001252e-16

/** The values `from` to `to` − 1 (even numbers) of a column of float64, each rounded to the nearest float32. */
export function narrow(memory: KernelMemory, from: number, to: number, source: number, target: number): void {
  const { f64, f32 } = memory.views
  for (let i = from; i < to; i++) f32[(target >>> 2) + i] = f64[(source >>> 3) + i]!
}

/**
 * For rows `first` to `last` − 1 of `count` scenarios (a multiple of 4): how far the loss of one unit can have moved since the
 * float32 reference rows, as middle and half width, and its reach: the largest size of the row now plus the largest move.
 * Half widths and reaches are rounded outward; a row that is not finite can be anywhere. Writes
 * middle, half and reach into `ranges`, four numbers a row; the third of them is left alone.
 */
export function rowRanges(
  memory: KernelMemory,
  rows: number,
  references: number,
  count: number,
  first: number,
  last: number,
  ranges: number,
): void {
  const { f64, f32 } = memory.views
  for (let row = first; row < last; row++) {
    const now = (rows >>> 3) + row * count
    const then = (references >>> 2) + row * count
    const low = [Infinity, Infinity]
    const high = [-Infinity, -Infinity]
    let reach = 0
    let isSick = false
    for (let s = 0; s < count; s++) {
      const x = f64[now + s]!
      const d = x - f32[then + s]!
      const lane = s & 1
      if (d < low[lane]!) low[lane] = d
      if (d > high[lane]!) high[lane] = d
      if (Math.abs(x) > reach) reach = Math.abs(x)
      if (!Number.isFinite(d)) isSick = true
    }
    const smallest = Math.min(low[0]!, low[1]!)
    const largest = Math.max(high[0]!, high[1]!)
    const range = (ranges + row * rangeBytes) >>> 3
    f64[range] = isSick ? 0 : (smallest + largest) * -0.5
    f64[range + 1] = isSick ? Infinity : (largest - smallest) * 0.5 + (Math.abs(smallest) + Math.abs(largest)) * outward
    f64[range + 3] = isSick ? Infinity : (reach + Math.max(Math.abs(smallest), Math.abs(largest))) * (1 + outward)
  }
}
