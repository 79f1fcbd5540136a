// Twins of src/elementary: the same operations in the same order, so that every result has the same bits.

const ln2High: f64 = 0.693147180559663
const ln2Low: f64 = 2.8235290563031577e-13
const roundingShift: f64 = 6755399441055744
const smallestNormal: f64 = 2.2250738585072014e-308
const largest: f64 = 1.7976931348623157e308
const twoPower54: f64 = 18014398509481984

@inline
function highWord(x: f64): i32 {
  return <i32>(reinterpret<i64>(x) >> 32)
}

@inline
function lowerExponent(x: f64, exponent: i32): f64 {
  return reinterpret<f64>(reinterpret<i64>(x) - (<i64>exponent << 52))
}

/** 2^k for −1022 ≤ k ≤ 1023. */
@inline
export function powerOfTwo(k: i32): f64 {
  return reinterpret<f64>(<i64>(k + 1023) << 52)
}

export function scaleByPowerOfTwo(x: f64, k: f64): f64 {
  if (k >= -1021) {
    if (k <= 1023) return x * powerOfTwo(<i32>k)
    return k > 2046 ? x * Infinity : x * powerOfTwo(1023) * powerOfTwo(<i32>k - 1023)
  }
  return k < -1100 ? 0 : x * powerOfTwo(<i32>k + 100) * powerOfTwo(-100)
}

@inline
export function expTail(r: f64): f64 {
  let p: f64 = 2.0914686968086876e-9
  p = p * r + 2.5105217004720745e-8
  p = p * r + 2.75572736431103e-7
  p = p * r + 2.7557255400206422e-6
  p = p * r + 2.4801587325547743e-5
  p = p * r + 0.00019841269874820627
  p = p * r + 0.0013888888888883748
  p = p * r + 0.008333333333326136
  p = p * r + 0.04166666666666667
  p = p * r + 0.1666666666666667
  return p * r + 0.5
}

export function exp(x: f64): f64 {
  if (isNaN(x)) return x
  if (x > 709.8) return Infinity
  if (x < -745.2) return 0
  const k = x * Math.LOG2E + roundingShift - roundingShift
  const major = x - k * ln2High
  const minor = 0 - k * ln2Low
  const r = major + minor
  const leading = 1 + major
  const lost = 1 - leading + major
  return scaleByPowerOfTwo(leading + (lost + (minor + r * r * expTail(r))), k)
}

export function log(x: f64): f64 {
  if (!(x > 0)) return x == 0 ? -Infinity : NaN
  if (x == Infinity) return x
  let exponent: f64 = 0
  let scaled = x
  if (x < smallestNormal) {
    scaled = x * twoPower54
    exponent = -54
  }
  const shift = (highWord(scaled) - 0x3fe6a09e) >> 20
  const f = lowerExponent(scaled, shift) - 1
  exponent = exponent + <f64>shift
  const s = f / (2 + f)
  const u = s * s
  let p: f64 = 0.13086767009948175
  p = p * u + 0.13268759668560612
  p = p * u + 0.15386240205813478
  p = p * u + 0.18181795630884753
  p = p * u + 0.2222222239180047
  p = p * u + 0.2857142857080323
  p = p * u + 0.4000000000000088
  p = p * u + 0.6666666666666666
  const halfSquare = 0.5 * f * f
  const minor = s * (halfSquare + u * p) + (exponent * ln2Low + 0)
  return exponent * ln2High + (f - (halfSquare - minor))
}

export function logRatio(a: f64, b: f64): f64 {
  if (!(a >= smallestNormal && b >= smallestNormal && a <= largest && b <= largest)) {
    return a >= 0 && b >= 0 ? log(a) - log(b) : NaN
  }
  const exponent = (highWord(a) - highWord(b) + 0x80000) >> 20
  const shift = (highWord(a) >> 20) - 1023
  const near = lowerExponent(a, shift)
  const base = lowerExponent(b, shift - exponent)
  const s = (near - base) / (near + base)
  const u = s * s
  let p: f64 = 0.12419989427099914
  p = p * u + 0.11617984554007088
  p = p * u + 0.1333936528760994
  p = p * u + 0.15384471792991192
  p = p * u + 0.1818182018306044
  p = p * u + 0.22222222206586018
  p = p * u + 0.2857142857148969
  p = p * u + 0.3999999999999991
  p = p * u + 0.6666666666666666
  return <f64>exponent * ln2High + (s + (s + (s * u * p + <f64>exponent * ln2Low)))
}

/** Whether both lanes of a and b lie where logRatios holds: positive, normal and finite. */
@inline
export function ratiosHold(a: v128, b: v128): v128 {
  const least = f64x2.splat(smallestNormal)
  const most = f64x2.splat(largest)
  return v128.and(
    v128.and(f64x2.ge(a, least), f64x2.ge(b, least)),
    v128.and(f64x2.le(a, most), f64x2.le(b, most)),
  )
}

/** Two logarithms of ratios at once; only where ratiosHold. */
@inline
export function logRatios(a: v128, b: v128): v128 {
  const highA = i64x2.shr_s(a, 32)
  const highB = i64x2.shr_s(b, 32)
  const exponent = i64x2.shr_s(i64x2.add(i64x2.sub(highA, highB), i64x2.splat(0x80000)), 20)
  const shift = i64x2.sub(i64x2.shr_s(highA, 20), i64x2.splat(1023))
  const near = i64x2.sub(a, i64x2.shl(shift, 52))
  const base = i64x2.sub(b, i64x2.shl(i64x2.sub(shift, exponent), 52))
  const power = f64x2.convert_low_i32x4_s(i8x16.shuffle(exponent, exponent, 0, 1, 2, 3, 8, 9, 10, 11, 0, 1, 2, 3, 0, 1, 2, 3))
  const s = f64x2.div(f64x2.sub(near, base), f64x2.add(near, base))
  const u = f64x2.mul(s, s)
  let p = f64x2.splat(0.12419989427099914)
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.11617984554007088))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.1333936528760994))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.15384471792991192))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.1818182018306044))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.22222222206586018))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.2857142857148969))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.3999999999999991))
  p = f64x2.add(f64x2.mul(p, u), f64x2.splat(0.6666666666666666))
  const small = f64x2.add(f64x2.mul(f64x2.mul(s, u), p), f64x2.mul(power, f64x2.splat(ln2Low)))
  return f64x2.add(f64x2.mul(power, f64x2.splat(ln2High)), f64x2.add(s, f64x2.add(s, small)))
}
