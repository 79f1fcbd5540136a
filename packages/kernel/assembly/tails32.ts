// Twins of src/book/tails in float32: references, levels and measures where float32 is enough.
import { levelBetween, settle } from './accounts'
import {
  accountEpoch,
  accountHigh,
  accountLow,
  changedAt,
  slackAt,
  undecidedAt,
  unjudged,
} from './fields'
import { gatheredReach, gatherFolds, ranksMax, roundsMax } from './lines'
import { boundsOfCandidates, candidates, measureOfCandidates } from './probability'
import { lossesOf32 } from './sums32'

/**
 * Twin of references32: bounds of one measure of accounts from rows in float32, and their new epoch. See src/book/tails.ts for the
 * error bound.
 */
export function references32(
  book: usize,
  from: i32,
  to: i32,
  rows: usize,
  count: i32,
  real: i32,
  measures: usize,
  folds: usize,
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
    const lines = gatherFolds(book, account, rows, rowBytes, folds, gathered)
    const isBroken = lossesOf32(gathered, lines, rowBytes, real, scratch)
    boundsOf32(scratch, isBroken, rowBytes, real, measures, picked, gathered)
    const error = gatheredReach * (<f64>(lines + 4) * 6e-8 + slack) + 1e-30
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
  folds: usize,
  scratch: usize,
): i32 {
  const rowBytes = <usize>count << 2
  const picked = scratch + rowBytes + (rowBytes >> 3)
  const gathered = picked + rowBytes + 64
  const undecided = <usize>load<u32>(book, undecidedAt) + (<usize>from << 2)
  const changed = <usize>load<u32>(book, changedAt) + (<usize>from << 2)
  const slack = load<f64>(book, slackAt)
  let undecidedCount: usize = 0
  let changedCount: usize = 0
  for (let at = from; at < to; at++) {
    const account = load<u32>(list + (<usize>at << 2))
    const lines = gatherFolds(book, account, rows, rowBytes, folds, gathered)
    const isBroken = lossesOf32(gathered, lines, rowBytes, real, scratch)
    boundsOf32(scratch, isBroken, rowBytes, real, measures, picked, gathered)
    const error = gatheredReach * (<f64>(lines + 6) * 6e-8 + slack) + 1e-30
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
  folds: usize,
  out: usize,
  scratch: usize,
): void {
  const rowBytes = <usize>count << 2
  const picked = scratch + rowBytes + (rowBytes >> 3)
  const gathered = picked + rowBytes + 64
  const measureCount = max<i32>(1, load<i32>(measures))
  for (let i = from; i < to; i++) {
    const lines = gatherFolds(book, load<u32>(list + (<usize>i << 2)), rows, rowBytes, folds, gathered)
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
