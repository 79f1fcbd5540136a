import { createRequire } from 'node:module'
import type { Database, SqlRow, SqlValue, Statement } from './database.js'

/** What is used of Node's own SQLite module, which the types of Node 20 do not know. */
interface NodeSqlite {
  readonly DatabaseSync: new (path: string, options: { timeout: number }) => NodeDatabase
}
interface NodeDatabase {
  exec(sql: string): void
  prepare(sql: string): {
    run(...values: SqlValue[]): unknown
    get(...values: SqlValue[]): SqlRow | undefined
    all(...values: SqlValue[]): SqlRow[]
  }
  close(): void
}

/** SQLite through Node's own `node:sqlite`; needs Node 24 or later. */
export function openNodeSqlite(path: string): Database {
  const { DatabaseSync } = createRequire(import.meta.url)('node:sqlite') as NodeSqlite
  const database = new DatabaseSync(path, { timeout: 200 })
  return {
    engine: 'node:sqlite',
    exec: (sql) => {
      database.exec(sql)
    },
    prepare: (sql): Statement => {
      const statement = database.prepare(sql)
      return {
        run: (...values) => {
          statement.run(...values)
        },
        get: (...values) => statement.get(...values),
        all: (...values) => statement.all(...values),
      }
    },
    close: () => {
      database.close()
    },
  }
}
