export type SqlValue = string | number | null | Uint8Array
export type SqlRow = Readonly<Record<string, SqlValue>>

/** A prepared statement. */
export interface Statement {
  run(...values: SqlValue[]): void
  get(...values: SqlValue[]): SqlRow | undefined
  all(...values: SqlValue[]): SqlRow[]
}

/** The little of SQLite that a durable store needs, whichever binding provides it. Synchronous on purpose: one writer. */
export interface Database {
  readonly engine: 'better-sqlite3' | 'node:sqlite'
  exec(sql: string): void
  prepare(sql: string): Statement
  close(): void
}

/** Runs `work` in one transaction; committed, and on disk, when this returns. */
export function inTransaction<T>(database: Database, work: () => T): T {
  database.exec('BEGIN IMMEDIATE')
  let result: T
  try {
    result = work()
    database.exec('COMMIT')
  } catch (error) {
    try {
      database.exec('ROLLBACK')
    } catch {
      // SQLite has rolled back by itself (disk full, I/O error); the first error says why.
    }
    throw error
  }
  return result
}
