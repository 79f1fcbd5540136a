// Twin of src/book/rows: what a row of scenarios became since a reference.
import { foldBytes, foldFactor, foldFirst, foldSecond } from './fields'

/** Twin of rowRanges. */
export function rowRanges(
  rows: usize,
  table: usize,
  folds: usize,
  count: i32,
  first: i32,
  last: i32,
  ranges: usize,
): void {
  const rowBytes = (<usize>count) << 3
  const zero = f64x2.splat(0)
  for (let row = first; row < last; row++) {
    const now = rows + <usize>row * rowBytes
    const fold = folds + <usize>row * foldBytes
    const one = table + ((<usize>load<u32>(fold + foldFirst) * rowBytes) >> 1)
    const other = table + ((<usize>load<u32>(fold + foldSecond) * rowBytes) >> 1)
    const factor = v128.load64_splat(fold + foldFactor)
    let low = f64x2.splat(Infinity)
    let high = f64x2.splat(-Infinity)
    let reach = zero
    let broken = zero
    for (let at: usize = 0; at < rowBytes; at += 32) {
      const x0 = v128.load(now + at)
      const x1 = v128.load(now + at, 16)
      const a0 = f64x2.promote_low_f32x4(v128.load64_zero(one + (at >> 1)))
      const a1 = f64x2.promote_low_f32x4(v128.load64_zero(one + (at >> 1), 8))
      const b0 = f64x2.mul(factor, f64x2.promote_low_f32x4(v128.load64_zero(other + (at >> 1))))
      const b1 = f64x2.mul(factor, f64x2.promote_low_f32x4(v128.load64_zero(other + (at >> 1), 8)))
      const d0 = f64x2.sub(x0, f64x2.add(a0, b0))
      const d1 = f64x2.sub(x1, f64x2.add(a1, b1))
      low = f64x2.pmin(low, f64x2.pmin(d0, d1))
      high = f64x2.pmax(high, f64x2.pmax(d0, d1))
      reach = f64x2.pmax(reach, f64x2.pmax(f64x2.abs(x0), f64x2.abs(x1)))
      reach = f64x2.pmax(reach, f64x2.add(f64x2.abs(a0), f64x2.abs(b0)))
      reach = f64x2.pmax(reach, f64x2.add(f64x2.abs(a1), f64x2.abs(b1)))
      // Grows to NaN where anything is not finite: a minimum would pass over it.
      broken = f64x2.add(broken, f64x2.mul(f64x2.add(d0, d1), zero))
    }
    const smallest = min<f64>(f64x2.extract_lane(low, 0), f64x2.extract_lane(low, 1))
    const largest = max<f64>(f64x2.extract_lane(high, 0), f64x2.extract_lane(high, 1))
    const sick = f64x2.extract_lane(broken, 0) + f64x2.extract_lane(broken, 1)
    const range = ranges + ((<usize>row) << 5)
    if (sick != 0) {
      store<f64>(range, 0)
      store<f64>(range, Infinity, 8)
      store<f64>(range, Infinity, 24)
      continue
    }
    store<f64>(range, (smallest + largest) * -0.5)
    store<f64>(range, (largest - smallest) * 0.5 + (abs<f64>(smallest) + abs<f64>(largest)) * outward, 8)
    const size = max<f64>(f64x2.extract_lane(reach, 0), f64x2.extract_lane(reach, 1))
    store<f64>(range, (size + max<f64>(abs<f64>(smallest), abs<f64>(largest))) * (1 + outward), 24)
  }
}

/** 2^−50: covers the rounding of a difference, of its middle and of its half. */
const outward: f64 = 8.881784197001252e-16
