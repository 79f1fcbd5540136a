import type { RandomSource } from 'plimsoll'

/** The best that a search has found. */
export interface Found {
  readonly numbers: readonly number[]
  readonly value: bigint
}

/**
 * Looks for numbers from 0 to 1 whose value is largest: half of the tries anywhere, the other half near the best so far, one or two numbers
 * changed at a time, nearer the longer it takes. What it finds is a lower bound of what there is.
 */
export function search(
  size: number,
  tries: number,
  source: RandomSource,
  stream: number,
  gainOf: (numbers: readonly number[]) => bigint,
): Found {
  let draw = 0
  const random = (): number => source.uniform(stream, draw++)
  let best: Found | undefined
  for (let row = 0; row < tries; row++) {
    const numbers =
      best === undefined || row * 2 < tries
        ? Array.from({ length: size }, random)
        : nearTo(best.numbers, (tries - row) / tries, random)
    const value = gainOf(numbers)
    if (best === undefined || value > best.value) best = { numbers, value }
  }
  return best!
}

function nearTo(numbers: readonly number[], width: number, random: () => number): readonly number[] {
  const changed = [...numbers]
  const count = random() < 0.5 ? 1 : 2
  for (let row = 0; row < count; row++) {
    const at = Math.floor(random() * numbers.length)
    changed[at] = Math.min(1, Math.max(0, numbers[at]! + (random() * 2 - 1) * width))
  }
  return changed
}
