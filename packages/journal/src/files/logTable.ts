import type { Database, SqlRow } from '../database/database.js'
import { databaseFailure } from '../database/failure.js'
import { damagedRecord } from '../error/journalError.js'
import { genesisHash } from '../record/chain.js'
import { decodeHeader, type Header } from '../record/header.js'
import { type StoredRecord, verifyRecord } from '../record/verifyRecord.js'
import { readIdentity } from './identity.js'

/** The end of a log: what the next record follows. */
export interface LogEnd {
  readonly sequence: number
  readonly hash: Uint8Array
}

/** The records as they lie in the file, read with verification. */
export interface LogTable {
  /** The last record that has left the log; 0 if none has. */
  trimmed(): number
  /** The verified end; that of the trimmed part where nothing is left. */
  end(): LogEnd
  /** Version of the last record's payload; undefined in an empty log. */
  lastVersion(): number | undefined
  /** The hash stored with a record, or with the trimmed part's last. */
  hashAt(sequence: number): Buffer
  /** Verified records from one on, not beyond `last`, and not more than a page of them. */
  page(from: number, last: number, previousHash: Uint8Array): VerifiedRecord[]
}

export interface VerifiedRecord {
  readonly header: Header
  readonly payload: Uint8Array
  readonly hash: Uint8Array
}

const pageRows = 256

export function logTable(database: Database, prefix: Buffer, partition: number): LogTable {
  const sql = {
    last: database.prepare('SELECT * FROM records ORDER BY sequence DESC LIMIT 1'),
    hash: database.prepare('SELECT hash FROM records WHERE sequence = ?'),
    page: database.prepare('SELECT * FROM records WHERE sequence BETWEEN ? AND ? ORDER BY sequence LIMIT ?'),
  }

  /** SQLite's own complaint about a page, with the record that it kept us from. */
  function reading<T>(sequence: number, work: () => T): T {
    try {
      return work()
    } catch (cause) {
      if (databaseFailure(cause) !== 'damaged') throw cause
      throw damagedRecord({ partition, sequence, field: 'page' }, 'cannot be read from the file', { cause })
    }
  }

  function trim(): LogEnd {
    const identity = readIdentity(database)
    return identity === undefined
      ? { sequence: 0, hash: genesisHash(prefix) }
      : { sequence: identity.trimmedSequence, hash: identity.trimmedHash }
  }

  const table: LogTable = {
    trimmed: () => trim().sequence,
    end: () => {
      const row = reading(0, () => sql.last.get())
      if (row === undefined) return trim()
      const stored = storedRecord(row)
      const { sequence } = stored
      verifyRecord(stored, { prefix, partition, sequence, previousHash: table.hashAt(sequence - 1) })
      return { sequence, hash: stored.hash }
    },
    lastVersion: () => {
      const row = sql.last.get()
      return row === undefined ? undefined : decodeHeader(storedRecord(row).header).version
    },
    hashAt: (sequence) => {
      const row = reading(sequence, () => sql.hash.get(sequence))
      if (row !== undefined) return Buffer.from(row.hash as Uint8Array)
      const trimmed = trim()
      if (trimmed.sequence === sequence) return Buffer.from(trimmed.hash)
      throw damagedRecord({ partition, sequence, field: 'key' }, 'is missing')
    },
    page: (from, last, previousHash) => {
      const rows = reading(from, () => sql.page.all(from, last, pageRows))
      if (rows.length === 0) throw damagedRecord({ partition, sequence: from, field: 'key' }, 'is missing')
      let sequence = from
      let previous = previousHash
      return rows.map((row) => {
        const stored = storedRecord(row)
        const header = verifyRecord(stored, { prefix, partition, sequence, previousHash: previous })
        sequence++
        previous = stored.hash
        return { header, payload: stored.payload, hash: stored.hash }
      })
    },
  }
  return table
}

function storedRecord(row: SqlRow): StoredRecord {
  return {
    sequence: Number(row.sequence),
    header: row.header as Uint8Array,
    payload: row.payload as Uint8Array,
    hash: row.hash as Uint8Array,
  }
}
