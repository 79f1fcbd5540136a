import { hash as digest, webcrypto } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { writeDurably } from '../files/writeDurably.js'
import { hashBytes } from '../record/chain.js'

/** A state as the caller wrote it, and the record after which it was so. */
export interface StoredSnapshot {
  readonly sequence: number
  /** The record's hash in the chain: a state of another history does not fit. */
  readonly hash: Uint8Array
  /** Of the state's schema. */
  readonly version: number
  readonly state: Uint8Array
}

/** "PJS" and the format's number in the first four bytes, then journal and partition: `headerPrefix` with another magic. */
const magic = 0x50_4a_53_01
const prefixBytes = 24
const sequenceAt = prefixBytes
const versionAt = sequenceAt + 8
const lengthAt = versionAt + 4
const hashAt = lengthAt + 8
const stateHashAt = hashAt + hashBytes
const checksumAt = stateHashAt + hashBytes
const headBytes = checksumAt + 4

export async function writeSnapshot(file: string, prefix: Uint8Array, snapshot: StoredSnapshot): Promise<void> {
  const head = Buffer.alloc(headBytes)
  head.set(prefix)
  head.writeUInt32BE(magic, 0)
  head.writeUIntBE(snapshot.sequence, sequenceAt + 2, 6)
  head.writeUInt32BE(snapshot.version, versionAt)
  head.writeUIntBE(snapshot.state.length, lengthAt + 2, 6)
  head.set(snapshot.hash, hashAt)
  // On another thread: of a large state it takes long.
  head.set(new Uint8Array(await webcrypto.subtle.digest('SHA-256', snapshot.state)), stateHashAt)
  head.writeUInt32BE(crc32(head.subarray(0, checksumAt)), checksumAt)
  await writeDurably(file, [head, snapshot.state])
}

/** The snapshot of a file, or why the file is none. */
export async function readSnapshot(
  file: string,
  prefix: Uint8Array,
  sequence: number,
): Promise<StoredSnapshot | string> {
  const bytes = await readFile(file)
  if (bytes.length < headBytes) return 'its head is cut'
  if (bytes.readUInt32BE(checksumAt) !== crc32(bytes.subarray(0, checksumAt))) return 'its head is not what was written'
  const isOurs = bytes.readUInt32BE(0) === magic && bytes.subarray(4, prefixBytes).equals(prefix.subarray(4))
  if (!isOurs || bytes.readUIntBE(sequenceAt + 2, 6) !== sequence) return 'it is a snapshot of something else'
  const state = bytes.subarray(headBytes)
  if (state.length !== bytes.readUIntBE(lengthAt + 2, 6)) return 'its state is cut'
  if (!digest('sha256', state, 'buffer').equals(bytes.subarray(stateHashAt, checksumAt)))
    return 'its state is not what was written'
  return { sequence, hash: bytes.subarray(hashAt, stateHashAt), version: bytes.readUInt32BE(versionAt), state }
}
