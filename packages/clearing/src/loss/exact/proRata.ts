import type { Draw } from './draw.js'
import { largestRemainder } from './largestRemainder.js'

/** Somebody with a name and what he can give at most. */
export interface Giver {
  readonly name: string
  readonly available: bigint
}

/**
 * `amount`, at most the sum of what is available, taken in proportion to what each has: exact in sum, never above what one has, and
 * the same in any order of the givers.
 */
export function proRata(amount: bigint, givers: readonly Giver[], draw: Draw): bigint[] {
  let sum = 0n
  for (const { available } of givers) sum += available
  if (sum === 0n) return givers.map(() => 0n)
  return largestRemainder(
    amount,
    givers.map(({ available }) => amount * available),
    sum,
    (i, j) => draw(givers[i]!.name, givers[j]!.name),
  )
}
