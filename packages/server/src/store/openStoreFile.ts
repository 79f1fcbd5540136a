import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { type Database, databaseFailure, openDatabase } from '@plimsoll/journal'
import { StartError } from '../error/serviceError.js'

export const inMemory = ':memory:'
const fileName = 'plimsoll.sqlite'

/** The file of a data directory. */
export function storeFile(dataDirectory: string): string {
  return dataDirectory === inMemory ? inMemory : join(resolve(dataDirectory), fileName)
}

/**
 * Opens the store's file; it is locked for this process. One process, one writer: its memory is the truth between ticks, so
 * nobody else may write behind its back.
 */
export function openStoreFile(dataDirectory: string): Database {
  const file = storeFile(dataDirectory)
  try {
    if (file !== inMemory) mkdirSync(resolve(dataDirectory), { recursive: true, mode: 0o700 })
    const database = openDatabase(file, 'exclusive')
    database.exec('PRAGMA foreign_keys = ON')
    return database
  } catch (cause) {
    throw startErrorOf(cause, file)
  }
}

/** An error of SQLite or of the file system, in the words of someone who has to do something about it. */
export function startErrorOf(cause: unknown, file: string): StartError {
  if (cause instanceof StartError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  switch (databaseFailure(cause)) {
    case 'busy':
      return new StartError(
        'STORE_BUSY',
        `${file} is open in another process; stop it or give another --data directory.`,
        { cause },
      )
    case 'damaged':
      return new StartError(
        'STORE_CORRUPT',
        `${file} is damaged (${text}). Nothing was changed; restore it from a copy.`,
        { cause },
      )
    default:
      return new StartError('STORE_UNUSABLE', `${file} cannot be used: ${text}.`, { cause })
  }
}
