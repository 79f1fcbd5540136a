// Pairs of vectors through exp and log: the operations of src/elementary in their order, two numbers a vector and two vectors
// side by side, because each waits for its own chain. Constants are loaded: an instruction where a literal in a loop is three.
import { exp } from './elementary'

/** 2^−53, ½, 1, 2, −2, the leading and the other bits of ln 2, log₂e, 1.5·2^52. */
const plain = memory.data<f64>([
  1.1102230246251565e-16,
  0.5,
  1,
  2,
  -2,
  0.693147180559663,
  2.8235290563031577e-13,
  1.4426950408889634,
  6755399441055744,
])
const logTail = memory.data<f64>([
  0.13086767009948175,
  0.13268759668560612,
  0.15386240205813478,
  0.18181795630884753,
  0.2222222239180047,
  0.2857142857080323,
  0.4000000000000088,
  0.6666666666666666,
])
const exponential = memory.data<f64>([
  2.0914686968086876e-9,
  2.5105217004720745e-8,
  2.75572736431103e-7,
  2.7557255400206422e-6,
  2.4801587325547743e-5,
  0.00019841269874820627,
  0.0013888888888883748,
  0.008333333333326136,
  0.04166666666666667,
  0.1666666666666667,
  0.5,
])

@inline
export function constant(table: usize, index: usize): v128 {
  return v128.load64_splat(table + (index << 3))
}

@inline
export function half(): v128 {
  return constant(plain, 1)
}

@inline
export function one(): v128 {
  return constant(plain, 2)
}

@inline
export function two(): v128 {
  return constant(plain, 3)
}

@inline
export function minusTwo(): v128 {
  return constant(plain, 4)
}

/** a·x + c, rounded twice. */
@inline
export function step(a: v128, x: v128, c: v128): v128 {
  return f64x2.add(f64x2.mul(a, x), c)
}

/** The middle of the cell of (0, 1) that the leading 52 bits of each word name. */
@inline
export function uniforms(words: v128): v128 {
  const unit = one()
  return f64x2.sub(v128.or(i64x2.shr_u(words, 12), unit), f64x2.sub(unit, constant(plain, 0)))
}

/** Bits of positive normal numbers above those of √½; the leading twelve are the e for which √½ ≤ x/2^e < √2, as in log. */
@inline
export function aboveRootHalf(x: v128): v128 {
  return i64x2.sub(x, i64x2.splat(0x3fe6a09e00000000))
}

/** x/2^e − 1. */
@inline
export function significands(x: v128, above: v128): v128 {
  return f64x2.sub(i64x2.sub(x, v128.and(above, i64x2.splat(0xfff0000000000000))), one())
}

@inline
export function logTerm(index: usize): v128 {
  return constant(logTail, index)
}

/** Logarithms from f, s = f/(2 + f), u = s² and the polynomial p in u: the last steps of log. */
@inline
export function assembledLogs(f: v128, s: v128, u: v128, p: v128, above: v128): v128 {
  const steps = i32x4.shr_s(above, 20)
  const exponent = f64x2.convert_low_i32x4_s(v128.shuffle<i32>(steps, steps, 1, 3, 1, 3))
  const halfSquare = f64x2.mul(f64x2.mul(half(), f), f)
  const rest = step(exponent, constant(plain, 6), f64x2.splat(0))
  const minor = f64x2.add(f64x2.mul(s, f64x2.add(halfSquare, f64x2.mul(u, p))), rest)
  return f64x2.add(f64x2.mul(exponent, constant(plain, 5)), f64x2.sub(f, f64x2.sub(halfSquare, minor)))
}

/** Writes scale·e^x of `count` numbers at `from` to `to`, each as exp has it, and may write three places too many. */
export function expRow(scale: f64, from: usize, count: i32, to: usize): void {
  const end = from + (<usize>count << 3)
  const scales = f64x2.splat(scale)
  const usual = f64x2.splat(700)
  const log2E = constant(plain, 7)
  const shift = constant(plain, 8)
  const high = constant(plain, 5)
  const low = constant(plain, 6)
  const zero = f64x2.splat(0)
  for (let at = from; at < end; at += 32) {
    const x0 = v128.load(at)
    const x1 = v128.load(at, 16)
    const hold = v128.and(f64x2.le(f64x2.abs(x0), usual), f64x2.le(f64x2.abs(x1), usual))
    if (i64x2.all_true(hold)) {
      const shifted0 = f64x2.add(f64x2.mul(x0, log2E), shift)
      const shifted1 = f64x2.add(f64x2.mul(x1, log2E), shift)
      const k0 = f64x2.sub(shifted0, shift)
      const k1 = f64x2.sub(shifted1, shift)
      const major0 = f64x2.sub(x0, f64x2.mul(k0, high))
      const major1 = f64x2.sub(x1, f64x2.mul(k1, high))
      const minor0 = f64x2.sub(zero, f64x2.mul(k0, low))
      const minor1 = f64x2.sub(zero, f64x2.mul(k1, low))
      const r0 = f64x2.add(major0, minor0)
      const r1 = f64x2.add(major1, minor1)
      let p0 = step(constant(exponential, 0), r0, constant(exponential, 1))
      let p1 = step(constant(exponential, 0), r1, constant(exponential, 1))
      p0 = step(p0, r0, constant(exponential, 2))
      p1 = step(p1, r1, constant(exponential, 2))
      p0 = step(p0, r0, constant(exponential, 3))
      p1 = step(p1, r1, constant(exponential, 3))
      p0 = step(p0, r0, constant(exponential, 4))
      p1 = step(p1, r1, constant(exponential, 4))
      p0 = step(p0, r0, constant(exponential, 5))
      p1 = step(p1, r1, constant(exponential, 5))
      p0 = step(p0, r0, constant(exponential, 6))
      p1 = step(p1, r1, constant(exponential, 6))
      p0 = step(p0, r0, constant(exponential, 7))
      p1 = step(p1, r1, constant(exponential, 7))
      p0 = step(p0, r0, constant(exponential, 8))
      p1 = step(p1, r1, constant(exponential, 8))
      p0 = step(p0, r0, constant(exponential, 9))
      p1 = step(p1, r1, constant(exponential, 9))
      p0 = step(p0, r0, constant(exponential, 10))
      p1 = step(p1, r1, constant(exponential, 10))
      v128.store(to, f64x2.mul(scales, assembledExps(shifted0, major0, minor0, r0, p0)))
      v128.store(to, f64x2.mul(scales, assembledExps(shifted1, major1, minor1, r1, p1)), 16)
    } else {
      for (let i: usize = 0; i < 32; i += 8) store<f64>(to + i, scale * exp(load<f64>(at + i)))
    }
    to += 32
  }
}

/** (1 + (e^r − 1))·2^k, k being in the last bits of `shifted`. */
@inline
function assembledExps(shifted: v128, major: v128, minor: v128, r: v128, p: v128): v128 {
  const leading = f64x2.add(one(), major)
  const lost = f64x2.add(f64x2.sub(one(), leading), major)
  const tail = f64x2.add(minor, f64x2.mul(f64x2.mul(r, r), p))
  return i64x2.add(f64x2.add(leading, f64x2.add(lost, tail)), i64x2.shl(shifted, 52))
}
