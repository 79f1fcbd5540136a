// Twins of src/book/folds: rows in float32, and rows that are made of two of them.
import { foldBytes, foldFactor, foldFirst, foldReach, foldSecond } from './fields'

const taskBytes: usize = 32
const noRow: u32 = 0xffffffff
/** Below 2^−24·(1 + 2^−8): what rounding two rows to float32 costs at most, and a little for the parity itself. */
const tolerance: f64 = 5.983e-8

/** Twin of narrowRows. */
export function narrowRows(tasks: usize, from: i32, to: i32, rows: usize, count: i32, table: usize, folds: usize): void {
  const rowBytes = <usize>count << 3
  const end = tasks + <usize>to * taskBytes
  for (let task = tasks + <usize>from * taskBytes; task < end; task += taskBytes) {
    const row = load<u32>(task)
    const slot = load<u32>(task, 4)
    const first = load<u32>(task, 8)
    const source = rows + <usize>row * rowBytes
    const target = table + ((<usize>slot * rowBytes) >> 1)
    if (first != noRow) {
      narrowDifference(source, rows + <usize>first * rowBytes, rowBytes, target)
      continue
    }
    const reach = narrowRow(source, rowBytes, target)
    writeFold(folds + <usize>row * foldBytes, 0, reach, reach == 0 ? 0 : slot, 0)
  }
}

function writeFold(fold: usize, factor: f64, reach: f64, first: u32, second: u32): void {
  store<f64>(fold + foldFactor, factor)
  store<f64>(fold + foldReach, reach)
  store<u32>(fold + foldFirst, first)
  store<u32>(fold + foldSecond, second)
}

/** Answers the largest size; NaN where one is not finite. */
function narrowRow(source: usize, rowBytes: usize, target: usize): f64 {
  let most = f32x4.splat(0)
  let broken = most
  const zero = most
  for (let at: usize = 0; at < rowBytes; at += 32) {
    const x0 = f32x4.demote_f64x2_zero(v128.load(source + at))
    const x1 = f32x4.demote_f64x2_zero(v128.load(source + at, 16))
    const x = i64x2.shuffle(x0, x1, 0, 2)
    v128.store(target + (at >> 1), x)
    most = f32x4.pmax(most, f32x4.abs(x))
    broken = f32x4.add(broken, f32x4.mul(x, zero))
  }
  most = f32x4.pmax(most, i8x16.shuffle(most, most, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))
  const isBroken = !i32x4.all_true(f32x4.eq(broken, zero))
  return isBroken ? NaN : <f64>max<f32>(f32x4.extract_lane(most, 0), f32x4.extract_lane(most, 1))
}

function narrowDifference(source: usize, less: usize, rowBytes: usize, target: usize): void {
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const x = f64x2.sub(v128.load(source + at), v128.load(less + at))
    v128.store64_lane(target + (at >> 1), f32x4.demote_f64x2_zero(x), 0)
  }
}

/** Twin of foldRows. */
export function foldRows(tasks: usize, from: i32, to: i32, rows: usize, count: i32, table: usize, folds: usize): i32 {
  const rowBytes = <usize>count << 3
  const end = tasks + <usize>to * taskBytes
  let refused = 0
  for (let task = tasks + <usize>from * taskBytes; task < end; task += taskBytes) {
    const row = load<u32>(task)
    const first = load<u32>(task, 8)
    const firstSlot = load<u32>(task, 12)
    const leadSlot = load<u32>(task, 24)
    const source = rows + <usize>row * rowBytes
    const at = <usize>load<u32>(task, 28) << 3
    const lead = rows + <usize>load<u32>(task, 16) * rowBytes + at
    const leadFirst = rows + <usize>load<u32>(task, 20) * rowBytes + at
    const base = first == noRow ? 0 : load<f64>(rows + <usize>first * rowBytes + at)
    const factor = (load<f64>(source + at) - base) / (load<f64>(lead) - load<f64>(leadFirst))
    const reach = foldedReach(
      source,
      table + ((<usize>firstSlot * rowBytes) >> 1),
      table + ((<usize>leadSlot * rowBytes) >> 1),
      factor,
      rowBytes,
    )
    const fold = folds + <usize>row * foldBytes
    if (reach >= 0) {
      writeFold(fold, factor, reach, firstSlot, leadSlot)
    } else {
      writeFold(fold, NaN, NaN, 0, 0)
      refused++
    }
  }
  return refused
}

/** The largest sum of the parts' sizes; NaN where the parts are not the row as closely as a rounding would be. */
function foldedReach(source: usize, first: usize, second: usize, factor: f64, rowBytes: usize): f64 {
  const factors = f64x2.splat(factor)
  const zero = f64x2.splat(0)
  let error = zero
  let reach = zero
  let broken = zero
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const a = f64x2.promote_low_f32x4(v128.load64_zero(first + (at >> 1)))
    const b = f64x2.mul(factors, f64x2.promote_low_f32x4(v128.load64_zero(second + (at >> 1))))
    const off = f64x2.sub(v128.load(source + at), f64x2.add(a, b))
    error = f64x2.pmax(error, f64x2.abs(off))
    reach = f64x2.pmax(reach, f64x2.add(f64x2.abs(a), f64x2.abs(b)))
    broken = f64x2.add(broken, f64x2.mul(off, zero))
  }
  const most = max<f64>(f64x2.extract_lane(reach, 0), f64x2.extract_lane(reach, 1))
  const worst = max<f64>(f64x2.extract_lane(error, 0), f64x2.extract_lane(error, 1))
  const sick = f64x2.extract_lane(broken, 0) + f64x2.extract_lane(broken, 1)
  return sick == 0 && worst <= tolerance * most ? most : NaN
}
