import { expect, test } from 'vitest'
import { type KernelFunctions, wasmFunctions } from '../functions.js'
import { KernelMemory } from '../memory/kernelMemory.js'
import { startPool } from '../pool/startPool.js'
import { referenceFunctions } from '../referenceFunctions.js'
import { Digest } from './digest.js'
import { type KernelDigest, kernelDigest } from './kernelDigest.js'
import { pinnedDigests } from './pinned.js'

test('the digest is MurmurHash3 of 128 bits, and tells order, signs of zero and lengths', () => {
  // Computed by an independent implementation (mmh3 5 for Python) of the bytes 0 to 63, and of none.
  const known = new Digest()
  known.doubles(new Float64Array(Uint8Array.from({ length: 64 }, (_, k) => k).buffer))
  expect(known.finish()).toBe('cc32c3983052e6520858cfaa82d82209')
  expect(new Digest().finish()).toBe('0'.repeat(32))
  const digestOf = (...numbers: number[]): string => {
    const digest = new Digest()
    digest.numbers(numbers)
    return digest.finish()
  }
  const lists = [[], [0], [-0], [0, 0], [1, 2], [2, 1], [1], [Number.NaN], [Infinity]]
  expect(new Set(lists.map((list) => digestOf(...list))).size).toBe(lists.length)
  const otherNaN = new Float64Array(new Uint32Array([7, 0xfff00001]).buffer)
  expect(digestOf(otherNaN[0]!)).toBe(digestOf(Number.NaN))
})

/** Runs and compares; on failure the message shows the digests that were found. */
function expectPinned(what: string, run: () => KernelDigest): void {
  const started = performance.now()
  const { groups, counts, values } = run()
  console.log(`${what}: ${values} values in ${((performance.now() - started) / 1000).toFixed(1)} s`, counts)
  expect(values).toBeGreaterThanOrEqual(10_000_000)
  expect(groups).toEqual(pinnedDigests)
}

test('WebAssembly has the pinned bits', () => {
  const memory = new KernelMemory()
  expectPinned('WebAssembly', () => kernelDigest(memory, wasmFunctions(memory)))
})

test('plain TypeScript has the pinned bits', () => {
  const memory = new KernelMemory()
  expectPinned('TypeScript', () => kernelDigest(memory, referenceFunctions(memory)))
})

test('two threads have the pinned bits', async () => {
  const pool = await startPool(new KernelMemory({ shared: true }), { threads: 2 })
  expectPinned('two threads', () => kernelDigest(pool.memory, pool.functions, pool))
  await pool.close()
})

test('every function of the module and of the reference is among those that are run', () => {
  const memory = new KernelMemory()
  const called = new Set<string>()
  const watched = Object.entries(wasmFunctions(memory))
    .filter(([, member]) => typeof member === 'function')
    .map(([name, call]) => {
      const count = (...args: number[]): unknown => {
        called.add(name)
        return (call as (...args: number[]) => unknown)(...args)
      }
      return [name, count] as const
    })
  kernelDigest(memory, Object.fromEntries(watched) as unknown as KernelFunctions)
  expect([...called].sort()).toEqual(watched.map(([name]) => name).sort())
  expect([...called]).toEqual(expect.arrayContaining(Object.keys(referenceFunctions(memory))))
})
