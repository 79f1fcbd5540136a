import type { KernelMemory } from '../memory/kernelMemory.js'
import { levelBetween, linesOf, recordsOf, settle, wordOf } from './accounts.js'
import { foldAt } from './folds.js'
import { foldBytes } from './foldTask.js'
import { bookFields as at, unjudged } from './layout.js'
import { boundsByProbability, measureByProbability } from './probability.js'

/** A row of scenarios and how much of it is held. */
type Line = readonly [row: number, quantity: number]

/**
 * Measures of the accounts of a list, entries `from` to `to` − 1. A measure is a weighted sum of an account's losses, counted
 * from the worst on (Value at Risk: weight 1 at one rank; expected shortfall: equal weights over the tail). `measures` is three
 * words: how many there are, how many ranks each has weights for, and the place of the weights; or what `writeProbabilityMeasure`
 * lays out, one measure of scenarios that are not equally probable. Rows have `count` scenarios, a
 * multiple of 32, of which `real` count. `out`: one number a measure and entry. What is not a number makes the measure NaN.
 */
export function tails64(
  memory: KernelMemory,
  book: number,
  list: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  real: number,
  measures: number,
  out: number,
): void {
  const { u32 } = memory.views
  const measureCount = countOf(memory, measures)
  for (let i = from; i < to; i++) {
    const lines = accountLines(memory, book, u32[(list >>> 2) + i]!)
    const placed = lines.map(([instrument, quantity]): Line => [rows + instrument * 8 * count, quantity])
    measure(memory, losses(memory, placed, real), measures, out + 8 * i * measureCount)
  }
}

/** Measures of lines laid out by the caller: `lines` entries of 16 bytes, the place of a row (32 bits) and a quantity (float64 at 8). */
export function tailOfLines(
  memory: KernelMemory,
  gathered: number,
  lines: number,
  _count: number,
  real: number,
  measures: number,
  out: number,
): void {
  const { u32, f64 } = memory.views
  const placed = Array.from({ length: lines }, (_, k): Line => {
    const line = gathered + 16 * k
    return [u32[line >>> 2]!, f64[(line + 8) >>> 3]!]
  })
  measure(memory, losses(memory, placed, real), measures, out)
}

function losses({ views: { f64 } }: KernelMemory, lines: readonly Line[], real: number): Float64Array {
  const profits = new Float64Array(real)
  for (const [row, quantity] of lines) {
    for (let s = 0; s < real; s++) profits[s] = profits[s]! + quantity * f64[(row >>> 3) + s]!
  }
  return profits.map((profit) => 0 - profit)
}

/** How many numbers the measures of one account are. */
function countOf({ views: { u32 } }: KernelMemory, measures: number): number {
  return Math.max(1, u32[measures >>> 2]!)
}

function isByProbability({ views: { u32 } }: KernelMemory, measures: number): boolean {
  return u32[measures >>> 2] === 0
}

function measure(memory: KernelMemory, found: Float64Array, measures: number, out: number): void {
  const { f64, u32 } = memory.views
  const isBroken = found.some(Number.isNaN)
  if (isByProbability(memory, measures)) {
    f64[out >>> 3] = isBroken ? Number.NaN : measureByProbability(memory, found, measures)
    return
  }
  const descending = found.sort().reverse()
  const count = u32[measures >>> 2]!
  const depth = u32[(measures >>> 2) + 1]!
  for (let m = 0; m < count; m++) {
    f64[(out >>> 3) + m] = isBroken ? Number.NaN : weighted(f64, descending, u32[(measures >>> 2) + 2]!, m, depth)
  }
}

function weighted(
  f64: Float64Array,
  descending: Float64Array | Float32Array,
  weights: number,
  measureIndex: number,
  depth: number,
): number {
  let sum = 0
  for (let k = 0; k < depth; k++) {
    const weight = f64[(weights >>> 3) + measureIndex * depth + k]!
    if (weight !== 0) sum += weight * descending[k]!
  }
  return sum
}

/** Instruments and quantities of an account in the order of its segments. */
export function accountLines(memory: KernelMemory, book: number, account: number): readonly Line[] {
  return recordsOf(memory, book, account).flatMap((record) => [
    ...linesOf(memory, book, memory.views.u32[record >>> 2]!),
  ])
}

/**
 * An account's lines as slots of a table of float32 rows, and how much of each, still in float64: a line stands on one slot or two
 * (foldTask.ts). What falls on the same first slot as the line before it is added up, and so is what falls on the same second one
 * in a segment. `reach`: the sum of |quantity|·reach.
 */
function foldedLines(
  memory: KernelMemory,
  book: number,
  account: number,
  folds: number,
): { readonly lines: readonly Line[]; readonly reach: number } {
  const lines: [slot: number, quantity: number][] = []
  let reach = 0
  for (const record of recordsOf(memory, book, account)) {
    let before: [slot: number, quantity: number] = [0, 0]
    let shared: [slot: number, quantity: number] = [0, 0]
    for (const [row, quantity] of linesOf(memory, book, memory.views.u32[record >>> 2]!)) {
      const fold = foldAt(memory, folds + row * foldBytes)
      reach += Math.abs(quantity) * fold.reach
      if (fold.first !== 0) {
        if (fold.first === before[0]) before[1] += quantity
        else {
          before = [fold.first, quantity]
          lines.push(before)
        }
      }
      if (fold.second !== 0) {
        if (fold.second !== shared[0]) {
          if (shared[0] !== 0) lines.push(shared)
          shared = [fold.second, 0]
        }
        shared[1] += quantity * fold.factor
      }
    }
    if (shared[0] !== 0) lines.push(shared)
  }
  return { lines, reach }
}

/**
 * The first measure of the accounts `from` to `to` − 1 over rows made of float32 rows, computed in float32, as bounds that hold for
 * the exact measure of these very rows: quantities are rounded once, products and sums once each, so that no scenario's loss is off
 * by more than (lines + 2)·2⁻²⁴ of the sum of |quantity|·reach. Writes the bounds, rounded outward to float32, and the epoch.
 */
export function references32(
  memory: KernelMemory,
  book: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  real: number,
  measures: number,
  folds: number,
  epoch: number,
): void {
  const { f32, f64, u8 } = memory.views
  const highs = wordOf(memory, book, at.accountHigh) >>> 2
  const lows = wordOf(memory, book, at.accountLow) >>> 2
  const slack = f64[(book + at.slack) >>> 3]!
  for (let account = from; account < to; account++) {
    if (u8[wordOf(memory, book, at.accountEpoch) + account] === unjudged) continue
    const { lines, reach } = foldedLines(memory, book, account, folds)
    const [most, least] = bounds32(memory, lines, rows, count, real, measures)
    const error = reach * ((lines.length + 4) * 6e-8 + slack) + 1e-30
    const high = most + error
    const low = least - error
    const isUsable = Math.abs(high) < 3e38 && Math.abs(low) < 3e38
    f32[highs + account] = isUsable ? high + Math.abs(high) * 2.5e-7 + 1e-30 : Infinity
    f32[lows + account] = isUsable ? low - Math.abs(low) * 2.5e-7 - 1e-30 : -Infinity
    u8[wordOf(memory, book, at.accountEpoch) + account] = epoch
  }
}

/** Losses of lines over float32 rows, in float32. */
function losses32(
  { views: { f32 } }: KernelMemory,
  lines: readonly Line[],
  rows: number,
  count: number,
  real: number,
): Float32Array {
  const found = new Float32Array(real)
  for (const [instrument, quantity] of lines) {
    const narrow = Math.fround(quantity)
    const row = (rows >>> 2) + instrument * count
    for (let s = 0; s < real; s++) found[s] = found[s]! - Math.fround(narrow * f32[row + s]!)
  }
  return found
}

/** A measure of losses in float32; `index`: which of those by rank. */
function measure32(memory: KernelMemory, found: Float32Array, measures: number, index: number): number {
  if (found.some(Number.isNaN)) return Number.NaN
  if (isByProbability(memory, measures)) return measureByProbability(memory, found, measures)
  const { f64, u32 } = memory.views
  const depth = u32[(measures >>> 2) + 1]!
  return weighted(f64, found.sort().reverse(), u32[(measures >>> 2) + 2]!, index, depth)
}

/** The first measure of lines over float32 rows as bounds; they differ where probabilities leave a rank open. */
function bounds32(
  memory: KernelMemory,
  lines: readonly Line[],
  rows: number,
  count: number,
  real: number,
  measures: number,
): readonly [most: number, least: number] {
  const found = losses32(memory, lines, rows, count, real)
  if (isByProbability(memory, measures) && !found.some(Number.isNaN))
    return boundsByProbability(memory, found, measures)
  const value = measure32(memory, found, measures, 0)
  return [value, value]
}

/** Measures as `tails64`, over rows made of float32 rows and in float32: for figures that need no more. */
export function tails32(
  memory: KernelMemory,
  book: number,
  list: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  real: number,
  measures: number,
  folds: number,
  out: number,
): void {
  const { f64, u32 } = memory.views
  const measureCount = countOf(memory, measures)
  for (let i = from; i < to; i++) {
    const { lines } = foldedLines(memory, book, u32[(list >>> 2) + i]!, folds)
    const found = losses32(memory, lines, rows, count, real)
    for (let m = 0; m < measureCount; m++) {
      f64[(out >>> 3) + i * measureCount + m] = measure32(memory, found, measures, m)
    }
  }
}

/**
 * Levels of a list's accounts, entries `from` to `to` − 1, from float32 copies of the rows as they are now, as far as these decide
 * them: what copies and folds are off is in the error, too. Answers and lists as `judgeList`.
 */
export function settle32(
  memory: KernelMemory,
  book: number,
  list: number,
  from: number,
  to: number,
  rows: number,
  count: number,
  real: number,
  measures: number,
  folds: number,
): number {
  const { f64, u32 } = memory.views
  const undecided = (wordOf(memory, book, at.undecided) >>> 2) + from
  const changed = (wordOf(memory, book, at.changed) >>> 2) + from
  const slack = f64[(book + at.slack) >>> 3]!
  let undecidedCount = 0
  let changedCount = 0
  for (let entry = from; entry < to; entry++) {
    const account = u32[(list >>> 2) + entry]!
    const { lines, reach } = foldedLines(memory, book, account, folds)
    const [most, least] = bounds32(memory, lines, rows, count, real, measures)
    const error = reach * ((lines.length + 6) * 6e-8 + slack) + 1e-30
    const level = levelBetween(memory, book, account, most + error, least - error)
    if (level < 0) u32[undecided + undecidedCount++] = account
    else if (settle(memory, book, account, level)) u32[changed + changedCount++] = account
  }
  return undecidedCount * 65536 + changedCount
}
