const bits = new BigInt64Array(1)
const float = new Float64Array(bits.buffer)

function ordinal(x: number): bigint {
  float[0] = x
  const raw = bits[0] ?? 0n
  return raw < 0n ? -(raw & 0x7fffffffffffffffn) : raw
}

/** How many representable numbers apart two doubles are: 0 for equal bits (0 and −0 count as equal). */
export function ulpsBetween(a: number, b: number): number {
  if (Number.isNaN(a) || Number.isNaN(b)) return Number.isNaN(a) && Number.isNaN(b) ? 0 : Number.POSITIVE_INFINITY
  const distance = Number(ordinal(a) - ordinal(b))
  return distance < 0 ? -distance : distance
}
