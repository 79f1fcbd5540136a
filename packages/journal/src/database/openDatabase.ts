import { openBetterSqlite } from './betterSqlite.js'
import type { Database } from './database.js'
import { openNodeSqlite } from './nodeSqlite.js'

/** Node's own SQLite is out of its experimental warnings from this version on. */
const nodeSqliteFrom = 24

/** A database with the binding that suits this Node, as SQLite opens it by itself. */
export function openFile(file: string): Database {
  return Number(process.versions.node.split('.')[0]) >= nodeSqliteFrom ? openNodeSqlite(file) : openBetterSqlite(file)
}

/**
 * A database whose commits return after fsync, so that what was acknowledged survives a power cut as well as a kill.
 *
 * @param locking `exclusive` keeps every other connection out of the file for as long as it is open
 */
export function openDatabase(file: string, locking: 'exclusive' | 'normal'): Database {
  const database = openFile(file)
  try {
    // Before the write-ahead log is first touched: its index then needs no shared memory.
    database.exec(`PRAGMA locking_mode = ${locking}`)
    database.exec('PRAGMA journal_mode = WAL')
    database.exec('PRAGMA synchronous = FULL')
    if (locking === 'exclusive') database.exec('BEGIN EXCLUSIVE; COMMIT')
    return database
  } catch (cause) {
    database.close()
    throw cause
  }
}
