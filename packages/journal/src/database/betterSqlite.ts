import { createRequire } from 'node:module'
import type { Database, SqlRow, SqlValue, Statement } from './database.js'

/** How long to wait for another process's lock before giving up: one that holds it will not let go. */
const busyMilliseconds = 200

/** SQLite through better-sqlite3, loaded only when chosen: it is a native module that another Node may lack. */
export function openBetterSqlite(path: string): Database {
  const Binding = createRequire(import.meta.url)('better-sqlite3') as typeof import('better-sqlite3')
  const database = new Binding(path, { timeout: busyMilliseconds })
  return {
    engine: 'better-sqlite3',
    exec: (sql) => {
      database.exec(sql)
    },
    prepare: (sql): Statement => {
      const statement = database.prepare<SqlValue[], SqlRow>(sql)
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
