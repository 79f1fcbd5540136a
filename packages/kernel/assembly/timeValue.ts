// Twins of src/price: what an option is worth above its intrinsic value.
import { exp } from './elementary'
import { millsDescent, millsRatio, normalPdf } from './normal'

const smallestDirectVolatility: f64 = 0.015625
const lowestArgument: f64 = -0.5
const highestArgument: f64 = 37.5
const vanishingArgument: f64 = 39
const roundingShift: f64 = 6755399441055744

/** Elements that are computed before it is asked whether all lay in the direct formula's domain. */
export const blockLength = 64

/** Two time values from d1 and the arguments h ∓ v/2 of the two Mills ratios. */
@inline
function fromArguments(forward: v128, d1: v128, a: v128, b: v128): v128 {
  const density = hotExp2(f64x2.mul(f64x2.mul(d1, d1), f64x2.splat(-0.7213475204444817)))
  const scale = f64x2.mul(f64x2.mul(forward, f64x2.splat(0.3989422804014327)), density)
  const qa = denominators(a)
  const qb = denominators(b)
  const difference = f64x2.sub(f64x2.mul(numerators(a), qb), f64x2.mul(numerators(b), qa))
  return f64x2.mul(scale, f64x2.div(difference, f64x2.mul(qa, qb)))
}

/** 2^y for −1022 ≤ y ≤ 1022; anything outside gives what nobody may use. */
@inline
export function hotExp2(y: v128): v128 {
  const shifted = f64x2.add(y, f64x2.splat(roundingShift))
  const r = f64x2.sub(y, f64x2.sub(shifted, f64x2.splat(roundingShift)))
  let p = f64x2.splat(4.4558179083360645e-10)
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(7.074194297288521e-9))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.0178057087733941e-7))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.3215432535912375e-6))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1.5252733841556773e-5))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.00015403530463724353))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.001333355814640647))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.009618129107587256))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.055504108664821625))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(0.24022650695910158))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(Math.LN2))
  p = f64x2.add(f64x2.mul(p, r), f64x2.splat(1))
  return i64x2.add(p, i64x2.shl(shifted, 52))
}

@inline
export function numerators(z: v128): v128 {
  let p = f64x2.splat(2.7559773712184204e-7)
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(9.677856945778224e-6))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.00016315824201248096))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.0017305989707873746))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.012752724978161116))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.06814195978468418))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.26756822782204276))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(0.7646345243259612))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(1.5313850484549374))
  p = f64x2.add(f64x2.mul(p, z), f64x2.splat(1.9634132573613714))
  return f64x2.add(f64x2.mul(p, z), f64x2.splat(1.2533141373155001))
}

@inline
export function denominators(z: v128): v128 {
  let q = f64x2.splat(2.7559773712057885e-7)
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(9.677856946044066e-6))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.00016343383972439705))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.0017402768291700339))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.012915331969159942))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.06985320460002749))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.27999735907538975))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(0.8294126204381099))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(1.7750515396584725))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(2.6084359601390097))
  q = f64x2.add(f64x2.mul(q, z), f64x2.splat(2.364461685327167))
  return f64x2.add(f64x2.mul(q, z), f64x2.splat(1))
}

/** Whether one element may take the direct formula; false for NaN. */
@inline
function isDirect(x: f64, v: f64, inverse: f64): bool {
  const h = abs<f64>(x * inverse)
  const t = v * 0.5
  return v >= smallestDirectVolatility && h - t >= lowestArgument && h + t <= highestArgument
}

/** The smallest v, smallest a and largest b of a block decide whether it may keep its direct values. */
@inline
function allDirect(volatility: v128, lower: v128, upper: v128): bool {
  const inside = v128.and(
    v128.and(
      f64x2.ge(volatility, f64x2.splat(smallestDirectVolatility)),
      f64x2.ge(lower, f64x2.splat(lowestArgument)),
    ),
    f64x2.le(upper, f64x2.splat(highestArgument)),
  )
  return i64x2.all_true(inside)
}

/**
 * Direct time values of a block, and whether all its elements lie in the direct formula's domain. Two vectors a round keep
 * the processor's units busy while each waits for its own chain of operations. NaN passes, its value is NaN either way, but for
 * ∞ · 0, a limit of infinite volatility, which has one: pmax takes it for 0, and its h − v/2 is outside.
 */
function directBlock(
  bytes: usize,
  shift: f64,
  logs: usize,
  forwards: usize,
  vols: usize,
  inverseVols: usize,
  out: usize,
): bool {
  const shifts = f64x2.splat(shift)
  const half = f64x2.splat(0.5)
  const none = f64x2.splat(0)
  let smallest = f64x2.splat(Infinity)
  let lower = f64x2.splat(Infinity)
  let upper = f64x2.splat(-Infinity)
  let at: usize = 0
  for (; at + 32 <= bytes; at += 32) {
    const v0 = v128.load(vols + at)
    const v1 = v128.load(vols + at, 16)
    const x0 = f64x2.mul(f64x2.add(shifts, v128.load(logs + at)), v128.load(inverseVols + at))
    const x1 = f64x2.mul(f64x2.add(shifts, v128.load(logs + at, 16)), v128.load(inverseVols + at, 16))
    const t0 = f64x2.mul(v0, half)
    const t1 = f64x2.mul(v1, half)
    const h0 = f64x2.pmax(none, f64x2.abs(x0))
    const h1 = f64x2.pmax(none, f64x2.abs(x1))
    const a0 = f64x2.sub(h0, t0)
    const a1 = f64x2.sub(h1, t1)
    const b0 = f64x2.add(h0, t0)
    const b1 = f64x2.add(h1, t1)
    smallest = f64x2.pmin(f64x2.pmin(smallest, v0), v1)
    lower = f64x2.pmin(f64x2.pmin(lower, a0), a1)
    upper = f64x2.pmax(f64x2.pmax(upper, b0), b1)
    v128.store(out + at, fromArguments(v128.load(forwards + at), f64x2.add(x0, t0), a0, b0))
    v128.store(out + at, fromArguments(v128.load(forwards + at, 16), f64x2.add(x1, t1), a1, b1), 16)
  }
  if (at < bytes) {
    const v = v128.load(vols + at)
    const xi = f64x2.mul(f64x2.add(shifts, v128.load(logs + at)), v128.load(inverseVols + at))
    const t = f64x2.mul(v, half)
    const h = f64x2.pmax(none, f64x2.abs(xi))
    const a = f64x2.sub(h, t)
    const b = f64x2.add(h, t)
    smallest = f64x2.pmin(smallest, v)
    lower = f64x2.pmin(lower, a)
    upper = f64x2.pmax(upper, b)
    v128.store(out + at, fromArguments(v128.load(forwards + at), f64x2.add(xi, t), a, b))
  }
  return allDirect(smallest, lower, upper)
}

/** Puts the slow formula's value wherever a block's elements lie outside the direct one's domain. */
function mendBlock(
  count: i32,
  shift: f64,
  logs: usize,
  forwards: usize,
  vols: usize,
  inverseVols: usize,
  out: usize,
): void {
  for (let i = 0; i < count; i++) {
    const at = <usize>i << 3
    const x = shift + load<f64>(logs + at)
    const v = load<f64>(vols + at)
    if (!isDirect(x, v, load<f64>(inverseVols + at))) {
      store<f64>(out + at, timeValueAnywhere(x, load<f64>(forwards + at), v))
    }
  }
}

/** Twin of timeValues. The last element of an odd count is computed alone. */
export function timeValues(
  count: i32,
  shift: f64,
  logs: usize,
  forwards: usize,
  vols: usize,
  inverseVols: usize,
  out: usize,
): void {
  for (let start = 0; start < count; start += blockLength) {
    const from = <usize>start << 3
    const length = min<i32>(blockLength, count - start) & ~1
    timeValueBlock(length, shift, logs + from, forwards + from, vols + from, inverseVols + from, out + from)
  }
  if (count & 1) {
    const last = <usize>(count - 1) << 3
    const x = shift + load<f64>(logs + last)
    store<f64>(out + last, timeValueOf(x, load<f64>(forwards + last), load<f64>(vols + last), load<f64>(inverseVols + last)))
  }
}

/** Time values of an even number of elements, at most a block of them. */
@inline
export function timeValueBlock(
  length: i32,
  shift: f64,
  logs: usize,
  forwards: usize,
  vols: usize,
  inverseVols: usize,
  out: usize,
): void {
  if (directBlock(<usize>length << 3, shift, logs, forwards, vols, inverseVols, out)) return
  mendBlock(length, shift, logs, forwards, vols, inverseVols, out)
}

function timeValueOf(x: f64, forward: f64, v: f64, inverse: f64): f64 {
  if (!isDirect(x, v, inverse)) return timeValueAnywhere(x, forward, v)
  const xi = x * inverse
  const t = v * 0.5
  const h = abs<f64>(xi)
  const pair = fromArguments(f64x2.splat(forward), f64x2.splat(xi + t), f64x2.splat(h - t), f64x2.splat(h + t))
  return f64x2.extract_lane(pair, 0)
}

export function timeValueAnywhere(x: f64, forward: f64, v: f64): f64 {
  if (!(v >= 0) || isNaN(x)) return NaN
  if (v == 0) return 0
  const low = x > 0 ? forward * exp(-x) : forward
  if (v == Infinity) return low
  const h = abs<f64>(x) / v
  const t = 0.5 * v
  const a = h - t
  if (a > vanishingArgument) return 0
  const b = h + t
  if (v < smallestDirectVolatility) {
    const y1 = -millsDescent(h)
    const y2 = millsRatio(h) + h * y1
    const y3 = h * y2 + 2 * y1
    const y4 = h * y3 + 3 * y2
    const y5 = h * y4 + 4 * y3
    const y6 = h * y5 + 5 * y4
    const y7 = h * y6 + 6 * y5
    const square = t * t
    const series = y1 + square * (y3 / 6 + square * (y5 / 120 + (square * y7) / 5040))
    return low * normalPdf(a) * (-v * series)
  }
  if (a < lowestArgument) return low * (1 - normalPdf(a) * (millsRatio(-a) + millsRatio(b)))
  return low * (normalPdf(a) * (millsRatio(a) - millsRatio(b)))
}
