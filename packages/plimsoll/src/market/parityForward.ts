/** Call and put marks of one strike. */
export interface ParityPair {
  readonly strike: number
  readonly call: number
  readonly put: number
}

/** A forward implied by put–call parity and how well the strikes agree on it. */
export interface ParityForward {
  readonly forward: number
  /** Strikes that could speak. */
  readonly pairs: number
  /** (highest − lowest) / forward over those strikes: above about 1e-5 the marks were not taken at one moment. */
  readonly spread: number
}

/**
 * Below this mark (coin, or fraction of the strike) a mark is mostly its own rounding or a floor; such a strike is
 * passed over.
 */
const leastMark = 1e-5

/**
 * The forward at which a venue marked one expiry, from put–call parity of its marks.
 *
 * Inverse options are marked in coin, C − P = 1 − K / F, so F = K / (1 − (C − P)); linear ones in currency, C − P = F
 * − K. Each strike gives one forward; the answer is their weighted median. The weight is the mark of the cheaper of
 * the two: that is time value, largest at the money and nothing far from it.
 *
 * @returns undefined when no strike has both marks above the floor
 *
 * @example
 * import { parityForward } from 'plimsoll'
 * parityForward([{ strike: 80000, call: 0.25, put: 0.05 }], 'inverse').forward // => 100000
 */
export function parityForward(
  pairs: readonly ParityPair[],
  settlement: 'inverse' | 'linear',
): ParityForward | undefined {
  const implied: { readonly forward: number; readonly weight: number }[] = []
  for (const { strike, call, put } of pairs) {
    const unit = settlement === 'inverse' ? 1 : strike
    const weight = Math.min(call, put) / unit
    const forward = settlement === 'inverse' ? strike / (1 - (call - put)) : strike + (call - put)
    if (weight >= leastMark && forward > 0 && Number.isFinite(forward)) implied.push({ forward, weight })
  }
  if (implied.length === 0) return undefined
  implied.sort((left, right) => left.forward - right.forward)
  const total = implied.reduce((sum, { weight }) => sum + weight, 0)
  let passed = 0
  const middle = implied.find(({ weight }) => {
    passed += weight
    return passed * 2 >= total
  })!
  const spread = (implied.at(-1)!.forward - implied[0]!.forward) / middle.forward
  return { forward: middle.forward, pairs: implied.length, spread }
}
