// Twins of src/book/tails in float32: references, levels and measures where float32 is enough.
import { levelBetween, settle } from './accounts'
import {
  accountEpoch,
  accountHigh,
  accountLow,
  changedAt,
  rangesAt,
  slackAt,
  undecidedAt,
  unjudged,
} from './fields'
import { gatherLines, ranksMax, roundsMax } from './lines'
import { boundsOfCandidates, candidates, measureOfCandidates } from './probability'

/**
 * Twin of references32: bounds of one measure of accounts from rows in float32, and their new epoch. `reaches`: largest size
 * of each row. See src/book/tails.ts for the error bound.
 */
export function references32(
  book: usize,
  from: i32,
  to: i32,
  rows: usize,
  count: i32,
  real: i32,
  measures: usize,
  reaches: usize,
  epoch: i32,
  scratch: usize,
): void {
  const rowBytes = <usize>count << 2
  const picked = scratch + rowBytes + (rowBytes >> 3)
  const gathered = picked + rowBytes + 64
  const highs = <usize>load<u32>(book, accountHigh)
  const lows = <usize>load<u32>(book, accountLow)
  const epochs = <usize>load<u32>(book, accountEpoch)
  const slack = load<f64>(book, slackAt)
  for (let account = from; account < to; account++) {
    if (load<u8>(epochs + <usize>account) == unjudged) continue
    const lines = gatherLines(book, account, rows, rowBytes, gathered)
    let size: f64 = 0
    for (let line = 0; line < lines; line++) {
      const at = gathered + (<usize>line << 4)
      const quantity = load<f64>(at, 8)
      size += abs<f64>(quantity) * load<f64>(reaches + (<usize>load<u32>(at, 4) << 3))
      store<f32>(at, <f32>quantity, 4)
    }
    const isBroken = lossesOf32(gathered, lines, rowBytes, real, scratch)
    boundsOf32(scratch, isBroken, rowBytes, real, measures, picked, gathered)
    const error = size * (<f64>(lines + 4) * 6e-8 + slack) + 1e-30
    const place = <usize>account << 2
    const high = load<f64>(gathered) + error
    const low = load<f64>(gathered, 8) - error
    const finite = abs<f64>(high) < 3e38 && abs<f64>(low) < 3e38
    store<f32>(highs + place, finite ? <f32>(high + abs<f64>(high) * 2.5e-7 + 1e-30) : Infinity)
    store<f32>(lows + place, finite ? <f32>(low - abs<f64>(low) * 2.5e-7 - 1e-30) : -Infinity)
    store<u8>(epochs + <usize>account, <u8>epoch)
  }
}

/**
 * Twin of settle32: levels of a list's accounts from float32 rows as they are now, as far as these decide them. Answers and lists
 * as judgeList.
 */
export function settle32(
  book: usize,
  list: usize,
  from: i32,
  to: i32,
  rows: usize,
  count: i32,
  real: i32,
  measures: usize,
  scratch: usize,
): i32 {
  const rowBytes = <usize>count << 2
  const picked = scratch + rowBytes + (rowBytes >> 3)
  const gathered = picked + rowBytes + 64
  const epochs = <usize>load<u32>(book, accountEpoch)
  const undecided = <usize>load<u32>(book, undecidedAt) + (<usize>from << 2)
  const changed = <usize>load<u32>(book, changedAt) + (<usize>from << 2)
  const slack = load<f64>(book, slackAt)
  let undecidedCount: usize = 0
  let changedCount: usize = 0
  for (let at = from; at < to; at++) {
    const account = load<u32>(list + (<usize>at << 2))
    const ranges = <usize>load<u32>(book + (<usize>load<u8>(epochs + <usize>account) << 2), rangesAt)
    const lines = gatherLines(book, account, rows, rowBytes, gathered)
    let size: f64 = 0
    for (let line = 0; line < lines; line++) {
      const place = gathered + (<usize>line << 4)
      const quantity = load<f64>(place, 8)
      size += abs<f64>(quantity) * load<f64>(ranges + (<usize>load<u32>(place, 4) << 5), 24)
      store<f32>(place, <f32>quantity, 4)
    }
    const isBroken = lossesOf32(gathered, lines, rowBytes, real, scratch)
    boundsOf32(scratch, isBroken, rowBytes, real, measures, picked, gathered)
    const error = size * (<f64>(lines + 6) * 6e-8 + slack) + 1e-30
    const level = levelBetween(book, account, load<f64>(gathered) + error, load<f64>(gathered, 8) - error)
    if (level < 0) {
      store<u32>(undecided + (undecidedCount << 2), account)
      undecidedCount++
    } else if (settle(book, account, level)) {
      store<u32>(changed + (changedCount << 2), account)
      changedCount++
    }
  }
  return <i32>((undecidedCount << 16) | changedCount)
}

function lossesOf32(gathered: usize, lines: i32, rowBytes: usize, real: i32, losses: usize): bool {
  const groups = losses + rowBytes
  const end = gathered + (<usize>lines << 4)
  const zero = f32x4.splat(0)
  memory.fill(losses, 0, rowBytes)
  // Four rows a pass: each is read in one stream, and the sums go to memory and back once for all four.
  let line = gathered
  for (; line + 64 <= end; line += 64) {
    const r0 = <usize>load<u32>(line)
    const r1 = <usize>load<u32>(line, 16)
    const r2 = <usize>load<u32>(line, 32)
    const r3 = <usize>load<u32>(line, 48)
    const q0 = v128.load32_splat(line, 4)
    const q1 = v128.load32_splat(line, 20)
    const q2 = v128.load32_splat(line, 36)
    const q3 = v128.load32_splat(line, 52)
    for (let s: usize = 0; s < rowBytes; s += 64) {
      const to = losses + s
      let a0 = v128.load(to)
      let a1 = v128.load(to, 16)
      let a2 = v128.load(to, 32)
      let a3 = v128.load(to, 48)
      a0 = f32x4.sub(a0, f32x4.mul(q0, v128.load(r0 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q0, v128.load(r0 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q0, v128.load(r0 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q0, v128.load(r0 + s, 48)))
      a0 = f32x4.sub(a0, f32x4.mul(q1, v128.load(r1 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q1, v128.load(r1 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q1, v128.load(r1 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q1, v128.load(r1 + s, 48)))
      a0 = f32x4.sub(a0, f32x4.mul(q2, v128.load(r2 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q2, v128.load(r2 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q2, v128.load(r2 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q2, v128.load(r2 + s, 48)))
      a0 = f32x4.sub(a0, f32x4.mul(q3, v128.load(r3 + s)))
      a1 = f32x4.sub(a1, f32x4.mul(q3, v128.load(r3 + s, 16)))
      a2 = f32x4.sub(a2, f32x4.mul(q3, v128.load(r3 + s, 32)))
      a3 = f32x4.sub(a3, f32x4.mul(q3, v128.load(r3 + s, 48)))
      v128.store(to, a0)
      v128.store(to, a1, 16)
      v128.store(to, a2, 32)
      v128.store(to, a3, 48)
    }
  }
  for (; line < end; line += 16) {
    const row = <usize>load<u32>(line)
    const q = v128.load32_splat(line, 4)
    for (let s: usize = 0; s < rowBytes; s += 64) {
      const to = losses + s
      v128.store(to, f32x4.sub(v128.load(to), f32x4.mul(q, v128.load(row + s))))
      v128.store(to, f32x4.sub(v128.load(to, 16), f32x4.mul(q, v128.load(row + s, 16))), 16)
      v128.store(to, f32x4.sub(v128.load(to, 32), f32x4.mul(q, v128.load(row + s, 32))), 32)
      v128.store(to, f32x4.sub(v128.load(to, 48), f32x4.mul(q, v128.load(row + s, 48))), 48)
    }
  }
  let total = zero
  for (let block: usize = 0; block < rowBytes; block += 128) {
    const at = losses + block
    const x0 = v128.load(at)
    const x1 = v128.load(at, 16)
    const x2 = v128.load(at, 32)
    const x3 = v128.load(at, 48)
    const x4 = v128.load(at, 64)
    const x5 = v128.load(at, 80)
    const x6 = v128.load(at, 96)
    const x7 = v128.load(at, 112)
    const left = f32x4.add(f32x4.add(x0, x1), f32x4.add(x2, x3))
    total = f32x4.add(total, f32x4.add(left, f32x4.add(f32x4.add(x4, x5), f32x4.add(x6, x7))))
    const lower = f32x4.pmax(f32x4.pmax(x0, x1), f32x4.pmax(x2, x3))
    const upper = f32x4.pmax(f32x4.pmax(x4, x5), f32x4.pmax(x6, x7))
    v128.store(groups + (block >> 3), f32x4.pmax(lower, upper))
  }
  for (let at = <usize>real << 2; at < rowBytes; at += 4) store<f32>(losses + at, -Infinity)
  for (let block = (<usize>real << 2) & ~127; block < rowBytes; block += 128) {
    let most = v128.load(losses + block)
    for (let at: usize = 16; at < 128; at += 16) most = f32x4.pmax(most, v128.load(losses + block + at))
    v128.store(groups + (block >> 3), most)
  }
  // A sum that is a number had only numbers in it; another may be one of opposite infinities.
  return !i32x4.all_true(f32x4.eq(total, total)) && anyBroken32(losses, real)
}

/** Whether any of the losses is not a number. */
function anyBroken32(losses: usize, real: i32): bool {
  const end = losses + (<usize>real << 2)
  for (let at = losses; at < end; at += 4) if (isNaN(load<f32>(at))) return true
  return false
}

/** The first measure of float32 losses as bounds, the higher at `out`: they differ where probabilities leave a rank open. */
@inline
function boundsOf32(
  losses: usize,
  isBroken: bool,
  rowBytes: usize,
  real: i32,
  measures: usize,
  picked: usize,
  out: usize,
): void {
  if (load<i32>(measures) == 0 && !isBroken) {
    const block = <usize>load<u32>(measures, 8)
    boundsOfCandidates<f32>(losses, picked, probable32(losses, rowBytes, real, measures, picked), block, out)
    return
  }
  const measured = isBroken ? NaN : tailOf32(losses, isBroken, rowBytes, measures, picked, 0)
  store<f64>(out, measured)
  store<f64>(out, measured, 8)
}

/** As probable64: the candidates for a measure by probability. */
function probable32(losses: usize, rowBytes: usize, real: i32, measures: usize, picked: usize): i32 {
  const block = <usize>load<u32>(measures, 8)
  let found = -1
  for (let depth = load<i32>(measures, 4); found < 0; depth <<= 1) {
    const threshold = thresholdOf32(losses + rowBytes, rowBytes >> 3, depth)
    found = candidates<f32>(losses, rowBytes, real, threshold, block, picked)
  }
  return found
}

/** The first measure of float32 losses, and the others into `out` where that is not 0. */
function tailOf32(losses: usize, isBroken: bool, rowBytes: usize, measures: usize, picked: usize, out: usize): f64 {
  const groups = losses + rowBytes
  const groupBytes = rowBytes >> 3
  const depth = load<i32>(measures, 4)
  const threshold = thresholdOf32(groups, groupBytes, depth)
  const found = pick32(losses, groups, rowBytes, threshold, picked)
  sortDown32(picked, found, losses)
  const measureCount = out == 0 ? 1 : load<i32>(measures)
  let first: f64 = 0
  for (let m = 0; m < measureCount; m++) {
    const weights = <usize>load<u32>(measures, 8) + <usize>m * (<usize>depth << 3)
    let sum: f64 = isBroken || found < depth ? NaN : 0
    for (let k = 0; k < depth; k++) {
      const weight = load<f64>(weights + (<usize>k << 3))
      if (weight != 0) sum += weight * <f64>load<f32>(picked + (<usize>k << 2))
    }
    if (m == 0) first = sum
    if (out != 0) store<f64>(out + (<usize>m << 3), sum)
  }
  return first
}

/** Twin of tails32. */
export function tails32(
  book: usize,
  list: usize,
  from: i32,
  to: i32,
  rows: usize,
  count: i32,
  real: i32,
  measures: usize,
  out: usize,
  scratch: usize,
): void {
  const rowBytes = <usize>count << 2
  const picked = scratch + rowBytes + (rowBytes >> 3)
  const gathered = picked + rowBytes + 64
  const measureCount = max<i32>(1, load<i32>(measures))
  for (let i = from; i < to; i++) {
    const lines = gatherLines(book, load<u32>(list + (<usize>i << 2)), rows, rowBytes, gathered)
    for (let line = 0; line < lines; line++) {
      const place = gathered + (<usize>line << 4)
      store<f32>(place, <f32>load<f64>(place, 8), 4)
    }
    const isBroken = lossesOf32(gathered, lines, rowBytes, real, scratch)
    const place = out + ((<usize>i * measureCount) << 3)
    if (load<i32>(measures) != 0) {
      tailOf32(scratch, isBroken, rowBytes, measures, picked, place)
      continue
    }
    const found = isBroken ? 0 : probable32(scratch, rowBytes, real, measures, picked)
    store<f64>(place, isBroken ? NaN : measureOfCandidates<f32>(scratch, picked, found, load<u32>(measures, 8)))
  }
}

function thresholdOf32(groups: usize, groupBytes: usize, depth: i32): f32 {
  const end = groups + groupBytes
  const none = f32x4.splat(-Infinity)
  const all = f32x4.splat(Infinity)
  let least = all
  let most = none
  let used = i32x4.splat(0)
  for (let at = groups; at < end; at += 16) {
    const x = v128.load(at)
    const isUsed = f32x4.gt(x, none)
    used = i32x4.sub(used, isUsed)
    least = f32x4.pmin(least, v128.bitselect(x, all, isUsed))
    most = f32x4.pmax(most, x)
  }
  if (i32x4.extract_lane(used, 0) +
    i32x4.extract_lane(used, 1) +
    i32x4.extract_lane(used, 2) +
    i32x4.extract_lane(used, 3) <= depth) return -Infinity
  let low = min<f32>(
    min<f32>(f32x4.extract_lane(least, 0), f32x4.extract_lane(least, 1)),
    min<f32>(f32x4.extract_lane(least, 2), f32x4.extract_lane(least, 3)),
  )
  let high = max<f32>(
    max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1)),
    max<f32>(f32x4.extract_lane(most, 2), f32x4.extract_lane(most, 3)),
  )
  for (let round = 0; round < roundsMax; round++) {
    const middle: f32 = 0.5 * (low + high)
    if (middle == low || middle == high) break
    const bound = f32x4.splat(middle)
    let reached = i32x4.splat(0)
    for (let at = groups; at < end; at += 16) reached = i32x4.sub(reached, f32x4.ge(v128.load(at), bound))
    const count =
      i32x4.extract_lane(reached, 0) +
      i32x4.extract_lane(reached, 1) +
      i32x4.extract_lane(reached, 2) +
      i32x4.extract_lane(reached, 3)
    if (count >= depth) {
      low = middle
      if (count <= depth + 4) break
    } else high = middle
  }
  return low
}

function pick32(losses: usize, groups: usize, rowBytes: usize, threshold: f32, picked: usize): i32 {
  const bound = f32x4.splat(threshold)
  let found: usize = 0
  for (let block: usize = 0; block < rowBytes; block += 128) {
    let lanes = i32x4.bitmask(f32x4.ge(v128.load(groups + (block >> 3)), bound))
    while (lanes != 0) {
      const at = losses + block + (<usize>ctz<i32>(lanes) << 2)
      lanes &= lanes - 1
      for (let k: usize = 0; k < 128; k += 16) {
        const loss = load<f32>(at + k)
        store<f32>(picked + (found << 2), loss)
        found += <usize>(loss >= threshold)
      }
    }
  }
  return <i32>found
}

function sortDown32(values: usize, count: i32, spare: usize): void {
  if (count > ranksMax) {
    insertDown32(values, count)
    return
  }
  const bytes = <usize>count << 2
  v128.store(values + bytes, f32x4.splat(-Infinity))
  const none = f32x4.splat(NaN)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(spare + at, none)
  for (let at: usize = 0; at < bytes; at += 4) {
    const value = v128.load32_splat(values + at)
    let larger = i32x4.splat(0)
    for (let other: usize = 0; other < bytes; other += 16) {
      larger = i32x4.sub(larger, f32x4.gt(v128.load(values + other), value))
    }
    larger = i32x4.add(larger, i8x16.shuffle(larger, larger, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
    const rank = <usize>(i32x4.extract_lane(larger, 0) + i32x4.extract_lane(larger, 1))
    store<f32>(spare + (rank << 2), f32x4.extract_lane(value, 0))
  }
  let before: f32 = 0
  for (let at: usize = 0; at < bytes; at += 4) {
    const value = load<f32>(spare + at)
    if (value == value) before = value
    store<f32>(values + at, before)
  }
}

function insertDown32(values: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const value = load<f32>(values + (<usize>i << 2))
    let at = values + (<usize>i << 2)
    while (at > values && load<f32>(at - 4) < value) {
      store<f32>(at, load<f32>(at - 4))
      at -= 4
    }
    store<f32>(at, value)
  }
}
