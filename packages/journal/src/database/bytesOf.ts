/**
 * What a column of bytes holds. A flipped bit in a page can make it a number, a text or nothing: then there are no bytes, which no
 * checksum takes for what was written.
 */
export function bytesOf(column: unknown): Uint8Array {
  return column instanceof Uint8Array ? column : new Uint8Array(0)
}
