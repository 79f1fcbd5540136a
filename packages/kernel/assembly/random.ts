// Twins of src/random/philox, normalPair and mixture: random numbers that are a function of their place alone, four streams
// at a time. src/random/pathTask.ts says which counter gives which draw.
import { log } from './elementary'
import {
  aboveRootHalf,
  assembledLogs,
  constant,
  logTerm,
  minusTwo,
  one,
  significands,
  step,
  two,
  uniforms,
} from './vectors'

const multiplier0: u32 = 0xd2511f53
const multiplier1: u32 = 0xcd9e8d57
const weyl0: u32 = 0x9e3779b9
const weyl1: u32 = 0xbb67ae85

const twoPowerMinus52: f64 = 2.220446049250313e-16
const twoPowerMinus32: f64 = 2.3283064365386963e-10

/** sin(tπ/4) − tπ/4 as a share of t³, in powers of t² from the highest; then π/4. */
const sineTail = memory.data<f64>([
  6.8874821400921975e-12,
  -1.7571791752800344e-9,
  3.133616535431528e-7,
  -3.6576204173860995e-5,
  0.0024903945701920073,
  -0.08074551218828077,
  0.7853981633974483,
])
/** cos(tπ/4) − 1 as a share of t². */
const cosineTail = memory.data<f64>([
  -3.863156948832656e-13,
  1.1500679700940496e-10,
  -2.4611366238309744e-8,
  3.590860447448612e-6,
  -0.0003259918869271996,
  0.015854344243815488,
  -0.30842513753404244,
])

/** Streams that are worked on together; a multiple of 8. */
export const blockLength = 32
export const rowBytes: usize = 8 * <usize>blockLength

/** Attempts at a χ² variable; all but 10^-160 of them succeed. */
const attemptsMax: u32 = 128

/** Lower halves of the products of four lanes, whose 64 bits are in two vectors. */
@inline
function lowerWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 0, 2, 4, 6)
}

@inline
function upperWords(a: v128, b: v128): v128 {
  return v128.shuffle<i32>(a, b, 1, 3, 5, 7)
}

/**
 * Writes the keys of the ten rounds, four times each, and the multipliers: 22 vectors, because the compiler would make each of
 * them anew in every round.
 */
export function writeKeys(key0: u32, key1: u32, keys: usize): void {
  for (let round: u32 = 0; round < 10; round++) {
    v128.store(keys + (<usize>round << 5), i32x4.splat(key0 + round * weyl0))
    v128.store(keys + (<usize>round << 5), i32x4.splat(key1 + round * weyl1), 16)
  }
  v128.store(keys, i32x4.splat(multiplier0), 320)
  v128.store(keys, i32x4.splat(multiplier1), 336)
}

/**
 * One Philox block of each of `count` streams (a multiple of 8) as two rows of 64-bit words, the first word of each pair on
 * top. `streams` has the lower words of their numbers and, after blockLength of them, the upper ones. Two vectors of streams
 * go side by side, because each waits for its own multiplications.
 */
export function wordRows(keys: usize, block: u32, streams: usize, count: i32, out: usize): void {
  const factor0 = v128.load(keys, 320)
  const factor1 = v128.load(keys, 336)
  const blocks = i32x4.splat(block)
  for (let i = 0; i < count; i += 8) {
    const from = streams + (<usize>i << 2)
    let c0 = blocks
    let c1 = i32x4.splat(0)
    let c2 = v128.load(from)
    let c3 = v128.load(from, 4 * blockLength)
    let d0 = blocks
    let d1 = i32x4.splat(0)
    let d2 = v128.load(from, 16)
    let d3 = v128.load(from, 4 * blockLength + 16)
    for (let key = keys; key < keys + 320; key += 32) {
      const a = i64x2.extmul_low_i32x4_u(c0, factor0)
      const b = i64x2.extmul_high_i32x4_u(c0, factor0)
      const e = i64x2.extmul_low_i32x4_u(c2, factor1)
      const f = i64x2.extmul_high_i32x4_u(c2, factor1)
      c0 = v128.xor(v128.xor(upperWords(e, f), c1), v128.load(key))
      c1 = lowerWords(e, f)
      c2 = v128.xor(v128.xor(upperWords(a, b), c3), v128.load(key, 16))
      c3 = lowerWords(a, b)
      const g = i64x2.extmul_low_i32x4_u(d0, factor0)
      const h = i64x2.extmul_high_i32x4_u(d0, factor0)
      const m = i64x2.extmul_low_i32x4_u(d2, factor1)
      const n = i64x2.extmul_high_i32x4_u(d2, factor1)
      d0 = v128.xor(v128.xor(upperWords(m, n), d1), v128.load(key))
      d1 = lowerWords(m, n)
      d2 = v128.xor(v128.xor(upperWords(g, h), d3), v128.load(key, 16))
      d3 = lowerWords(g, h)
    }
    const to = out + (<usize>i << 3)
    v128.store(to, v128.shuffle<i32>(c1, c0, 0, 4, 1, 5))
    v128.store(to, v128.shuffle<i32>(c1, c0, 2, 6, 3, 7), 16)
    v128.store(to, v128.shuffle<i32>(d1, d0, 0, 4, 1, 5), 32)
    v128.store(to, v128.shuffle<i32>(d1, d0, 2, 6, 3, 7), 48)
    v128.store(to, v128.shuffle<i32>(c3, c2, 0, 4, 1, 5), rowBytes)
    v128.store(to, v128.shuffle<i32>(c3, c2, 2, 6, 3, 7), rowBytes + 16)
    v128.store(to, v128.shuffle<i32>(d3, d2, 0, 4, 1, 5), rowBytes + 32)
    v128.store(to, v128.shuffle<i32>(d3, d2, 2, 6, 3, 7), rowBytes + 48)
  }
}

/** Turns two rows of words into two rows of independent normal numbers, in place; `count` is a multiple of 4. */
export function normalRows(rows: usize, count: i32): void {
  const end = rows + (<usize>count << 3)
  for (let at = rows; at < end; at += 32) {
    const turn0 = v128.load(at, rowBytes)
    const turn1 = v128.load(at, rowBytes + 16)
    const t0 = uniforms(i64x2.shl(turn0, 3))
    const t1 = uniforms(i64x2.shl(turn1, 3))
    const w0 = f64x2.mul(t0, t0)
    const w1 = f64x2.mul(t1, t1)
    let sine0 = step(constant(sineTail, 0), w0, constant(sineTail, 1))
    let sine1 = step(constant(sineTail, 0), w1, constant(sineTail, 1))
    sine0 = step(sine0, w0, constant(sineTail, 2))
    sine1 = step(sine1, w1, constant(sineTail, 2))
    sine0 = step(sine0, w0, constant(sineTail, 3))
    sine1 = step(sine1, w1, constant(sineTail, 3))
    sine0 = step(sine0, w0, constant(sineTail, 4))
    sine1 = step(sine1, w1, constant(sineTail, 4))
    sine0 = step(sine0, w0, constant(sineTail, 5))
    sine1 = step(sine1, w1, constant(sineTail, 5))
    let cosine0 = step(constant(cosineTail, 0), w0, constant(cosineTail, 1))
    let cosine1 = step(constant(cosineTail, 0), w1, constant(cosineTail, 1))
    cosine0 = step(cosine0, w0, constant(cosineTail, 2))
    cosine1 = step(cosine1, w1, constant(cosineTail, 2))
    cosine0 = step(cosine0, w0, constant(cosineTail, 3))
    cosine1 = step(cosine1, w1, constant(cosineTail, 3))
    cosine0 = step(cosine0, w0, constant(cosineTail, 4))
    cosine1 = step(cosine1, w1, constant(cosineTail, 4))
    cosine0 = step(cosine0, w0, constant(cosineTail, 5))
    cosine1 = step(cosine1, w1, constant(cosineTail, 5))
    cosine0 = step(cosine0, w0, constant(cosineTail, 6))
    cosine1 = step(cosine1, w1, constant(cosineTail, 6))
    sine0 = f64x2.add(f64x2.mul(t0, quarterTurn()), f64x2.mul(f64x2.mul(t0, w0), sine0))
    sine1 = f64x2.add(f64x2.mul(t1, quarterTurn()), f64x2.mul(f64x2.mul(t1, w1), sine1))
    cosine0 = f64x2.add(one(), f64x2.mul(w0, cosine0))
    cosine1 = f64x2.add(one(), f64x2.mul(w1, cosine1))
    const swap0 = swaps(turn0)
    const swap1 = swaps(turn1)
    const first0 = v128.xor(v128.bitselect(sine0, cosine0, swap0), v128.and(turn0, signBit()))
    const first1 = v128.xor(v128.bitselect(sine1, cosine1, swap1), v128.and(turn1, signBit()))
    const second0 = v128.xor(v128.bitselect(cosine0, sine0, swap0), v128.and(i64x2.shl(turn0, 1), signBit()))
    const second1 = v128.xor(v128.bitselect(cosine1, sine1, swap1), v128.and(i64x2.shl(turn1, 1), signBit()))
    const x0 = uniforms(v128.load(at))
    const x1 = uniforms(v128.load(at, 16))
    const above0 = aboveRootHalf(x0)
    const above1 = aboveRootHalf(x1)
    const f0 = significands(x0, above0)
    const f1 = significands(x1, above1)
    const s0 = f64x2.div(f0, f64x2.add(two(), f0))
    const s1 = f64x2.div(f1, f64x2.add(two(), f1))
    const u0 = f64x2.mul(s0, s0)
    const u1 = f64x2.mul(s1, s1)
    let p0 = step(logTerm(0), u0, logTerm(1))
    let p1 = step(logTerm(0), u1, logTerm(1))
    p0 = step(p0, u0, logTerm(2))
    p1 = step(p1, u1, logTerm(2))
    p0 = step(p0, u0, logTerm(3))
    p1 = step(p1, u1, logTerm(3))
    p0 = step(p0, u0, logTerm(4))
    p1 = step(p1, u1, logTerm(4))
    p0 = step(p0, u0, logTerm(5))
    p1 = step(p1, u1, logTerm(5))
    p0 = step(p0, u0, logTerm(6))
    p1 = step(p1, u1, logTerm(6))
    p0 = step(p0, u0, logTerm(7))
    p1 = step(p1, u1, logTerm(7))
    const radius0 = f64x2.sqrt(f64x2.mul(minusTwo(), assembledLogs(f0, s0, u0, p0, above0)))
    const radius1 = f64x2.sqrt(f64x2.mul(minusTwo(), assembledLogs(f1, s1, u1, p1, above1)))
    v128.store(at, f64x2.mul(radius0, first0))
    v128.store(at, f64x2.mul(radius1, first1), 16)
    v128.store(at, f64x2.mul(radius0, second0), rowBytes)
    v128.store(at, f64x2.mul(radius1, second1), rowBytes + 16)
  }
}

@inline
function quarterTurn(): v128 {
  return constant(sineTail, 6)
}

@inline
function signBit(): v128 {
  return i64x2.splat(0x8000000000000000)
}

/** All bits of a word where sine and cosine change places: its third bit. */
@inline
function swaps(turn: v128): v128 {
  const words = i32x4.shr_s(i32x4.shl(turn, 2), 31)
  return v128.shuffle<i32>(words, words, 1, 1, 3, 3)
}

/** Twin of gammaAttempt: v of one attempt by Marsaglia and Tsang, or 0 where it is refused. */
function attempted(x: f64, u: f64, d: f64, c: f64): f64 {
  const root = 1 + c * x
  if (!(root > 0)) return 0
  const v = root * root * root
  const square = x * x
  if (u < 1 - 0.0331 * (square * square)) return v
  return log(u) < 0.5 * square + (d - d * v + d * log(v)) ? v : 0
}

function uniform(upper: u32, lower: u32): f64 {
  return (<f64>upper * 1048576 + <f64>(lower >>> 12) + 0.5) * twoPowerMinus52
}

/** v of the first of the attempts from 1 on that is accepted, as mixture makes them. */
function laterAttempt(keys: usize, block: u32, streamLow: u32, streamHigh: u32, d: f64, c: f64): f64 {
  for (let attempt: u32 = 1; attempt < attemptsMax; attempt++) {
    let c0 = block + attempt
    let c1: u32 = 0
    let c2 = streamLow
    let c3 = streamHigh
    for (let key = keys; key < keys + 320; key += 32) {
      const product0 = <u64>c0 * multiplier0
      const product1 = <u64>c2 * multiplier1
      c0 = <u32>(product1 >> 32) ^ c1 ^ load<u32>(key)
      c1 = <u32>product1
      c2 = <u32>(product0 >> 32) ^ c3 ^ load<u32>(key, 16)
      c3 = <u32>product0
    }
    const v = attempted(normalOf(c0, c1, c2), (<f64>c3 + 0.5) * twoPowerMinus32, d, c)
    if (v > 0) return v
  }
  return NaN
}

/** The first normal number of a radius and of the 32 leading bits of a turn. */
function normalOf(upper: u32, lower: u32, turn: u32): f64 {
  const radius = Math.sqrt(-2 * log(uniform(upper, lower)))
  const t = uniform((turn << 3) | 4, 0)
  const w = t * t
  let size: f64
  if (turn & 0x20000000) {
    let p = scalar(sineTail, 0)
    for (let i: usize = 1; i < 6; i++) p = p * w + scalar(sineTail, i)
    size = t * scalar(sineTail, 6) + t * w * p
  } else {
    let p = scalar(cosineTail, 0)
    for (let i: usize = 1; i < 7; i++) p = p * w + scalar(cosineTail, i)
    size = 1 + w * p
  }
  return radius * (turn >>> 31 ? -size : size)
}

@inline
function scalar(table: usize, index: usize): f64 {
  return load<f64>(table + (index << 3))
}

/**
 * Twin of mixture: what the normal numbers of `count` streams are multiplied by, √((ν − 2)/W) with W of the χ² distribution
 * of ν degrees of freedom. Uses three rows from `out` on, the first of which is the result.
 */
export function mixtureRow(
  keys: usize,
  block: u32,
  degrees: f64,
  streams: usize,
  count: i32,
  out: usize,
): void {
  const bytes = <usize>count << 3
  if (degrees == Infinity || !(degrees > 2)) {
    const value = f64x2.splat(degrees > 2 ? 1 : NaN)
    for (let at: usize = 0; at < bytes; at += 16) v128.store(out + at, value)
    return
  }
  const d = degrees * 0.5 - 0.3333333333333333
  const c = 1 / Math.sqrt(9 * d)
  wordRows(keys, block, streams, count, out)
  const turns = out + rowBytes
  const chances = out + 2 * rowBytes
  for (let at: usize = 0; at < bytes; at += 16) {
    const words = v128.load(turns + at)
    v128.store(turns + at, v128.or(v128.and(words, i64x2.splat(0xffffffff00000000)), i64x2.splat(0x80000000)))
    const low = f64x2.convert_low_i32x4_u(v128.shuffle<i32>(words, words, 0, 2, 0, 2))
    v128.store(chances + at, f64x2.mul(f64x2.add(low, f64x2.splat(0.5)), f64x2.splat(twoPowerMinus32)))
  }
  normalRows(out, count)
  const degreesLess2 = f64x2.splat(degrees - 2)
  const doubled = f64x2.splat(2 * d)
  for (let at: usize = 0; at < bytes; at += 16) {
    const x = v128.load(out + at)
    const chance = v128.load(chances + at)
    const root = f64x2.add(one(), f64x2.mul(f64x2.splat(c), x))
    let v = f64x2.mul(f64x2.mul(root, root), root)
    const square = f64x2.mul(x, x)
    const bound = f64x2.sub(one(), f64x2.mul(f64x2.splat(0.0331), f64x2.mul(square, square)))
    const taken = v128.and(f64x2.gt(root, f64x2.splat(0)), f64x2.lt(chance, bound))
    if (!i64x2.all_true(taken)) {
      for (let lane = 0; lane < 2; lane++) {
        const place = (at >> 3) + <usize>lane
        const given = load<f64>(out + (place << 3))
        let value = attempted(given, load<f64>(chances + (place << 3)), d, c)
        if (!(value > 0)) {
          const from = streams + (place << 2)
          value = laterAttempt(keys, block, load<u32>(from), load<u32>(from, 4 * blockLength), d, c)
        }
        v = lane ? f64x2.replace_lane(v, 1, value) : f64x2.replace_lane(v, 0, value)
      }
    }
    v128.store(out + at, f64x2.sqrt(f64x2.div(degreesLess2, f64x2.mul(doubled, v))))
  }
}
