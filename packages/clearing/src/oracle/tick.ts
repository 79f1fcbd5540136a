import { ed25519 } from '@noble/curves/ed25519.js'
import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js'
import { canonicalJson } from 'plimsoll'

/**
 * What a source says: the best executable prices on both sides and how much stands behind them. A last trade is not among it,
 * because no price here may follow from one. A source with a price and a confidence says price ∓ confidence. A side that is not there
 * is absent, which is something else than "0".
 */
export interface Tick {
  readonly feed: string
  readonly source: string
  /** Rises by any step from tick to tick of a source. */
  readonly sequence: number
  /** When the source says that this was so, milliseconds since 1970. Never falls. */
  readonly publishedAt: number
  /** Decimal strings in the quote asset. */
  readonly bid?: string
  readonly ask?: string
  /** Notional behind the bid and the ask, decimal strings in the quote asset. */
  readonly bidDepth?: string
  readonly askDepth?: string
  /** Ed25519 (RFC 8032) over {@link tickBytes}, 128 lower-case hexadecimal digits. */
  readonly signature: string
}

/**
 * The bytes that a source signs: the UTF-8 of the JSON array of the format's name and the tick's fields in the order of their
 * declaration, an absent field as `null` (so that no two ticks have the same bytes).
 *
 * @example
 * import { tickBytes } from '@plimsoll/clearing'
 * const tick = { feed: 'BTC-USD', source: 'alpha', sequence: 7, publishedAt: 1000, bid: '69999.5', ask: '70000.5' }
 * new TextDecoder().decode(tickBytes(tick)) // => '["plimsoll-tick/1","BTC-USD","alpha",7,1000,"69999.5","70000.5",null,null]'
 */
export function tickBytes(tick: Omit<Tick, 'signature'>): Uint8Array {
  const { feed, source, sequence, publishedAt, bid, ask, bidDepth, askDepth } = tick
  const sides = [bid, ask, bidDepth, askDepth].map((text) => text ?? null)
  return utf8ToBytes(canonicalJson(['plimsoll-tick/1', feed, source, sequence, publishedAt, ...sides]))
}

const signaturePattern = /^[0-9a-f]{128}$/

/** Whether the tick was signed by the holder of the key. Strict RFC 8032: a key of small order signs nothing. */
export function isSignedBy(tick: Tick, publicKey: string): boolean {
  if (!signaturePattern.test(tick.signature)) return false
  return ed25519.verify(hexToBytes(tick.signature), tickBytes(tick), hexToBytes(publicKey), { zip215: false })
}

/**
 * A tick and the key that it was verified against. Verifying needs nothing but these two, so it is done in front of the machine, by as
 * many threads as there are; what the machine compares is the key with the one that its record of the feed names.
 */
export interface HeardTick {
  readonly tick: Tick
  /** 64 lower-case hexadecimal digits; absent where the signature is nobody's. */
  readonly signedBy?: string
}

/**
 * Verifies a tick against a key. The answer holds the tick either way, so that the machine hears of those that nobody signed, and counts
 * them.
 *
 * @example
 * import { authenticate, publicKeyOf, signTick } from '@plimsoll/clearing'
 * const tick = signTick({ feed: 'BTC-USD', source: 'alpha', sequence: 7, publishedAt: 1000, bid: '1', ask: '1' }, '07'.repeat(32))
 * authenticate(tick, publicKeyOf('07'.repeat(32))).signedBy === publicKeyOf('07'.repeat(32)) // => true
 * authenticate({ ...tick, bid: '2' }, publicKeyOf('07'.repeat(32))).signedBy // => undefined
 */
export function authenticate(tick: Tick, publicKey: string): HeardTick {
  return isSignedBy(tick, publicKey) ? { tick, signedBy: publicKey } : { tick }
}

/**
 * Signs a tick as a source does.
 *
 * @param secretKey 64 hexadecimal digits
 *
 * @example
 * import { signTick } from '@plimsoll/clearing'
 * const tick = { feed: 'BTC-USD', source: 'alpha', sequence: 7, publishedAt: 1000, bid: '69999.5', ask: '70000.5' }
 * signTick(tick, '07'.repeat(32)).signature.slice(0, 16) // => 'f833fc332a3dae1d'
 */
export function signTick(tick: Omit<Tick, 'signature'>, secretKey: string): Tick {
  return { ...tick, signature: bytesToHex(ed25519.sign(tickBytes(tick), hexToBytes(secretKey))) }
}

/**
 * The public key of a secret key, both as hexadecimal digits.
 *
 * @example
 * import { publicKeyOf } from '@plimsoll/clearing'
 * publicKeyOf('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60') // => 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a'
 */
export function publicKeyOf(secretKey: string): string {
  return bytesToHex(ed25519.getPublicKey(hexToBytes(secretKey)))
}
