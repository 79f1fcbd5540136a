import { damagedRecord, JournalError } from '../error/journalError.js'
import type { LogTable } from '../files/logTable.js'
import type { JournalWarning } from '../journal.js'
import { readSnapshot, type StoredSnapshot, writeSnapshot } from './snapshotFile.js'
import { removeOldSnapshots, snapshotFile, snapshotsIn } from './snapshotFolder.js'

/** The snapshots beside a log. */
export interface Snapshots {
  save(snapshot: Omit<StoredSnapshot, 'hash'>): Promise<void>
  /** The newest that verifies and from which the log goes on; undefined where none does and the whole log is there. */
  latest(): Promise<StoredSnapshot | undefined>
  /** When nothing is being written or read. */
  idle(): Promise<unknown>
}

interface Surroundings {
  readonly directory: string
  readonly prefix: Buffer
  readonly partition: number
  readonly table: LogTable
  readonly last: () => number
  readonly warn: (warning: JournalWarning) => void
}

export function snapshots({ directory, prefix, partition, table, last, warn }: Surroundings): Snapshots {
  /** A snapshot that verifies in itself and contradicts the log means that the log is not what it was. */
  function fits({ sequence, hash }: StoredSnapshot): void {
    if (sequence > last()) {
      throw damagedRecord(
        { partition, sequence, field: 'key' },
        'is missing, though there is a snapshot of the state after it',
      )
    }
    if (!table.hashAt(sequence).equals(hash)) {
      throw damagedRecord({ partition, sequence, field: 'hash' }, 'is not the one that its snapshot names')
    }
  }

  let before: Promise<unknown> = Promise.resolve()
  /** One at a time: saving removes old files, which another one may be looking at. */
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work)
    before = done.catch(() => undefined)
    return done
  }

  async function save({ sequence, version, state }: Omit<StoredSnapshot, 'hash'>): Promise<void> {
    if (sequence < table.trimmed() || sequence > last()) {
      const range = `${table.trimmed()} to ${last()}`
      throw new JournalError(
        'JOURNAL_SEQUENCE',
        `A snapshot is of the state after one of the records ${range}, not ${sequence}.`,
      )
    }
    const hash = table.hashAt(sequence)
    await writeSnapshot(snapshotFile(directory, sequence), prefix, { sequence, hash, version, state })
    await removeOldSnapshots(directory)
  }

  async function latest(): Promise<StoredSnapshot | undefined> {
    const refused: string[] = []
    let found: StoredSnapshot | undefined
    for (const sequence of await snapshotsIn(directory)) {
      const file = snapshotFile(directory, sequence)
      const read = await readSnapshot(file, prefix, sequence)
      if (typeof read === 'string') refused.push(`${file}: ${read}`)
      else if (sequence < table.trimmed()) refused.push(`${file}: records after it have left the log`)
      else {
        found = read
        break
      }
    }
    if (found === undefined && table.trimmed() > 0) {
      throw new JournalError(
        'JOURNAL_DAMAGED',
        `partition ${partition}: the log begins after record ${table.trimmed()}, and no snapshot verifies (${refused.join('; ')}). Nothing was changed; restore the journal from a copy.`,
      )
    }
    if (found !== undefined) fits(found)
    for (const message of refused) warn({ code: 'SNAPSHOT_IGNORED', message })
    return found
  }

  return { save: (snapshot) => inTurn(() => save(snapshot)), latest: () => inTurn(latest), idle: () => before }
}
