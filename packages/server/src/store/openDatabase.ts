import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { StartError } from '../error/serviceError.js'
import { openBetterSqlite } from './betterSqlite.js'
import type { Database } from './database.js'
import { openNodeSqlite } from './nodeSqlite.js'

export const inMemory = ':memory:'
const fileName = 'plimsoll.sqlite'
/** Node's own SQLite is out of its experimental warnings from this version on. */
const nodeSqliteFrom = 24

/** The file of a data directory. */
export function storeFile(dataDirectory: string): string {
  return dataDirectory === inMemory ? inMemory : join(resolve(dataDirectory), fileName)
}

/** A database with the binding that suits this Node. */
export function openFile(file: string): Database {
  return Number(process.versions.node.split('.')[0]) >= nodeSqliteFrom ? openNodeSqlite(file) : openBetterSqlite(file)
}

/** Opens the store's file with the binding that suits this Node; the file is locked for this process. */
export function openDatabase(dataDirectory: string): Database {
  const file = storeFile(dataDirectory)
  let database: Database | undefined
  try {
    if (file !== inMemory) mkdirSync(resolve(dataDirectory), { recursive: true, mode: 0o700 })
    database = openFile(file)
    // One process, one writer: its memory is the truth between ticks, so nobody else may write behind its back.
    database.exec('PRAGMA locking_mode = EXCLUSIVE')
    database.exec('PRAGMA journal_mode = WAL')
    // FULL: a commit returns after fsync, so that what was acknowledged survives a power cut as well as a kill.
    database.exec('PRAGMA synchronous = FULL')
    database.exec('PRAGMA foreign_keys = ON')
    database.exec('BEGIN EXCLUSIVE; COMMIT')
    return database
  } catch (cause) {
    database?.close()
    throw startErrorOf(cause, file)
  }
}

/** An error of SQLite or of the file system, in the words of someone who has to do something about it. */
export function startErrorOf(cause: unknown, file: string): StartError {
  if (cause instanceof StartError) return cause
  const text = cause instanceof Error ? cause.message : String(cause)
  if (/database is locked|busy/i.test(text)) {
    return new StartError(
      'STORE_BUSY',
      `${file} is open in another process; stop it or give another --data directory.`,
      { cause },
    )
  }
  if (/malformed|not a database|corrupt|disk image/i.test(text)) {
    return new StartError(
      'STORE_CORRUPT',
      `${file} is damaged (${text}). Nothing was changed; restore it from a copy.`,
      { cause },
    )
  }
  return new StartError('STORE_UNUSABLE', `${file} cannot be used: ${text}.`, { cause })
}
