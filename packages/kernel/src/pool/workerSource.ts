import type { PartArgument } from '../team/jobs.js'
import type { WasmMemory, WasmModule } from '../wasm/webAssembly.js'

/** Words of the control block, which starts every thread and says what there is to do. */
export const controlWords = {
  /** Grows by one with each job; who waits, waits for it. */
  generation: 0,
  /** 1 while parts of the job may be taken. */
  open: 1,
  /** Workers that look at the job. */
  active: 2,
  /** Number of the next part to take. */
  next: 3,
  parts: 4,
  first: 5,
  end: 6,
  part: 7,
  /** Number of the job's kind; −1 ends the workers. */
  kind: 8,
  failed: 9,
  /** float64 from here on: the job's numbers. */
  numbers: 10,
} as const

export const controlBytes = 192
/** Answers of parts, beside the control block. */
export const answersMax = 8192

export interface WorkerData {
  readonly module: WasmModule
  readonly memory: WasmMemory
  readonly control: number
  readonly answers: number
  /** Place of this worker's word that says where its working space is. */
  readonly scratchAt: number
  readonly forms: readonly (readonly [kind: string, form: readonly PartArgument[]])[]
  readonly words: typeof controlWords
  /** Rounds of looking before it parks. */
  readonly spins: number
}

/**
 * What a worker runs, as text: it needs nothing but the compiled kernel and the shared memory, so that no file has to be found,
 * whatever bundled or transpiled the rest. It looks for a new job for a while, then parks.
 */
export const workerSource: string = `
'use strict'
const { parentPort, workerData } = require('node:worker_threads')
const { module, memory, control, answers, scratchAt, forms, words, spins } = workerData
const run = new WebAssembly.Instance(module, { env: { memory } }).exports
const state = new Int32Array(memory.buffer, control, 16)
const numbers = new Float64Array(memory.buffer, control + 4 * words.numbers, 8)
const results = new Int32Array(memory.buffer, answers, ${answersMax})
const scratch = new Uint32Array(memory.buffer, scratchAt, 1)

function work() {
  const [kind, form] = forms[state[words.kind]]
  const call = run[kind]
  const { first, end, part } = { first: state[words.first], end: state[words.end], part: state[words.part] }
  const count = state[words.parts]
  for (;;) {
    const taken = Atomics.add(state, words.next, 1)
    if (taken >= count) return
    const from = first + taken * part
    const given = { from, to: Math.min(end, from + part), scratch: scratch[0] }
    const answer = call(...form.map((at) => (typeof at === 'number' ? numbers[at] : given[at])))
    results[taken] = answer === undefined ? 0 : answer
  }
}

parentPort.postMessage('ready')
for (let seen = 0; ; ) {
  for (let round = 0; Atomics.load(state, words.generation) === seen; round++) {
    if (round >= spins) Atomics.wait(state, words.generation, seen)
  }
  seen = Atomics.load(state, words.generation)
  Atomics.add(state, words.active, 1)
  let isOver = false
  if (Atomics.load(state, words.open) === 1) {
    try {
      if (state[words.kind] < 0) isOver = true
      else work()
    } catch (error) {
      Atomics.store(state, words.failed, 1)
      parentPort.postMessage(String(error))
    }
  }
  Atomics.sub(state, words.active, 1)
  if (isOver) break
}
`
