import { Worker } from 'node:worker_threads'
import { wasmFunctions } from '../functions.js'
import type { KernelMemory } from '../memory/kernelMemory.js'
import { doPart, type Job, jobForms } from '../team/jobs.js'
import { soloTeam, type Team } from '../team/team.js'
import { kernelModule } from '../wasm/kernelModule.js'
import { answersMax, controlBytes, controlWords, type WorkerData, workerSource } from './workerSource.js'

/** A team of several threads of Node over one shared memory. */
export interface Pool extends Team {
  /** Ends the workers. */
  close(): Promise<void>
}

/** About a tenth of a millisecond of looking. */
const spins = 20_000
/** Job kinds by their number. */
const forms = Object.entries(jobForms) as [Job[0], (typeof jobForms)[Job[0]]][]
const kindNumbers = new Map(forms.map(([kind], number) => [kind, number]))

/**
 * Starts a team of the calling thread and `threads` − 1 workers, warm when it returns. Parts are handed out from one counter, so
 * that a worker that wakes late, or never, holds up nothing; results have the same bits for any number of threads. With one
 * thread it is a solo team. The workers keep no process alive.
 *
 * @throws RangeError for a memory that is not shared
 */
export async function startPool(memory: KernelMemory, { threads }: { readonly threads: number }): Promise<Pool> {
  if (threads <= 1) return { ...soloTeam(memory), close: async () => {} }
  if (!memory.isShared) throw new RangeError('a pool needs a shared memory: new KernelMemory({ shared: true })')
  const functions = wasmFunctions(memory)
  const control = memory.allocate(controlBytes)
  const answers = memory.allocate(4 * answersMax)
  const scratchPlaces = memory.allocate(4 * threads)
  const state = new Int32Array(memory.memory.buffer, control, 16)
  const numbers = new Float64Array(memory.memory.buffer, control + 4 * controlWords.numbers, 8)
  const results = new Int32Array(memory.memory.buffer, answers, answersMax)
  const scratch = new Uint32Array(memory.memory.buffer, scratchPlaces, threads)
  let scratchBytes = 0
  let failure = 'a worker failed'
  let isClosed = false

  const workers = await Promise.all(
    Array.from({ length: threads - 1 }, (_, row) => {
      const data: WorkerData = {
        module: kernelModule(true),
        memory: memory.memory,
        control,
        answers,
        scratchAt: scratchPlaces + 4 * (row + 1),
        forms,
        words: controlWords,
        spins,
      }
      const worker = new Worker(workerSource, { eval: true, workerData: data })
      worker.unref()
      return new Promise<Worker>((resolve, reject) => {
        worker.once('error', reject)
        worker.once('message', () => {
          worker.off('error', reject)
          worker.on('message', (text: string) => {
            failure = text
          })
          resolve(worker)
        })
      })
    }),
  )

  function announce(): void {
    Atomics.store(state, controlWords.open, 1)
    Atomics.add(state, controlWords.generation, 1)
    Atomics.notify(state, controlWords.generation)
  }
  /** Takes the job back and waits for those who are still at it. */
  function retire(): void {
    Atomics.store(state, controlWords.open, 0)
    while (Atomics.load(state, controlWords.active) !== 0);
  }

  function run(job: Job, count: number, part: number, first = 0): readonly number[] {
    if (isClosed) throw new Error('the pool is closed')
    const parts = Math.ceil(count / part)
    if (parts > answersMax) return run(job, count, Math.ceil(count / answersMax), first)
    const [kind, ...given] = job
    const alone = (taken: number): number => {
      const from = first + taken * part
      return doPart(functions, job, from, Math.min(first + count, from + part), scratch[0]!)
    }
    if (parts <= 1) return parts === 0 ? [] : [alone(0)]
    numbers.set(given)
    state[controlWords.kind] = kindNumbers.get(kind)!
    state[controlWords.first] = first
    state[controlWords.end] = first + count
    state[controlWords.part] = part
    state[controlWords.parts] = parts
    Atomics.store(state, controlWords.failed, 0)
    Atomics.store(state, controlWords.next, 0)
    announce()
    try {
      for (let taken = Atomics.add(state, controlWords.next, 1); taken < parts; ) {
        results[taken] = alone(taken)
        taken = Atomics.add(state, controlWords.next, 1)
      }
    } finally {
      retire()
    }
    if (Atomics.load(state, controlWords.failed) !== 0) throw new Error(failure)
    return Array.from(results.subarray(0, parts))
  }

  return {
    memory,
    functions,
    threads,
    run,
    reserve(bytes) {
      if (bytes <= scratchBytes) return
      for (let row = 0; row < threads; row++) {
        if (scratchBytes > 0) memory.release(scratch[row]!, scratchBytes)
        scratch[row] = memory.allocate(bytes)
      }
      scratchBytes = bytes
    },
    async close() {
      if (isClosed) return
      isClosed = true
      state[controlWords.kind] = -1
      announce()
      await Promise.all(workers.map((worker) => worker.terminate()))
    },
  }
}
