import { Worker } from 'node:worker_threads'
import type { FromRehearsal, RehearsalTask, ToRehearsal } from './messages.js'
import { rehearsalWork } from './rehearsalWork.js'

/** Whoever plays the rehearsal. */
export interface RehearsalRunner {
  /** Asks for one more step. */
  step(): void
  close(): Promise<void>
}

/** So few accounts take the service's own thread no longer than an account's detail does. */
const smallPopulation = 100

/** A thread of its own, so that neither making the population nor its steps keep the service from answering. */
export function runRehearsal(task: RehearsalTask, onMessage: (message: FromRehearsal) => void): RehearsalRunner {
  return task.asked.accounts <= smallPopulation ? onThisThread(task, onMessage) : onItsOwn(task, onMessage)
}

function onThisThread(task: RehearsalTask, onMessage: (message: FromRehearsal) => void): RehearsalRunner {
  let work: ((message: ToRehearsal) => void) | undefined
  let isClosed = false
  const tell = (message: FromRehearsal): void => {
    if (!isClosed) onMessage(message)
  }
  // Whoever started it is answered first.
  setImmediate(() => {
    if (!isClosed) work = rehearsalWork(task, tell)
  })
  return {
    step: () => {
      setImmediate(() => {
        if (!isClosed) work?.({ kind: 'step' })
      })
    },
    close: async () => {
      isClosed = true
    },
  }
}

function onItsOwn(task: RehearsalTask, onMessage: (message: FromRehearsal) => void): RehearsalRunner {
  const worker = new Worker(new URL('./rehearsalThread.js', import.meta.url), { workerData: task })
  let isClosed = false
  worker.on('message', (message: FromRehearsal) => {
    if (!isClosed) onMessage(message)
  })
  worker.on('error', (error) => {
    if (!isClosed) onMessage({ kind: 'failed', message: String(error) })
  })
  // A service that stops does not wait for a rehearsal.
  worker.unref()
  return {
    step: () => worker.postMessage({ kind: 'step' } satisfies ToRehearsal),
    close: async () => {
      isClosed = true
      await worker.terminate()
    },
  }
}
