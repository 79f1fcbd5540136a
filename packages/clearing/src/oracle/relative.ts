/** Parts in one. */
export const million = 1_000_000n

/** Fine units in a price unit: slow prices and averages carry nine more places, so that many small steps add up. */
export const fine = 1_000_000_000n

export function magnitude(value: bigint): bigint {
  return value < 0n ? -value : value
}

/** The size that relative figures of a price are taken of: its magnitude, or `leastSize` where that is more. */
export function sizeOf(price: bigint, leastSize: bigint): bigint {
  const size = magnitude(price)
  return size > leastSize ? size : leastSize
}

/** |price − reference| ≤ ppm of the reference's size; exact. */
export function isWithin(price: bigint, reference: bigint, ppm: bigint, leastSize: bigint): boolean {
  return magnitude(price - reference) * million <= ppm * sizeOf(reference, leastSize)
}

export function least(a: bigint, b: bigint): bigint {
  return a < b ? a : b
}

export function greatest(a: bigint, b: bigint): bigint {
  return a > b ? a : b
}
