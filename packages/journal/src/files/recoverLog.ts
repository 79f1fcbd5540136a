import { randomBytes } from 'node:crypto'
import { copyFile, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { checkpoint } from '../database/checkpoint.js'
import { type Database, inTransaction } from '../database/database.js'
import { migrate } from '../database/migrate.js'
import { openDatabase } from '../database/openDatabase.js'
import { damagedRecord, JournalError } from '../error/journalError.js'
import type { JournalWarning } from '../journal.js'
import { genesisHash } from '../record/chain.js'
import { headerPrefix } from '../record/header.js'
import { type Identity, readIdentity, writeIdentity } from './identity.js'
import { inspectWal } from './inspectWal.js'
import { type LogTable, logTable } from './logTable.js'
import { createMark, type Mark, readMark } from './mark.js'
import { schema } from './schema.js'

/** A log that was found whole, taken over by a new writer. */
export interface RecoveredLog {
  readonly database: Database
  readonly identity: Identity
  readonly prefix: Buffer
  readonly table: LogTable
}

interface Place {
  readonly directory: string
  readonly partition: number
  /** Of the payloads that this program writes. */
  readonly version: number
  readonly warn: (warning: JournalWarning) => void
}

export const lockFile = (directory: string): string => join(directory, 'journal.lock')
export const markFile = (directory: string): string => join(directory, 'journal.mark')
const databaseFile = (directory: string): string => join(directory, 'journal.sqlite')
const walFile = (directory: string): string => join(directory, 'journal.sqlite-wal')
const cutFile = (directory: string): string => join(directory, 'journal.cut')

/**
 * Opens the files of a locked directory: what was acknowledged is there, or this throws. In this order, because SQLite changes
 * files when it opens and closes them: look at what it would cut, compare with the mark, only then let the new epoch begin.
 */
export async function recoverLog({
  directory,
  partition,
  version: payloadVersion,
  warn,
}: Place): Promise<RecoveredLog> {
  const mark = await markOf(directory, partition)
  await inspectTail(directory, mark, warn)
  const database = openDatabase(databaseFile(directory), 'normal')
  try {
    // Carried over when we say so, because SQLite says nothing of an error in doing it by itself.
    database.exec('PRAGMA wal_autocheckpoint = 0')
    const { outcome, version } = migrate(database, schema)
    if (outcome === 'foreign')
      throw new JournalError('JOURNAL_FOREIGN', `${databaseFile(directory)} is another program’s file.`)
    if (outcome === 'newer') {
      throw new JournalError(
        'JOURNAL_NEWER',
        `${databaseFile(directory)} has schema ${version}. Start the newer version.`,
      )
    }
    const found = readIdentity(database) ?? firstIdentity(mark, partition)
    if (found.partition !== partition) {
      throw new JournalError('JOURNAL_FOREIGN', `${directory} holds partition ${found.partition}, not ${partition}.`)
    }
    const prefix = headerPrefix(found.journal, partition)
    const table = logTable(database, prefix, partition)
    if (typeof mark === 'object') compare(mark, found, table, partition)
    const newest = table.end().version
    if (newest !== undefined && newest > payloadVersion) {
      const known = `this program knows payloads up to version ${payloadVersion}`
      throw new JournalError(
        'JOURNAL_NEWER',
        `The last record has version ${newest}; ${known}. Start the newer version.`,
      )
    }
    // From here on what is new in the write-ahead log is ours: leftovers cannot be taken for it.
    checkpoint(database, 'TRUNCATE')
    const identity = { ...found, epoch: found.epoch + 1 }
    inTransaction(database, () => writeIdentity(database, identity))
    if (typeof mark === 'string') {
      warn({ code: 'MARK_REPLACED', message: `${markFile(directory)} was ${mark}; a new one was made from the log.` })
      await createMark(markFile(directory), { journal: found.journal, ...table.end() })
    }
    return { database, identity, prefix, table }
  } catch (error) {
    database.close()
    throw error
  }
}

/** Finds what SQLite would cut from the write-ahead log; refuses if that was, or could have been, acknowledged. */
async function inspectTail(directory: string, mark: Mark | string, warn: Place['warn']): Promise<void> {
  const { cutBytes, damaged } = inspectWal(walFile(directory))
  if (damaged !== undefined) {
    throw new JournalError(
      'JOURNAL_DAMAGED',
      `${walFile(directory)}: ${damaged} is not what was written, and what follows it was synced. Nothing was changed; restore the journal from a copy.`,
    )
  }
  if (cutBytes === 0) return
  if (typeof mark === 'string') {
    throw new JournalError(
      'JOURNAL_DAMAGED',
      `${walFile(directory)} ends in ${cutBytes} bytes that are no whole transaction, and ${markFile(directory)}, which would tell whether they were acknowledged, is ${mark}. Nothing was changed.`,
    )
  }
  await copyFile(walFile(directory), cutFile(directory))
  warn({
    code: 'TORN_TAIL_CUT',
    message: `${cutBytes} bytes at the end of ${walFile(directory)} are an unfinished transaction and were cut; ${cutFile(directory)} is the file as it was.`,
  })
}

/** The mark to go by. A log's first one is on disk before there is a log, so that a log can be missed. */
async function markOf(directory: string, partition: number): Promise<Mark | 'missing' | 'damaged'> {
  const mark = readMark(markFile(directory))
  const exists = await stat(databaseFile(directory)).then(
    ({ size }) => size > 0,
    () => false,
  )
  if (exists) return mark
  if (typeof mark === 'object') {
    if (mark.sequence > 0) throw missing(mark, partition)
    return mark
  }
  const journal = randomBytes(16)
  const first = { journal, sequence: 0, hash: genesisHash(headerPrefix(journal, partition)) }
  await createMark(markFile(directory), first)
  return first
}

/** The identity row comes before any record: where one was acknowledged and there is none, it was lost. */
function firstIdentity(mark: Mark | string, partition: number): Identity {
  if (typeof mark === 'string' || mark.sequence > 0) {
    throw new JournalError('JOURNAL_DAMAGED', 'The row that identifies the journal is missing. Nothing was changed.')
  }
  return { journal: mark.journal, partition, epoch: 0, trimmedSequence: 0, trimmedHash: mark.hash }
}

function compare(mark: Mark, { journal }: Identity, table: LogTable, partition: number): void {
  if (!Buffer.from(journal).equals(mark.journal)) {
    throw new JournalError('JOURNAL_FOREIGN', 'The mark is that of another journal.')
  }
  if (table.end().sequence < mark.sequence) throw missing(mark, partition)
  if (mark.sequence >= table.trimmed() && !table.hashAt(mark.sequence).equals(mark.hash)) {
    throw damagedRecord({ partition, sequence: mark.sequence, field: 'hash' }, 'is not the one that was acknowledged')
  }
}

function missing({ sequence }: Mark, partition: number): JournalError {
  return damagedRecord({ partition, sequence, field: 'key' }, 'was acknowledged, and is missing')
}
