import { crc32 } from 'node:zlib'
import { bytesOf } from '../database/bytesOf.js'
import type { Database } from '../database/database.js'
import { JournalError } from '../error/journalError.js'

/** The one row that says whose log this is, who may write to it, and where it begins. */
export interface Identity {
  readonly journal: Uint8Array
  readonly partition: number
  /** Of the last writer that opened it. */
  readonly epoch: number
  /** The last record that has left the log, 0 if none has, and its hash, which the first one left follows. */
  readonly trimmedSequence: number
  readonly trimmedHash: Uint8Array
}

export function readIdentity(database: Database): Identity | undefined {
  const row = database.prepare('SELECT * FROM identity').get()
  if (row === undefined) return undefined
  const identity = {
    journal: Buffer.from(bytesOf(row.journal)),
    partition: Number(row.partition),
    epoch: Number(row.epoch),
    trimmedSequence: Number(row.trimmed_sequence),
    trimmedHash: Buffer.from(bytesOf(row.trimmed_hash)),
  }
  if (checksum(identity) !== row.checksum) {
    throw new JournalError(
      'JOURNAL_DAMAGED',
      'The row that identifies the journal is not what was written. Nothing was changed; restore the journal from a copy.',
    )
  }
  return identity
}

export function writeIdentity(database: Database, identity: Identity): void {
  const { journal, partition, epoch, trimmedSequence, trimmedHash } = identity
  database
    .prepare(
      `INSERT OR REPLACE INTO identity (one, journal, partition, epoch, trimmed_sequence, trimmed_hash, checksum)
       VALUES (1, ?, ?, ?, ?, ?, ?)`,
    )
    .run(journal, partition, epoch, trimmedSequence, trimmedHash, checksum(identity))
}

function checksum({ journal, partition, epoch, trimmedSequence, trimmedHash }: Identity): number {
  const words = `${partition} ${epoch} ${trimmedSequence} `
  return crc32(Buffer.concat([Buffer.from(words), journal, trimmedHash]))
}
