/** Index of the last value that is not above `target`, −1 when all are. `values` increase. */
export function lastNotAbove(values: readonly number[], target: number): number {
  let low = -1
  let high = values.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (values[middle]! <= target) low = middle
    else high = middle
  }
  return low
}

/** Index of the last point that does not expire after `target`, −1 when all do. Expiries increase. */
export function lastExpiryNotAbove(points: readonly { readonly expiry: number }[], target: number): number {
  let low = -1
  let high = points.length
  while (high - low > 1) {
    const middle = (low + high) >>> 1
    if (points[middle]!.expiry <= target) low = middle
    else high = middle
  }
  return low
}
