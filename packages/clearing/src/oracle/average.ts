import { exp } from '@plimsoll/kernel'
import type { Average } from './feedState.js'
import { fine } from './relative.js'

/** Twelve places of a decay factor: 1e-12 of a difference is below a fine unit for prices up to 1,000 price units apart. */
const factorScale = 1_000_000_000_000

/**
 * An exponentially weighted average a while later, its sample having stood still: sample + (value − sample)·e^(−Δt/τ). The factor is the
 * kernel's own exponential, rounded once to twelve places; the rest is integers, rounded towards the sample.
 *
 * It is called only at the instants of ticks and of what follows from them, never because somebody looked; hence what is read does
 * not depend on who reads how often.
 *
 * @param sample in price units; absent: the average stands still
 */
export function averageAt(average: Average, sample: bigint | undefined, at: number, timeConstantMs: number): Average {
  if (sample === undefined) return { value: average.value, at }
  const factor = BigInt(Math.round(exp((average.at - at) / timeConstantMs) * factorScale))
  const target = sample * fine
  return { value: target + ((average.value - target) * factor) / BigInt(factorScale), at }
}
