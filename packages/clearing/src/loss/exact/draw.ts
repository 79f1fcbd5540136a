import { sha256 } from '@noble/hashes/sha2.js'
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js'

/** Which of two names comes first in a draw: negative if `a` does. */
export type Draw = (a: string, b: string) => number

/**
 * The order in which equals give the lots that cannot be divided: by SHA-256 of the event's seed and the name. Who picks a seed
 * that was unknown when accounts were opened (the journal's hash at the event) leaves nobody a name that is better than another.
 */
export function drawOf(seed: string): Draw {
  const ranks = new Map<string, string>()
  const rankOf = (name: string): string => {
    const known = ranks.get(name)
    if (known !== undefined) return known
    const rank = bytesToHex(sha256(utf8ToBytes(JSON.stringify([seed, name]))))
    ranks.set(name, rank)
    return rank
  }
  return (a, b) => (rankOf(a) < rankOf(b) ? -1 : rankOf(a) > rankOf(b) ? 1 : 0)
}
