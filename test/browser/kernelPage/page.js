// The kernel as built, without a bundler, and its digest by each kind of functions.
import { kernelDigest } from '/dist/bits/kernelDigest.js'
import { KernelMemory, referenceFunctions, wasmFunctions } from '/dist/index.js'

globalThis.digests = {
  webAssembly() {
    const memory = new KernelMemory()
    return kernelDigest(memory, wasmFunctions(memory))
  },
  typeScript() {
    const memory = new KernelMemory()
    return kernelDigest(memory, referenceFunctions(memory))
  },
  async twoThreads() {
    const { startPool } = await import('/dist/pool/startPool.js')
    const pool = await startPool(new KernelMemory({ shared: true }), { threads: 2 })
    const found = kernelDigest(pool.memory, pool.functions, pool)
    await pool.close()
    return found
  },
}
