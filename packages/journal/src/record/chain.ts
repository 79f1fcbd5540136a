import { hash } from 'node:crypto'

/** Bytes of a hash of the chain. */
export const hashBytes = 32

/** H_n = SHA-256(H_{n−1} ‖ header ‖ payload). */
export function chainHash(previous: Uint8Array, header: Uint8Array, payload: Uint8Array): Buffer {
  const bytes = Buffer.allocUnsafe(previous.length + header.length + payload.length)
  bytes.set(previous)
  bytes.set(header, previous.length)
  bytes.set(payload, previous.length + header.length)
  return hash('sha256', bytes, 'buffer')
}

/** H_0, from what all headers of the journal begin with: two journals have no record in common. */
export function genesisHash(prefix: Uint8Array): Buffer {
  return hash('sha256', prefix, 'buffer')
}
