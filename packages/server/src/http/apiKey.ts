import { createHash, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export const apiKeyLengthMin = 16
/** The stream's subprotocol; a browser that must send a key offers `bearer.<base64url of the key>` beside it. */
export const streamProtocol = 'plimsoll'
const keyProtocol = 'bearer.'

/** Compares hashes, which have one length, in a time that does not depend on where they differ. */
export function keyCheck(apiKey: string): (headers: IncomingHttpHeaders) => boolean {
  const expected = digest(apiKey)
  return (headers) => {
    const given = keyOf(headers)
    return given !== null && timingSafeEqual(digest(given), expected)
  }
}

function keyOf(headers: IncomingHttpHeaders): string | null {
  const bearer = /^Bearer +(\S+)$/i.exec(headers.authorization ?? '')
  if (bearer?.[1] !== undefined) return bearer[1]
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((protocol) => protocol.trim())
  const carrier = offered.find((protocol) => protocol.startsWith(keyProtocol))
  return carrier === undefined ? null : Buffer.from(carrier.slice(keyProtocol.length), 'base64url').toString('utf8')
}

const digest = (key: string): Buffer => createHash('sha256').update(key, 'utf8').digest()
