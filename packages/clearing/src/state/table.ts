/**
 * Immutable records by key, with a draft: between `begin` and `commit` or `rollback` every write can be taken back. Reading goes to
 * one map, so a draft costs what it writes. Keys are walked in their sorted order, never in the order in which they came, so
 * that a restored table is walked as the one it was saved from.
 */
export interface Table<Value> {
  get(key: string): Value | undefined
  set(key: string, value: Value): void
  delete(key: string): void
  readonly size: number
  keys(): readonly string[]
  /** Keys written since `begin`, sorted. */
  touched(): readonly string[]
  /** The value at `begin` of a key that was touched since. */
  before(key: string): Value | undefined
  commit(): void
  rollback(): void
  /** A second table with the same records, which are immutable and not copied. Not while a draft is open. */
  fork(): Table<Value>
}

export function createTable<Value>(from: Iterable<readonly [string, Value]> = []): Table<Value> {
  const values = new Map<string, Value>(from)
  const undo = new Map<string, Value | undefined>()
  let sorted: readonly string[] | undefined

  const put = (key: string, value: Value | undefined): void => {
    const known = values.has(key)
    if (value === undefined) values.delete(key)
    else values.set(key, value)
    if (known !== (value !== undefined)) sorted = undefined
  }
  const write = (key: string, value: Value | undefined): void => {
    if (!undo.has(key)) undo.set(key, values.get(key))
    put(key, value)
  }
  return {
    get: (key) => values.get(key),
    set: write,
    delete: (key) => write(key, undefined),
    get size() {
      return values.size
    },
    keys() {
      sorted ??= [...values.keys()].sort(byCodeUnit)
      return sorted
    },
    touched: () => [...undo.keys()].sort(byCodeUnit),
    before: (key) => undo.get(key),
    commit: () => undo.clear(),
    rollback() {
      for (const [key, value] of undo) put(key, value)
      undo.clear()
    },
    fork: () => createTable(values),
  }
}

/** By UTF-16 code units: the same in every locale. */
export function byCodeUnit(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
