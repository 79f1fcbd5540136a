import type { KernelMemory } from '../memory/kernelMemory.js'
import { foldAt } from './folds.js'
import { foldBytes } from './foldTask.js'
import { rangeBytes } from './layout.js'

/** 2^−50: covers the rounding of a difference, of its middle and of its half. */
export const outward = 8.881784197001252e-16

/**
 * For rows `first` to `last` − 1 of `count` scenarios (a multiple of 4): how far the loss of one unit can have moved since the
 * reference rows, which are made of the float32 rows in `table` as `folds` says: middle and half width; and its reach: the largest
 * size of the row now, or of its reference's parts together, plus the largest move. Half widths and reaches are rounded outward;
 * a row that is not finite can be anywhere. Writes middle, half and reach into `ranges`, four numbers a row; the third of them is
 * left alone.
 */
export function rowRanges(
  memory: KernelMemory,
  rows: number,
  table: number,
  folds: number,
  count: number,
  first: number,
  last: number,
  ranges: number,
): void {
  const { f64, f32 } = memory.views
  for (let row = first; row < last; row++) {
    const now = (rows >>> 3) + row * count
    const fold = foldAt(memory, folds + row * foldBytes)
    const one = (table >>> 2) + fold.first * count
    const other = (table >>> 2) + fold.second * count
    const low = [Infinity, Infinity]
    const high = [-Infinity, -Infinity]
    let reach = 0
    let isSick = false
    for (let s = 0; s < count; s++) {
      const x = f64[now + s]!
      const a = f32[one + s]!
      const b = fold.factor * f32[other + s]!
      const d = x - (a + b)
      const lane = s & 1
      if (d < low[lane]!) low[lane] = d
      if (d > high[lane]!) high[lane] = d
      reach = Math.max(reach, Math.abs(x), Math.abs(a) + Math.abs(b))
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
