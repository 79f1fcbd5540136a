import { type Database, inTransaction, type SqlRow, type SqlValue } from '@plimsoll/journal'
import { ServiceError } from '../error/serviceError.js'
import {
  type AccountRecord,
  type Change,
  type ChangeKind,
  changeHash,
  type NewChange,
  undoableKinds,
} from './change.js'
import { migrateStore } from './migrations.js'
import { openStoreFile, startErrorOf, storeFile } from './openStoreFile.js'
import { verify } from './verify.js'

/** Where accounts live. Every method is synchronous; a change is on disk when `commit` has returned. */
export interface Store {
  readonly file: string
  readonly engine: Database['engine']
  /** Whether nothing was ever stored here. */
  isFresh(): boolean
  accounts(): AccountRecord[]
  commit(change: NewChange): Change
  /** The newest changes first. */
  history(account: string, limit: number): Change[]
  /** The last change since the account's creation that has not been taken back. */
  lastUndoable(account: string): Change | undefined
  isOpen(): boolean
  close(): void
}

/** Opens (or creates) the store of a data directory, or one in memory; throws StartError naming the file. */
export function openStore(dataDirectory: string): Store {
  const file = storeFile(dataDirectory)
  const database = openStoreFile(dataDirectory)
  try {
    migrateStore(database, file)
    verify(database, file)
    return storeOver(database, file)
  } catch (cause) {
    database.close()
    throw startErrorOf(cause, file)
  }
}

function storeOver(database: Database, file: string): Store {
  const kinds = undoableKinds.map((kind) => `'${kind}'`).join(', ')
  const sql = {
    any: database.prepare('SELECT 1 AS found FROM changes LIMIT 1'),
    accounts: database.prepare('SELECT record FROM accounts ORDER BY rowid'),
    last: database.prepare(
      'SELECT sequence, hash, after FROM changes WHERE account = ? ORDER BY sequence DESC LIMIT 1',
    ),
    append: database.prepare(
      'INSERT INTO changes (account, sequence, kind, undoes, before, after, instant, hash) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ),
    put: database.prepare(
      'INSERT INTO accounts (id, record) VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET record = excluded.record',
    ),
    remove: database.prepare('DELETE FROM accounts WHERE id = ?'),
    history: database.prepare('SELECT * FROM changes WHERE account = ? ORDER BY sequence DESC LIMIT ?'),
    undoable: database.prepare(
      `SELECT * FROM changes WHERE account = ? AND kind IN (${kinds})
         AND sequence > (SELECT max(sequence) FROM changes WHERE account = ? AND kind = 'create')
         AND sequence NOT IN (SELECT undoes FROM changes WHERE account = ? AND undoes IS NOT NULL)
       ORDER BY sequence DESC LIMIT 1`,
    ),
  }
  let open = true

  const append = (change: NewChange): Change =>
    inTransaction(database, () => {
      const last = sql.last.get(change.account)
      const text = {
        account: change.account,
        sequence: Number(last?.sequence ?? 0) + 1,
        kind: change.kind,
        undoes: change.undoes ?? null,
        before: (last?.after as string | null | undefined) ?? null,
        after: change.after === undefined ? null : JSON.stringify(change.after),
        instant: change.instant,
      }
      const hash = changeHash(String(last?.hash ?? ''), text)
      const values: SqlValue[] = [
        text.account,
        text.sequence,
        text.kind,
        text.undoes,
        text.before,
        text.after,
        text.instant,
        hash,
      ]
      sql.append.run(...values)
      if (text.after === null) sql.remove.run(change.account)
      else sql.put.run(change.account, text.after)
      return {
        ...change,
        sequence: text.sequence,
        ...(text.before === null ? {} : { before: JSON.parse(text.before) }),
      }
    })

  return {
    file,
    engine: database.engine,
    isFresh: () => sql.any.get() === undefined,
    accounts: () => sql.accounts.all().map((row) => JSON.parse(String(row.record)) as AccountRecord),
    commit: (change) => {
      try {
        return append(change)
      } catch (cause) {
        throw new ServiceError(
          'STORE_FAILED',
          'The change could not be written to disk; nothing was changed.',
          {},
          { cause },
        )
      }
    },
    history: (account, limit) => sql.history.all(account, limit).map(changeOf),
    lastUndoable: (account) => {
      const row = sql.undoable.get(account, account, account)
      return row === undefined ? undefined : changeOf(row)
    },
    isOpen: () => open,
    close: () => {
      if (open) database.close()
      open = false
    },
  }
}

function changeOf(row: SqlRow): Change {
  const record = (value: SqlValue | undefined): AccountRecord | undefined =>
    typeof value === 'string' ? (JSON.parse(value) as AccountRecord) : undefined
  const before = record(row.before)
  const after = record(row.after)
  return {
    account: String(row.account),
    sequence: Number(row.sequence),
    kind: String(row.kind) as ChangeKind,
    instant: String(row.instant),
    ...(row.undoes == null ? {} : { undoes: Number(row.undoes) }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
  }
}
