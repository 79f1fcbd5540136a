import { crc32 } from 'node:zlib'
import { damagedRecord, type JournalError } from '../error/journalError.js'
import { follows, recordParts } from './chain.js'
import { damagedField, decodeHeader, type Header } from './header.js'

/** A record as it lies in the file. */
export interface StoredRecord {
  /** The row's key; the header says the sequence again. */
  readonly sequence: number
  readonly bytes: Uint8Array
}

/** What the records before it say about a record. */
export interface Expected {
  readonly prefix: Buffer
  readonly partition: number
  readonly sequence: number
  readonly previousHash: Uint8Array
}

export interface VerifiedRecord {
  readonly header: Header
  readonly payload: Buffer
  readonly hash: Buffer
}

/**
 * A record that is what was written and follows the one before it; otherwise throws, naming partition, sequence and field. The
 * chain's hash covers every byte, so the checks after it only find out what to say.
 */
export function verifyRecord(stored: StoredRecord, expected: Expected): VerifiedRecord {
  const { partition, sequence, prefix } = expected
  const damaged = (field: string, what: string): JournalError => damagedRecord({ partition, sequence, field }, what)
  if (stored.sequence !== sequence) throw damaged('key', `is missing; the next record there is ${stored.sequence}`)
  const parts = recordParts(stored.bytes)
  if (parts === undefined) throw damaged('header', `is cut: the record has ${stored.bytes.length} bytes`)
  const isOurs = prefix.compare(parts.header, 0, prefix.length) === 0
  if (isOurs && follows(expected.previousHash, stored.bytes, parts)) {
    const header = decodeHeader(parts.header)
    if (header.sequence === sequence) return { header, payload: parts.payload, hash: parts.hash }
  }

  const field = damagedField(parts.header)
  if (field !== undefined) throw damaged(field, 'is not what was written')
  const header = decodeHeader(parts.header)
  if (!isOurs) {
    throw damaged(header.partition === partition ? 'journal' : 'partition', 'is a record of another journal')
  }
  if (header.sequence !== sequence) {
    throw damaged(
      'sequence',
      `${header.sequence < sequence ? 'duplicate' : 'misplaced copy'} of record ${header.sequence}`,
    )
  }
  if (header.payloadBytes !== parts.payload.length) {
    throw damaged('payload', `has ${parts.payload.length} bytes where ${header.payloadBytes} were written`)
  }
  if (header.payloadChecksum !== crc32(parts.payload)) throw damaged('payload', 'is not what was written')
  throw damaged('hash', 'does not follow from the record before it')
}
