/**
 * A 128-bit digest of a sequence of numbers, in 32-bit integer arithmetic alone, so that it needs neither a library nor the host's
 * cryptography: the mixing and the finish of MurmurHash3 for 128 bits in four lanes of 32 (Appleby, public domain, seed 0), over
 * the numbers' little-endian words, the last sixteen bytes filled up with zeros. The order matters, so does the sign of a zero;
 * every NaN is the same. It guards against error, not against somebody who wants two sequences to collide.
 */
export class Digest {
  /** How many numbers were taken. */
  values = 0
  readonly #lanes = new Int32Array(4)
  readonly #block = new Int32Array(blockWords)
  #filled = 0
  #words = 0

  doubles(column: Float64Array): void {
    const words = new Int32Array(column.buffer, column.byteOffset, 2 * column.length)
    for (let i = 0; i < column.length; i++) {
      const value = column[i]!
      if (this.#filled === blockWords) this.#mix()
      const isNumber = !Number.isNaN(value)
      this.#block[this.#filled++] = isNumber ? words[2 * i]! : 0
      this.#block[this.#filled++] = isNumber ? words[2 * i + 1]! : nanWord
    }
    this.values += column.length
  }

  /** Exact copies: each number as a double. */
  floats(column: Float32Array): void {
    this.doubles(Float64Array.from(column))
  }

  /** Whole numbers of up to 53 bits, each as a double. */
  numbers(list: Iterable<number>): void {
    this.doubles(Float64Array.from(list))
  }

  /** 32 hexadecimal digits; nothing may be taken after. */
  finish(): string {
    this.#words += this.#filled
    const bytes = 4 * this.#words
    this.#words -= this.#filled
    while (this.#filled % 4 !== 0) this.#block[this.#filled++] = 0
    this.#mix()
    const lanes = this.#lanes
    for (let k = 0; k < 4; k++) lanes[k]! ^= bytes
    spread(lanes)
    for (let k = 0; k < 4; k++) lanes[k] = avalanche(lanes[k]!)
    spread(lanes)
    return Array.from(lanes, (lane) => (lane >>> 0).toString(16).padStart(8, '0')).join('')
  }

  #mix(): void {
    const block = this.#block
    let [h1, h2, h3, h4] = this.#lanes as unknown as [number, number, number, number]
    for (let at = 0; at < this.#filled; at += 4) {
      h1 ^= Math.imul(turned(Math.imul(block[at]!, 0x239b961b), 15), 0xab0e9789)
      h1 = (Math.imul((turned(h1, 19) + h2) | 0, 5) + 0x561ccd1b) | 0
      h2 ^= Math.imul(turned(Math.imul(block[at + 1]!, 0xab0e9789), 16), 0x38b34ae5)
      h2 = (Math.imul((turned(h2, 17) + h3) | 0, 5) + 0x0bcaa747) | 0
      h3 ^= Math.imul(turned(Math.imul(block[at + 2]!, 0x38b34ae5), 17), 0xa1e38b93)
      h3 = (Math.imul((turned(h3, 15) + h4) | 0, 5) + 0x96cd1c35) | 0
      h4 ^= Math.imul(turned(Math.imul(block[at + 3]!, 0xa1e38b93), 18), 0x239b961b)
      h4 = (Math.imul((turned(h4, 13) + h1) | 0, 5) + 0x32ac3b17) | 0
    }
    this.#lanes.set([h1, h2, h3, h4])
    this.#words += this.#filled
    this.#filled = 0
  }
}

/** A multiple of four. */
const blockWords = 4096
/** Upper word of the one NaN that stands for all. */
const nanWord = 0x7ff80000

function turned(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}

function spread(lanes: Int32Array): void {
  lanes[0] = lanes[0]! + lanes[1]! + lanes[2]! + lanes[3]!
  for (let k = 1; k < 4; k++) lanes[k]! += lanes[0]!
}

function avalanche(word: number): number {
  let h = word
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b)
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35)
  return h ^ (h >>> 16)
}
