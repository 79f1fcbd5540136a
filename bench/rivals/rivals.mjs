/**
 * Every rival of `npm run bench`, each as a function that runs it and returns rows
 * `{rival, id, unit, samples, checksum, …}`: one rate (or latency) per repeat, of which the caller takes the median. To compare
 * fairly on a noisy machine, call these with few repeats, in turns with one's own work, and join the samples.
 *
 * `workload` comes from `makeWorkload`, `tools` from `buildRivals`. A rival that is absent gives no rows.
 */
import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { median } from '../measure.mjs'
import { runNpmRivals } from './npmRivals.mjs'
import { runPlainRivals, runPlainWhatIf } from './plainTypeScript.mjs'

const execute = promisify(execFile)
const script = (name) => fileURLToPath(new URL(name, import.meta.url))
const oneThread = { ...process.env, OMP_NUM_THREADS: '1', OPENBLAS_NUM_THREADS: '1', MKL_NUM_THREADS: '1' }

/** What the works of native.c are called, and the forms of each; the fastest of all forms and compilers stands for native. */
const nativeForms = {
  grid: ['grid'],
  gridFloat: ['gridFloat'],
  grid33: ['grid33'],
  price: ['price'],
  greeks: ['greeks'],
  jointFloat: ['jointRows', 'jointBlocks'],
  span: ['span'],
  spanFloat: ['spanFloat'],
}
export const nativeWorks = Object.keys(nativeForms)
export const numpyWorks = [
  'grid',
  'grid33',
  'price',
  'greeks',
  'joint',
  'jointFloat',
  'aged',
  'agedFloat',
  'span',
  'paths',
  'revaluation',
]
export const quantlibWorks = ['blackFormula', 'calculator', 'calculatorGreeks', 'engine']

/** Options or accounts (or paths, or the engine's scenarios) of a work; 0 is all there are. */
const limitOf = (id, { listCount = 0, accounts = 0, paths = 0, engineScenarios = 64 }) => {
  if (/^(price|greeks|blackFormula|calculator)/.test(id)) return listCount
  if (/^(joint|aged|span)/.test(id)) return accounts
  if (id === 'engine') return engineScenarios
  return paths
}

/**
 * Our own C, for each width the strongest of what the compilers and forms give. Which one that is, is found by a short race
 * the first time a (width, work) is asked for with these `tools`, and kept.
 *
 * @returns rows with `variant`, `compiler` and `form` besides
 */
export async function nativeRates(workload, tools, options = {}) {
  const { works = nativeWorks, variants = tools.native.map((one) => one.variant), repeats = 5, outputs } = options
  const rows = []
  for (const variant of new Set(variants)) {
    for (const id of works) {
      const binaries = tools.native.filter((one) => one.variant === variant)
      if (binaries.length === 0) continue
      const contender = await strongest(workload, tools, binaries, id, options)
      const row = await runProgram(contender.path, [workload, contender.form, repeats, limitOf(id, options)], outputs)
      const { label, compiler, form } = contender
      rows.push({ ...row, rival: `${label} (${compiler})`, id, variant, compiler, form })
    }
  }
  return rows
}

const winners = new WeakMap()
const raceRounds = 3

async function strongest(workload, tools, binaries, id, options) {
  const known = winners.get(tools) ?? new Map()
  winners.set(tools, known)
  const key = `${binaries[0].variant} ${id}`
  if (!known.has(key)) {
    const contenders = binaries.flatMap((binary) => nativeForms[id].map((form) => ({ ...binary, form, samples: [] })))
    for (let round = 0; round < raceRounds; round++) {
      for (const { path, form, samples } of contenders) {
        samples.push(...(await runProgram(path, [workload, form, 2, limitOf(id, options)])).samples)
      }
    }
    known.set(
      key,
      contenders.reduce((best, one) => (median(one.samples) > median(best.samples) ? one : best)),
    )
  }
  return known.get(key)
}

/** QuantLib's C++ functions, one option at a time, and its pricing engine. */
export async function quantlibRates(workload, tools, options = {}) {
  const { works = quantlibWorks, repeats = 5, outputs } = options
  if (tools.quantlib === undefined) return []
  const names = {
    blackFormula: 'blackFormula',
    calculator: 'BlackCalculator',
    calculatorGreeks: 'BlackCalculator with Greeks',
    engine: 'AnalyticEuropeanEngine, quotes moved and NPV',
  }
  const rows = []
  for (const id of works) {
    const row = await runProgram(tools.quantlib, [workload, id, repeats, limitOf(id, options)], outputs)
    rows.push({ ...row, rival: `${row.version} ${names[id]}`, id })
  }
  return rows
}

/** numpy and scipy, one thread. */
export async function numpyRates(workload, tools, options = {}) {
  const { works = numpyWorks, repeats = 5, outputs } = options
  if (tools.python === undefined) return []
  const rows = []
  for (const id of works) {
    const program = [tools.python, script('numpy_rivals.py')]
    const row = await runProgram(program, [workload, id, repeats, limitOf(id, options)], outputs)
    rows.push({ ...row, rival: row.version, id })
  }
  return rows
}

/** npm's packages, one option at a time, in this process. Options: count, mathjsCount, repeats. */
export async function npmRates(workload, options) {
  return runNpmRivals(workload, options).map(withChecksum)
}

/** Plain TypeScript, in this process. Options: works, repeats, listCount, accounts. */
export async function plainRates(workload, options) {
  return runPlainRivals(workload, options).map(withChecksum)
}

/** Latencies in µs of plain TypeScript's pre-trade checks, call by call. Options: kinds, calls, repriceCalls. */
export async function plainWhatIfLatencies(workload, options) {
  return runPlainWhatIf(workload, options).map(withChecksum)
}

/** Bandwidth in bytes/s of the caches and of main memory; rows {id, unit, threads, bytes, samples}. */
export async function bandwidth(workload, tools, { threads = [1, 2], repeats = 7 } = {}) {
  if (tools.bandwidth === undefined) return []
  const matrixBytes = workload.arrays['book.matrix32'].byteLength
  const rows = []
  for (const count of threads) {
    const { stdout } = await execute(tools.bandwidth, [count, repeats, matrixBytes].map(String))
    rows.push(...stdout.trim().split('\n').map(JSON.parse))
  }
  return rows.map((row) => ({
    ...row,
    rival: `measured bandwidth, ${row.threads} thread${row.threads > 1 ? 's' : ''}`,
  }))
}

/** The whole risk run by numpy, started cold and timed from outside; rows as of `timeProcess`, with the means it printed. */
export async function numpyWholeProcess(workload, tools, { accounts = 0, runs = 3 } = {}) {
  if (tools.python === undefined) return []
  const rows = []
  for (let i = 0; i < runs; i++) {
    const args = [script('whole_process.py'), workload.folder, String(accounts)]
    const { output, ...cost } = await timeProcess(tools, tools.python, args)
    rows.push({ ...cost, ...JSON.parse(output) })
  }
  return rows
}

/** Cost of any program from start to end, one thread: {wallSeconds, cpuSeconds, peakBytes, output}. Needs Python. */
export async function timeProcess(tools, program, args) {
  const { stdout } = await execute(tools.python, [script('timed.py'), program, ...args], { env: oneThread })
  return JSON.parse(stdout)
}

/** Runs one program of the form FOLDER WORK REPEATS LIMIT [OUTPUT]. */
async function runProgram(program, [workload, work, repeats, limit], outputs) {
  const [file, ...first] = [program].flat()
  const args = [
    ...first,
    workload.folder,
    work,
    String(repeats),
    String(limit),
    ...(outputs === undefined ? [] : [outputs]),
  ]
  const { stdout } = await execute(file, args, { env: oneThread, maxBuffer: 1 << 24 })
  return JSON.parse(stdout)
}

function withChecksum(row) {
  let checksum = 0
  for (const value of row.values) checksum += value
  return { ...row, checksum }
}
