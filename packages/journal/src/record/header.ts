import { crc32 } from 'node:zlib'

/** What the header of a record says. */
export interface Header {
  /** The journal's random identity, 16 bytes. */
  readonly journal: Uint8Array
  readonly partition: number
  /** 1, 2, 3 … without a gap. */
  readonly sequence: number
  /** Of the writer: every opening for writing has a higher one. */
  readonly epoch: number
  /** Of the payload's schema. */
  readonly version: number
  readonly payloadBytes: number
  /** CRC-32 of the payload. */
  readonly payloadChecksum: number
}

/** The fields in their order; numbers are big-endian. A record of another format has another magic. */
const layout = [
  ['magic', 4],
  ['journal', 16],
  ['partition', 4],
  ['sequence', 8],
  ['epoch', 4],
  ['version', 4],
  ['payloadBytes', 4],
  ['payloadChecksum', 4],
  ['headerChecksum', 4],
] as const

/** "PJR" and the format's number. */
const magic = 0x50_4a_52_01
const offsetOf = Object.fromEntries(
  layout.map(([name], row) => [name, layout.slice(0, row).reduce((sum, [, bytes]) => sum + bytes, 0)]),
) as Readonly<Record<(typeof layout)[number][0], number>>
const checkedBytes = offsetOf.headerChecksum
export const headerBytes: number = checkedBytes + 4

/** What all records of a journal begin with: magic, journal, partition. */
export function headerPrefix(journal: Uint8Array, partition: number): Buffer {
  const bytes = Buffer.alloc(offsetOf.sequence)
  bytes.writeUInt32BE(magic, 0)
  bytes.set(journal, offsetOf.journal)
  bytes.writeUInt32BE(partition, offsetOf.partition)
  return bytes
}

/** Writes a header into its place: its bytes go into the chain as they are. */
export function writeHeader(
  bytes: Buffer,
  prefix: Uint8Array,
  { sequence, epoch, version }: Pick<Header, 'sequence' | 'epoch' | 'version'>,
  payload: Uint8Array,
): void {
  bytes.set(prefix)
  // Six bytes hold any sequence there will ever be; the two before them are zero.
  bytes.writeUInt16BE(0, offsetOf.sequence)
  bytes.writeUIntBE(sequence, offsetOf.sequence + 2, 6)
  bytes.writeUInt32BE(epoch, offsetOf.epoch)
  bytes.writeUInt32BE(version, offsetOf.version)
  bytes.writeUInt32BE(payload.length, offsetOf.payloadBytes)
  bytes.writeUInt32BE(crc32(payload), offsetOf.payloadChecksum)
  bytes.writeUInt32BE(headerChecksum(bytes), offsetOf.headerChecksum)
}

/** Reads a header; says nothing about whether it is intact. */
export function decodeHeader(bytes: Buffer): Header {
  return {
    journal: bytes.subarray(offsetOf.journal, offsetOf.partition),
    partition: bytes.readUInt32BE(offsetOf.partition),
    sequence: bytes.readUIntBE(offsetOf.sequence + 2, 6),
    epoch: bytes.readUInt32BE(offsetOf.epoch),
    version: bytes.readUInt32BE(offsetOf.version),
    payloadBytes: bytes.readUInt32BE(offsetOf.payloadBytes),
    payloadChecksum: bytes.readUInt32BE(offsetOf.payloadChecksum),
  }
}

/**
 * The field in which a header is damaged; undefined for an intact one. A single flipped bit is found by flipping each one back:
 * CRC-32 keeps single-bit errors of so short a message apart. More than one is `header`.
 */
export function damagedField(stored: Uint8Array): string | undefined {
  const bytes = Buffer.from(stored)
  if (isChecked(bytes)) return undefined
  for (const [name, length] of layout) {
    for (let at = offsetOf[name]; at < offsetOf[name] + length; at++) {
      for (let bit = 1; bit < 0x100; bit <<= 1) {
        bytes[at]! ^= bit
        const whole = isChecked(bytes)
        bytes[at]! ^= bit
        if (whole) return name
      }
    }
  }
  return 'header'
}

function isChecked(bytes: Buffer): boolean {
  return bytes.readUInt32BE(offsetOf.headerChecksum) === headerChecksum(bytes)
}

function headerChecksum(bytes: Buffer): number {
  return crc32(bytes.subarray(0, checkedBytes))
}
