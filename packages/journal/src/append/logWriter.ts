import { checkpoint } from '../database/checkpoint.js'
import { type Database, inTransaction } from '../database/database.js'
import { databaseFailure } from '../database/failure.js'
import { JournalError } from '../error/journalError.js'
import type { LogEnd } from '../files/logTable.js'
import type { Mark } from '../files/mark.js'
import { nextRecord } from '../record/chain.js'

/** The one who appends. */
export interface LogWriter {
  end(): LogEnd
  /** Puts events on disk, all or none; answers with the last one's sequence. */
  commit(events: readonly Uint8Array[]): number
  /** Why nothing more will be taken. */
  failure(): JournalError | undefined
  /** Runs a transaction of another kind under the same rules of failure. */
  transact(work: () => void): void
}

interface WriterOptions {
  readonly database: Database
  readonly prefix: Buffer
  readonly journal: Uint8Array
  readonly epoch: number
  readonly version: number
  readonly end: LogEnd
  readonly mark: { move(mark: Mark): void }
}

/** SQLite's write-ahead log is carried over into the file when about so much has gone into it. */
const checkpointBytes = 4 * 1024 * 1024
/** What a transaction writes beside its payload: at least the page that it ends in, and the one above. */
const transactionBytes = 2 * 4096

export function logWriter({ database, prefix, journal, epoch, version, end: start, mark }: WriterOptions): LogWriter {
  const sql = {
    epoch: database.prepare('SELECT epoch FROM identity'),
    insert: database.prepare('INSERT INTO records (sequence, record) VALUES (?, ?)'),
  }
  let end = start
  let failure: JournalError | undefined
  let walBytes = 0

  function insertAll(events: readonly Uint8Array[]): LogEnd {
    let { sequence, hash } = end
    for (const payload of events) {
      sequence++
      const record = nextRecord(hash, prefix, { sequence, epoch, version }, payload)
      sql.insert.run(sequence, record.bytes)
      hash = record.hash
    }
    return { sequence, hash }
  }

  function transact<T>(work: () => T): T {
    if (failure !== undefined) throw failure
    try {
      return inTransaction(database, () => {
        if (sql.epoch.get()?.epoch !== epoch) throw fenced(epoch)
        return work()
      })
    } catch (cause) {
      throw refusal(cause)
    }
  }

  /** Only a full disk passes. After anything else nobody knows what is on disk, and a second sync would say less than the first. */
  function refusal(cause: unknown): JournalError {
    if (databaseFailure(cause) === 'full') {
      return new JournalError('JOURNAL_DISK_FULL', 'The disk is full; nothing of this append was kept.', { cause })
    }
    failure = cause instanceof JournalError ? cause : failed(cause)
    return failure
  }

  /** Part of the commit that carried it over the limit, which is on disk already: it cannot be refused any more. */
  function keepWalShort(): void {
    if (walBytes < checkpointBytes) return
    try {
      checkpoint(database, 'PASSIVE')
      walBytes = 0
    } catch (cause) {
      // Without space the log stays as long as it is, and the next commit tries again.
      if (databaseFailure(cause) !== 'full') failure = failed(cause)
    }
  }

  return {
    end: () => end,
    commit: (events) => {
      end = transact(() => insertAll(events))
      try {
        mark.move({ journal, ...end })
      } catch (cause) {
        failure = failed(cause)
      }
      walBytes += transactionBytes + events.reduce((sum, { length }) => sum + length, 0)
      keepWalShort()
      return end.sequence
    },
    failure: () => failure,
    transact,
  }
}

function fenced(epoch: number): JournalError {
  return new JournalError('JOURNAL_FENCED', `A later writer has opened the journal; this one has epoch ${epoch}.`)
}

function failed(cause: unknown): JournalError {
  const text = cause instanceof Error ? cause.message : String(cause)
  return new JournalError(
    'JOURNAL_FAILED',
    `The journal has closed itself: ${text}. Start a new process to recover it.`,
    {
      cause,
    },
  )
}
