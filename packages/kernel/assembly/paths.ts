// Twin of src/random/studentPaths: correlated Student-t moves of many factors on many paths.
import { blockLength, mixtureRow, normalRows, rowBytes, wordRows, writeKeys } from './random'
import { expRow } from './vectors'

/** Bytes of working space; each thread has its own. Twin of pathScratchBytes. */
@inline
function normalsAt(): usize {
  return rowBytes
}

/** See src/random/pathTask.ts for the fields of a task. */
export function studentPaths(task: usize, firstPath: f64, lastPath: f64, scratch: usize): void {
  const key0 = load<u32>(task)
  const key1 = load<u32>(task, 4)
  const factorBlock = load<u32>(task, 8)
  const mixtureBlock = load<u32>(task, 12)
  const factors = load<i32>(task, 16)
  const shift = <u64>(load<u32>(task, 20) & 1)
  const degrees = load<f64>(task, 24)
  const basePath = load<f64>(task, 32)
  const from = <u64>firstPath
  const to = <u64>lastPath
  if (to <= from) return
  const endStream = ((to - 1) >> shift) + 1
  const keys = scratch
  const streams = scratch + 512
  const row = streams + rowBytes
  writeKeys(key0, key1, keys)
  const mixture = row + 2 * rowBytes
  const normals = mixture + 3 * rowBytes
  for (let stream = from >> shift; stream < endStream; stream += blockLength) {
    const count = <i32>min<u64>(blockLength, endStream - stream)
    const padded = (count + 7) & ~7
    for (let i = 0; i < padded; i++) {
      const number = stream + <u64>i
      store<u32>(streams + (<usize>i << 2), <u32>number)
      store<u32>(streams + (<usize>i << 2), <u32>(number >> 32), 4 * blockLength)
    }
    for (let factor = 0; factor < factors; factor += 2) {
      const rows = normals + <usize>factor * rowBytes
      wordRows(keys, factorBlock + (<u32>factor >> 1), streams, padded, rows)
      normalRows(rows, padded)
    }
    mixtureRow(key0, key1, keys, mixtureBlock, degrees, streams, padded, mixture)
    const begin = max<u64>(from, stream << shift)
    const end = min<u64>(to, (stream + <u64>count) << shift)
    const place = <usize>(<f64>begin - basePath)
    const skipped = <i32>(begin - (stream << shift))
    const length = <i32>(end - begin)
    for (let factor = 0; factor < factors; factor++) {
      moveRow(task, factor, factors, normals, mixture, padded, row)
      if (shift) mirror(row, padded)
      putRow(task, factor, row + (<usize>skipped << 3), place, length)
    }
  }
}

/** One factor's moves on all streams of a block: deviation × (mixture × sum of its root's row times the normals). */
function moveRow(
  task: usize,
  factor: i32,
  factors: i32,
  normals: usize,
  mixture: usize,
  count: i32,
  row: usize,
): void {
  const root = <usize>load<u32>(task, 44) + ((<usize>factor * <usize>factors) << 3)
  const deviation = v128.load64_splat(<usize>load<u32>(task, 48) + (<usize>factor << 3))
  const last = root + (<usize>factor << 3)
  const bytes = <usize>count << 3
  for (let at: usize = 0; at < bytes; at += 64) {
    let s0 = f64x2.splat(0)
    let s1 = f64x2.splat(0)
    let s2 = f64x2.splat(0)
    let s3 = f64x2.splat(0)
    let z = normals + at
    for (let loading = root; loading <= last; loading += 8) {
      const weight = v128.load64_splat(loading)
      s0 = f64x2.add(s0, f64x2.mul(weight, v128.load(z)))
      s1 = f64x2.add(s1, f64x2.mul(weight, v128.load(z, 16)))
      s2 = f64x2.add(s2, f64x2.mul(weight, v128.load(z, 32)))
      s3 = f64x2.add(s3, f64x2.mul(weight, v128.load(z, 48)))
      z += rowBytes
    }
    const mix = mixture + at
    const to = row + at
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mix), s0)))
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mix, 16), s1)), 16)
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mix, 32), s2)), 32)
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mix, 48), s3)), 48)
  }
}

/** x0, x1, … becomes x0, −x0, x1, −x1, … from the end on, in place. */
function mirror(row: usize, count: i32): void {
  for (let i = count - 2; i >= 0; i -= 2) {
    const x = v128.load(row + (<usize>i << 3))
    const y = f64x2.neg(x)
    const to = row + (<usize>i << 4)
    v128.store(to, v128.shuffle<i64>(x, y, 1, 3), 16)
    v128.store(to, v128.shuffle<i64>(x, y, 0, 2))
  }
}

/** Puts moves, and the forwards that they lead to, into the columns. */
function putRow(task: usize, factor: i32, row: usize, place: usize, length: i32): void {
  const column = (<usize>factor * <usize>load<u32>(task, 40) + place) << 3
  const movesAt = <usize>load<u32>(task, 56)
  const forwardsAt = <usize>load<u32>(task, 60)
  const bytes = <usize>length << 3
  const even = bytes & ~15
  if (movesAt) {
    const to = movesAt + column
    for (let at: usize = 0; at < even; at += 16) v128.store(to + at, v128.load(row + at))
    if (even < bytes) store<f64>(to + even, load<f64>(row + even))
  }
  if (forwardsAt) {
    const now = load<f64>(<usize>load<u32>(task, 52) + (<usize>factor << 3))
    const to = forwardsAt + column
    const whole = length & ~3
    expRow(now, row, whole, to)
    if (whole < length) {
      const spare = row + 2 * rowBytes
      expRow(now, row + (<usize>whole << 3), length - whole, spare)
      for (let i = whole; i < length; i++) store<f64>(to + (<usize>i << 3), load<f64>(spare + (<usize>(i - whole) << 3)))
    }
  }
}
