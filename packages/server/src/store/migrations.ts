import { type Database, migrate } from '@plimsoll/journal'
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

/** Brings the file to the present schema; refuses a file of a newer version or of another program. */
export function migrateStore(database: Database, file: string): void {
  const { outcome, version } = migrate(database, { applicationId, migrations })
  if (outcome === 'foreign') {
    throw new StartError('STORE_CORRUPT', `${file} is an SQLite file of another program, not a Plimsoll store.`)
  }
  if (outcome === 'newer') {
    throw new StartError(
      'STORE_NEWER',
      `${file} has schema ${version}; this Plimsoll knows schemas up to ${migrations.length}. Start the newer version.`,
    )
  }
}
