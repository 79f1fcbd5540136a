import type { MarketSnapshot } from '../market/snapshot.js'

type Names = ReadonlySet<string> | undefined

/**
 * What a tick has to price anew, as names that rows follow: underlyings, `asset …` and `mark …`; undefined is everything. What was
 * left as it stood at earlier ticks is remembered until it is priced.
 */
export class MovedNames {
  /** Names whose prices are not those of the last market. */
  #left: Names = new Set<string>()

  /** @param moved underlyings that alone are to be priced; whatever differs where absent */
  names(before: MarketSnapshot, after: MarketSnapshot, moved: readonly string[] | undefined): Names {
    const open = union(this.#left, movedBetween(before, after))
    if (moved === undefined) {
      this.#left = new Set()
      return open
    }
    const names = namesOf(after, moved)
    this.#left = open === undefined ? undefined : new Set([...open].filter((name) => !names.has(name)))
    return names
  }
}

function union(a: Names, b: Names): Names {
  return a === undefined || b === undefined ? undefined : new Set([...a, ...b])
}

/** What differs between two markets; undefined where the instants differ, or more than prices: then everything has moved. */
function movedBetween(before: MarketSnapshot, after: MarketSnapshot): Names {
  if (before.asOf !== after.asOf || before.history !== after.history || before.facts !== after.facts) return undefined
  if (before.instruments !== after.instruments) return undefined
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
function namesOf(market: MarketSnapshot, underlyings: readonly string[]): ReadonlySet<string> {
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
