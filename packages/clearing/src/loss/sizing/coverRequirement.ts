/** An owner (all accounts together) in one extreme but plausible scenario. */
export interface StressedOwner {
  readonly owner: string
  /** What stands behind the owner's positions, at least 0. */
  readonly collateral: bigint
  /** What the scenario costs, 0 or less for who wins. */
  readonly loss: bigint
}

export interface CoverRequirement {
  readonly scenario: string
  /** The two owners with the largest shortfalls and what they lack together. */
  readonly largest: readonly string[]
  readonly largestShortfall: bigint
  /** What the smallest of the others lack together. */
  readonly smallestShortfall: bigint
  readonly total: bigint
}

/**
 * Cover-2 and a crowd: what the two owners with the largest shortfalls beyond their collateral lack together (PFMI, principle 4), plus
 * what those `smallest` of the other failing owners lack who have the least collateral, in the scenario where the sum is
 * greatest. A retail venue's losses are crowded rather than concentrated: the second part is the one that two names miss.
 *
 * Of equal owners the name decides, which changes no sum of the two; of equal scenarios the first stands.
 *
 * @example
 * import { coverRequirement } from '@plimsoll/clearing'
 * const owners = [['a', 10n, 60n], ['b', 5n, 25n], ['c', 1n, 4n], ['d', 2n, 4n]]
 *   .map(([owner, collateral, loss]) => ({ owner, collateral, loss }))
 * const { largestShortfall, smallestShortfall } = coverRequirement([{ name: 'crash', owners }], 1)
 * largestShortfall // => 70n
 * smallestShortfall // => 3n
 */
export function coverRequirement(
  scenarios: readonly { readonly name: string; readonly owners: readonly StressedOwner[] }[],
  smallest: number,
): CoverRequirement | undefined {
  let worst: CoverRequirement | undefined
  for (const { name, owners } of scenarios) {
    const failing = owners
      .map(({ owner, collateral, loss }) => ({ owner, collateral, shortfall: loss - collateral }))
      .filter(({ shortfall }) => shortfall > 0n)
      .sort((a, b) => ascending(b.shortfall, a.shortfall) || (a.owner < b.owner ? -1 : 1))
    const largest = failing.slice(0, 2)
    const crowd = failing
      .slice(2)
      .sort((a, b) => ascending(a.collateral, b.collateral))
      .slice(0, smallest)
    const largestShortfall = together(largest)
    const smallestShortfall = together(crowd)
    const total = largestShortfall + smallestShortfall
    if (worst !== undefined && worst.total >= total) continue
    worst = { scenario: name, largest: largest.map(({ owner }) => owner), largestShortfall, smallestShortfall, total }
  }
  return worst
}

function ascending(a: bigint, b: bigint): number {
  return a < b ? -1 : a > b ? 1 : 0
}

function together(owners: readonly { readonly shortfall: bigint }[]): bigint {
  return owners.reduce((sum, { shortfall }) => sum + shortfall, 0n)
}
