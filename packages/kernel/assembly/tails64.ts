// Twins of src/book/tails in float64: the exact measures of accounts over joint scenarios.
import { gatherLines, ranksMax, roundsMax } from './lines'
import { candidates, measureOfCandidates } from './probability'

/** Twin of tails64; see there for the arguments. */
export function tails64(
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
  const rowBytes = <usize>count << 3
  const gathered = scratch + 2 * rowBytes + (rowBytes >> 3) + 64
  const measureCount = max<i32>(1, load<i32>(measures))
  for (let i = from; i < to; i++) {
    const lines = gatherLines(book, load<u32>(list + (<usize>i << 2)), rows, rowBytes, gathered)
    const isBroken = lossesOf64(gathered, lines, rowBytes, real, scratch)
    measureOf64(scratch, isBroken, rowBytes, real, measures, out + ((<usize>i * measureCount) << 3))
  }
}

/** Twin of tailOfLines: the same for lines laid out by the caller as in gatherLines. */
export function tailOfLines(
  gathered: usize,
  lines: i32,
  count: i32,
  real: i32,
  measures: usize,
  out: usize,
  scratch: usize,
): void {
  const rowBytes = <usize>count << 3
  const isBroken = lossesOf64(gathered, lines, rowBytes, real, scratch)
  measureOf64(scratch, isBroken, rowBytes, real, measures, out)
}

/** The measures of losses: by rank, or the one by probability. */
@inline
function measureOf64(losses: usize, isBroken: bool, rowBytes: usize, real: i32, measures: usize, out: usize): void {
  if (load<i32>(measures) != 0) tailOf64(losses, isBroken, rowBytes, measures, out)
  else store<f64>(out, isBroken ? NaN : probable64(losses, rowBytes, real, measures))
}

/** A measure by probability: of the losses above a threshold that is lowered until they are probable enough. */
function probable64(losses: usize, rowBytes: usize, real: i32, measures: usize): f64 {
  const groups = losses + rowBytes
  const groupBytes = rowBytes >> 3
  const block = <usize>load<u32>(measures, 8)
  const picked = groups + groupBytes
  let found = -1
  for (let depth = load<i32>(measures, 4); found < 0; depth <<= 1) {
    const threshold = thresholdOf64(groups, groupBytes, depth)
    found = candidates<f64>(losses, rowBytes, real, threshold, block, picked)
  }
  return measureOfCandidates<f64>(losses, picked, found, block)
}

/**
 * Losses in every scenario and, after them, the largest of every eight; whether any is not a number. Those beyond the `real` ones
 * are −∞.
 */
function lossesOf64(gathered: usize, lines: i32, rowBytes: usize, real: i32, losses: usize): bool {
  const groups = losses + rowBytes
  const end = gathered + (<usize>lines << 4)
  const zero = f64x2.splat(0)
  let total = zero
  for (let block: usize = 0; block < rowBytes; block += 128) {
    let s0 = zero
    let s1 = zero
    let s2 = zero
    let s3 = zero
    let s4 = zero
    let s5 = zero
    let s6 = zero
    let s7 = zero
    for (let at = gathered; at < end; at += 16) {
      const row = <usize>load<u32>(at) + block
      const q = v128.load64_splat(at, 8)
      s0 = f64x2.add(s0, f64x2.mul(q, v128.load(row)))
      s1 = f64x2.add(s1, f64x2.mul(q, v128.load(row, 16)))
      s2 = f64x2.add(s2, f64x2.mul(q, v128.load(row, 32)))
      s3 = f64x2.add(s3, f64x2.mul(q, v128.load(row, 48)))
      s4 = f64x2.add(s4, f64x2.mul(q, v128.load(row, 64)))
      s5 = f64x2.add(s5, f64x2.mul(q, v128.load(row, 80)))
      s6 = f64x2.add(s6, f64x2.mul(q, v128.load(row, 96)))
      s7 = f64x2.add(s7, f64x2.mul(q, v128.load(row, 112)))
    }
    s0 = f64x2.sub(zero, s0)
    s1 = f64x2.sub(zero, s1)
    s2 = f64x2.sub(zero, s2)
    s3 = f64x2.sub(zero, s3)
    s4 = f64x2.sub(zero, s4)
    s5 = f64x2.sub(zero, s5)
    s6 = f64x2.sub(zero, s6)
    s7 = f64x2.sub(zero, s7)
    const at = losses + block
    v128.store(at, s0)
    v128.store(at, s1, 16)
    v128.store(at, s2, 32)
    v128.store(at, s3, 48)
    v128.store(at, s4, 64)
    v128.store(at, s5, 80)
    v128.store(at, s6, 96)
    v128.store(at, s7, 112)
    const left = f64x2.add(f64x2.add(s0, s1), f64x2.add(s2, s3))
    total = f64x2.add(total, f64x2.add(left, f64x2.add(f64x2.add(s4, s5), f64x2.add(s6, s7))))
    const lower = f64x2.pmax(f64x2.pmax(s0, s1), f64x2.pmax(s2, s3))
    const upper = f64x2.pmax(f64x2.pmax(s4, s5), f64x2.pmax(s6, s7))
    v128.store(groups + (block >> 3), f64x2.pmax(lower, upper))
  }
  for (let at = <usize>real << 3; at < rowBytes; at += 8) store<f64>(losses + at, -Infinity)
  for (let block = (<usize>real << 3) & ~127; block < rowBytes; block += 128) {
    let most = v128.load(losses + block)
    for (let at: usize = 16; at < 128; at += 16) most = f64x2.pmax(most, v128.load(losses + block + at))
    v128.store(groups + (block >> 3), most)
  }
  // A sum that is a number had only numbers in it; another may be one of opposite infinities.
  return !i64x2.all_true(f64x2.eq(total, total)) && anyBroken64(losses, real)
}

/** Whether any of the losses is not a number. */
function anyBroken64(losses: usize, real: i32): bool {
  const end = losses + (<usize>real << 3)
  for (let at = losses; at < end; at += 8) if (isNaN(load<f64>(at))) return true
  return false
}

/**
 * The measures of losses whose group maxima follow them: a threshold that enough maxima reach, the losses that reach it,
 * sorted, then the weighted sums. A group is a lane: of a block's losses every second (float32: every fourth) is in it.
 */
function tailOf64(losses: usize, isBroken: bool, rowBytes: usize, measures: usize, out: usize): void {
  const groups = losses + rowBytes
  const groupBytes = rowBytes >> 3
  const depth = load<i32>(measures, 4)
  const picked = groups + groupBytes
  const threshold = thresholdOf64(groups, groupBytes, depth)
  const found = pick64(losses, groups, rowBytes, threshold, picked)
  sortDown(picked, found, losses)
  const measureCount = load<i32>(measures)
  for (let m = 0; m < measureCount; m++) {
    const weights = <usize>load<u32>(measures, 8) + <usize>m * (<usize>depth << 3)
    let sum: f64 = isBroken || found < depth ? NaN : 0
    for (let k = 0; k < depth; k++) {
      const weight = load<f64>(weights + (<usize>k << 3))
      if (weight != 0) sum += weight * load<f64>(picked + (<usize>k << 3))
    }
    store<f64>(out + (<usize>m << 3), sum)
  }
}

/** A value that at least `depth` of the group maxima reach, as high as halving finds; −∞ where there are too few groups. */
function thresholdOf64(groups: usize, groupBytes: usize, depth: i32): f64 {
  const end = groups + groupBytes
  const none = f64x2.splat(-Infinity)
  const all = f64x2.splat(Infinity)
  let least = all
  let most = none
  let used = i64x2.splat(0)
  for (let at = groups; at < end; at += 16) {
    const x = v128.load(at)
    const isUsed = f64x2.gt(x, none)
    used = i64x2.sub(used, isUsed)
    least = f64x2.pmin(least, v128.bitselect(x, all, isUsed))
    most = f64x2.pmax(most, x)
  }
  if (<i32>(i64x2.extract_lane(used, 0) + i64x2.extract_lane(used, 1)) <= depth) return -Infinity
  let low = min<f64>(f64x2.extract_lane(least, 0), f64x2.extract_lane(least, 1))
  let high = max<f64>(f64x2.extract_lane(most, 0), f64x2.extract_lane(most, 1))
  for (let round = 0; round < roundsMax; round++) {
    const middle = 0.5 * (low + high)
    if (middle == low || middle == high) break
    const bound = f64x2.splat(middle)
    let reached = i64x2.splat(0)
    for (let at = groups; at < end; at += 16) reached = i64x2.sub(reached, f64x2.ge(v128.load(at), bound))
    const count = <i32>(i64x2.extract_lane(reached, 0) + i64x2.extract_lane(reached, 1))
    if (count >= depth) {
      low = middle
      if (count <= depth + 4) break
    } else high = middle
  }
  return low
}

function pick64(losses: usize, groups: usize, rowBytes: usize, threshold: f64, picked: usize): i32 {
  const bound = f64x2.splat(threshold)
  let found: usize = 0
  for (let block: usize = 0; block < rowBytes; block += 128) {
    let lanes = i64x2.bitmask(f64x2.ge(v128.load(groups + (block >> 3)), bound))
    while (lanes != 0) {
      const at = losses + block + (<usize>ctz<i32>(lanes) << 3)
      lanes &= lanes - 1
      for (let k: usize = 0; k < 128; k += 16) {
        const loss = load<f64>(at + k)
        store<f64>(picked + (found << 3), loss)
        found += <usize>(loss >= threshold)
      }
    }
  }
  return <i32>found
}

/**
 * Sorts, largest first. Each value's rank is the number of larger ones, counted without a branch; equal values share a rank
 * and leave the next places to be filled with the same. `spare` has room for as many values and four more.
 */
function sortDown(values: usize, count: i32, spare: usize): void {
  if (count > ranksMax) {
    insertDown(values, count)
    return
  }
  const bytes = <usize>count << 3
  store<f64>(values + bytes, -Infinity)
  const none = f64x2.splat(NaN)
  for (let at: usize = 0; at < bytes; at += 16) v128.store(spare + at, none)
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = v128.load64_splat(values + at)
    let larger = i64x2.splat(0)
    for (let other: usize = 0; other < bytes; other += 16) {
      larger = i64x2.sub(larger, f64x2.gt(v128.load(values + other), value))
    }
    const rank = <usize>(i64x2.extract_lane(larger, 0) + i64x2.extract_lane(larger, 1))
    store<f64>(spare + (rank << 3), f64x2.extract_lane(value, 0))
  }
  let before: f64 = 0
  for (let at: usize = 0; at < bytes; at += 8) {
    const value = load<f64>(spare + at)
    if (value == value) before = value
    store<f64>(values + at, before)
  }
}

function insertDown(values: usize, count: i32): void {
  for (let i = 1; i < count; i++) {
    const value = load<f64>(values + (<usize>i << 3))
    let at = values + (<usize>i << 3)
    while (at > values && load<f64>(at - 8) < value) {
      store<f64>(at, load<f64>(at - 8))
      at -= 8
    }
    store<f64>(at, value)
  }
}
