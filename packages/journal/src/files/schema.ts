import type { Schema } from '../database/migrate.js'

/** The log's tables. Rows are neither changed nor, above what was trimmed, deleted: not even by hand without taking a trigger off. */
export const schema: Schema = {
  /** "PLJR" */
  applicationId: 0x50_4c_4a_52,
  migrations: [
    `CREATE TABLE identity (
       one INTEGER PRIMARY KEY CHECK (one = 1),
       journal BLOB NOT NULL,
       partition INTEGER NOT NULL,
       epoch INTEGER NOT NULL,
       trimmed_sequence INTEGER NOT NULL,
       trimmed_hash BLOB NOT NULL,
       checksum INTEGER NOT NULL
     ) STRICT;
     CREATE TABLE records (
       sequence INTEGER PRIMARY KEY,
       record BLOB NOT NULL
     ) STRICT;
     CREATE TRIGGER records_are_fixed BEFORE UPDATE ON records BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;
     CREATE TRIGGER records_are_kept BEFORE DELETE ON records
       WHEN old.sequence > (SELECT trimmed_sequence FROM identity)
       BEGIN SELECT RAISE(ABORT, 'records are append-only'); END;`,
  ],
}
