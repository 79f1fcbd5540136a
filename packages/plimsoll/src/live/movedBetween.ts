import type { MarketSnapshot } from '../market/snapshot.js'

/**
 * Names of what differs between two markets, as rows follow them: underlyings, `asset …` and `mark …`. Nothing where the instants
 * differ, or more than prices: then everything has moved.
 */
export function movedBetween(before: MarketSnapshot, after: MarketSnapshot): ReadonlySet<string> | undefined {
  if (before.asOf !== after.asOf || before.history !== after.history || before.facts !== after.facts) return undefined
  const moved = new Set<string>()
  addDifferent(moved, before.underlyings, after.underlyings, '')
  addDifferent(moved, before.assets, after.assets, 'asset ')
  // What an asset is carried by moves it in the scenarios as well.
  for (const [asset, { underlying }] of Object.entries(after.assets)) {
    if (underlying !== undefined && moved.has(underlying)) moved.add(`asset ${asset}`)
  }
  if (before.marks !== after.marks) {
    for (const [id, mark] of after.marks) if (before.marks.get(id) !== mark) moved.add(`mark ${id}`)
    for (const id of before.marks.keys()) if (!after.marks.has(id)) moved.add(`mark ${id}`)
  }
  return moved
}

/** Everything whose row follows one of these underlyings. */
export function movedNames(market: MarketSnapshot, underlyings: readonly string[]): ReadonlySet<string> {
  const names = new Set(underlyings)
  for (const [asset, { underlying }] of Object.entries(market.assets)) {
    if (underlying !== undefined && names.has(underlying)) names.add(`asset ${asset}`)
  }
  return names
}

function addDifferent(
  moved: Set<string>,
  before: Readonly<Record<string, unknown>>,
  after: Readonly<Record<string, unknown>>,
  prefix: string,
): void {
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (before[name] !== after[name]) moved.add(prefix + name)
  }
}
