import { readFileSync } from 'node:fs'

/** What a write-ahead log holds beyond its last whole transaction. */
export interface WalTail {
  /** Bytes that SQLite will not take for a transaction. */
  readonly cutBytes: number
  /** What is damaged, although something after it was written only when it had been synced. */
  readonly damaged?: string
}

const walHeaderBytes = 32
const frameHeaderBytes = 24

/**
 * Reads SQLite's write-ahead log as SQLite will when it recovers (https://www.sqlite.org/fileformat2.html#walformat), and finds
 * what it would leave out without a word. A transaction is written after the one before it was synced; hence what is broken in
 * the last one is a torn tail, and what is broken before a whole later one is damage.
 */
export function inspectWal(file: string): WalTail {
  const bytes = read(file)
  if (bytes.length === 0) return { cutBytes: 0 }
  if (bytes.length < walHeaderBytes) return { cutBytes: bytes.length }
  const bigEndian = (bytes.readUInt32BE(0) & 1) === 1
  const pageBytes = bytes.readUInt32BE(8)
  const frameBytes = frameHeaderBytes + pageBytes
  let sums = checksum(bytes.subarray(0, 24), [0, 0], bigEndian)
  if (bytes.readUInt32BE(0) >>> 1 !== 0x377f0682 >>> 1 || !stands(bytes, 24, sums)) {
    // The head is synced before the first frame is written.
    return bytes.length === walHeaderBytes ? { cutBytes: bytes.length } : { cutBytes: 0, damaged: 'the head' }
  }
  const salts = bytes.subarray(16, 24)

  /** End of the last whole transaction; frames of this log's generation after it, and which of them end a transaction. */
  let end = walHeaderBytes
  let broken: number | undefined
  const left: { readonly frame: number; readonly at: number; readonly commits: boolean }[] = []
  let at = walHeaderBytes
  for (let frame = 1; at + frameBytes <= bytes.length; frame++, at += frameBytes) {
    const commits = bytes.readUInt32BE(at + 4) !== 0
    const isOurs = salts.equals(bytes.subarray(at + 8, at + 16))
    if (broken === undefined) {
      sums = checksum(bytes.subarray(at, at + 8), sums, bigEndian)
      sums = checksum(bytes.subarray(at + frameHeaderBytes, at + frameBytes), sums, bigEndian)
      if (!isOurs || !stands(bytes, at + 16, sums)) broken = frame
    }
    if (broken === undefined && commits) {
      end = at + frameBytes
      left.length = 0
    } else if (isOurs) left.push({ frame, at, commits })
  }
  if (left.slice(0, -1).some(({ commits }) => commits)) return { cutBytes: 0, damaged: `frame ${broken}` }
  // A piece of a frame can be of this generation or of an older one; at the end of a file that never was longer, it is torn.
  const piece = at < bytes.length && (left.length > 0 || at === end) ? bytes.length : undefined
  const last = left.at(-1)
  const cutEnd = piece ?? (last === undefined ? end : last.at + frameBytes)
  return { cutBytes: cutEnd - end }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return Buffer.alloc(0)
    throw error
  }
}

/** Whether the two sums stand at a place of the log, where they are always big-endian. */
function stands(bytes: Buffer, at: number, [first, second]: readonly [number, number]): boolean {
  return bytes.readUInt32BE(at) === first && bytes.readUInt32BE(at + 4) === second
}

/** SQLite's running checksum over pairs of words. */
function checksum(bytes: Buffer, from: readonly [number, number], bigEndian: boolean): [number, number] {
  let [first, second] = from
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + (bigEndian ? bytes.readUInt32BE(at) : bytes.readUInt32LE(at)) + second) >>> 0
    second = (second + (bigEndian ? bytes.readUInt32BE(at + 4) : bytes.readUInt32LE(at + 4)) + first) >>> 0
  }
  return [first, second]
}
