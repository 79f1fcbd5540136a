const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/'

/** The bytes of base64 text; every host has another function for this, and some have none. */
export function bytesOfBase64(text: string): Uint8Array {
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0
  const bytes = new Uint8Array((text.length / 4) * 3 - padding)
  for (let at = 0, i = 0; at < text.length; at += 4) {
    let word = 0
    for (let k = 0; k < 4; k++) word = (word << 6) | Math.max(0, alphabet.indexOf(text[at + k]!))
    for (let shift = 16; shift >= 0 && i < bytes.length; shift -= 8) bytes[i++] = (word >> shift) & 0xff
  }
  return bytes
}
