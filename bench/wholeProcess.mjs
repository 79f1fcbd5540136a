/**
 * A whole risk run as a process of its own, to be started cold and timed from outside: reprices 3,000 options in 1,024 scenarios,
 * builds the rows of 60 futures, and gives VaR and ES of all accounts.
 *
 *   node bench/wholeProcess.mjs FOLDER ACCOUNTS THREADS
 */
import { readFileSync } from 'node:fs'
import { pairFields, pairTaskBytes } from '@plimsoll/kernel'
import { startPool } from '@plimsoll/kernel/pool'
import { foldAll, gridTasks, kernelBook, newMemory } from './kernelBook.mjs'
import { rowsPerUnderlying } from './workloads.mjs'

const [folder, accountsText, threadsText] = process.argv.slice(2)
const manifest = JSON.parse(readFileSync(`${folder}/manifest.json`, 'utf8'))
const types = { f64: Float64Array, f32: Float32Array, u32: Uint32Array }
const wanted = /^(underlying|strike|grid|book\.(offsets|instruments|quantities))/
const arrays = {}
for (const [name, { file, type }] of Object.entries(manifest.arrays)) {
  if (!wanted.test(name)) continue
  const bytes = readFileSync(`${folder}/${file}`)
  arrays[name] = new types[type](bytes.buffer, bytes.byteOffset, bytes.byteLength / types[type].BYTES_PER_ELEMENT)
}
const { sizes } = manifest
const accounts = Number(accountsText) || sizes.accounts
const pool = await startPool(newMemory(), { threads: Number(threadsText) || 1 })
const { memory } = pool
const workload = { sizes, arrays }
const { scenarios, underlyings, strikes, futures } = sizes
const { tasks, count } = gridTasks(memory, workload, 'grid')
const made = kernelBook(memory, workload, accounts, false)
const perUnderlying = rowsPerUnderlying(sizes)
const rowBytes = 8 * scenarios
for (let u = 0; u < underlyings; u++) {
  for (let k = 0; k < strikes; k++) {
    const out = made.joint + (u * perUnderlying + 2 * k) * rowBytes
    const task = tasks + (u * strikes + k) * pairTaskBytes
    memory.words(task + pairFields.outCall, 2).set([out, out + rowBytes])
  }
  const forward = arrays['underlying.forwards'][u]
  for (let k = 0; k < futures; k++) {
    const row = memory.doubles(made.joint + (u * perUnderlying + 2 * strikes + k) * rowBytes, scenarios)
    for (let s = 0; s < scenarios; s++)
      row[s] = (arrays['grid.forwards'][u * scenarios + s] - forward) * (1 + 0.002 * k)
  }
}
pool.reserve(made.scratchBytes)
pool.run(['pricePairs', tasks], count, 16)
foldAll(pool, made)
pool.run(
  ['tails32', made.book, made.list, made.joint32, scenarios, scenarios, made.measures, made.folds, made.out],
  accounts,
  512,
)
const found = memory.doubles(made.out, 2 * accounts)
let [es, valueAtRisk] = [0, 0]
for (let account = 0; account < accounts; account++) {
  es += found[2 * account]
  valueAtRisk += found[2 * account + 1]
}
process.stdout.write(JSON.stringify({ accounts, meanVar: valueAtRisk / accounts, meanEs: es / accounts }))
await pool.close()
