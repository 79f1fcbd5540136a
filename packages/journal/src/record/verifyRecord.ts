import { crc32 } from 'node:zlib'
import { damagedRecord, type JournalError } from '../error/journalError.js'
import { chainHash } from './chain.js'
import { damagedField, decodeHeader, type Header, headerBytes } from './header.js'

/** A record as it lies in the file. */
export interface StoredRecord {
  /** The row's key; the header says the sequence again. */
  readonly sequence: number
  readonly header: Uint8Array
  readonly payload: Uint8Array
  readonly hash: Uint8Array
}

/** What the records before it say about a record. */
export interface Expected {
  readonly prefix: Buffer
  readonly partition: number
  readonly sequence: number
  readonly previousHash: Uint8Array
}

/**
 * The header of a record that is what was written and follows the one before it; otherwise throws, naming partition, sequence
 * and field. The chain's hash covers every byte, so the other checks only find out what to say.
 */
export function verifyRecord(stored: StoredRecord, expected: Expected): Header {
  const { partition, sequence, prefix } = expected
  const damaged = (field: string, what: string): JournalError => damagedRecord({ partition, sequence, field }, what)
  if (stored.sequence !== sequence) throw damaged('key', `is missing; the next record there is ${stored.sequence}`)
  const isWhole = stored.header.length === headerBytes
  if (isWhole && chainHash(expected.previousHash, stored.header, stored.payload).equals(stored.hash)) {
    const header = decodeHeader(stored.header)
    // A chain that was spliced in whole, from another journal, fits itself.
    if (prefix.compare(stored.header, 0, prefix.length) === 0 && header.sequence === sequence) return header
  }

  const field = damagedField(stored.header)
  if (field !== undefined) throw damaged(field, 'is not what was written')
  const header = decodeHeader(stored.header)
  if (prefix.compare(stored.header, 0, prefix.length) !== 0) {
    throw damaged(header.partition === partition ? 'journal' : 'partition', 'is a record of another journal')
  }
  if (header.sequence !== sequence) {
    throw damaged(
      'sequence',
      `${header.sequence < sequence ? 'duplicate' : 'misplaced copy'} of record ${header.sequence}`,
    )
  }
  if (header.payloadBytes !== stored.payload.length) {
    throw damaged('payload', `has ${stored.payload.length} bytes where ${header.payloadBytes} were written`)
  }
  if (header.payloadChecksum !== crc32(stored.payload)) throw damaged('payload', 'is not what was written')
  throw damaged('hash', 'does not follow from the record before it')
}
