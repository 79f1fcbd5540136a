import { type WasmMemory, webAssembly } from '../wasm/webAssembly.js'

const pageBytes = 65536
const pagesMax = 65536
const alignment = 64
/** The first page belongs to the module's own constants. */
const firstFree = pageBytes

/** Arrays over the whole of a memory; take them again after anything was allocated. */
export interface MemoryViews {
  readonly f64: Float64Array
  readonly f32: Float32Array
  readonly u32: Uint32Array
  readonly i32: Int32Array
  readonly u8: Uint8Array
}

/**
 * The linear memory that kernel functions work on, with an allocator: places are byte offsets, 64-byte aligned, zeroed, and
 * may be given back. Shared memory can be used by several threads at once; only one of them may allocate.
 *
 * @throws RangeError when more than 4 GiB are asked for
 *
 * @example
 * import { KernelMemory } from '@plimsoll/kernel'
 * const memory = new KernelMemory()
 * const place = memory.allocate(80)
 * memory.doubles(place, 10).fill(1)
 * memory.views.f64[place / 8 + 9] // => 1
 */
export class KernelMemory {
  readonly memory: WasmMemory
  readonly isShared: boolean
  #top = firstFree
  #views: MemoryViews | undefined
  readonly #free = new Map<number, number[]>()
  #freeBytes = 0

  constructor({ shared = false }: { readonly shared?: boolean } = {}) {
    this.isShared = shared
    this.memory = new webAssembly.Memory({ initial: 2, maximum: pagesMax, shared })
  }

  get views(): MemoryViews {
    if (this.#views === undefined) {
      const { buffer } = this.memory
      this.#views = {
        f64: new Float64Array(buffer),
        f32: new Float32Array(buffer),
        u32: new Uint32Array(buffer),
        i32: new Int32Array(buffer),
        u8: new Uint8Array(buffer),
      }
    }
    return this.#views
  }

  /** Bytes in use, without what was given back. */
  get usedBytes(): number {
    return this.#top - this.#freeBytes
  }

  /** A new place of so many bytes, all zero. */
  allocate(bytes: number): number {
    const size = rounded(bytes)
    const reused = this.#free.get(size)?.pop()
    if (reused !== undefined) {
      this.#freeBytes -= size
      this.views.u8.fill(0, reused, reused + size)
      return reused
    }
    const place = this.#top
    const missing = place + size - this.views.u8.length
    if (missing > 0) {
      if (place + size > pagesMax * pageBytes)
        throw new RangeError(`kernel memory: ${place + size} bytes, at most 4 GiB`)
      this.memory.grow(Math.ceil(missing / pageBytes))
      this.#views = undefined
    }
    this.#top = place + size
    return place
  }

  /** Gives a place back; `bytes` as it was asked for. */
  release(place: number, bytes: number): void {
    const size = rounded(bytes)
    const free = this.#free.get(size)
    if (free === undefined) this.#free.set(size, [place])
    else free.push(place)
    this.#freeBytes += size
  }

  doubles(place: number, count: number): Float64Array {
    return new Float64Array(this.views.u8.buffer, place, count)
  }

  floats(place: number, count: number): Float32Array {
    return new Float32Array(this.views.u8.buffer, place, count)
  }

  words(place: number, count: number): Uint32Array {
    return new Uint32Array(this.views.u8.buffer, place, count)
  }

  bytes(place: number, count: number): Uint8Array {
    return new Uint8Array(this.views.u8.buffer, place, count)
  }
}

function rounded(bytes: number): number {
  return Math.max(alignment, Math.ceil(bytes / alignment) * alignment)
}
