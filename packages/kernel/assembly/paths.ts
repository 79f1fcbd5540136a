// Twin of src/random/studentPaths: correlated Student-t moves of many factors on many paths.
import { blockLength, mixtureRow, normalRows, rowBytes, wordRows, writeKeys } from './random'
import { expRow } from './vectors'

// Fields of a task; see src/random/pathTask.ts.
const factorBlockAt: usize = 8
const mixtureBlockAt: usize = 12
const factorsAt: usize = 16
const flagsAt: usize = 20
const degreesAt: usize = 24
const basePathAt: usize = 32
const columnAt: usize = 40
const rootAt: usize = 44
const deviationsAt: usize = 48
const scalesAt: usize = 52
const movesAt: usize = 56
const forwardsAt: usize = 60

// The working space: keys, stream numbers, a row with its mirror, a spare row, three for the mixture, the normal numbers.
const streamsAt: usize = 384
const rowAt: usize = streamsAt + rowBytes
const spareAt: usize = rowAt + 2 * rowBytes
const mixtureAt: usize = spareAt + rowBytes
const normalsAt: usize = mixtureAt + 3 * rowBytes

/** Twin of studentPaths: the moves of paths firstPath … lastPath − 1 into their places of the columns. */
export function studentPaths(task: usize, firstPath: f64, lastPath: f64, scratch: usize): void {
  const factors = load<i32>(task, factorsAt)
  const shift = <u64>(load<u32>(task, flagsAt) & 1)
  const basePath = load<f64>(task, basePathAt)
  const from = <u64>firstPath
  const to = <u64>lastPath
  if (to <= from) return
  const endStream = ((to - 1) >> shift) + 1
  const row = scratch + rowAt
  writeKeys(load<u32>(task), load<u32>(task, 4), scratch)
  for (let stream = from >> shift; stream < endStream; stream += blockLength) {
    const count = <i32>min<u64>(blockLength, endStream - stream)
    const padded = (count + 7) & ~7
    drawBlock(task, stream, padded, scratch)
    const start = stream << shift
    const begin = max<u64>(from, start)
    const end = min<u64>(to, start + (<u64>count << shift))
    const place = <usize>(<f64>begin - basePath)
    const drawn = row + (<usize>(begin - start) << 3)
    for (let factor = 0; factor < factors; factor++) {
      moveRow(task, factor, padded, scratch)
      if (shift) mirror(row, padded)
      putRow(task, factor, drawn, place, <i32>(end - begin), scratch + spareAt)
    }
  }
}

/** Independent normal numbers of all factors and the mixture, of streams from one on. */
function drawBlock(task: usize, stream: u64, count: i32, scratch: usize): void {
  const streams = scratch + streamsAt
  for (let i = 0; i < count; i++) {
    const number = stream + <u64>i
    store<u32>(streams + (<usize>i << 2), <u32>number)
    store<u32>(streams + (<usize>i << 2), <u32>(number >> 32), 4 * blockLength)
  }
  const factors = load<i32>(task, factorsAt)
  const block = load<u32>(task, factorBlockAt)
  for (let factor = 0; factor < factors; factor += 2) {
    const rows = scratch + normalsAt + <usize>factor * rowBytes
    wordRows(scratch, block + (<u32>factor >> 1), streams, count, rows)
    normalRows(rows, count)
  }
  mixtureRow(
    scratch,
    load<u32>(task, mixtureBlockAt),
    load<f64>(task, degreesAt),
    streams,
    count,
    scratch + mixtureAt,
  )
}

/** One factor's moves on all streams of a block: deviation × (mixture × sum of its root's row times the normal numbers). */
function moveRow(task: usize, factor: i32, count: i32, scratch: usize): void {
  const root = <usize>load<u32>(task, rootAt) + ((<usize>factor * <usize>load<u32>(task, factorsAt)) << 3)
  const deviation = v128.load64_splat(<usize>load<u32>(task, deviationsAt) + (<usize>factor << 3))
  const last = root + (<usize>factor << 3)
  const bytes = <usize>count << 3
  for (let at: usize = 0; at < bytes; at += 64) {
    let s0 = f64x2.splat(0)
    let s1 = f64x2.splat(0)
    let s2 = f64x2.splat(0)
    let s3 = f64x2.splat(0)
    let z = scratch + normalsAt + at
    for (let loading = root; loading <= last; loading += 8) {
      const weight = v128.load64_splat(loading)
      s0 = f64x2.add(s0, f64x2.mul(weight, v128.load(z)))
      s1 = f64x2.add(s1, f64x2.mul(weight, v128.load(z, 16)))
      s2 = f64x2.add(s2, f64x2.mul(weight, v128.load(z, 32)))
      s3 = f64x2.add(s3, f64x2.mul(weight, v128.load(z, 48)))
      z += rowBytes
    }
    const mixture = scratch + mixtureAt + at
    const to = scratch + rowAt + at
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mixture), s0)))
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mixture, 16), s1)), 16)
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mixture, 32), s2)), 32)
    v128.store(to, f64x2.mul(deviation, f64x2.mul(v128.load(mixture, 48), s3)), 48)
  }
}

/** x0, x1, … becomes x0, −x0, x1, −x1, …, in place and therefore from the end on. */
function mirror(row: usize, count: i32): void {
  for (let i = count - 2; i >= 0; i -= 2) {
    const x = v128.load(row + (<usize>i << 3))
    const opposite = f64x2.neg(x)
    const to = row + (<usize>i << 4)
    v128.store(to, v128.shuffle<i64>(x, opposite, 1, 3), 16)
    v128.store(to, v128.shuffle<i64>(x, opposite, 0, 2))
  }
}

/** Puts moves, and scale × e^move, into the columns. */
function putRow(task: usize, factor: i32, row: usize, place: usize, length: i32, spare: usize): void {
  const column = (<usize>factor * <usize>load<u32>(task, columnAt) + place) << 3
  const moves = <usize>load<u32>(task, movesAt)
  const forwards = <usize>load<u32>(task, forwardsAt)
  if (moves) memory.copy(moves + column, row, <usize>length << 3)
  if (!forwards) return
  const scale = load<f64>(<usize>load<u32>(task, scalesAt) + (<usize>factor << 3))
  const whole = length & ~3
  expRow(scale, row, whole, forwards + column)
  if (whole == length) return
  expRow(scale, row + (<usize>whole << 3), length - whole, spare)
  memory.copy(forwards + column + (<usize>whole << 3), spare, <usize>(length - whole) << 3)
}
