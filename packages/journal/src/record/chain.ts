import { hash } from 'node:crypto'
import { headerBytes, writeHeader } from './header.js'

/** Bytes of a hash of the chain. */
export const hashBytes = 32

/** H_0, from what all headers of the journal begin with: two journals have no record in common. */
export function genesisHash(prefix: Uint8Array): Buffer {
  return hash('sha256', prefix, 'buffer')
}

/** A record as it lies in its row: header, payload, hash, end to end. */
export interface RecordParts {
  readonly header: Buffer
  readonly payload: Buffer
  readonly hash: Buffer
}

/** The parts of a row's bytes; undefined where they cannot be a record's. */
export function recordParts(bytes: Uint8Array): RecordParts | undefined {
  if (bytes.length < headerBytes + hashBytes) return undefined
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const hashAt = buffer.length - hashBytes
  return {
    header: buffer.subarray(0, headerBytes),
    payload: buffer.subarray(headerBytes, hashAt),
    hash: buffer.subarray(hashAt),
  }
}

/** The next record of a chain: its bytes for the row, and its hash. */
export function nextRecord(
  previousHash: Uint8Array,
  prefix: Uint8Array,
  numbers: { readonly sequence: number; readonly epoch: number; readonly version: number },
  payload: Uint8Array,
): { readonly bytes: Buffer; readonly hash: Buffer } {
  // What is hashed, H_{n−1} ‖ header ‖ payload, and what is stored, header ‖ payload ‖ H_n, lie in one piece of memory.
  const payloadAt = hashBytes + headerBytes
  const hashAt = payloadAt + payload.length
  const bytes = Buffer.allocUnsafe(hashAt + hashBytes)
  bytes.set(previousHash)
  writeHeader(bytes.subarray(hashBytes, payloadAt), prefix, numbers, payload)
  bytes.set(payload, payloadAt)
  const chained = hash('sha256', bytes.subarray(0, hashAt), 'buffer')
  bytes.set(chained, hashAt)
  return { bytes: bytes.subarray(hashBytes), hash: chained }
}

/** Whether a record is the next one of a chain, to the last bit. */
export function follows(previousHash: Uint8Array, bytes: Uint8Array, { hash: stored }: RecordParts): boolean {
  const hashed = Buffer.allocUnsafe(bytes.length)
  hashed.set(previousHash)
  hashed.set(bytes.subarray(0, bytes.length - hashBytes), hashBytes)
  return hash('sha256', hashed, 'buffer').equals(stored)
}
