import { normalQuantile } from '@plimsoll/kernel'
import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64'
import { xoroshiro128plus } from 'pure-rand/generator/xoroshiro128plus'

/** A seeded stream of random numbers, the same bits on every machine. */
export interface RandomSource {
  /** In (0, 1). */
  uniform(): number
  /** Standard normal, by inversion with the kernel's own quantile. */
  normal(): number
}

/** Stands for 0, which has no quantile: half the spacing of the generator's 2⁵³ values. */
const uniformMin = 2 ** -54

export function randomSource(seed: number): RandomSource {
  const generator = xoroshiro128plus(seed)
  const uniform = (): number => Math.max(uniformFloat64(generator), uniformMin)
  return { uniform, normal: () => normalQuantile(uniform()) }
}
