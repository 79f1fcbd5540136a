import { closeSync, openSync, readFileSync, writeSync } from 'node:fs'
import { crc32 } from 'node:zlib'
import { hashBytes } from '../record/chain.js'
import { writeDurably } from './writeDurably.js'

/**
 * How far the log had been acknowledged, in a file of its own: a second witness. SQLite takes what it cannot verify at the end
 * of its write-ahead log for a transaction that never was; only something outside can tell that from damage to one that was.
 */
export interface Mark {
  /** Identity of the journal, 16 bytes. */
  readonly journal: Uint8Array
  readonly sequence: number
  readonly hash: Uint8Array
}

/** "PJM" and the format's number. */
const magic = 0x50_4a_4d_01
const [journalAt, sequenceAt, hashAt] = [4, 20, 28]
const checksumAt = hashAt + hashBytes
const markBytes = checksumAt + 4

function encode({ journal, sequence, hash }: Mark): Buffer {
  const bytes = Buffer.alloc(markBytes)
  bytes.writeUInt32BE(magic, 0)
  bytes.set(journal, journalAt)
  bytes.writeUIntBE(sequence, sequenceAt + 2, 6)
  bytes.set(hash, hashAt)
  bytes.writeUInt32BE(crc32(bytes.subarray(0, checksumAt)), checksumAt)
  return bytes
}

/** The mark, or why there is none to go by. */
export function readMark(file: string): Mark | 'missing' | 'damaged' {
  let bytes: Buffer
  try {
    bytes = readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 'missing'
    throw error
  }
  if (bytes.length !== markBytes || bytes.readUInt32BE(0) !== magic) return 'damaged'
  if (bytes.readUInt32BE(checksumAt) !== crc32(bytes.subarray(0, checksumAt))) return 'damaged'
  return {
    journal: bytes.subarray(journalAt, sequenceAt),
    sequence: bytes.readUIntBE(sequenceAt + 2, 6),
    hash: bytes.subarray(hashAt, checksumAt),
  }
}

/** Writes the first mark of a journal, or one in place of a damaged one. */
export async function createMark(file: string, mark: Mark): Promise<void> {
  await writeDurably(file, [encode(mark)])
}

/**
 * Opens the mark for moving it. It is not synced: after a power cut it may be behind what was acknowledged, never ahead, because
 * it is moved after the log's own sync.
 */
export function openMark(file: string): { move(mark: Mark): void; close(): void } {
  const descriptor = openSync(file, 'r+')
  return {
    // One small write into one sector that exists: there is no half of it.
    move: (mark) => {
      writeSync(descriptor, encode(mark), 0, markBytes, 0)
    },
    close: () => closeSync(descriptor),
  }
}
