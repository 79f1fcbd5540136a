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

export function createTable<Value>(): Table<Value> {
  return tableOf(new Map(), [])
}

function tableOf<Value>(values: Map<string, Value>, walked: readonly string[]): Table<Value> {
  const undo = new Map<string, Value | undefined>()
  /** As last walked, and the keys that have come or gone since. */
  let sorted = walked
  const changed = new Set<string>()

  const put = (key: string, value: Value | undefined): void => {
    const known = values.has(key)
    if (value === undefined) values.delete(key)
    else values.set(key, value)
    if (known !== (value !== undefined)) changed.add(key)
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
      if (changed.size === 0) return sorted
      sorted = merged(sorted, changed, (key) => values.has(key))
      changed.clear()
      return sorted
    },
    touched: () => (undo.size === 0 ? none : [...undo.keys()].sort()),
    before: (key) => undo.get(key),
    commit: () => undo.clear(),
    rollback() {
      for (const [key, value] of undo) put(key, value)
      undo.clear()
    },
    fork() {
      const keys = this.keys()
      return tableOf(new Map(values), keys)
    },
  }
}

const none: readonly string[] = []

/** Sorted keys with those that have come and without those that have gone, by UTF-16 code units: the same in every locale. */
function merged(
  sorted: readonly string[],
  changed: ReadonlySet<string>,
  has: (key: string) => boolean,
): readonly string[] {
  const kept = sorted.filter((key) => !changed.has(key))
  const come = [...changed].filter(has).sort()
  if (come.length === 0) return kept
  const keys: string[] = []
  let next = 0
  for (const key of kept) {
    while (next < come.length && come[next]! < key) keys.push(come[next++]!)
    keys.push(key)
  }
  for (; next < come.length; next++) keys.push(come[next]!)
  return keys
}
