import { bytesOf } from '../database/bytesOf.js'
import type { Database, SqlRow } from '../database/database.js'
import { databaseFailure } from '../database/failure.js'
import { damagedRecord } from '../error/journalError.js'
import { genesisHash, hashBytes } from '../record/chain.js'
import { type StoredRecord, type VerifiedRecord, verifyRecord } from '../record/verifyRecord.js'
import { readIdentity } from './identity.js'

/** The end of a log: what the next record follows. */
export interface LogEnd {
  readonly sequence: number
  readonly hash: Uint8Array
  /** Of the last record's payload; absent where there is none. */
  readonly version?: number
}

/** The records as they lie in the file, read with verification. */
export interface LogTable {
  /** The last record that has left the log; 0 if none has. */
  trimmed(): number
  /** The verified end; that of the trimmed part where nothing is left. */
  end(): LogEnd
  /** The hash stored with a record, or with the trimmed part's last. */
  hashAt(sequence: number): Buffer
  /** Verified records from one on, not beyond `last`, and not more than a page of them. */
  page(from: number, last: number, previousHash: Uint8Array): VerifiedRecord[]
}

const pageRows = 256

export function logTable(database: Database, prefix: Buffer, partition: number): LogTable {
  const sql = {
    last: database.prepare('SELECT * FROM records ORDER BY sequence DESC LIMIT 1'),
    hash: database.prepare(`SELECT substr(record, ${-hashBytes}) AS hash FROM records WHERE sequence = ?`),
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
      const { header, hash } = verifyRecord(stored, {
        prefix,
        partition,
        sequence,
        previousHash: table.hashAt(sequence - 1),
      })
      return { sequence, hash, version: header.version }
    },
    hashAt: (sequence) => {
      const row = reading(sequence, () => sql.hash.get(sequence))
      if (row !== undefined) return Buffer.from(bytesOf(row.hash))
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
        const record = verifyRecord(storedRecord(row), { prefix, partition, sequence, previousHash: previous })
        sequence++
        previous = record.hash
        return record
      })
    },
  }
  return table
}

function storedRecord(row: SqlRow): StoredRecord {
  return {
    sequence: Number(row.sequence),
    bytes: bytesOf(row.record),
  }
}
