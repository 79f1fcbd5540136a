// Twins of src/book/rows: what a row of scenarios became since a reference, and copies of rows in half the width.

/** Twin of narrow: the values `from` to `to` − 1, both even, rounded to the nearest float32. */
export function narrow(from: i32, to: i32, source: usize, target: usize): void {
  const end = <usize>to << 3
  for (let at = <usize>from << 3; at < end; at += 16) {
    v128.store64_lane(target + (at >> 1), f32x4.demote_f64x2_zero(v128.load(source + at)), 0)
  }
}

/**
 * Twin of rowRanges: for rows first … last − 1 of `count` scenarios (a multiple of 4), how far the loss of one unit can have
 * moved since the reference rows, as middle and half width, and its reach: the largest size of the row now plus the largest
 * move. Half widths and reaches are rounded outward. `ranges` has four numbers a row: middle, half, (value, left alone), reach.
 */
export function rowRanges(
  rows: usize,
  references: usize,
  count: i32,
  first: i32,
  last: i32,
  ranges: usize,
): void {
  const rowBytes = (<usize>count) << 3
  const zero = f64x2.splat(0)
  for (let row = first; row < last; row++) {
    const now = rows + <usize>row * rowBytes
    const then = references + ((<usize>row * rowBytes) >> 1)
    let low = f64x2.splat(Infinity)
    let high = f64x2.splat(-Infinity)
    let reach = zero
    let broken = zero
    for (let at: usize = 0; at < rowBytes; at += 32) {
      const x0 = v128.load(now + at)
      const x1 = v128.load(now + at, 16)
      const d0 = f64x2.sub(x0, f64x2.promote_low_f32x4(v128.load64_zero(then + (at >> 1))))
      const d1 = f64x2.sub(x1, f64x2.promote_low_f32x4(v128.load64_zero(then + (at >> 1), 8)))
      low = f64x2.pmin(low, f64x2.pmin(d0, d1))
      high = f64x2.pmax(high, f64x2.pmax(d0, d1))
      reach = f64x2.pmax(reach, f64x2.pmax(f64x2.abs(x0), f64x2.abs(x1)))
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
