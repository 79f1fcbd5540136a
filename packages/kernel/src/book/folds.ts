import type { KernelMemory } from '../memory/kernelMemory.js'
import { foldTaskFields as field, foldBytes, foldFields, foldTaskBytes, noRow } from './foldTask.js'

/**
 * What parts may be off a row, as a share of their sizes: a hair more than the 2⁻²⁴ = 5.9605·10⁻⁸ that rounding both of them to
 * float32 costs, and less than the 6·10⁻⁸ that docs/models/live-book.md allows for a copy.
 */
const tolerance = 5.983e-8

interface Task {
  readonly row: number
  readonly slot: number
  readonly first: number
  readonly firstSlot: number
  readonly lead: number
  readonly leadFirst: number
  readonly leadSlot: number
  readonly scenario: number
}

function taskAt({ views: { u32 } }: KernelMemory, place: number): Task {
  const word = (offset: number): number => u32[(place + offset) >>> 2]!
  return {
    row: word(field.row),
    slot: word(field.slot),
    first: word(field.first),
    firstSlot: word(field.firstSlot),
    lead: word(field.lead),
    leadFirst: word(field.leadFirst),
    leadSlot: word(field.leadSlot),
    scenario: word(field.scenario),
  }
}

/**
 * Float32 copies of rows of `count` scenarios (a multiple of 4), the tasks `from` to `to` − 1 of foldTask.ts, into the slots of
 * `table`. A row that is copied as it is gets its fold: itself, or nothing where it is all zeros. Where there is a `first`, the
 * difference is copied, and no fold is written.
 */
export function narrowRows(
  memory: KernelMemory,
  tasks: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  table: number,
  folds: number,
): void {
  const { f64, f32 } = memory.views
  for (let k = from; k < to; k++) {
    const { row, slot, first } = taskAt(memory, tasks + k * foldTaskBytes)
    const source = (rows >>> 3) + row * count
    const less = (rows >>> 3) + first * count
    const target = (table >>> 2) + slot * count
    let reach = 0
    for (let s = 0; s < count; s++) {
      f32[target + s] = first === noRow ? f64[source + s]! : f64[source + s]! - f64[less + s]!
      const size = Math.abs(f32[target + s]!)
      reach = size < Infinity ? Math.max(reach, size) : Number.NaN
    }
    if (first !== noRow) continue
    writeFold(memory, folds + row * foldBytes, { factor: 0, reach, first: reach === 0 ? 0 : slot, second: 0 })
  }
}

/**
 * Folds rows, the tasks `from` to `to` − 1, on others that are in the table: on `first` and on the leading difference, by the
 * factor that one scenario gives. Whether it holds in all of them is measured: a row that its parts miss by more than rounding
 * them explains is refused, and its fold is left without numbers. Answers how many are.
 */
export function foldRows(
  memory: KernelMemory,
  tasks: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  table: number,
  folds: number,
): number {
  const { f64, f32 } = memory.views
  let refused = 0
  for (let k = from; k < to; k++) {
    const { row, first, firstSlot, lead, leadFirst, leadSlot, scenario } = taskAt(memory, tasks + k * foldTaskBytes)
    const profit = (of: number): number => f64[(rows >>> 3) + of * count + scenario]!
    const factor = (profit(row) - (first === noRow ? 0 : profit(first))) / (profit(lead) - profit(leadFirst))
    const [source, one, other] = [
      (rows >>> 3) + row * count,
      (table >>> 2) + firstSlot * count,
      (table >>> 2) + leadSlot * count,
    ] as const
    let reach = 0
    let error = 0
    let isSick = false
    for (let s = 0; s < count; s++) {
      const a = f32[one + s]!
      const b = factor * f32[other + s]!
      const off = f64[source + s]! - (a + b)
      if (!Number.isFinite(off)) isSick = true
      error = Math.max(error, Math.abs(off))
      reach = Math.max(reach, Math.abs(a) + Math.abs(b))
    }
    const isFolded = !isSick && error <= tolerance * reach
    const fold = isFolded
      ? { factor, reach, first: firstSlot, second: leadSlot }
      : { factor: Number.NaN, reach: Number.NaN, first: 0, second: 0 }
    writeFold(memory, folds + row * foldBytes, fold)
    if (!isFolded) refused++
  }
  return refused
}

interface Fold {
  readonly factor: number
  readonly reach: number
  readonly first: number
  readonly second: number
}

export function foldAt({ views: { f64, u32 } }: KernelMemory, place: number): Fold {
  return {
    factor: f64[(place + foldFields.factor) >>> 3]!,
    reach: f64[(place + foldFields.reach) >>> 3]!,
    first: u32[(place + foldFields.first) >>> 2]!,
    second: u32[(place + foldFields.second) >>> 2]!,
  }
}

function writeFold({ views: { f64, u32 } }: KernelMemory, place: number, { factor, reach, first, second }: Fold): void {
  f64[(place + foldFields.factor) >>> 3] = factor
  f64[(place + foldFields.reach) >>> 3] = reach
  u32[(place + foldFields.first) >>> 2] = first
  u32[(place + foldFields.second) >>> 2] = second
}
