/**
 * Black-76 as a good TypeScript developer writes it without a kernel: the textbook formula over typed arrays, one option
 * and one scenario at a time, with Hart's double-precision cumulative normal (West 2005).
 */

/** N(x), absolute error about 1e-15. */
export function cumulativeNormal(x) {
  const z = Math.abs(x)
  if (z > 37) return x > 0 ? 1 : 0
  const e = Math.exp(-0.5 * z * z)
  let tail
  if (z < 7.07106781186547) {
    const top =
      (((((3.52624965998911e-2 * z + 0.700383064443688) * z + 6.37396220353165) * z + 33.912866078383) * z +
        112.079291497871) *
        z +
        221.213596169931) *
        z +
      220.206867912376
    const bottom =
      ((((((8.83883476483184e-2 * z + 1.75566716318264) * z + 16.064177579207) * z + 86.7807322029461) * z +
        296.564248779674) *
        z +
        637.333633378831) *
        z +
        793.826512519948) *
        z +
      440.413735824752
    tail = (e * top) / bottom
  } else {
    tail = e / (z + 1 / (z + 2 / (z + 3 / (z + 4 / (z + 0.65))))) / 2.506628274631
  }
  return x > 0 ? 1 - tail : tail
}

/** Undiscounted price; `sign` is 1 for a call and −1 for a put. */
export function black76(forward, strike, v, sign) {
  const d1 = Math.log(forward / strike) / v + 0.5 * v
  return sign * (forward * cumulativeNormal(sign * d1) - strike * cumulativeNormal(sign * (d1 - v)))
}

/** `out[i]`: discounted prices of the first `count` options of the list. */
export function plainList(arrays, count, out) {
  const [forwards, strikes, vols, roots, discounts, isPut] = [
    arrays['list.forwards'],
    arrays['list.strikes'],
    arrays['list.vols'],
    arrays['list.sqrtTimes'],
    arrays['list.discounts'],
    arrays['list.isPut'],
  ]
  for (let i = 0; i < count; i++) {
    out[i] = black76(forwards[i], strikes[i], vols[i] * roots[i], 1 - 2 * isPut[i]) * discounts[i]
  }
}

/**
 * Profit rows of `grid` or `grid33`, [option × columns] with the call of strike k in row 2k and its put in row 2k + 1; the
 * arrays' scenarios are `stride` apart from underlying to underlying.
 */
export function plainGrid({ sizes, arrays }, name, stride, columns, out) {
  const { underlyings, strikes } = sizes
  for (let k = 0; k < underlyings * strikes; k++) {
    const first = Math.floor(k / strikes) * stride
    for (let side = 0; side < 2; side++) {
      plainRow(arrays, name, k, side, first, columns, out.subarray((2 * k + side) * columns))
    }
  }
}

/** One option (side 0 call, 1 put) of strike k in the scenarios from `first` on. */
export function plainRow(arrays, name, k, side, first, columns, out) {
  const strike = arrays['strike.strikes'][k]
  const v = arrays['strike.totalVols'][k]
  const discount = arrays['strike.discounts'][k]
  const base = arrays[side === 0 ? 'strike.baseCalls' : 'strike.basePuts'][k]
  const forwards = arrays[`${name}.forwards`]
  const factors = arrays[`${name}.factors`]
  const sign = side === 0 ? 1 : -1
  for (let s = 0; s < columns; s++) {
    out[s] = black76(forwards[first + s], strike, v * factors[first + s], sign) * discount - base
  }
}
