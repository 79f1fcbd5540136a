import type { Database } from './database.js'

/** Carries the write-ahead log over into the file; `TRUNCATE` leaves it empty. */
export function checkpoint(database: Database, mode: 'PASSIVE' | 'TRUNCATE'): void {
  database.prepare(`PRAGMA wal_checkpoint(${mode})`).get()
}
