import { appendQueue } from './append/appendQueue.js'
import { logWriter } from './append/logWriter.js'
import { type DatabaseFailure, databaseFailure } from './database/failure.js'
import type { JournalErrorCode } from './error/codes.js'
import { JournalError } from './error/journalError.js'
import { writeIdentity } from './files/identity.js'
import { lockDirectory } from './files/lock.js'
import { openMark } from './files/mark.js'
import { lockFile, markFile, recoverLog } from './files/recoverLog.js'
import { makeDirectoryDurably } from './files/writeDurably.js'
import type { Journal, JournalOptions, JournalRecord } from './journal.js'
import { presentVersion, type Upcaster, upcast } from './record/upcast.js'
import type { VerifiedRecord } from './record/verifyRecord.js'
import { snapshots as snapshotsOf } from './snapshot/snapshots.js'

const queueBytesDefault = 64 * 1024 * 1024

/**
 * Opens the journal of a directory, or begins one, as its only writer. What was acknowledged is there when this answers; where
 * it is not, or something is not what was written, this refuses and leaves the files as they are.
 *
 * @example
 * import { mkdtempSync, rmSync } from 'node:fs'
 * import { openJournal } from '@plimsoll/journal'
 * const directory = mkdtempSync('/tmp/plimsoll-journal-')
 * const journal = await openJournal({ directory, partition: 0, warn: console.warn })
 * await journal.append([Buffer.from('a'), Buffer.from('b')]) // => 2
 * const seen = []
 * for await (const { sequence, payload } of journal.read(1)) seen.push([sequence, String(payload)])
 * seen // => [[1, 'a'], [2, 'b']]
 * await journal.close()
 * rmSync(directory, { recursive: true })
 *
 * @throws JournalError JOURNAL_BUSY, JOURNAL_FOREIGN, JOURNAL_NEWER, JOURNAL_DAMAGED, JOURNAL_DISK_FULL, JOURNAL_UNUSABLE
 */
export async function openJournal(options: JournalOptions): Promise<Journal> {
  const { directory } = options
  try {
    await makeDirectoryDurably(directory)
    const unlock = lockDirectory(lockFile(directory))
    try {
      return await openLocked(options, unlock)
    } catch (error) {
      unlock()
      throw error
    }
  } catch (cause) {
    throw storageError(cause, directory)
  }
}

async function openLocked(options: JournalOptions, unlock: () => void): Promise<Journal> {
  const { directory, partition, warn, upcasters = [], snapshotUpcasters = [] } = options
  const { database, identity, prefix, table } = await recoverLog({
    directory,
    partition,
    warn,
    version: presentVersion(upcasters),
  })
  const { journal, epoch } = identity
  const mark = openMark(markFile(directory))
  const writer = logWriter({
    database,
    prefix,
    journal,
    epoch,
    version: presentVersion(upcasters),
    end: table.end(),
    mark,
  })
  const queue = appendQueue(writer.commit, options.queueBytesMax ?? queueBytesDefault)
  const last = (): number => writer.end().sequence
  const snapshots = snapshotsOf({ directory, prefix, partition, table, last, warn })
  let closing: Promise<void> | undefined

  function usable(): void {
    const failure = writer.failure()
    if (failure !== undefined) throw failure
    if (closing !== undefined) throw new JournalError('JOURNAL_CLOSED', 'The journal was closed.')
  }

  async function close(): Promise<void> {
    await queue.drain()
    await snapshots.idle()
    mark.close()
    // Closing lets SQLite sync once more and carry its log over. After a failed sync only a new process may do that, from what
    // is on disk; until this one has ended, the lock keeps everyone out.
    if (writer.failure()?.code === 'JOURNAL_FAILED') return
    database.close()
    unlock()
  }

  return {
    partition,
    epoch,
    last,
    append: async (events) => {
      usable()
      return queue.append(events)
    },
    read: async function* (from) {
      usable()
      if (from <= table.trimmed()) throw trimmed(from, table.trimmed())
      for (let next = from, hash: Uint8Array | undefined; next <= last(); ) {
        for (const record of table.page(next, last(), hash ?? table.hashAt(next - 1))) {
          yield present(record, upcasters)
          hash = record.hash
          next++
        }
      }
    },
    saveSnapshot: async ({ sequence, state }) => {
      usable()
      try {
        await snapshots.save({ sequence, state, version: presentVersion(snapshotUpcasters) })
      } catch (cause) {
        throw storageError(cause, directory)
      }
    },
    latestSnapshot: async () => {
      usable()
      const found = await snapshots.latest()
      if (found === undefined) return undefined
      const { sequence, version } = found
      return { sequence, state: upcast(found.state, version, snapshotUpcasters, `The snapshot of record ${sequence}`) }
    },
    trim: async (sequence) => {
      usable()
      const snapshot = await snapshots.latest()
      if (sequence <= table.trimmed() || sequence > (snapshot?.sequence ?? 0)) {
        const message = `Records ${table.trimmed() + 1} to ${snapshot?.sequence ?? 0}, the newest snapshot, may leave the log; not ${sequence}.`
        throw new JournalError('JOURNAL_SEQUENCE', message)
      }
      const trimmedHash = table.hashAt(sequence)
      writer.transact(() => {
        writeIdentity(database, { ...identity, trimmedSequence: sequence, trimmedHash })
        database.prepare('DELETE FROM records WHERE sequence <= ?').run(sequence)
      })
    },
    close: () => {
      closing ??= close()
      return closing
    },
  }
}

function present({ header, payload, hash }: VerifiedRecord, upcasters: readonly Upcaster[]): JournalRecord {
  const { sequence, epoch, version } = header
  return { sequence, epoch, payload: upcast(payload, version, upcasters, `Record ${sequence}`), hash }
}

function trimmed(from: number, sequence: number): JournalError {
  if (sequence === 0) return new JournalError('JOURNAL_SEQUENCE', `Records begin with 1, not ${from}.`)
  return new JournalError('JOURNAL_TRIMMED', `Records up to ${sequence} have left the log; begin with a snapshot.`)
}

const codes: Readonly<Record<DatabaseFailure, JournalErrorCode>> = {
  busy: 'JOURNAL_BUSY',
  damaged: 'JOURNAL_DAMAGED',
  full: 'JOURNAL_DISK_FULL',
  other: 'JOURNAL_UNUSABLE',
}

/** An error of SQLite or of the file system, in the words of someone who has to do something about it. */
function storageError(cause: unknown, directory: string): JournalError {
  if (cause instanceof JournalError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  const code = (cause as NodeJS.ErrnoException).code === 'ENOSPC' ? 'JOURNAL_DISK_FULL' : codes[databaseFailure(cause)]
  return new JournalError(code, `${directory} cannot be used: ${text}.`, { cause })
}
