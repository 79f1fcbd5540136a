// Twin of src/book/movedForwards: forwards in every scenario and the logarithms of their moves.
import { log } from './elementary'
import { aboveRootHalf, assembledLogs, logTerm, significands, step, two } from './vectors'

const taskBytes: usize = 32
const smallestNormal: f64 = 2.2250738585072014e-308
const largest: f64 = 1.7976931348623157e308

/** Twin of movedForwards. */
export function movedForwards(tasks: usize, from: i32, to: i32, count: i32): void {
  const end = tasks + <usize>to * taskBytes
  for (let task = tasks + <usize>from * taskBytes; task < end; task += taskBytes) {
    moved(
      load<f64>(task),
      <usize>load<u32>(task, 8),
      <usize>count << 3,
      <usize>load<u32>(task, 12),
      <usize>load<u32>(task, 16),
    )
  }
}

function moved(now: f64, growth: usize, bytes: usize, forwards: usize, moves: usize): void {
  const base = f64x2.splat(now)
  const least = f64x2.splat(smallestNormal)
  const most = f64x2.splat(largest)
  for (let at: usize = 0; at < bytes; at += 16) {
    const forward = f64x2.mul(base, v128.load(growth + at))
    v128.store(forwards + at, forward)
    const x = f64x2.div(forward, base)
    if (i64x2.all_true(v128.and(f64x2.ge(x, least), f64x2.le(x, most)))) {
      const above = aboveRootHalf(x)
      const f = significands(x, above)
      const s = f64x2.div(f, f64x2.add(two(), f))
      const u = f64x2.mul(s, s)
      let p = step(logTerm(0), u, logTerm(1))
      for (let k = 2; k < 8; k++) p = step(p, u, logTerm(k))
      v128.store(moves + at, assembledLogs(f, s, u, p, above))
    } else {
      store<f64>(moves + at, log(f64x2.extract_lane(x, 0)))
      store<f64>(moves + at, log(f64x2.extract_lane(x, 1)), 8)
    }
  }
}
