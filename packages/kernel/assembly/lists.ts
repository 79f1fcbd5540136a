// Twins of src/loop/priceList and greeksList: independent options, two at a time.
import { logRatio, logRatios, ratiosHold } from './elementary'
import { millsDenominator, millsNumerator, normalCdf, normalPdf } from './normal'
import { blockLength, denominators, hotExp2, numerators, timeValues } from './timeValue'

const column: usize = 8 * <usize>blockLength

/** Bytes of working space that a list needs; each thread has its own. */
export const listScratchBytes: usize = 4 * column

export function priceList(
  count: i32,
  forwards: usize,
  strikes: usize,
  vols: usize,
  sqrtTimes: usize,
  discounts: usize,
  isPut: usize,
  out: usize,
  scratch: usize,
): void {
  for (let start = 0; start < count; start += blockLength) {
    const length = min<i32>(blockLength, count - start)
    priceBlock(length, <usize>start << 3, forwards, strikes, vols, sqrtTimes, discounts, isPut, out, scratch)
  }
}

/** Prices of a block; leaves the logarithms of moneyness in the first column of the working space, total volatilities in the second. */
function priceBlock(
  length: i32,
  from: usize,
  forwards: usize,
  strikes: usize,
  vols: usize,
  sqrtTimes: usize,
  discounts: usize,
  isPut: usize,
  out: usize,
  scratch: usize,
): void {
  const logs = scratch
  const totalVols = scratch + column
  const inverseVols = scratch + 2 * column
  const values = scratch + 3 * column
  const half = f64x2.splat(0.5)
  const one = f64x2.splat(1)
  const two = f64x2.splat(2)
  const bytes = (<usize>length) << 3
  const even = bytes & ~15
  let hold = i64x2.splat(-1)
  for (let at: usize = 0; at < even; at += 16) {
    const forward = v128.load(forwards + from + at)
    const strike = v128.load(strikes + from + at)
    const v = f64x2.mul(v128.load(vols + from + at), v128.load(sqrtTimes + from + at))
    hold = v128.and(hold, ratiosHold(forward, strike))
    v128.store(logs + at, logRatios(forward, strike))
    v128.store(totalVols + at, v)
    v128.store(inverseVols + at, f64x2.div(one, v))
  }
  if (!i64x2.all_true(hold)) {
    for (let at: usize = 0; at < even; at += 8) {
      store<f64>(logs + at, logRatio(load<f64>(forwards + from + at), load<f64>(strikes + from + at)))
    }
  }
  if (even < bytes) {
    const v = load<f64>(vols + from + even) * load<f64>(sqrtTimes + from + even)
    store<f64>(logs + even, logRatio(load<f64>(forwards + from + even), load<f64>(strikes + from + even)))
    store<f64>(totalVols + even, v)
    store<f64>(inverseVols + even, 1 / v)
  }
  timeValues(length, 0, logs, forwards + from, totalVols, inverseVols, values)
  for (let at: usize = 0; at < even; at += 16) {
    const sign = f64x2.sub(one, f64x2.mul(two, v128.load(isPut + from + at)))
    const d = f64x2.mul(sign, f64x2.sub(v128.load(forwards + from + at), v128.load(strikes + from + at)))
    const value = f64x2.add(v128.load(values + at), f64x2.mul(half, f64x2.add(d, f64x2.abs(d))))
    v128.store(out + from + at, f64x2.mul(value, v128.load(discounts + from + at)))
  }
  if (even < bytes) {
    const at = from + even
    const d = (1 - 2 * load<f64>(isPut + at)) * (load<f64>(forwards + at) - load<f64>(strikes + at))
    store<f64>(out + at, (load<f64>(values + even) + 0.5 * (d + abs<f64>(d))) * load<f64>(discounts + at))
  }
}

export function greeksList(
  count: i32,
  forwards: usize,
  strikes: usize,
  vols: usize,
  sqrtTimes: usize,
  discounts: usize,
  isPut: usize,
  rates: usize,
  outPrice: usize,
  outDelta: usize,
  outGamma: usize,
  outVega: usize,
  outTheta: usize,
  scratch: usize,
): void {
  for (let start = 0; start < count; start += blockLength) {
    const length = min<i32>(blockLength, count - start)
    const from = <usize>start << 3
    priceBlock(length, from, forwards, strikes, vols, sqrtTimes, discounts, isPut, outPrice, scratch)
    const end = from + (<usize>length << 3)
    let at = from
    for (; at + 16 <= end; at += 16) {
      const usual = greekPair(at, at - from, forwards, vols, sqrtTimes, discounts, isPut, rates, outPrice, outDelta, outGamma, outVega, outTheta, scratch)
      if (usual) continue
      greeksOf(at, forwards, strikes, vols, sqrtTimes, discounts, isPut, rates, outPrice, outDelta, outGamma, outVega, outTheta)
      greeksOf(at + 8, forwards, strikes, vols, sqrtTimes, discounts, isPut, rates, outPrice, outDelta, outGamma, outVega, outTheta)
    }
    if (at < end) {
      greeksOf(at, forwards, strikes, vols, sqrtTimes, discounts, isPut, rates, outPrice, outDelta, outGamma, outVega, outTheta)
    }
  }
}

/** Greeks of two options whose block was priced; false, and nothing usable, where one of them is no usual case. */
@inline
function greekPair(
  at: usize,
  inBlock: usize,
  forwards: usize,
  vols: usize,
  sqrtTimes: usize,
  discounts: usize,
  isPut: usize,
  rates: usize,
  outPrice: usize,
  outDelta: usize,
  outGamma: usize,
  outVega: usize,
  outTheta: usize,
  scratch: usize,
): bool {
  const half = f64x2.splat(0.5)
  const one = f64x2.splat(1)
  const forward = v128.load(forwards + at)
  const sqrtTime = v128.load(sqrtTimes + at)
  const discount = v128.load(discounts + at)
  const v = v128.load(scratch + column + inBlock)
  const d1 = f64x2.add(f64x2.div(v128.load(scratch + inBlock), v), f64x2.mul(half, v))
  const size = f64x2.abs(d1)
  const usual = v128.and(f64x2.gt(v, f64x2.splat(0)), f64x2.le(size, f64x2.splat(37.5)))
  const density = f64x2.mul(
    f64x2.splat(0.3989422804014327),
    hotExp2(f64x2.mul(f64x2.mul(d1, d1), f64x2.splat(-0.7213475204444817))),
  )
  const tail = f64x2.div(f64x2.mul(density, numerators(size)), denominators(size))
  const above = v128.bitselect(f64x2.sub(one, tail), tail, f64x2.gt(d1, f64x2.splat(0)))
  const vega = f64x2.mul(f64x2.mul(f64x2.mul(discount, forward), density), sqrtTime)
  const decay = f64x2.div(f64x2.mul(f64x2.mul(half, vega), v128.load(vols + at)), f64x2.mul(sqrtTime, sqrtTime))
  v128.store(outDelta + at, f64x2.mul(discount, f64x2.sub(above, v128.load(isPut + at))))
  v128.store(outGamma + at, f64x2.div(f64x2.mul(discount, density), f64x2.mul(forward, v)))
  v128.store(outVega + at, vega)
  v128.store(outTheta + at, f64x2.sub(f64x2.mul(v128.load(rates + at), v128.load(outPrice + at)), decay))
  return i64x2.all_true(usual)
}

function greeksOf(
  at: usize,
  forwards: usize,
  strikes: usize,
  vols: usize,
  sqrtTimes: usize,
  discounts: usize,
  isPut: usize,
  rates: usize,
  outPrice: usize,
  outDelta: usize,
  outGamma: usize,
  outVega: usize,
  outTheta: usize,
): void {
  const forward = load<f64>(forwards + at)
  const sqrtTime = load<f64>(sqrtTimes + at)
  const discount = load<f64>(discounts + at)
  const vol = load<f64>(vols + at)
  const v = vol * sqrtTime
  const x = logRatio(forward, load<f64>(strikes + at))
  const d1 = x / v + 0.5 * v
  const size = abs<f64>(d1)
  let density: f64
  let aboveD1: f64
  if (size <= 37.5) {
    const exponent = d1 * d1 * -0.7213475204444817
    density = 0.3989422804014327 * f64x2.extract_lane(hotExp2(f64x2.splat(exponent)), 0)
    const tail = (density * millsNumerator(size)) / millsDenominator(size)
    aboveD1 = d1 > 0 ? 1 - tail : tail
  } else if (v == 0 && x == 0) {
    density = 0
    aboveD1 = 0.5
  } else {
    density = normalPdf(d1)
    aboveD1 = normalCdf(d1)
  }
  const vega = discount * forward * density * sqrtTime
  const gamma = (discount * density) / (forward * v)
  const decay = (0.5 * vega * vol) / (sqrtTime * sqrtTime)
  store<f64>(outDelta + at, discount * (aboveD1 - load<f64>(isPut + at)))
  store<f64>(outGamma + at, v == 0 ? 0 : gamma)
  store<f64>(outVega + at, vega)
  store<f64>(outTheta + at, load<f64>(rates + at) * load<f64>(outPrice + at) - (v == 0 ? 0 : decay))
}
