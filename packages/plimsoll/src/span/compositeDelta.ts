/**
 * Composite delta: the deltas at the price moves of the scan, weighted. It measures positions for spreads only. Deltas and
 * weights in the order of the price moves; the weights are used as published, also where they do not sum to 1.
 *
 * @example
 * import { compositeDelta } from 'plimsoll'
 * compositeDelta([0.5, 0.75, 0.25], [0.5, 0.25, 0.25]) // => 0.5
 */
export function compositeDelta(deltas: readonly number[], weights: readonly number[]): number {
  let sum = 0
  for (let at = 0; at < weights.length; at++) sum += weights[at]! * (deltas[at] ?? 0)
  return sum
}
