import { type Database, inTransaction } from '@plimsoll/journal'
import { StartError } from '../error/serviceError.js'

/** Marks the file as ours ("PLIM"); SQLite keeps it in the file's header. */
const applicationId = 0x50_4c_49_4d

/** Entry n brings a store from version n to n + 1. Entries are never edited after a release, only added. */
const migrations: readonly string[] = [
  `CREATE TABLE accounts (
     id TEXT PRIMARY KEY,
     record TEXT NOT NULL CHECK (json_valid(record))
   ) STRICT;
   CREATE TABLE changes (
     account TEXT NOT NULL,
     sequence INTEGER NOT NULL CHECK (sequence > 0),
     kind TEXT NOT NULL,
     undoes INTEGER,
     before TEXT CHECK (before IS NULL OR json_valid(before)),
     after TEXT CHECK (after IS NULL OR json_valid(after)),
     instant TEXT NOT NULL,
     hash TEXT NOT NULL,
     PRIMARY KEY (account, sequence)
   ) STRICT;
   CREATE TRIGGER changes_are_kept BEFORE DELETE ON changes BEGIN SELECT RAISE(ABORT, 'changes are append-only'); END;
   CREATE TRIGGER changes_are_fixed BEFORE UPDATE ON changes BEGIN SELECT RAISE(ABORT, 'changes are append-only'); END;`,
]

export const schemaVersion: number = migrations.length

/** Brings the file to the present schema; refuses a file of a newer version or of another program. */
export function migrate(database: Database, file: string): void {
  const version = pragma(database, 'user_version')
  const owner = pragma(database, 'application_id')
  const tables = Number(database.prepare('SELECT count(*) AS tables FROM sqlite_schema').get()?.tables)
  if (owner !== applicationId && (owner !== 0 || version !== 0 || tables !== 0)) {
    throw new StartError('STORE_CORRUPT', `${file} is an SQLite file of another program, not a Plimsoll store.`)
  }
  if (version > schemaVersion) {
    throw new StartError(
      'STORE_NEWER',
      `${file} has schema ${version}; this Plimsoll knows schemas up to ${schemaVersion}. Start the newer version.`,
    )
  }
  for (let from = version; from < schemaVersion; from++) {
    inTransaction(database, () => {
      database.exec(migrations[from]!)
      database.exec(`PRAGMA application_id = ${applicationId}`)
      database.exec(`PRAGMA user_version = ${from + 1}`)
    })
  }
}

function pragma(database: Database, name: 'user_version' | 'application_id'): number {
  return Number(database.prepare(`PRAGMA ${name}`).get()?.[name])
}
