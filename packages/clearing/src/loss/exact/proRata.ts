import type { Draw } from './draw.js'
import { largestRemainder } from './largestRemainder.js'

/** Somebody with a name and what he can give at most. */
export interface Giver {
  readonly name: string
  readonly available: bigint
}

/**
 * `amount`, 0 to the sum of what is available (each at least 0), taken in proportion to what each has: exact in sum, never above what
 * one has, and the same in any order of the givers. A final settlement cuts claims by it.
 *
 * @example
 * import { drawOf, proRata } from '@plimsoll/clearing'
 * const claims = [{ name: 'a', available: 60n }, { name: 'b', available: 30n }, { name: 'c', available: 10n }]
 * proRata(13n, claims, drawOf('event 1')) // => [8n, 4n, 1n]
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
