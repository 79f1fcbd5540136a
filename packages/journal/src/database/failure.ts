/** What went wrong in SQLite, by what can be done about it. */
export type DatabaseFailure = 'busy' | 'damaged' | 'full' | 'other'

/** SQLite's primary result codes (https://www.sqlite.org/rescode.html) by name and number. */
const failures: readonly (readonly [name: string, number: number, failure: DatabaseFailure])[] = [
  ['SQLITE_BUSY', 5, 'busy'],
  ['SQLITE_LOCKED', 6, 'busy'],
  ['SQLITE_CORRUPT', 11, 'damaged'],
  ['SQLITE_NOTADB', 26, 'damaged'],
  ['SQLITE_FULL', 13, 'full'],
]

/** Reads the result code that a binding put on its error: better-sqlite3 a name, node:sqlite a number. */
export function databaseFailure(error: unknown): DatabaseFailure {
  const { code, errcode } = (error ?? {}) as { readonly code?: unknown; readonly errcode?: unknown }
  const found = failures.find(
    ([name, number]) =>
      (typeof code === 'string' && (code === name || code.startsWith(`${name}_`))) ||
      // The upper bits say more about the cause than anybody acts on.
      (typeof errcode === 'number' && (errcode & 0xff) === number),
  )
  return found?.[2] ?? 'other'
}
