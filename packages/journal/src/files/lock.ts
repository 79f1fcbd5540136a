import { databaseFailure } from '../database/failure.js'
import { openFile } from '../database/openDatabase.js'
import { JournalError } from '../error/journalError.js'

/**
 * Takes a directory for this process; returns what gives it back. The lock is one of the operating system on an empty SQLite
 * file, hence gone with its process however that ends. Node has no lock of its own.
 */
export function lockDirectory(file: string): () => void {
  const database = openFile(file)
  try {
    database.exec('BEGIN EXCLUSIVE')
    return () => database.close()
  } catch (cause) {
    database.close()
    if (databaseFailure(cause) !== 'busy') throw cause
    throw new JournalError('JOURNAL_BUSY', `${file} is held by another process, which has this journal open.`, {
      cause,
    })
  }
}
