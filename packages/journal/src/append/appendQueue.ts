import { JournalError } from '../error/journalError.js'

/** Appends waiting for their sync. */
export interface AppendQueue {
  append(events: readonly Uint8Array[]): Promise<number>
  /** When all that waits now is answered. */
  drain(): Promise<void>
}

interface Waiting {
  readonly events: readonly Uint8Array[]
  readonly bytes: number
  readonly resolve: (sequence: number) => void
  readonly reject: (error: unknown) => void
}

/** What a record takes beside its payload: header, hash, and its place in a row. */
const recordBytes = 100
/** So much goes into one transaction; what waits beyond it goes into the next. */
const batchBytesMax = 4 * 1024 * 1024

/**
 * Group commit: whatever is appended while the program does other things goes to disk in one transaction with one sync.
 *
 * @param commit puts events on disk before it returns, all or none; answers with the last one's sequence
 * @param bytesMax bound of what waits; an append that would go beyond is refused
 */
export function appendQueue(commit: (events: readonly Uint8Array[]) => number, bytesMax: number): AppendQueue {
  let waiting: Waiting[] = []
  let waitingBytes = 0
  let drained: (() => void)[] = []

  function flush(): void {
    const batch = takeBatch()
    let sequence: number
    try {
      sequence =
        commit(batch.flatMap(({ events }) => events)) - batch.reduce((sum, { events }) => sum + events.length, 0)
    } catch (error) {
      // What was appended after a lost append may build on it: it is refused with it.
      const refused = [...batch, ...waiting]
      waiting = []
      waitingBytes = 0
      for (const { reject } of refused) reject(error)
      finish()
      return
    }
    for (const { events, resolve } of batch) {
      sequence += events.length
      resolve(sequence)
    }
    if (waiting.length > 0) setImmediate(flush)
    else finish()
  }

  function takeBatch(): Waiting[] {
    let bytes = 0
    const beyond = waiting.findIndex((one) => {
      bytes += one.bytes
      return bytes > batchBytesMax
    })
    // An append is never cut: one that is larger than a batch is a batch by itself.
    const count = beyond < 0 ? waiting.length : Math.max(1, beyond)
    const batch = waiting.slice(0, count)
    waiting = waiting.slice(count)
    for (const one of batch) waitingBytes -= one.bytes
    return batch
  }

  function finish(): void {
    for (const done of drained) done()
    drained = []
  }

  return {
    append: (events) =>
      new Promise((resolve, reject) => {
        const bytes = events.reduce((sum, event) => sum + event.length + recordBytes, 0)
        if (waitingBytes + bytes > bytesMax) {
          const message = `${bytes} bytes on top of the ${waitingBytes} that wait are more than the ${bytesMax} that may wait.`
          reject(new JournalError('JOURNAL_QUEUE_FULL', message))
          return
        }
        // Everything that this turn of the event loop appends shares the sync.
        if (waiting.push({ events, bytes, resolve, reject }) === 1) setImmediate(flush)
        waitingBytes += bytes
      }),
    drain: () =>
      new Promise((resolve) => {
        if (waiting.length === 0) resolve()
        else drained.push(resolve)
      }),
  }
}
